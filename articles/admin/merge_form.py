"""Between the article's form and documents: what somebody posted against the version that they started from, and a
document put through the form, which cleans and judges it as it does what people type."""

import copy
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, QueryDict

from articles import document, merging
from articles.models import Article, Author, Topic
from articles.models.people import credential_list

from . import statements, typed
from .merge_parts import evidence_lines, evidence_of
from .numbers import number_in

if TYPE_CHECKING:
    from .articles import ArticleAdmin

Document = dict[str, Any]
DESK = ("slug", "owner", "source_note")
_PARTS = {"authorships": "authors", **{name: name for name in ["key_points", "references", "quotations"]}}
_NOT_WRITTEN = {"id", "article", "order", "DELETE"}
_MOST_ROWS = 1000
_OF_FIELDS = {"source_name": "source", "source_url": "source"}


@dataclass(frozen=True)
class Filled:
    """The form filled with fields: what it says as a document, and what it refuses as (path of the part, sentence)."""

    document: Document
    problems: list[tuple[str, str]]
    form: Any


def posted(
    desk: "ArticleAdmin", request: HttpRequest, article: Article, data: QueryDict, base: Document | None
) -> Filled:
    """What somebody's form says, whatever the database holds by now: its rows have the UUIDs that they had in `base`.

    What cannot be read as it was typed counts as in `base`, and is among the problems.
    """
    form, formsets = _bound(desk, request, article, data)
    for formset in formsets:
        _identify(formset, data, article, (base or {}).get(_PARTS[formset.prefix], []))
    said = typed.content(form, formsets)
    # What the form does not have, or cannot be read in, was not changed on it.
    there = {formset.prefix for formset in formsets if formset.management_form.is_valid()}
    began = base or document.content_of(article)
    said |= {part: began[part] for prefix, part in _PARTS.items() if prefix not in there}
    said["authors"] = [row for row in said["authors"] if row["name"]]
    _keep_evidence(said, base, formsets)
    owner = form.cleaned_data.get("owner")
    said |= {"slug": typed.said(form, "slug"), "source_note": typed.said(form, "source_note")}
    said["owner"] = owner.pk if owner else (base or {}).get("owner", article.owner_id)
    if base is not None and "review_interval_months" in form.errors:
        said["review_interval_months"] = base["review_interval_months"]
    return Filled(said, list(_problems(form, formsets, said)), form)


def checked(
    desk: "ArticleAdmin", request: HttpRequest, article: Article, content: Document, *, seen: int
) -> Filled:
    """A document put through the form: as the form would save it, rows with the UUIDs that they have."""
    data = _fields(content, seen=seen)
    form, formsets = _bound(desk, request, article, data)
    for formset in formsets:
        for row, made in zip(formset.forms, content[_PARTS[formset.prefix]], strict=False):
            if "uuid" in made:
                row.instance.uuid = uuid.UUID(made["uuid"])
    said = typed.content(form, formsets)
    there = {formset.prefix for formset in formsets}
    said |= {part: content[part] for prefix, part in _PARTS.items() if prefix not in there}
    before = {row["uuid"]: row["evidence"] for row in content["key_points"]}
    for row in said["key_points"]:
        if evidence_lines(row["evidence"]) == evidence_lines(before[row["uuid"]]):
            row["evidence"] = before[row["uuid"]]
    owner = form.cleaned_data.get("owner")
    said |= {"slug": typed.said(form, "slug"), "source_note": typed.said(form, "source_note")}
    said["owner"] = owner.pk if owner else content["owner"]
    return Filled(said, list(_problems(form, formsets, content)), form)


def _bound(
    desk: "ArticleAdmin", request: HttpRequest, article: Article, data: QueryDict
) -> tuple[Any, list[Any]]:
    """The form and its parts with these fields. All rows are taken for new ones: none is brought into line with the
    rows that there are now."""
    asked, data = copy.copy(request), data.copy()
    for prefix in _PARTS:
        for number in range(_rows(data, prefix)):
            data[f"{prefix}-{number}-id"] = ""
            data.pop(f"{prefix}-{number}-article", None)
        data[f"{prefix}-INITIAL_FORMS"] = "0"
    asked.method, asked.POST = "POST", data
    if hasattr(asked, "restored"):
        del asked.restored
    form = desk.get_form(asked, article, change=True)(data, instance=Article.objects.get(pk=article.pk))
    unsaved = copy.copy(article)
    unsaved.pk = None
    formsets, _inlines = desk._create_formsets(asked, unsaved, change=False)
    return form, formsets


def _identify(formset: Any, data: QueryDict, article: Article, base: list[Any]) -> None:
    """Give the rows that were there the places and the UUIDs that they had; the new ones UUIDs that they have again
    when the same form comes once more."""
    prefix, known = formset.prefix, _known(data, formset.prefix)
    # A form that does not say which rows it showed: they were those of the version that it began with.
    begun = [] if known else [row.get("uuid", "") for row in base]
    if prefix in merging.ROWS:
        known |= _now(article, prefix)
    taken: set[str] = set()
    for number, row in enumerate(formset.forms):
        key = data.get(f"{prefix}-{number}-id", "")
        if key:
            row.initial["order"] = number + 1
        had = known.get(key) or (begun[number] if key and number < len(begun) else "")
        if not had or had in taken:
            values = {
                name: data.get(f"{prefix}-{number}-{name}", "")
                for name in row.fields
                if name not in _NOT_WRITTEN
            }
            had = str(uuid.uuid5(article.uuid, json.dumps([data.get("seen", ""), prefix, number, values])))
        taken.add(had)
        row.instance.uuid = uuid.UUID(had)


