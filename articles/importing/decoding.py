"""Bytes to clean text, or one sentence why not. Files are judged by their bytes, never by their names."""

import re
from pathlib import Path

from articles.importing.encodings import UnknownEncoding, characters
from articles.importing.images import Images, taken_out
from articles.text import BIDI_CONTROLS, clean

MAX_BYTES = 20_000_000
MAX_CHARACTERS = 2_000_000

_ARCHIVE = "This is a compressed archive. Unpack it and import the documents in it."
_IMAGE = "This is an image, not a document."
_BINARY = "This is a binary file, not a document."
_OTHER_FORMATS = [
    (b"%PDF-", "This is a PDF. Save the document as .docx or plain text and import that."),
    (b"{\\rtf", "This is a Rich Text document. Save it as .docx and import that."),
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
    (b"\x7fELF", _BINARY),
    (b"SQLite format 3\x00", _BINARY),
]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BREAKS = re.compile("[\x0b\x0c]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_BIDI = re.compile(f"[{BIDI_CONTROLS}]")
_NARROW = "[\x00-\u02ff\u2010-\u2027\u2030-\u205e]"
# A joiner shapes Arabic, Indic scripts and emoji; between Latin letters it is only debris.
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]"
    f"|(?<={_NARROW})[\u200c\u200d](?={_NARROW})"
)
# UTF-8 that was once read as Windows-1252 and saved so.
_MOJIBAKE = re.compile(
    "\u00e2\u20ac[\u2122\u0153\u201c\u201d\u02dc\u00a2\u00a6]|\u00c3[\u00a0-\u00bf]|\u00c2[\u00a0-\u00bf]"
)


class Unreadable(Exception):
    """The file cannot become a manuscript; the message is one sentence for the person who chose it."""


def content_of(path: Path) -> bytes:
    """A file's bytes; raises Unreadable for what is empty, too large, no regular file, or cannot be opened."""
    try:
        if not path.is_file():
            raise Unreadable("This is not a regular file." if path.exists() else "There is no such file.")
        with path.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as problem:
        raise Unreadable(
            f"The file cannot be opened: {getattr(problem, 'strerror', None) or problem}."
        ) from problem
    if not content:
        raise Unreadable("The file is empty.")
    if len(content) > MAX_BYTES:
        raise Unreadable(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    return content


def decode(content: bytes, images: Images | None = None) -> tuple[str, list[str]]:
    """Clean text, and warnings on what had to be done to get it; images written out in it are put into `images`.

    Raises Unreadable for what is no text, holds no visible character, or is longer than MAX_CHARACTERS.
    """
    refuse_other_formats(content)
    try:
        text, warnings = characters(content)
    except UnknownEncoding:
        if b"\x00" in content:
            raise Unreadable(_BINARY) from None
        raise Unreadable("Its encoding could not be recognised. Save it as UTF-8 and import that.") from None
    text = taken_out(text, images if images is not None else Images())
    refuse_too_long(text)
    if len(_CONTROLS.findall(text)) > max(8, len(text) // 100):
        raise Unreadable(_BINARY)
    tidied = tidy(text)
    if not tidied.strip():
        raise Unreadable("The file holds no text.")
    return tidied, warnings + doubts(text)


def refuse_too_long(text: str) -> None:
    """Raise Unreadable for more text than an article can have."""
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(
            f"The text is longer than {MAX_CHARACTERS:,} characters. Split it and import the parts."
        )


def refuse_other_formats(content: bytes) -> None:
    """Raise Unreadable for formats that can be named by their first bytes."""
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable("The document is encrypted. Remove its password and import it again.")
        raise Unreadable("This is an old Office file (.doc). Save it as .docx and import that.")
    for first, sentence in _OTHER_FORMATS:
        if content.startswith(first):
            raise Unreadable(sentence)


def tidy(text: str) -> str:
    """Clean text, with page and line breaks as line feeds and without characters that nobody can see."""
    return clean(_INVISIBLE.sub("", _BREAKS.sub("\n", text)))


def doubts(text: str) -> list[str]:
    """A warning for each kind of character that `tidy` removes or that shows damage done before."""
    counts = [
        (
            len(_INVISIBLE.findall(text)),
            "invisible characters were removed (zero-width spaces, soft hyphens)",
        ),
        (len(_BIDI.findall(text)), "direction marks were removed (left-to-right, right-to-left)"),
        (len(_CONTROLS.findall(text)), "control characters were removed"),
        (text.count("\ufffd"), "characters could not be read and show as \ufffd"),
        (len(_MOJIBAKE.findall(text)), "places look as if saved in a wrong encoding before"),
    ]
    return [f"{count} {what}." for count, what in counts if count]
