"""A document as a row of blocks: what every reader gives and the mapping consumes, one block at a time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# What our renderer would take for markup (articles.rendering.markdown): CommonMark without HTML, tables within
# paragraphs or reference definitions, with citations, ^raised^ and ~lowered~.
_SPECIAL = re.compile(
    r"(\\(?=[!-/:-@\[-`{-~]|$)|`|(?<!\s)\*|\*(?!\s|$)|(?<![^\W_])_|_(?![^\W_])|(?<=[\w)\]])[~^]"
    r"|[\[\]]|<(?=[A-Za-z][A-Za-z0-9+.-]{1,31}:|[^\s<>@]{1,200}@)|&(?=#?\w{1,32};))",
    re.MULTILINE,
)
_BARE_BRACKETS = re.compile(r"\\\[([^\[\]\\@][^\[\]\\]*)\\\](?![(\[\\])")
_AT_START = re.compile(r"^(#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|(?:[-_*] ?){3,}$|~{3,})")
_NUMBER_AT_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


class Kind(StrEnum):
    """What a block is; a PARAGRAPH may still turn out to be a heading, a byline or a reference."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    WHOLE = "whole"  # a table or code: never looked into, kept as it is
    IMAGE = "image"  # the place of an image that comes along
    ASIDE = "aside"  # what stands outside the article: navigation, images, running heads


@dataclass(frozen=True)
class Block:
    """One block: its characters as a person reads them, and the Markdown that renders as them."""

    kind: Kind
    plain: str
    markdown: str
    level: int = 0  # of a heading, 1 to 6; of an item, its depth from 0
    marker: str = "-"  # of an item, as Markdown: `-` or `3.`
    gap: bool = True  # whether an empty line, or any edge that markup draws, stands before it
    strong: bool = False  # all of it is bold
    links: tuple[str, ...] = ()
    outside: str = ""  # of an ASIDE: what it is, for the report
    image: str = ""  # of an IMAGE: the SHA-256 of its bytes

    @property
    def is_text(self) -> bool:
        """Whether it is running text that may be read as a field."""
        return self.kind in {Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING, Kind.QUOTE}


def escape(text: str) -> str:
    """Markdown that renders as exactly these characters, at the beginning of any block."""
    return escape_start(escape_inline(text))


def escape_inline(text: str) -> str:
    """The same, for text that does not begin a block."""
    return _BARE_BRACKETS.sub(r"[\1]", _SPECIAL.sub(r"\\\1", text))


def escape_start(markdown: str) -> str:
    """The same Markdown where the first characters would make it a heading, an item, a quotation or a rule."""
    return _NUMBER_AT_START.sub(r"\1\\\2", _AT_START.sub(r"\\\1", markdown))


def as_markdown(blocks: Iterable[Block]) -> str:
    """The blocks as one Markdown text."""
    pieces: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before is not None:
            pieces.append(_between(before, block))
        pieces.append(_one(block))
        before = block
    return "".join(pieces)


def _between(before: Block, block: Block) -> str:
    same_list = before.kind is block.kind is Kind.ITEM and (
        block.level > 0 or before.level > 0 or (before.marker == "-") == (block.marker == "-")
    )
    return "\n" if same_list else "\n\n"


def _one(block: Block) -> str:
    if block.kind is Kind.HEADING:
        return f"{'#' * max(3, min(block.level, 6))} {block.markdown}"
    if block.kind is Kind.ITEM:
        # Four spaces keep an item inside one that is numbered as well as inside a bulleted one.
        indent = "    " * min(block.level, 4)
        return f"{indent}{block.marker} " + block.markdown.replace("\n", f"\n{indent}    ")
    if block.kind is Kind.QUOTE:
        return "> " + block.markdown.replace("\n", "\n> ")
    return block.markdown
