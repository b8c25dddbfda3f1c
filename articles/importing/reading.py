"""One file to one manuscript; the only thing that can go wrong is Unreadable."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from articles.importing import accounting, clipboard, decoding, html, languages, mapping, markdown, text, word
from articles.importing.blocks import Block, Kind
from articles.importing.decoding import Unreadable
from articles.importing.images import Images
from articles.importing.manuscript import Manuscript

__all__ = ["EXTENSIONS", "Unreadable", "read", "read_bytes"]
EXTENSIONS = frozenset({".txt", ".md", ".markdown", ".docx", ".html", ".htm"})
PASTED = ".pasted"  # the suffix of HTML from a clipboard
_MAX_LINES = 20_000
_WORD = re.compile(r"urn:schemas-microsoft-com:office:word", re.IGNORECASE)
_SITE = re.compile(r"\s+(?:\||–|—|-|::|»|·)\s+")


@dataclass
class _Opened:
    """A file's blocks and what its format says besides."""

    blocks: list[Block]
    warnings: list[str] = field(default_factory=list)
    language: str = ""
    window: str = ""  # the title of a page's window
    paragraphs: list[str] = field(default_factory=list)  # every paragraph of a Word document, to compare
    lines: list[str] = field(default_factory=list)  # every line of what was copied, to compare
    images: Images = field(default_factory=Images)


def read(path: Path | str) -> Manuscript:
    """The manuscript in a text, Markdown, Word or HTML file.

    The bytes decide what a file is; its name only tells Markdown from plain text, and HTML from text with tags in
    it. Raises Unreadable, with a sentence, for what is empty, binary, encrypted, too large or hostile.
    """
    path = Path(path)
    return read_bytes(decoding.content_of(path), suffix=path.suffix.lower())


def read_bytes(content: bytes, *, suffix: str, kind: str = "", language: str = "") -> Manuscript:
    """The manuscript in a file's bytes; see `read`. `kind` and `language` are what a person says against our guess."""
    return read_with_images(content, suffix=suffix, kind=kind, language=language)[0]


def read_with_images(
    content: bytes, *, suffix: str, kind: str = "", language: str = ""
) -> tuple[Manuscript, dict[str, bytes]]:
    """The manuscript in a file's bytes, and the bytes of its images by their SHA-256."""
    opened = _word(content) if word.is_zip(content) else _text(content, suffix)
    words = [block for block in opened.blocks if block.kind is not Kind.IMAGE]
    if not any(block.plain for block in words):
        raise Unreadable("The file holds no text.")
    _refuse_too_many(len(opened.blocks))
    lines = [line for block in words for line in block.plain.split("\n")]
    language = language or opened.language or languages.guess("\n".join(lines))
    manuscript = Manuscript(language=language, warnings=opened.warnings)
    mapping.fill(manuscript, opened.blocks, kind=kind)
    if opened.window:
        _use_window_title(opened.window, manuscript)
    accounting.add_missing(lines, manuscript)
    accounting.add_missing(opened.lines, manuscript)
    if accounting.add_missing(opened.paragraphs, manuscript):
        manuscript.warnings.append(
            "Parts of the Word document could not be converted; their words are listed."
        )
    return manuscript, {image.sha256: opened.images.contents[image.sha256] for image in manuscript.images}


def picture(content: bytes, sha256: str) -> bytes | None:
    """The bytes of one image of a file, by their SHA-256; None if it has no such image."""
    if word.is_zip(content):
        return word.picture(content, sha256)
    images = Images()
    decoding.decode(content, images)
    return images.contents.get(sha256)


def _word(content: bytes) -> _Opened:
    document = word.read(content)
    beside = [
        Block(Kind.ASIDE, line, "", outside="beside the text of the document") for line in document.beside
    ]
    return _Opened(
        [*document.page.blocks, *beside],
        document.warnings,
        document.page.language,
        paragraphs=document.paragraphs,
        images=document.images,
    )


def _text(content: bytes, suffix: str) -> _Opened:
    images = Images()
    decoded, warnings = decoding.decode(content, images)
    if html.is_html(decoded, named_so=suffix in {".html", ".htm", PASTED}):
        if suffix == PASTED or _WORD.search(decoded[:20_000]):
            return _copied(decoded, warnings, images)
        page = html.read(decoded, images)
        return _Opened(page.blocks, warnings, page.language, page.title, images=images)
    _refuse_too_many(sum(1 for line in decoded.split("\n") if line.strip()))
    if suffix in {".md", ".markdown"} or markdown.is_markdown(decoded):
        return _Opened(markdown.blocks(decoded, images), warnings, images=images)
    return _Opened(text.blocks(decoded), warnings)


def _copied(decoded: str, warnings: list[str], images: Images) -> _Opened:
    """What was copied out of a word processor or a page: all of it is the article's, but for comments in it."""
    everything = [line for block in html.read(decoded).blocks for line in block.plain.split("\n")]
    soup, dropped = clipboard.tidied(decoded)
    left_out = [f"{count} {what}{'s' if count > 1 else ''}" for what, count in dropped.items() if count]
    if left_out:
        warnings.append(f"Left out of the text: {', '.join(left_out)}.")
    return _Opened(html.blocks(soup, images), warnings, lines=everything, images=images)


def _refuse_too_many(lines: int) -> None:
    if lines > _MAX_LINES:
        raise Unreadable(f"The text has more than {_MAX_LINES:,} lines. Split it and import the parts.")


def _use_window_title(window: str, manuscript: Manuscript) -> None:
    """Take the window's title where the page has no other, without the site's name after it."""
    if not manuscript.title:
        manuscript.title = _SITE.split(window, maxsplit=1)[0]
        manuscript.warnings = [
            line for line in manuscript.warnings if not line.startswith("No title was found")
        ]
        manuscript.warnings.append(f"The title was taken from the page's window: “{window}”.")
    if manuscript.title != window:
        manuscript.unmapped.append(window)