def identities(article: Article) -> str:
    """The UUIDs of an article's rows by their numbers in the database, which other numbers may follow: for the form
    to bring along."""
    return json.dumps({section: _now(article, section) for section in merging.ROWS})


def renumber(data: QueryDict, article: Article) -> None:
    """Let the rows of a form that was posted before have the numbers by which the database knows them now."""
    identified = {}
    for section in merging.ROWS:
        known, now = _known(data, section), _now(article, section)
        numbers = {row: key for key, row in now.items()}
        for number in range(_rows(data, section)):
            name = f"{section}-{number}-id"
            if data.get(name, "") not in now and (key := numbers.get(known.get(data.get(name, ""), ""))):
                data[name] = key
        identified[section] = known | now
    data["rows"] = json.dumps(identified)


def _now(article: Article, section: str) -> dict[str, str]:
    return {str(pk): str(known) for pk, known in getattr(article, section).values_list("pk", "uuid")}


def _known(data: QueryDict, prefix: str) -> dict[str, str]:
    """The UUID of each row that was on the form, by the row's number in the database at that time."""
    try:
        known = json.loads(data.get("rows", ""))[prefix]
        return {str(key): str(uuid.UUID(value)) for key, value in known.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _keep_evidence(said: Document, base: Document | None, formsets: Iterable[Any]) -> None:
    """Evidence that was not touched is as it was, and a line that cannot be read is there as it was typed."""
    points = [row for formset in formsets if formset.prefix == "key_points" for row in formset.forms]
    unread = {str(row.instance.uuid): row for row in points if "evidence" in row.errors}
    before = {row["uuid"]: row["evidence"] for row in (base or {}).get("key_points", [])}
    for row in said["key_points"]:
        if row["uuid"] in unread:
            row["evidence"] = evidence_of(typed.said(unread[row["uuid"]], "evidence"))
        elif evidence_lines(row["evidence"]) == evidence_lines(before.get(row["uuid"], [])):
            row["evidence"] = before.get(row["uuid"], [])


def _problems(form: Any, formsets: Iterable[Any], said: Document) -> Iterator[tuple[str, str]]:
    for name, reasons in form.errors.items():
        path = "" if name == "__all__" else _OF_FIELDS.get(name, name)
        stale = form.stale.reasons if form.stale and not path else []
        yield from ((path, reason) for reason in reasons if reason not in stale)
    for formset in formsets:
        section = _PARTS[formset.prefix]
        yield from ((section, reason) for reason in formset.non_form_errors())
        for number, row in enumerate(formset.forms):
            for reasons in row.errors.values():
                yield from ((_path(section, row, number, said), reason) for reason in reasons)


def _path(section: str, row: Any, number: int, said: Document) -> str:
    if section in merging.ROWS:
        return f"{section}.{row.instance.uuid}"
    if section == merging.AUTHORS and number < len(said[section]):
        return merging.path_of(section, merging.identity(section)(said[section][number]))
    return section


def _fields(content: Document, *, seen: int) -> QueryDict:
    """A document as the form would post it."""
    data = QueryDict(mutable=True)
    names = [
        "kind",
        "audience",
        "language",
        "title",
        "summary",
        "body",
        "review_interval_months",
        "ai_assistance",
    ]
    data.update({name: str(content[name]) for name in [*names, *DESK]})
    data.update({f"source_{name}": content["source"][name] for name in ["name", "url"]})
    data["seen"] = str(seen)
    slugs = [topic["slug"] for topic in content["topics"]]
    data.setlist(
        "topics", [str(pk) for pk in Topic.objects.filter(slug__in=slugs).values_list("pk", flat=True)]
    )
    authors = _authors(content["authors"])
    rows: dict[str, list[dict[str, str]]] = {
        "authorships": [_authorship(row, authors) for row in content["authors"]],
        "key_points": [
            {"text": row["text"], "evidence": evidence_lines(row["evidence"])}
            for row in content["key_points"]
        ],
        "references": content["references"],
        "quotations": [row | {"credentials": ", ".join(row["credentials"])} for row in content["quotations"]],
    }
    for prefix, made in rows.items():
        data.update({f"{prefix}-TOTAL_FORMS": str(len(made)), f"{prefix}-INITIAL_FORMS": "0"})
        for number, row in enumerate(made):
            values = {name: value for name, value in row.items() if name != "uuid"} | {
                "order": str(number + 1)
            }
            data.update({f"{prefix}-{number}-{name}": value for name, value in values.items()})
    return data


def _authors(rows: list[Document]) -> dict[str, int]:
    """The authors known by exactly these words."""
    known = Author.objects.filter(name__in=[row["name"] for row in rows])
    identity = merging.identity(merging.AUTHORS)
    return {
        identity(
            {
                "name": author.name,
                "credentials": credential_list(author.credentials),
                "affiliation": author.affiliation,
                "orcid": author.orcid,
            }
        ): author.pk
        for author in known
    }


def _authorship(row: Document, authors: dict[str, int]) -> dict[str, str]:
    stated, interests = statements.taken_apart(row["interests"])
    key = authors.get(merging.identity(merging.AUTHORS)(row))
    return {"author": str(key or ""), "stated": stated, "interests": interests}


def _rows(data: QueryDict, prefix: str) -> int:
    return min(number_in(data.get(f"{prefix}-TOTAL_FORMS")) or 0, _MOST_ROWS)
