"""One file to one manuscript; the only thing that can go wrong is Unreadable."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from articles.importing import accounting, decoding, html, languages, mapping, markdown, text, word
from articles.importing.blocks import Block, Kind
from articles.importing.decoding import Unreadable
from articles.importing.manuscript import Manuscript

__all__ = ["EXTENSIONS", "Unreadable", "read", "read_bytes"]
EXTENSIONS = frozenset({".txt", ".md", ".markdown", ".docx", ".html", ".htm"})
_MAX_LINES = 20_000
_SITE = re.compile(r"\s+(?:\||–|—|-|::|»|·)\s+")


@dataclass
class _Opened:
    """A file's blocks and what its format says besides."""

    blocks: list[Block]
    warnings: list[str] = field(default_factory=list)
    language: str = ""
    window: str = ""  # the title of a page's window
    paragraphs: list[str] = field(default_factory=list)  # every paragraph of a Word document, to compare


def read(path: Path | str) -> Manuscript:
    """The manuscript in a text, Markdown, Word or HTML file.

    The bytes decide what a file is; its name only tells Markdown from plain text, and HTML from text with tags in
    it. Raises Unreadable, with a sentence, for what is empty, binary, encrypted, too large or hostile.
    """
    path = Path(path)
    return read_bytes(decoding.content_of(path), suffix=path.suffix.lower())


def read_bytes(content: bytes, *, suffix: str) -> Manuscript:
    """The manuscript in a file's bytes; see `read`."""
    opened = _word(content) if word.is_zip(content) else _text(content, suffix)
    if not any(block.plain for block in opened.blocks):
        raise Unreadable("The file holds no text.")
    _refuse_too_many(len(opened.blocks))
    lines = [line for block in opened.blocks for line in block.plain.split("\n")]
    language = opened.language or languages.guess("\n".join(lines))
    manuscript = Manuscript(language=language, warnings=opened.warnings)
    mapping.fill(manuscript, opened.blocks)
    if opened.window:
        _use_window_title(opened.window, manuscript)
    accounting.add_missing(lines, manuscript)
    if accounting.add_missing(opened.paragraphs, manuscript):
        manuscript.warnings.append(
            "Parts of the Word document could not be converted; their words are listed."
        )
    return manuscript


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
    )


def _text(content: bytes, suffix: str) -> _Opened:
    decoded, warnings = decoding.decode(content)
    if html.is_html(decoded, named_so=suffix in {".html", ".htm"}):
        page = html.read(decoded)
        return _Opened(page.blocks, warnings, page.language, page.title)
    _refuse_too_many(sum(1 for line in decoded.split("\n") if line.strip()))
    if suffix in {".md", ".markdown"} or markdown.is_markdown(decoded):
        return _Opened(markdown.blocks(decoded), warnings)
    return _Opened(text.blocks(decoded), warnings)


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
