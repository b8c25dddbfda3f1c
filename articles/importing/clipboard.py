"""HTML from the clipboard to Markdown, as Word, Google Docs and browsers put it there."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag

from articles.importing import html
from articles.importing.blocks import Block, Kind, as_markdown
from articles.importing.decoding import Unreadable

_LIST = re.compile(r"mso-list\s*:\s*l\d+\s+level(\d)", re.IGNORECASE)
_MARKER = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_COMMENTS = re.compile(r"mso-element\s*:\s*comment-list", re.IGNORECASE)
_COMMENT_MARK = re.compile(r"\bmso(?:comanchor|comoff|commentreference)\b", re.IGNORECASE)
_COMMENT = re.compile(r"mso-element\s*:\s*comment\s*(?:;|$)", re.IGNORECASE)
_HIDDEN = re.compile(r"mso-hide\s*:\s*all|display\s*:\s*none", re.IGNORECASE)
_NUMBERED = re.compile(r"^\(?(\w{1,5})[.)]$")
_ESCAPED_CITATION = re.compile(r"\\\[@([^\s\[\]\\@]{1,80})\\\]")
_BEFORE_MARKER = 12
_DEEPEST = 200
_MOST_PARAGRAPHS = 10_000
_KEPT = frozenset({"style", "href", "start", "alt", "src"})
# What a page says about its own furniture says nothing about words that somebody chose and copied.
_FURNITURE = frozenset(
    {"nav", "header", "footer", "aside", "main", "article", "section", "form", "address", "button"}
)


@dataclass(frozen=True)
class Pasted:
    """The Markdown, whether it fits into a line, and a sentence on what was left out (or nothing)."""

    markdown: str
    inline: bool = False
    left_out: str = ""


def read(content: str) -> Pasted:
    """The Markdown of HTML from a clipboard; raises Unreadable for what no parser takes.

    The highest headings become `##`; citations stay citations; images, comments and deleted or hidden text are left
    out.
    """
    soup, dropped = tidied(content)
    found = html.blocks(soup)
    kept = _with_headings([block for block in found if block.kind is not Kind.ASIDE])
    markdown = _ESCAPED_CITATION.sub(r"[@\1]", as_markdown(kept)).strip("\n")
    return Pasted(
        markdown=markdown,
        inline=len(kept) == 1 and kept[0].kind is Kind.PARAGRAPH and "\n" not in markdown,
        left_out=_left_out(dropped + Counter(image=sum(block.kind is Kind.ASIDE for block in found))),
    )


def tidied(content: str) -> tuple[BeautifulSoup, Counter[str]]:
    """What was copied as plain elements: no comments, lists and headings as such; and what was left out of it."""
    soup = html.parsed(content)
    _refuse_depth(soup)
    dropped = _drop(soup)
    _say_headings(soup)
    _say_lists(soup)
    for tag in soup.find_all(True):
        _strip(tag)
    return soup, dropped


def _refuse_depth(soup: BeautifulSoup) -> None:
    """Changing a tree takes as long as it is deep, and no program nests what it copies so."""
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depths[id(tag)] = depth = depths[id(tag.parent)] + 1
        if depth > _DEEPEST:
            raise Unreadable("This is nested too deeply to be read.")


def _drop(soup: BeautifulSoup) -> Counter[str]:
    """Take out deleted and hidden text and Word's comments; how many comments and hidden texts there were."""
    dropped: Counter[str] = Counter()
    doomed = []
    for tag in soup.find_all(True):
        style, classes = str(tag.attrs.get("style", "")), " ".join(tag.attrs.get("class") or [])
        dropped["comment"] += bool(_COMMENT.search(style))
        hidden = bool(_HIDDEN.search(style))
        dropped["hidden text"] += hidden
        if hidden or tag.name == "del" or _COMMENTS.search(style) or _COMMENT_MARK.search(classes):
            doomed.append(tag)
    for tag in doomed:
        tag.decompose()
    return dropped


def _say_headings(soup: BeautifulSoup) -> None:
    """Headings that are paragraphs by name: Word's title, and those of Word on the web."""
    for tag in soup.find_all(["p", "div"]):
        level = str(tag.attrs.get("aria-level", ""))
        if tag.attrs.get("role") == "heading" and level in {"1", "2", "3", "4", "5", "6"}:
            tag.name = f"h{level}"
        elif "MsoTitle" in (tag.attrs.get("class") or []):
            tag.name = "h1"


def _say_lists(soup: BeautifulSoup) -> None:
    """Make list items of the paragraphs that Word draws as such, each with the number that it shows."""
    counts: dict[int, int] = {}
    paragraphs = soup.find_all("p")
    if len(paragraphs) > _MOST_PARAGRAPHS:
        raise Unreadable("This has more paragraphs than an article can have.")
    for paragraph in paragraphs:
        listed = _LIST.search(str(paragraph.attrs.get("style", "")))
        if listed is None:
            counts.clear()
            continue
        level = max(1, int(listed[1]))
        numbered = _NUMBERED.match(_taken_marker(paragraph))
        counts = {at: count for at, count in counts.items() if at <= level}
        counts[level] = counts.get(level, 0) + 1
        if numbered and numbered[1].isdecimal():
            counts[level] = int(numbered[1])
        paragraph.name = "li"
        innermost = soup.new_tag("ol", start=str(counts[level])) if numbered else soup.new_tag("ul")
        outer = paragraph.wrap(innermost)
        for _ in range(level - 1):
            outer = outer.wrap(soup.new_tag("ul"))


def _taken_marker(paragraph: Tag) -> str:
    """Take the bullet or number out of a paragraph that Word drew it into."""
    # It comes first: a paragraph is not looked through to its end.
    for found in islice(paragraph.descendants, _BEFORE_MARKER):
        if isinstance(found, Tag) and _MARKER.search(str(found.attrs.get("style", ""))):
            words = found.get_text().strip()
            found.decompose()
            return words
    return ""


def _strip(tag: Tag) -> None:
    tag.attrs = {name: value for name, value in tag.attrs.items() if name in _KEPT}
    if tag.name in _FURNITURE:
        tag.name = "div"
    if tag.name == "a" and (address := _behind_google(str(tag.attrs.get("href", "")))):
        tag.attrs["href"] = address


def _behind_google(address: str) -> str:
    """Where a link leads that Google counts on its way; else nothing."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.netloc != "www.google.com" or parts.path != "/url":
        return ""
    return parse_qs(parts.query).get("q", [""])[0]


def _with_headings(blocks: list[Block]) -> list[Block]:
    """The same blocks with headings from `##` on: those below a title one level lower."""
    lower = any(block.kind is Kind.HEADING and block.level == 1 for block in blocks)
    return [_heading(block, block.level + lower) if block.kind is Kind.HEADING else block for block in blocks]


def _heading(block: Block, level: int) -> Block:
    return replace(block, kind=Kind.WHOLE, markdown=f"{'#' * min(level, 6)} {block.markdown}")


def _left_out(counts: Counter[str]) -> str:
    said = [f"{n} {what}{'s' if n > 1 else ''}" for what, n in sorted(counts.items()) if n]
    if not said:
        return ""
    return f"Left out: {', '.join(said)}." + (" Put images in with “Figure”." if counts["image"] else "")
