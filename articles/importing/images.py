"""Images inside a document: their bytes, and in the text a mark where each of them stands."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

MOST_IMAGES = 100
MOST_PLACES = 300
MAX_BYTES = 20_000_000
_MAX_TOGETHER = 60_000_000
_PLACE = re.compile(r"!\[([^\[\]]{0,2000})\]\(\s*<?((?:figure|not-taken):[0-9a-z]{1,64})>?\s*\)")
_ALONE = re.compile(r"(?:^|\n\n)!\[\]\(figure:[0-9a-f]{64}\)(?=\n\n|$)")
_QUOTED = re.compile(r"([\"'])data:(image/[^,\"']{0,100}?);base64,([A-Za-z0-9+/=%\s]+)\1", re.IGNORECASE)
_BARE = re.compile(
    r"data:(image/[\w.+-]{1,40}(?:;[\w=.-]{1,40}){0,3});base64,([A-Za-z0-9+/=%]+)", re.IGNORECASE
)
_MADE_UP = re.compile(
    r"\s*\b(?:description automatically generated|automatically generated description|ai-generated content may be"
    r" incorrect)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_FILE_NAME = re.compile(
    r"^[\w ().-]{1,120}\.(?:jpe?g|png|gif|webp|avif|tiff?|bmp|emf|wmf|svg)$", re.IGNORECASE
)
_COUNTED = re.compile(
    r"^(?:image|picture|graphic|grafik|bild|figure|photo|img|imagen)[ _-]?\d*$", re.IGNORECASE
)
# What is not taken, by its first bytes: for the words only, everything else is left out as well.
_OTHERS = [
    (b"GIF8", "a GIF"),
    (b"%PDF", "a PDF"),
    (b"II*\x00", "a TIFF"),
    (b"MM\x00*", "a TIFF"),
    (b"BM", "a bitmap (BMP)"),
    (b"\xd7\xcd\xc6\x9a", "a drawing of Windows (WMF)"),
    (b"\x01\x00\x09\x00", "a drawing of Windows (WMF)"),
    (b"\x01\x00\x00\x00", "a drawing of Windows (EMF)"),
]


@dataclass(frozen=True)
class Image:
    """One image of a file, by the SHA-256 of its bytes there, with what the file itself says that it shows."""

    sha256: str
    description: str = ""

    @property
    def line(self) -> str:
        """The image as a line of a report."""
        return f"Image: {self.description}" if self.description else "Image without a description"

    @property
    def suggestion(self) -> str:
        """The description where a person wrote it; nothing where a program or a camera did."""
        words = _MADE_UP.sub("", self.description)
        return "" if words != self.description or _FILE_NAME.match(words) or _COUNTED.match(words) else words


@dataclass
class Images:
    """The images of one file while it is read. `contents` are their bytes by their SHA-256."""

    contents: dict[str, bytes] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)  # the SHA-256 of all that were added, taken or not
    _reasons: list[str] = field(default_factory=list)
    _places: int = 0

    def add(self, content: bytes) -> str:
        """The address by which the text is to show these bytes: `figure:<SHA-256>`, or one that says why not."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.seen.add(sha256)
        if sha256 not in self.contents:
            if reason := self._objection(content):
                return self.leave_out(reason)
            self.contents[sha256] = content
        return f"figure:{sha256}"

    def leave_out(self, reason: str) -> str:
        """The address of an image that is not taken."""
        if reason not in self._reasons:
            self._reasons.append(reason)
        return f"not-taken:{self._reasons.index(reason)}"

    def place(self, address: str) -> tuple[str, str]:
        """What an address in the text shows: the SHA-256 of an image of this file, or else why there is none."""
        scheme, _, name = address.partition(":")
        if scheme == "figure" and name in self.contents:
            self._places += 1
            if self._places <= MOST_PLACES:
                return name, ""
            return "", f"more than {MOST_PLACES} images"
        if scheme == "not-taken" and name.isdecimal() and int(name) < len(self._reasons):
            return "", self._reasons[int(name)]
        return "", "an image"

    def _objection(self, content: bytes) -> str:
        if kind := _other_kind(content):
            return f"an image that is not taken: {kind}"
        if len(content) > MAX_BYTES:
            return f"an image of more than {MAX_BYTES // 1_000_000} MB"
        if len(self.contents) >= MOST_IMAGES:
            return f"more than {MOST_IMAGES} images"
        if sum(map(len, self.contents.values())) + len(content) > _MAX_TOGETHER:
            return f"images of more than {_MAX_TOGETHER // 1_000_000} MB together"
        return ""


def taken_out(text: str, images: Images) -> str:
    """The text with each image that is written out in it (`data:image/…;base64,…`) replaced by its address."""
    if "data:image/" not in text.lower():
        return text
    text = _QUOTED.sub(lambda found: found[1] + _written_out(found[3], images) + found[1], text)
    return _BARE.sub(lambda found: _written_out(found[2], images), text)


def mark(sha256: str) -> str:
    """Markdown for the place of an image whose alternative text is not written yet."""
    return f"![](figure:{sha256})"


def lifted(markdown: str, images: Images) -> tuple[str, list[tuple[str, str, str]]]:
    """A piece of Markdown without the images of this file, and each of them: SHA-256, description, why not taken."""
    found: list[tuple[str, str, str]] = []

    def lift(match: re.Match[str]) -> str:
        sha256, reason = images.place(match[2])
        if not sha256 and reason == "an image":
            return match[0]  # no image of this file: a figure of this site, perhaps
        found.append((sha256, " ".join(match[1].split()), reason))
        return ""

    return (_PLACE.sub(lift, markdown), found) if "(" in markdown else (markdown, found)


def without_marks(text: str) -> str:
    """A section's text without the places of images."""
    return _ALONE.sub("", text).strip("\n")


def shown(text: str, markdown_of: Callable[[str], str]) -> str:
    """A text with each image's place filled: `markdown_of` gives the Markdown for a SHA-256, empty to leave it out."""

    def fill(match: re.Match[str]) -> str:
        before = "\n\n" if match[0].startswith("\n") else ""
        markdown = markdown_of(match[0][-65:-1])
        return before + markdown if markdown else ""

    return _ALONE.sub(fill, text).strip("\n")


def pieces(text: str) -> list[tuple[str, str]]:
    """A text parted at its images: words and then the SHA-256 of the image behind them, empty behind the last."""
    found, last = [], 0
    for match in _ALONE.finditer(text):
        found.append((text[last : match.start()].strip("\n"), match[0][-65:-1]))
        last = match.end()
    return [*found, (text[last:].strip("\n"), "")]


def _written_out(encoded: str, images: Images) -> str:
    try:
        content = base64.b64decode(unquote_to_bytes("".join(encoded.split())), validate=True)
    except (binascii.Error, ValueError):
        return images.leave_out("an image that is damaged")
    return images.add(content)


def _other_kind(content: bytes) -> str:
    """What kind of image that no article shows these bytes are; nothing for JPEG, PNG, WebP and AVIF."""
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) or (
        content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    ):
        return ""
    if content[4:8] == b"ftyp":
        return "" if content[8:12] in {b"avif", b"avis", b"mif1"} else "a HEIC photo"
    if b"<svg" in content[:1024].lower():
        return "an SVG drawing"
    return next((kind for start, kind in _OTHERS if content.startswith(start)), "of an unknown kind")
