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


@dataclass(frozen=True)
class Passage:
    """One part of the page: its stable name, its name in words, and its words, with single spaces between them.

    `part` is `key-point:<uuid>`, `reference:<uuid>`, `quotation:<place>`, or a name like `title` and `body`. `start` is
    where the words begin in the whole page's text: the article element's `textContent`, spaces collapsed.
    """

    part: str
    name: str
    text: str
    start: int


def passages(document: dict[str, Any], html: str) -> list[Passage]:
    """The parts of an edition's page, in their order on it, as a reader sees them; empty ones are left out."""
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
    body = ""
    for element in page.children:
        known = list(_known(document, element)) if isinstance(element, Tag) else []
        if known and body:
            yield BODY, "Text", body
            body = ""
        yield from known
        body += "" if known else element.get_text() + "\n"
    yield BODY, "Text", body


def _known(document: dict[str, Any], element: Tag) -> Iterator[tuple[str, str, str]]:
    """The parts in an element of the template's own; none for what the body's Markdown became."""
    classes: list[str] = list(element.get("class") or [])
    if element.name == "header":
        for child in element.find_all(recursive=False):
            part, name = ("title", "Title") if child.name == "h1" else ("byline", "Byline")
            yield part, name, child.get_text()
    elif "change" in classes:
        yield "change", "Change note", element.get_text()
    elif element.name == "p" and "byline" in classes:
        yield "ai-assistance", "Use of AI tools", element.get_text()
    elif element.name == "section" and classes and classes[0] in _SECTIONS:
        yield from _section(document, element, classes[0])


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
    for place, text in enumerate(texts):
        yield *_row(document, kind, place), text


def _row(document: dict[str, Any], kind: str, place: int) -> tuple[str, str]:
    if kind == "key-points":
        return f"key-point:{document['key_points'][place]['uuid']}", f"Key point {place + 1}"
    if kind == "sources":
        return f"reference:{document['references'][place]['uuid']}", f"Reference {place + 1}"
    return f"quotation:{place}", f"Quotation {place + 1}"
