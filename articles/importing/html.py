"""HTML pages and fragments to blocks, whoever wrote them; what is not the article is kept aside, not dropped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup, CData, NavigableString, Tag
from bs4.element import PreformattedString
from bs4.exceptions import ParserRejectedMarkup

from articles.importing import text
from articles.importing.blocks import Block
from articles.importing.builder import Builder
from articles.importing.chrome import AROUND, Chrome
from articles.importing.decoding import Unreadable, tidy
from articles.importing.images import Images
from articles.importing.inline import Run
from articles.importing.languages import primary
from articles.importing.vocabulary import word_set

_SILENT = word_set(
    """
    script style template svg canvas object embed video audio iframe map title link meta base input
    """
)
_BLOCKS = word_set(
    """
    p div section article main header footer aside nav address center details summary fieldset legend figure
    figcaption form dd dt dl body html hgroup search dialog menu noscript button option textarea table tbody
    thead tfoot tr caption blockquote ul ol dir li pre h1 h2 h3 h4 h5 h6 hr td th select
    """
)
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SIGNS = re.compile(
    r"<(?:html|head|body|p|div|h[1-6]|ul|ol|li|table|article|section|main|br|span|meta|strong|em|blockquote)\b[^<>]*>",
    re.IGNORECASE,
)
# Not Word's own `mso-bidi-font-weight`, which every bold word of it carries as "normal".
_WEIGHT = re.compile(r"(?<![\w-])font-weight\s*:\s*(\w+)", re.IGNORECASE)
_SLANT = re.compile(r"(?<![\w-])font-style\s*:\s*(\w+)", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_MAX_NODES = 300_000


@dataclass
class Page:
    """The blocks of a page, the title of its window, and the language it declares."""

    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    language: str = ""


@dataclass
class _Open:
    """An element whose end is still to come, with what its end restores."""

    tag: Tag
    children: Iterator[object]
    style: Run
    outside: str
    heading: int
    attribution: bool
    code: bool = False


def is_html(content: str, *, named_so: bool) -> bool:
    """Whether a text is HTML: it begins with a tag, or has one and a name that says so."""
    start = content[:5000].lstrip()
    while (end := start.find(">")) > 0 and start.startswith(("<!--", "<?")):
        end = start.find("-->") + 2 if start.startswith("<!--") else end
        start = start[end + 1 :].lstrip() if end > 1 else ""
    if start[:14].lower().startswith(("<!doctype html", "<html")):
        return True
    if named_so:
        return bool(_SIGNS.search(content))
    return bool(_SIGNS.match(start)) and "</" in content


def read(content: str, images: Images | None = None) -> Page:
    """The page; raises Unreadable for what no parser takes.

    `images` are those that came with the page, under the addresses by which it shows them.
    """
    soup = parsed(content)
    root, title = soup.find("html"), soup.find("title")
    return Page(
        blocks(soup, images),
        tidy(" ".join(title.get_text().split())) if title else "",
        primary(str(root.get("lang") or root.get("xml:lang") or "")) if root else "",
    )


def parsed(content: str) -> BeautifulSoup:
    """The elements of a page; raises Unreadable for what no parser takes."""
    try:
        return BeautifulSoup(_closed(content), "html.parser")
    except (ParserRejectedMarkup, AssertionError, RecursionError) as problem:
        raise Unreadable(
            "The HTML is too broken to be read. Open it in a browser and copy its text."
        ) from problem


def blocks(soup: BeautifulSoup, images: Images | None = None) -> list[Block]:
    """What the elements say, block by block; raises Unreadable for more of them than an article can have."""
    builder = Builder()
    _walk(soup, builder, images or Images())
    builder.flush()
    return builder.blocks


def _closed(content: str) -> str:
    """The same page where a tag or comment that never ends is text, for the parser would look for its end forever."""
    comments = content.rfind("-->") + 1
    content = content[:comments] + content[comments:].replace("<!--", "&lt;!--")
    tags = content.rfind(">") + 1
    return content[:tags] + content[tags:].replace("<", "&lt;")


def _walk(soup: BeautifulSoup, builder: Builder, images: Images) -> None:
    """Every element and text in order, without recursion: pages may be nested without end."""
    chrome = Chrome(soup)
    around = AROUND if chrome.region is not None else ""
    builder.outside = around
    stack = [_Open(soup, iter(soup.contents), Run(""), around, 0, False)]
    nodes = 0
    while stack:
        nodes += 1
        if nodes > _MAX_NODES:
            raise Unreadable("The HTML has more elements than an article can have.")
        child = next(stack[-1].children, None)
        if child is None:
            _leave(stack.pop(), builder)
            if stack:
                builder.outside, builder.heading = stack[-1].outside, stack[-1].heading
                builder.attribution = stack[-1].attribution
        elif isinstance(child, Tag):
            if child.name == "img":
                description = " ".join(tidy(str(child.get("alt") or "")).split())
                sha256, reason = images.place(str(child.get("src") or "").strip())
                if hidden := chrome.reason(child):
                    sha256, reason = "", hidden
                builder.image(description, sha256, reason)
            elif child.name not in _SILENT:
                stack.append(_enter(child, stack[-1], builder, chrome))
        elif isinstance(child, NavigableString) and (
            isinstance(child, CData) or not isinstance(child, PreformattedString)
        ):
            builder.text(replace(stack[-1].style, text=tidy(str(child))))


def _enter(tag: Tag, parent: _Open, builder: Builder, chrome: Chrome) -> _Open:
    name = tag.name
    if name in _BLOCKS or (name == "cite" and tag.find_parent("blockquote")):
        builder.flush()
    outside = parent.outside
    title_around = name == "h1" and outside == AROUND and not chrome.region_has_title
    if tag is chrome.region or title_around:
        outside = ""
    elif not outside or outside == AROUND:
        outside = chrome.reason(tag) or outside
    attribution = parent.attribution or (
        name in {"cite", "footer"} and tag.find_parent("blockquote") is not None
    )
    builder.outside, builder.heading = outside, _HEADINGS.get(name, parent.heading)
    builder.attribution = attribution
    opened = _Open(tag, iter(tag.contents), _style(tag, parent.style), outside, builder.heading, attribution)
    if name == "pre" and tag.find("code") is None:
        builder.add_all(text.blocks(tidy(tag.get_text())))
        opened.children = iter(())
    else:
        _open(tag, builder, opened, chrome)
    return opened


def _open(tag: Tag, builder: Builder, opened: _Open, chrome: Chrome) -> None:
    name = tag.name
    if name in _LISTS:
        builder.open_list(ordered=name == "ol", start=str(tag.get("start") or "1"))
    elif name == "li":
        builder.open_item()
    elif name == "blockquote":
        builder.open_quote()
    elif name == "pre":
        opened.code = True
        builder.open_code()
    elif name == "table":
        builder.open_table(data=chrome.is_data(tag))
    elif name == "tr":
        builder.open_row()
    elif name == "br":
        builder.line_break()
    elif name == "q":
        builder.text(replace(opened.style, text="“"))


def _leave(opened: _Open, builder: Builder) -> None:
    name = opened.tag.name
    if name == "q":
        builder.text(Run("”"))
    elif name in {"td", "th"}:
        builder.close_cell()
    elif name in _BLOCKS or builder.attribution:
        builder.flush()
    if name in _LISTS:
        builder.close_list()
    elif name == "li":
        builder.close_item()
    elif name == "blockquote":
        builder.close_quote()
    elif opened.code:
        builder.close_code()
    elif name == "table":
        builder.close_table()


def _style(tag: Tag, outer: Run) -> Run:
    name, css = tag.name, str(tag.get("style") or "")
    style = outer
    weight = _WEIGHT.search(css)
    if weight:
        heavy = weight[1].lower() in {"bold", "bolder"} or (weight[1].isdigit() and int(weight[1][:4]) >= 600)
        style = replace(style, strong=heavy)
    elif name in {"b", "strong"}:
        style = replace(style, strong=True)
    elif name in {"i", "em", "dfn", "var"}:
        style = replace(style, emphasis=True)
    if slant := _SLANT.search(css):
        style = replace(style, emphasis=slant[1].lower() in {"italic", "oblique"})
    raised = _RAISED.search(css)
    if name in {"sup", "sub"} or raised:
        up = name == "sup" or bool(raised and raised[1].lower() == "super")
        style = replace(style, script="^" if up else "~")
    if name == "a" and tag.get("href"):
        style = replace(style, href=tidy(str(tag["href"])).strip())
    return style
