"""What an edition's page says, in plain words and part by part: that which people quote from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag

BODY = "body"
_SECTIONS = {
    "summary": ("summary", "Summary"),
    "key-points": ("key-points", "Key points"),
    "quotations": ("quotations", "Quotations"),
    "sources": ("references", "References"),
}
_ROWS = {"key-points": "ol.points > li", "quotations": "figure", "sources": "ol.references > li"}
# Which part of the document the rows of a section come from, and how a row is called.
_ROW_NAMES = {
    "key-points": ("key_points", "key-point", "Key point"),
    "quotations": ("quotations", "quotation", "Quotation"),
    "sources": ("references", "reference", "Reference"),
}


@dataclass(frozen=True)
class Passage:
    """One part of the page: its stable name, its name in words, and its words, with single spaces between them.

    `part` is `key-point:<uuid>`, `reference:<uuid>`, `quotation:<place>`, or a name like `title` and `body`; no two
    passages of a page share it. `start` is where the words begin in the whole page's text, in characters (code
    points): the article element's `textContent`, spaces collapsed.
    """

    part: str
    name: str
    text: str
    start: int


def passages(document: dict[str, Any], html: str) -> list[Passage]:
    """The parts of an edition's page, in their order on it, as a reader sees them; empty ones are left out.

    Joined by single spaces they are the page's whole text. Where the page has not as many rows as the document, which
    only a forged one has, they are named by their place instead of by their UUID.
    """
    found, start = [], 0
    for part, name, words in _parts(document, BeautifulSoup(html, "html.parser")):
        if text := collapsed(words):
            found.append(Passage(part, name, text, start))
            start += len(text) + 1
    return found


def collapsed(words: str) -> str:
    """The words with single spaces between them: how a quotation and the page are compared."""
    return " ".join(words.split())


def _parts(document: dict[str, Any], page: BeautifulSoup) -> Iterator[tuple[str, str, str]]:
    # What is not the template's own is what the body's Markdown became: it stands together.
    body: list[str] = []
    for element in page.children:
        known = list(_known(document, element)) if isinstance(element, Tag) else []
        if known and body:
            yield BODY, "Text", "".join(body)
            body = []
        yield from known
        if not known and (body or element.get_text().strip()):
            body.append(element.get_text())
    yield BODY, "Text", "".join(body)


def _known(document: dict[str, Any], element: Tag) -> Iterator[tuple[str, str, str]]:
    """The parts in an element of the template's own; none for what the body's Markdown became."""
    classes: list[str] = list(element.get("class") or [])
    if element.name == "header":
        for child in element.find_all(recursive=False):
            yield *_line_of_header(child), child.get_text()
    elif "change" in classes:
        yield "change", "Change note", element.get_text()
    elif element.name == "p" and "byline" in classes:
        yield "ai-assistance", "Use of AI tools", element.get_text()
    elif element.name == "section" and classes and classes[0] in _SECTIONS:
        yield from _section(document, element, classes[0])


def _line_of_header(line: Tag) -> tuple[str, str]:
    if line.name == "h1":
        return "title", "Title"
    if "kicker" in (line.get("class") or []):
        return "source", "Kind and source"
    return ("interests", "Interests") if line.get_text().startswith("Interests:") else ("byline", "Byline")


def _section(document: dict[str, Any], section: Tag, kind: str) -> Iterator[tuple[str, str, str]]:
    part, name = _SECTIONS[kind]
    if kind not in _ROWS:
        yield part, name, section.get_text()
        return
    rows = section.select(_ROWS[kind])
    texts = [row.get_text() for row in rows]
    for row in rows:
        row.extract()
    yield part, name, section.get_text()
    for (row_part, row_name), text in zip(_row_names(document, kind, len(rows)), texts, strict=True):
        yield row_part, row_name, text


def _row_names(document: dict[str, Any], kind: str, count: int) -> list[tuple[str, str]]:
    field, part, name = _ROW_NAMES[kind]
    keys = [str(place) for place in range(count)]
    written = document.get(field, [])
    if kind != "quotations" and len(written) == count and all("uuid" in row for row in written):
        keys = [str(row["uuid"]) for row in written]
    return [(f"{part}:{key}", f"{name} {place}") for place, key in enumerate(keys, start=1)]
