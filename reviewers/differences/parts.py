"""A content document as the parts that a comparison shows, each a few fields of plain lines, in page order."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from articles.models import Article
from reviewers.risk.dangers import Danger
from reviewers.risk.fields import Row, at, rows

# What a changed field means: its words are read one by one, or any change of it is of one danger, or it is only shown.
WORDS, PAPER = "words", "paper"
Watch = Danger | str | None

_KNOWN = frozenset(
    [
        *["schema", "uuid", "change", "kind", "audience", "language", "title", "summary", "body", "source"],
        *["review_interval_months", "ai_assistance", "topics", "authors", "key_points", "quotations"],
        *["references", "figures"],
    ]
)


class Field(NamedTuple):
    """One field of a part: its lines, each ended by a line feed, and how its changes are watched."""

    name: str
    text: str
    watch: Watch


class Part(NamedTuple):
    """A part: its stable name, its name in words, its fields, and all that they were made from.

    `family` and `place` say of which list it is a row, and where it stands there, counted from 1.
    """

    part: str
    name: str
    fields: list[Field]
    value: Any
    family: str = ""
    place: int = 0

    @property
    def text(self) -> str:
        """All its lines."""
        return "".join(field.text for field in self.fields)


def parts(document: Row) -> list[Part]:
    """The parts of a document in page order, empty ones left out; the note on the change is none of them."""
    return [part for part in _parts(document) if part.text or part.family or _says(part.value)]


def as_data(part: Part) -> Part:
    """The part as bare data: for a difference that its lines do not show."""
    shown = json.dumps(part.value, sort_keys=True, indent=1, ensure_ascii=False)
    return part._replace(fields=[Field("data", f"{shown}\n", None)])


def _parts(document: Row) -> Iterator[Part]:
    yield _plain(document, "title", "title", "Title")
    authors = rows(document, "authors")
    yield Part("byline", "Byline", list(_byline(authors)), authors)
    yield _plain(document, "summary", "summary", "Summary")
    yield from _rows(document, "key_points")
    yield _plain(document, "body", "body", "Text")
    yield from _rows(document, "figures")
    yield from _rows(document, "quotations")
    yield _plain(document, "ai_assistance", "ai-assistance", "Use of AI tools", None)
    yield from _rows(document, "references")
    topics = rows(document, "topics")
    yield Part("topics", "Topics", [Field("topics", _lines(at(row, "name") for row in topics), None)], topics)
    source = document.get("source") or {}
    named = [Field(name, _line(at(source, name)), None) for name in ("name", "url")]
    yield Part("source", "Source", named, source)
    yield _settings(document)


def _plain(document: Row, field: str, part: str, name: str, watch: Watch = WORDS) -> Part:
    text = at(document, field)
    return Part(part, name, [Field(field, _line(text), watch)], document.get(field) or "")


def _byline(authors: list[Row]) -> Iterator[Field]:
    yield Field("authors", _lines(at(row, "name") for row in authors), Danger.AUTHOR)
    details = ((at(row, "name"), _listed(row, "credentials", "affiliation", "orcid")) for row in authors)
    yield Field("details", _lines(f"{name}: {known}" for name, known in details if known), None)
    declared = (
        f"Interests of {at(row, 'name')}: {at(row, 'interests')}" for row in authors if at(row, "interests")
    )
    yield Field("interests", _lines(declared), Danger.INTERESTS)


def _rows(document: Row, family: str) -> Iterator[Part]:
    for place, row in enumerate(rows(document, family), start=1):
        value = {name: said for name, said in row.items() if name != "uuid"}
        if family == "key_points":
            part, name = f"key-point:{at(row, 'uuid')}", f"Key point {place}"
            fields = [Field("text", _line(at(row, "text")), WORDS), _evidence(row)]
        elif family == "figures":
            part, name, fields = f"figure:{at(row, 'digest')}", f"Figure {place}", list(_figure(row))
        elif family == "quotations":
            part, name, fields = f"quotation:{place - 1}", f"Quotation {place}", list(_quotation(row))
        else:
            part, name = f"reference:{at(row, 'uuid')}", f"Reference {place}"
            fields = list(_reference(row))
        yield Part(part, name, fields, value, family, place)


def _evidence(row: Row) -> Field:
    said = (f"[@{at(item, 'reference')}] {at(item, 'quote')}" for item in rows(row, "evidence"))
    return Field("evidence", _lines(said), WORDS)


def _quotation(row: Row) -> Iterator[Field]:
    yield Field("text", _line(at(row, "text")), WORDS)
    yield Field("speaker", _line(at(row, "speaker")), Danger.SPEAKER)
    yield Field("details", _line(_listed(row, "credentials", "affiliation")), None)
    yield Field("url", _line(at(row, "url")), Danger.LINK)


def _figure(row: Row) -> Iterator[Field]:
    """What its document says of a figure. Its alternative text belongs to the use, and stands in the text."""
    largest = rows(row, "renditions")[-1:]
    size = "".join(f", {at(one, 'width')} × {at(one, 'height')} pixels" for one in largest)
    yield Field("image", f"Image {at(row, 'digest')[:12]}{size}\n", Danger.IMAGE)
    yield Field("caption", _line(at(row, "caption")), WORDS)
    for name, shown in (("credit", "Credit"), ("licence", "Licence")):
        said = at(row, name)
        yield Field(name, f"{shown}: {said}\n" if said else "", None)


def _reference(row: Row) -> Iterator[Field]:
    yield Field("key", _line(f"[@{at(row, 'key')}]"), Danger.REFERENCE)
    yield Field("text", _line(at(row, "text")), PAPER)
    for name, shown in (("doi", "DOI"), ("pmid", "PMID"), ("nct", "NCT"), ("url", "Address")):
        said = at(row, name)
        yield Field(name, f"{shown}: {said}\n" if said else "", None if name == "url" else Danger.REFERENCE)


def _settings(document: Row) -> Part:
    """What is set for the whole article, and whatever else a document may hold one day."""
    kind, audience = (at(document, name) for name in ("kind", "audience"))
    months = at(document, "review_interval_months")
    named = [
        ("kind", "Kind", dict(Article.Kind.choices).get(kind, kind)),
        ("audience", "Audience", dict(Article.Audience.choices).get(audience, audience)),
        ("language", "Language", at(document, "language")),
        ("review_interval_months", "Next review after", f"{months} months" if months else ""),
    ]
    fields = [
        Field(name, f"{shown}: {said}\n" if said else "", Danger.SETTING) for name, shown, said in named
    ]
    others = {name: said for name, said in document.items() if name not in _KNOWN}
    listed = (
        f"{name.replace('_', ' ').capitalize()}: {json.dumps(said, sort_keys=True, ensure_ascii=False)}"
        for name, said in sorted(others.items())
    )
    known = {name: document.get(name) for name, _, _ in named}
    rest = Field("others", _lines(listed), Danger.SETTING)
    return Part("settings", "Settings", [*fields, rest], known | others | {"schema": document.get("schema")})


def _listed(row: Row, *names: str) -> str:
    found: list[str] = []
    for name in names:
        said = row.get(name) or ""
        found += [str(item) for item in said] if isinstance(said, list) else [str(said)]
    return ", ".join(filter(None, found))


def _line(text: str) -> str:
    return f"{text}\n" if text else ""


def _lines(texts: Iterator[str]) -> str:
    return "".join(f"{text}\n" for text in texts)


def _says(value: Any) -> bool:
    """Whether data holds anything at all."""
    if isinstance(value, dict):
        return any(_says(item) for item in value.values())
    if isinstance(value, list):
        return bool(value)
    return value not in (None, "")
