"""HTML pages and fragments to blocks, whoever wrote them; what is not the article is kept aside, not dropped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Comment, Doctype, NavigableString, Tag
from bs4.element import PreformattedString
from bs4.exceptions import ParserRejectedMarkup

from articles.importing import chrome, text
from articles.importing.blocks import Block, Kind
from articles.importing.decoding import Unreadable, tidy
from articles.importing.inline import Run
from articles.importing.languages import primary
from articles.importing.writing import Writer

_SILENT = frozenset("script style template svg canvas object embed video audio iframe map track source param link".split())
_STRONG, _EMPHASIS = frozenset({"b", "strong"}), frozenset({"i", "em", "dfn", "var"})
_BLOCKS = frozenset(
    "p div section article main header footer aside nav address center details summary fieldset legend figure figcaption"
    " form dd dt dl body html hgroup search dialog menu noscript button label select option textarea table tbody thead"
    " tfoot tr td th caption blockquote ul ol li pre h1 h2 h3 h4 h5 h6 hr".split()
)
_SIGNS = re.compile(
    r"<(?:!doctype html|html|head|body|p|div|h[1-6]|ul|ol|li|table|article|section|main|br|span|meta|strong|em|blockquote)\b[^<>]*>",
    re.IGNORECASE,
)
_MAX_NODES = 400_000


@dataclass
class Page:
    """The blocks of a page, the title of its window, and the language it declares."""

    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    language: str = ""


def is_html(content: str, *, named_so: bool) -> bool:
    """Whether a text is HTML: it begins with a tag, or has one and a name that says so."""
    start = re.sub(r"^(?:\s|<\?xml[^>]*>|<!--.*?-->)+", "", content[:5000], flags=re.DOTALL)
    if re.match(r"<(?:!doctype html|html)\b", start, re.IGNORECASE):
        return True
    if named_so:
        return bool(_SIGNS.search(content))
    match = _SIGNS.match(start)
    return bool(match) and bool(re.search(r"</[a-z][a-z0-9]*\s*>", content, re.IGNORECASE))


def read(content: str) -> Page:
    """The page; raises Unreadable for what no parser takes."""
    try:
        soup = BeautifulSoup(content, "html.parser")
    except (ParserRejectedMarkup, AssertionError, RecursionError) as problem:
        raise Unreadable("The HTML is too broken to be read. Open it in a browser and copy its text.") from problem
    root = soup.find("html")
    title = soup.find("title")
    writer = Writer()
    _walk(soup, writer)
    return Page(
        writer.finish(),
        tidy(" ".join(title.get_text().split())) if isinstance(title, Tag) else "",
        primary(str(root.get("lang") or root.get("xml:lang") or "")) if isinstance(root, Tag) else "",
    )


def _walk(soup: BeautifulSoup, writer: Writer) -> None:
    """Open, text and close events in document order, without recursion: pages may be nested without end."""
    region = chrome.region(soup)
    stack: list[tuple[Tag, Iterator[object]]] = [(soup, iter(soup.contents))]
    nodes = 0
    while stack:
        tag, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            _close(tag, writer)
            continue
        nodes += 1
        if nodes > _MAX_NODES:
            raise Unreadable("The HTML has more elements than an article can have.")
        if isinstance(child, Tag):
            if child.name in _SILENT or child.name == "title":
                continue
            if child.name == "pre" and child.find("code") is None:
                writer.whole_text(text.blocks(tidy(child.get_text())))
                continue
            _open(child, writer, chrome.reason(child, region))
            stack.append((child, iter(child.contents)))
        elif isinstance(child, NavigableString) and not isinstance(child, Comment | Doctype | PreformattedString):
            _text(str(child), stack, writer)


def _text(words: str, stack: list[tuple[Tag, Iterator[object]]], writer: Writer) -> None:
    style = writer.style
    if words.strip() or words:
        writer.text(Run(tidy(words), **style))


def _open(tag: Tag, writer: Writer, reason: str) -> None:
    name = tag.name
    if name in _BLOCKS:
        writer.flush()
    writer.enter(tag, reason)
    if name in {"ul", "ol", "menu", "dir"}:
        writer.open_list(ordered=name == "ol", start=str(tag.get("start") or "1"))
    elif name == "li":
        writer.open_item()
    elif name == "blockquote":
        writer.open_quote()
    elif name == "pre":
        writer.open_code()
    elif name == "table":
        writer.open_table(data=chrome.is_data(tag))
    elif name == "tr":
        writer.open_row()
    elif name == "br":
        writer.line_break()
    elif name == "img":
        writer.image(tidy(str(tag.get("alt") or "")).strip(), str(tag.get("src") or ""))
    elif name == "q":
        writer.text(Run("“", **writer.style))


def _close(tag: Tag, writer: Writer) -> None:
    name = tag.name
    if name == "q":
        writer.text(Run("”", **writer.style))
    if name in {"td", "th"}:
        writer.close_cell()
    elif name in _BLOCKS:
        writer.flush()
    if name in {"ul", "ol", "menu", "dir"}:
        writer.close_list()
    elif name == "blockquote":
        writer.close_quote()
    elif name == "pre":
        writer.close_code()
    elif name == "table":
        writer.close_table()
    writer.leave(tag)
