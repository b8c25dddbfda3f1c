"""What every article of its kind must have."""

from collections.abc import Iterator
from typing import Any

from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import Reading
from articles.rendering import MOST_CHARACTERS

_NAMES = {
    "title": ("a title", "Write the title."),
    "summary": ("a bottom line", "Write the bottom line: one main message, three sentences at most."),
    "body": ("a text", "Write the text."),
    "authors": ("an author", "Name at least one author."),
    "topics": ("a topic", "Choose at least one topic, so that readers can find it."),
    "references": ("a reference", "Add the publication that the article rests on."),
    "key_points": ("a key point", "Write at least one key point."),
    "source.name": ("a source", "Name the journal or outlet that the article reports on."),
}
_EVERY_KIND = ["title", "summary", "body", "authors", "topics", "references"]
_OF_KIND = {"clinical_news": ["source.name", "key_points"], "research_summary": [], "explainer": []}
_ROWS = {
    "key_points": ("This key point has no text.", "Write it, or remove it."),
    "quotations": ("This quotation has no words.", "Write what was said, or remove it."),
    "references": (
        "This reference has no text.",
        "Write authors, title, journal and year as they are to be printed, or remove it.",
    ),
}
_KIND_NAMES = {
    "clinical_news": "Clinical news",
    "research_summary": "A research summary",
    "explainer": "An explainer",
}


def missing_parts(reading: Reading) -> Iterator[Finding]:
    """`missing-part`, block (PF-11): title, bottom line, text, author, topic, reference for every kind; source and key
    point for clinical news, where a missing text warns alone. A part with nothing but white space in it is missing.
    `too-long`, block: a text that cannot be shown.
    """
    kind = reading.document["kind"]
    for place in _EVERY_KIND + _OF_KIND.get(kind, []):
        if not _has(reading, place):
            name, mend = _NAMES[place]
            why = f"{_KIND_NAMES.get(kind, 'An article')} needs {name}, and there is none."
            yield Finding("missing-part", _severity(kind, place), "", place, why, mend)
    for index, author in enumerate(reading.document["authors"]):
        if not author["name"].strip():
            why = "An author has no name."
            yield Finding(
                "missing-part", Severity.BLOCK, "", f"authors.{index}.name", why, "Write the author's name."
            )
    if (length := len(reading.document["body"])) > MOST_CHARACTERS:
        why = f"The text has {length:,} characters, and {MOST_CHARACTERS:,} is the most that can be shown."
        yield Finding("too-long", Severity.BLOCK, "", "body", why, "Shorten it, or make two articles of it.")


def empty_rows(reading: Reading) -> Iterator[Finding]:
    """`empty-part`, block: a key point, quotation or reference without its text, as a draft may have it."""
    for name, (why, mend) in _ROWS.items():
        for index, row in enumerate(reading.document[name]):
            if not row["text"].strip():
                yield Finding("empty-part", Severity.BLOCK, "", f"{name}.{index}.text", why, mend)


def _severity(kind: str, place: str) -> Severity:
    """News may say all that it has to say in its key points."""
    return Severity.WARN if (kind, place) == ("clinical_news", "body") else Severity.BLOCK


def _has(reading: Reading, place: str) -> bool:
    value: Any = reading.document
    for step in place.split("."):
        value = value[step]
    return bool(value.strip() if isinstance(value, str) else value)
