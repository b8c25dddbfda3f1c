"""Word documents to the same blocks as pages, by way of mammoth's HTML; nothing in the file is trusted."""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from xml.etree import ElementTree

import mammoth

from articles.importing import html
from articles.importing.decoding import MAX_CHARACTERS, Unreadable, tidy
from articles.importing.images import MAX_BYTES, Images
from articles.importing.languages import primary

_MAX_PARTS = 5_000
_MAX_UNPACKED = 200_000_000
_MAX_PART = 12_000_000
_RATIO = 200
_BROKEN = "The Word document is damaged. Open it in Word, save it again as .docx and import that."
_TOO_DEEP = (
    "Its tables stand in each other too deeply. Take them apart in Word, save it again and import that."
)
_BOMB = "The Word document unpacks to more than any article needs, so it was not opened."
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
_BESIDE = re.compile(r"^word/(?:(header|footer)\d*|(comments|footnotes|endnotes))\.xml$")
_LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"


@dataclass
class Document:
    """A Word document as a page, with the text that stands beside its body, and warnings."""

    page: html.Page
    beside: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    images: Images = field(default_factory=Images)


def is_zip(content: bytes) -> bool:
    """Whether the bytes are a zip archive, as every .docx is."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def read(content: bytes) -> Document:
    """The document; raises Unreadable for archives of another kind, encrypted, damaged or hostile ones."""
    parts = _parts(content)
    images = Images()
    convert_image = mammoth.images.img_element(partial(_image, images))
    try:
        converted = mammoth.convert_to_html(
            io.BytesIO(content), style_map=_STYLES, convert_image=convert_image
        )
    except Unreadable:
        raise
    except RecursionError as problem:
        raise Unreadable(_TOO_DEEP) from problem
    except (
        Exception
    ) as problem:  # a parser of hostile files may fail in any way; none of them is ours to tell apart
        raise Unreadable(_BROKEN) from problem
    if len(converted.value) > 6 * MAX_CHARACTERS:
        raise Unreadable(_BOMB)
    document = Document(html.read(converted.value, images), images=images)
    _look_beside(parts, document)
    document.warnings += _drawn(parts.get("word/document.xml", b""), _unplaced(content, images))
    return document


def picture(content: bytes, sha256: str) -> bytes | None:
    """The bytes of one image of a document that `read` took, without reading the rest of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                if 0 < entry.file_size <= MAX_BYTES and not entry.filename.endswith((".xml", ".rels")):
                    found = archive.read(entry)
                    if hashlib.sha256(found).hexdigest() == sha256:
                        return found
    except Exception as problem:  # zipfile raises seven kinds of errors on broken archives
        raise Unreadable(_BROKEN) from problem
    return None


def _image(images: Images, image: Any) -> dict[str, str]:
    """The address of an image of the document; nothing outside the file is ever opened."""
    try:
        with image.open() as opened:
            return {"src": images.add(opened.read(MAX_BYTES + 1))}
    except Exception:  # the part is missing or damaged, or the image stands on another site
        return {"src": images.leave_out("an image that is not in the file")}


def _parts(content: bytes) -> dict[str, bytes]:
    """The XML parts of the archive, none of them opened before its size is known."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse(entries, len(content))
            xml = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
            parts = {entry.filename: archive.read(entry) for entry in xml}
    except Unreadable:
        raise
    except Exception as problem:  # zipfile raises seven kinds of errors on broken archives
        raise Unreadable(_BROKEN) from problem
    if any(
        b"<!DOCTYPE" in part or b"<!\x00D\x00O\x00C" in part or b"<\x00!\x00D\x00O" in part
        for part in parts.values()
    ):
        raise Unreadable(
            "The Word document declares entities, which no word processor writes. It was not opened."
        )
    return parts


def _refuse(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unreadable("The archive is encrypted. Remove its password and import it again.")
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _MAX_PARTS or unpacked > _MAX_UNPACKED or unpacked > max(_RATIO * packed, 10_000_000):
        raise Unreadable(_BOMB)
    names = {entry.filename for entry in entries}
    if not any(name.startswith("word/") and name.endswith(".xml") for name in names):
        raise Unreadable(
            "This is a zip archive, not a Word document. Unpack it, or save the document as .docx."
        )
    if any(entry.file_size > _MAX_PART for entry in entries if entry.filename.endswith((".xml", ".rels"))):
        raise Unreadable(
            "The Word document holds more text than an article can have. Split it and import the parts."
        )


def _look_beside(parts: dict[str, bytes], document: Document) -> None:
    """Collect what mammoth leaves out: running heads and feet, comments, and every paragraph, to compare."""
    for name, part in sorted(parts.items()):
        beside = _BESIDE.match(name)
        if name == "docProps/core.xml":
            document.page.language = _core_language(part)
        elif beside and beside[1]:
            document.beside += [
                line for line in dict.fromkeys(_paragraphs(part)) if line not in document.beside
            ]
        elif beside and beside[2] == "comments":
            document.beside += [f"Comment: {line}" for line in _paragraphs(part)]
        elif beside or name == "word/document.xml":
            document.paragraphs += _paragraphs(part)
    if b"<w:del " in parts.get("word/document.xml", b""):
        document.warnings.append(
            "The document has tracked changes: insertions were taken, deletions left out."
        )


def _drawn(text: bytes, unplaced: int) -> list[str]:
    """A warning for each kind of picture that no conversion reaches."""
    drawn = len(re.findall(rb"<c:chart\s|<dgm:relIds\s|<cx:chart\s", text))
    found = []
    if unplaced:
        images = "1 image was" if unplaced == 1 else f"{unplaced:,} images were"
        found.append(f"{images} left out: not in the text, but in a header, a footer or a drawing.")
    if drawn:
        what = (
            "1 chart or diagram drawn in Word was"
            if drawn == 1
            else f"{drawn:,} charts or diagrams drawn in Word were"
        )
        found.append(f"{what} left out: save each as a picture, and add it to the article.")
    return found


def _unplaced(content: bytes, images: Images) -> int:
    """How many images the archive holds that the text does not show."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        media = [entry for entry in archive.infolist() if entry.filename.startswith("word/media/")]
        return sum(
            _digest(archive, entry) not in images.seen for entry in media if entry.file_size <= MAX_BYTES
        )


def _digest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    try:
        return hashlib.sha256(archive.read(entry)).hexdigest()
    except Exception:  # a damaged part, which no text shows either
        return ""


def _paragraphs(part: bytes) -> list[str]:
    """The words of every paragraph in a part, without what tracked changes deleted."""
    lines: list[str] = []
    pieces: list[str] = []
    try:
        for _event, element in ElementTree.iterparse(io.BytesIO(part)):
            name = element.tag.rpartition("}")[2]
            if name == "p":
                lines.append(tidy(" ".join("".join(pieces).split())))
                pieces = []
            elif name == "t":
                pieces.append(element.text or "")
            elif name in {"br", "tab", "cr"}:
                pieces.append(" ")
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        raise Unreadable(_BROKEN) from problem
    return [line for line in lines if line]


def _core_language(part: bytes) -> str:
    try:
        found = ElementTree.fromstring(part).find(f".//{_LANGUAGE}")
    except (ElementTree.ParseError, ValueError, LookupError):
        return ""
    return primary(found.text or "") if found is not None else ""
