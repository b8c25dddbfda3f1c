"""What changed between two documents, in parts, lines and words that people can read side by side."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from articles import marking, threeway
from articles.marking import Piece
from articles.models import Article, ArticleVersion, User

NAMES = {
    "title": "Title",
    "summary": "Bottom line",
    "authors": "Byline",
    "key_points": "Key points",
    "body": "Body",
    "figures": "Figures",
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
People = Mapping[int, str]


class Line(NamedTuple):
    """One line: "same" in both, of the "old", of the "new", or what stands for several that were "left" out."""

    mark: str
    pieces: list[Piece]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Change:
    """One part of an article that differs: its name, and its lines before and after."""

    part: str
    name: str
    old: list[str]
    new: list[str]

    @cached_property
    def lines(self) -> list[Line]:
        """Both as one, with what changed marked."""
        return list(_marked(self.old, self.new))


def changes(
    before: ArticleVersion | None, after: ArticleVersion, people: People | None = None
) -> list[Change]:
    """What of an article differs between two of its versions, in the order of the form."""
    old, new = said(before), said(after)
    return between(old, new, owners([old, new]) if people is None else people)


def between(old: dict[str, Any], new: dict[str, Any], people: People | None = None) -> list[Change]:
    """What differs between two content documents, in the order of the form."""
    return [
        Change(
            part,
            NAMES[part],
            lines(part, old.get(part), people or {}),
            lines(part, new.get(part), people or {}),
        )
        for part in changed_parts(old, new)
    ]


def changed_parts(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """The parts that differ between two documents, in the order of the form."""
    return [part for part in NAMES if (old.get(part) or None) != (new.get(part) or None)]


def changed_names(before: ArticleVersion | None, after: ArticleVersion) -> list[str]:
    """The names of the parts that differ between two versions."""
    return [NAMES[part] for part in changed_parts(said(before), said(after))]


def whole(version: ArticleVersion) -> list[tuple[str, list[str]]]:
    """All that a version says: each part's name and lines; empty parts are left out."""
    document = said(version)
    return [(name, found) for name, found in parts(document, owners([document])).items() if found]


def parts(document: dict[str, Any], people: People | None = None) -> dict[str, list[str]]:
    """The lines of each part of a document, by the part's name, in the order of the form."""
    return {name: lines(part, document.get(part), people or {}) for part, name in NAMES.items()}


def said(version: ArticleVersion | None) -> dict[str, Any]:
    """All that a version says, its content and what stands on the desk beside it; nothing for none."""
    return json.loads(version.document) | json.loads(version.desk) if version else {}


def owners(documents: Iterable[dict[str, Any]]) -> People:
    """The names of the owners whom documents name by number, where they differ: one query, or none."""
    wanted = {document["owner"] for document in documents if document.get("owner")}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=wanted)} if wanted else {}


def lines(part: str, value: Any, people: People) -> list[str]:
    """A part's value as lines of text."""
    match part, value:
        case _, None | "":
            return []
        case "kind", _:
            return [Article.Kind(value).label]
        case "audience", _:
            return [Article.Audience(value).label]
        case "owner", _:
            return [people.get(value) or f"Account {value}"]
        case "review_interval_months", _:
            return [f"{value} months"]
        case _, str():
            return [line for line in value.split("\n") if line.strip()]
        case _, dict():
            return [text for text in value.values() if text]
        case _, list():
            return [line for item in value for line in item_lines(part, item)]
        case _:
            return [str(value)]


def item_lines(part: str, item: dict[str, Any]) -> Iterator[str]:
    """One row of a part as lines of text."""
    match part:
        case "key_points":
            yield item["text"]
            yield from (evidence_line(evidence) for evidence in item["evidence"])
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
        case "figures":
            words = [item[name] for name in ["caption", "credit", "licence"] if item[name]]
            yield f"figure:{item['digest'][:12]} {' · '.join(words)}".strip()
        case _:
            yield item["name"]


def evidence_line(item: dict[str, str]) -> str:
    """One piece of evidence as people write it; without a reference it is what could not be read."""
    return f"[@{item['reference']}] {item['quote']}" if item["reference"] else item["quote"]


def _marked(old: list[str], new: list[str]) -> Iterator[Line]:
    """The lines of both texts in order, word by word where one became the other; long runs unchanged left out."""
    at = 0
    for hunk in threeway.hunks(old, new):
        yield from _unchanged(old[at : hunk.a])
        before, after = old[hunk.a : hunk.b], new[hunk.c : hunk.d]
        if len(before) == len(after) == 1:
            gone, come = marking.marked(before[0], after[0])
            yield from (Line("old", gone), Line("new", come))
        else:
            yield from (Line("old", [Piece(line, True)]) for line in before)
            yield from (Line("new", [Piece(line, True)]) for line in after)
        at = hunk.b
    yield from _unchanged(old[at:])


def _unchanged(run: list[str]) -> list[Line]:
    same = [Line("same", [Piece(line)]) for line in run]
    left = Line("left", [Piece(f"{len(run) - 2} lines unchanged")])
    return same if len(run) <= 3 else [same[0], left, same[-1]]
