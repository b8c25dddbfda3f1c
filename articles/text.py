"""Text as it is kept: cleaned once, where it enters."""

import re
import unicodedata

# What changes the meaning or the order of text without being seen (Unicode TR36, CVE-2021-42574).
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NEVER = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufeff\ud800-\udfff{BIDI_CONTROLS}]")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")


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
