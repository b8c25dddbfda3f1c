"""What changed between two documents, in parts and lines that people can read side by side."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from articles.models import Article, ArticleVersion, User

_NAMES = {
    "title": "Title",
    "summary": "Bottom line",
    "authors": "Byline",
    "key_points": "Key points",
    "body": "Body",
    "quotations": "Quotations",
    "references": "References",
    "topics": "Topics",
    "source": "Source",
    "kind": "Kind",
    "audience": "Audience",
    "language": "Language",
    "review_interval_months": "Review interval",
    "ai_assistance": "Use of AI tools",
    "slug": "Address",
    "owner": "Owner",
    "source_note": "Source note",
    "imported_sha256": "Imported file",
}


@dataclass(frozen=True)
class Change:
    """One part of an article that differs: its name, and its lines as ("same" | "old" | "new" | "left", text)."""

    part: str
    name: str
    lines: list[tuple[str, str]]


def changes(before: ArticleVersion | None, after: ArticleVersion) -> list[Change]:
    """What of an article differs between two of its versions, in the order of the form."""
    old, new = _said(before), _said(after)
    return [
        Change(part, name, list(_marked(_lines(part, old.get(part)), _lines(part, new.get(part)))))
        for part, name in _NAMES.items()
        if old.get(part) != new.get(part)
    ]


def changed_names(before: ArticleVersion | None, after: ArticleVersion) -> list[str]:
    """The names of the parts that differ between two versions."""
    old, new = _said(before), _said(after)
    return [name for part, name in _NAMES.items() if old.get(part) != new.get(part)]


def whole(version: ArticleVersion) -> list[tuple[str, list[str]]]:
    """All that a version says: each part's name and lines; empty parts are left out."""
    return [(name, lines) for name, lines in parts(_said(version)).items() if lines]


def parts(document: dict[str, Any]) -> dict[str, list[str]]:
    """The lines of each part of a document, by the part's name, in the order of the form."""
    return {name: _lines(part, document.get(part)) for part, name in _NAMES.items()}


def _said(version: ArticleVersion | None) -> dict[str, Any]:
    return json.loads(version.document) | json.loads(version.desk) if version else {}


def _lines(part: str, value: Any) -> list[str]:
    match part, value:
        case _, None | "":
            return []
        case "kind", _:
            return [Article.Kind(value).label]
        case "audience", _:
            return [Article.Audience(value).label]
        case "owner", _:
            return [str(User.objects.get(pk=value))]
        case "review_interval_months", _:
            return [f"{value} months"]
        case _, str():
            return [line for line in value.split("\n") if line.strip()]
        case _, dict():
            return [text for text in value.values() if text]
        case _, list():
            return [line for item in value for line in _item_lines(part, item)]
        case _:
            return [str(value)]


def _item_lines(part: str, item: dict[str, Any]) -> Iterator[str]:
    match part:
        case "key_points":
            yield item["text"]
            yield from (f"[@{evidence['reference']}] {evidence['quote']}" for evidence in item["evidence"])
        case "references":
            known = [item[name] for name in ["text", "doi", "pmid", "nct", "url"] if item[name]]
            yield f"[@{item['key']}] {' · '.join(known)}"
        case "authors":
            yield ", ".join(
                filter(None, [item["name"], *item["credentials"], item["affiliation"], item["orcid"]])
            )
            if item["interests"]:
                yield f"Interests of {item['name']}: {item['interests']}"
        case "quotations":
            yield item["text"]
            who = [item["speaker"], *item["credentials"], item["affiliation"], item["url"]]
            yield from filter(None, [", ".join(filter(None, who))])
        case _:
            yield item["name"]


def _marked(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """The lines of both texts in order, with long runs that did not change left out."""
    for verb, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            yield from _shortened(old[a:b])
        else:
            yield from (("old", line) for line in old[a:b])
            yield from (("new", line) for line in new[c:d])


def _shortened(run: list[str]) -> list[tuple[str, str]]:
    same = [("same", line) for line in run]
    return same if len(run) <= 3 else [same[0], ("left", f"{len(run) - 2} lines unchanged"), same[-1]]
