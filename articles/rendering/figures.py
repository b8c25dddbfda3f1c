"""An image of a text as HTML: its sizes from this site alone, its alternative text, its caption and whose it is."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.utils.html import escape
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# Where a figure's file is served; nothing else is an image's address in HTML that leaves the renderer.
ADDRESS = re.compile(r"/figures/[0-9a-f]{64}\.(?:jpe?g|png|webp|avif)")
ADDRESSES = re.compile(rf"{ADDRESS.pattern} [1-9]\d{{0,5}}w(?:, {ADDRESS.pattern} [1-9]\d{{0,5}}w)*")
# As wide as the text, which is never wider than its measure (`--measure` in site.css).
SIZES = "(min-width: 38rem) 35rem, 100vw"

_TARGET = re.compile(
    r"\(\s*(?:<figure:(?P<angle>[^\s<>]{0,100})>|figure:(?P<bare>[^\s<>()]{0,100}))"
    r"""(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)"""
)
# In HTML that left the sanitiser: no attribute there holds a bracket or a quotation mark.
_IMAGE = re.compile(r"<img [^<>]*>")
_SOURCE = re.compile(r' src(?:set)?="[^"]*"')
Figure = dict[str, Any]


def known(figures: Sequence[Figure]) -> dict[str, Figure]:
    """The figures of a document by their digests; without those that no page can show."""
    return {figure["digest"]: figure for figure in figures if _is_servable(figure)}


def figure_rule(state: StateInline, silent: bool) -> bool:
    """`![words](figure:<digest>)` as one token; a title behind the address is never shown.

    Whether there is such a figure is asked when the token is rendered. What stands between the brackets is plain
    words: no mark in it acts, and none in it is parsed, so that nesting costs nothing.
    """
    if not state.src.startswith("![", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1, False)
    match = _TARGET.match(state.src, end + 1, state.posMax) if end >= 0 else None
    if not match:
        return False
    if not silent:
        token = state.push("figure", "img", 0)
        token.content = " ".join(unescapeAll(state.src[state.pos + 2 : end]).split())
        token.meta["digest"] = match["bare"] or match["angle"] or ""
        token.meta["alone"] = False
    state.pos = match.end()
    return True


def set_apart(paragraph: Sequence[Token], shown: dict[str, Figure]) -> None:
    """Make a paragraph that holds one known figure and nothing else into a figure with its caption.

    A paragraph is three tokens: what opens it, what is in it, and what closes it.
    """
    opening, inline, closing = paragraph
    children = inline.children or []
    if len(children) == 1 and children[0].type == "figure" and children[0].meta["digest"] in shown:
        children[0].meta["alone"] = True
        for token in (opening, closing):
            token.tag, token.hidden = "figure", False
        opening.attrSet("class", "figure")


def figure_html(token: Token, shown: dict[str, Figure]) -> str:
    """The image, with its caption where it stands by itself; what no figure has is said to be missing."""
    figure = shown.get(token.meta["digest"])
    if figure is None:
        return missing_html(token.content)
    image = _image(figure, token.content)
    return f"{image}{_caption(figure)}" if token.meta["alone"] else image


def missing_html(words: str) -> str:
    """What stands where an image cannot be shown."""
    said = ": ".join(filter(None, ["Image not shown", words]))
    return f'<span class="image-missing">{escape(said)}</span>'


def moved_images(html: str, below: str) -> str:
    """Sanitised HTML with its images' addresses put below another path of this site."""
    path = quote(below)
    return _IMAGE.sub(
        lambda image: _SOURCE.sub(lambda one: one[0].replace("/figures/", f"{path}/figures/"), image[0]), html
    )


def _image(figure: Figure, alt: str) -> str:
    renditions = figure["renditions"]
    largest = renditions[-1]
    several = ", ".join(f"{_address(one)} {one['width']}w" for one in renditions)
    sizes = f' srcset="{several}" sizes="{SIZES}"' if len(renditions) > 1 else ""
    return (
        f'<img src="{_address(largest)}"{sizes} width="{largest["width"]}" height="{largest["height"]}" '
        f'alt="{escape(alt)}">'
    )


def _caption(figure: Figure) -> str:
    credit, licence = figure["credit"].strip(), figure["licence"].strip()
    whose = "; ".join(filter(None, [credit and f"Image: {credit}", licence and f"licence: {licence}"]))
    whose = whose and f'<span class="credit">{escape(whose[0].upper() + whose[1:])}</span>'
    said = "\n".join(filter(None, [escape(figure["caption"].strip()), whose]))
    return f"\n<figcaption>{said}</figcaption>\n" if said else ""


def _address(rendition: dict[str, Any]) -> str:
    return f"/figures/{rendition['digest']}.{rendition['extension']}"


def _is_servable(figure: Figure) -> bool:
    return bool(figure["renditions"]) and all(
        ADDRESS.fullmatch(_address(one)) and type(one["width"]) is type(one["height"]) is int
        for one in figure["renditions"]
    )
