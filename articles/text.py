"""Text as it is kept: cleaned once, where it enters."""

import re
import unicodedata

# What changes the meaning or the order of text without being seen (Unicode TR36, CVE-2021-42574).
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NEVER = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufeff\ufffe\uffff\ud800-\udfff{BIDI_CONTROLS}]"
)
# What nobody sees (Default_Ignorable_Code_Point), and accents.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e0fff]"
)
_ACCENT = re.compile("[\u0300-\u036f]")
# Cyrillic and Greek small letters that look Latin, themselves or as capitals (Unicode TR39).
_LOOKS = str.maketrans(
    "авекмнорстухѕіјԁӏԛԝһ" + "αβεζηικνορτυχ",
    "abekmhopctyxsijdlqwh" + "abezhikvoptyx",
)
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")

# What a form makes of the choice that there is nothing to state: an explicit "none", never an empty text.
NONE = "None."


def clean(text: str) -> str:
    """The text with line feeds, in NFC, without control characters, lone surrogates or bidi controls.

    Cleaning clean text changes nothing. Letters of every script, joiners (U+200C, U+200D) included, pass.
    """
    return unicodedata.normalize("NFC", _NEVER.sub("", _LINE_ENDS.sub("\n", text)))


def clean_line(text: str) -> str:
    """Clean text on one line, with single spaces: for titles, names and other short fields."""
    return " ".join(clean(text).split())


def is_clean(text: str) -> bool:
    """Whether `clean` would leave this text as it is."""
    return clean(text) == text


def seen(text: str) -> str:
    """The text without what nobody sees."""
    return _UNSEEN.sub("", text)


def alike(text: str) -> str:
    """Text as it is compared where two that look the same must not pass for different ones: without case, accents,
    what nobody sees, and letters of other scripts that look Latin."""
    folded = unicodedata.normalize("NFKD", seen(text)).casefold()
    return unicodedata.normalize("NFKC", _ACCENT.sub("", folded)).translate(_LOOKS)
