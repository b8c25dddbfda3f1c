"""Markdown to HTML, in bounded time. No text vanishes: what is not understood stays as it was written."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from articles.text import clean

from .figures import figure_html, figure_rule, known, missing_html, set_apart
from .sanitising import sanitised

MOST_CHARACTERS = 200_000
CITATION = re.compile(r"\[@([^\s\[\]@]{1,80})\]")

# The parser drops what is nested as deep as its own limit of 20 levels; a list takes two.
_DEEPEST = 18
_ADDRESS = re.compile(r"https?://|mailto:|#|/(?!/)", re.IGNORECASE)
# Only straight behind a letter, figure or bracket, so that "~5/~10 mg" keeps its signs.
_RAISED = re.compile(r"\^([^\s\\^]{1,40})\^")
_LOWERED = re.compile(r"~([^\s\\~]{1,40})~")


class TooLong(ValueError):
    """The text is longer than the renderer takes; the message says by how much it may be."""


def render_markdown(
    text: str, *, references: Sequence[dict[str, Any]] = (), figures: Sequence[dict[str, Any]] = ()
) -> SafeString:
    """The sanitised HTML of a Markdown text: CommonMark with tables, `10^9^`, `CO~2~` and `[@key]` citations.

    A citation links to `#reference-N`, N being the place of its key in `references`, and stands close to the word
    before it; one whose key is unknown stays as written. `![alternative text](figure:<digest>)` shows one of
    `figures`, rows as a content document has them: with its caption where it is a paragraph of its own. Any other image
    is said to be missing. Headings begin at level two, with ids of their own. Raw HTML is text. The same text always
    gives the same HTML. Raises TooLong, and nothing else.
    """
    if len(text) > MOST_CHARACTERS:
        raise TooLong(
            f"The text has {len(text):,} characters; {MOST_CHARACTERS:,} is the most that is taken."
        )
    known_here = {"numbers": numbers(references), "figures": known(figures)}
    return sanitised(_MARKDOWN.render(clean(text), known_here))


def numbers(references: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The number under which each reference key is cited: its first place in the list."""
    found: dict[str, int] = {}
    for number, reference in enumerate(references, start=1):
        found.setdefault(reference["key"], number)
    return found


def citation_html(number: int) -> str:
    """The raised number that leads to a reference."""
    return f'<sup class="citation"><a href="#reference-{number:d}">[{number:d}]</a></sup>'


def _markdown() -> MarkdownIt:
    # No reference definitions: `[note]: text` would vanish. No indented code: that is how pasted prose looks.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["reference", "code"])
    parser.validateLink = lambda url: bool(_ADDRESS.match(url))  # type: ignore[method-assign]
    parser.block.ruler.before("table", "too_deep", _too_deep)
    parser.inline.ruler.before("link", "citation", _citation)
    parser.inline.ruler.before("link", "script", _script)
    parser.inline.ruler.before("image", "figure", figure_rule)
    parser.core.ruler.push("finish", _finish)
    parser.add_render_rule("citation", _render_citation)
    parser.add_render_rule("figure", _render_figure)
    parser.add_render_rule("image", _render_image)
    parser.add_render_rule("table_open", _render_table_open)
    parser.add_render_rule("table_close", _render_table_close)
    return parser


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.level < _DEEPEST or silent:
        return False
    state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, end, state.blkIndent, False).strip()
    inline.children = []
    state.push("paragraph_close", "p", -1)
    state.line = end
    return True


def _citation(state: StateInline, silent: bool) -> bool:
    match = CITATION.match(state.src, state.pos, state.posMax)
    number = match and state.env["numbers"].get(match[1])
    if not match or not number or state.linkLevel:
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")
        state.push("citation", "sup", 0).meta["number"] = number
    state.pos = match.end()
    return True


def _script(state: StateInline, silent: bool) -> bool:
    """Superscript and subscript, as Pandoc writes them."""
    mark = state.src[state.pos]
    if mark not in "^~" or not state.pos:
        return False
    before = state.src[state.pos - 1]
    match = (_RAISED if mark == "^" else _LOWERED).match(state.src, state.pos, state.posMax)
    if not match or not (before.isalnum() or before in ")]"):
        return False
    if not silent:
        tag = "sup" if mark == "^" else "sub"
        state.push(f"{tag}_open", tag, 1)
        state.push("text", "", 0).content = match[1]
        state.push(f"{tag}_close", tag, -1)
    state.pos = match.end()
    return True


def _finish(state: StateCore) -> None:
    """Shift and name headings, name tables and figures, turn alignments into classes, mark links that lead away."""
    taken: dict[str, int] = {}
    tables = 0
    for index, token in enumerate(state.tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h2" if token.tag == "h1" else token.tag
        if token.type == "heading_open":
            token.attrSet("id", _heading_id(state.tokens[index + 1], taken))
        elif token.type == "table_open":
            tables += 1
            token.meta["number"] = tables
        elif token.type in ("th_open", "td_open"):
            _align(token)
        elif token.type == "paragraph_open":
            set_apart(state.tokens[index : index + 3], state.env["figures"])
        for child in token.children or ():
            if child.type == "link_open":
                _mark_link(child)


def _heading_id(inline: Token, taken: dict[str, int]) -> str:
    words = "".join(child.content for child in inline.children or ())
    base = name = f"section-{slugify(words, allow_unicode=True)[:60]}".rstrip("-")
    while name in taken:
        taken[base] += 1
        name = f"{base}-{taken[base]}"
    taken[name] = 1
    return name


def _align(token: Token) -> None:
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrSet("class", style.removeprefix("text-align:"))
    if token.type == "th_open":
        token.attrSet("scope", "col")


def _mark_link(token: Token) -> None:
    address = str(token.attrs.get("href", ""))
    if not address:
        token.attrs.pop("href", None)
    elif address.lower().startswith(("http:", "https:")):
        token.attrSet("rel", "noopener")


def _render_citation(_: RendererHTML, tokens: Sequence[Token], index: int, *__: Any) -> str:
    return citation_html(tokens[index].meta["number"])


def _render_figure(_: RendererHTML, tokens: Sequence[Token], index: int, __: Any, env: dict[str, Any]) -> str:
    return figure_html(tokens[index], env["figures"])


def _render_image(_: RendererHTML, tokens: Sequence[Token], index: int, *__: Any) -> str:
    return missing_html(tokens[index].content)


def _render_table_open(_: RendererHTML, tokens: Sequence[Token], index: int, *__: Any) -> str:
    # The box takes the focus because it scrolls by itself on a narrow screen.
    label = f"Table {tokens[index].meta['number']:d}"
    return f'<div class="table" role="group" tabindex="0" aria-label="{label}">\n<table>\n'


def _render_table_close(*_: Any) -> str:
    return "</table>\n</div>\n"


_MARKDOWN = _markdown()
