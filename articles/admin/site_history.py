"""The history of the whole site: who changed what in which article, from what to what; to be read and downloaded."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from articles import audit, clock, site_history
from articles.marking import Piece
from articles.models import ArticleVersion
from articles.refusals import Refused
from articles.site_history import Pair, Wanted
from articles.text import clean_line

from . import comparing
from .audit import Line, defused
from .audit_filters import span
from .numbers import number_in

PER_PAGE = 50
SHORT = 160
COLUMNS = ["at", "person", "account", "article", "address", "version", "field", "old", "new"]
_ASKED = ["person", "article", "field", "from", "until"]


@dataclass(frozen=True)
class Excerpt:
    """What a version changed in one part, as far as fits: the first changed lines, before and after."""

    part: str
    name: str
    old: list[Piece]
    new: list[Piece]
    more: int


def page(request: HttpRequest) -> HttpResponse:
    """The versions that were asked for, newest first, with old and new values in short."""
    _readable(request)
    asked = _asked(request)
    field = asked["field"]
    found = site_history.page(
        site_history.matching(_wanted(asked)),
        below=_below(request),
        size=PER_PAGE,
        fits=(lambda pair: field in _changed(pair)) if field else None,
    )
    people = comparing.owners(comparing.said(version) for pair in found.pairs for version in pair if version)
    query = urlencode({name: value for name, value in asked.items() if value})
    context = admin.site.each_context(request) | {
        "title": "History of all articles",
        "rows": [
            {
                "version": version,
                "before": before,
                "excerpts": [
                    excerpt(change)
                    for change in comparing.changes(before, version, people)
                    if not field or change.part == field
                ]
                if before
                else [],
            }
            for version, before in found.pairs
        ],
        "asked": asked,
        "fields": comparing.NAMES,
        "query": query,
        "is_cut": found.is_cut,
        "older": found.below,
        "is_later_page": "before" in request.GET,
        "export_url": reverse("site_history_export") + (f"?{query}" if query else ""),
    }
    return TemplateResponse(request, "articles/admin/site_history.html", context)


def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """What was asked for as CSV, a line for each field that changed, however many there are."""
    _readable(request)
    asked = _asked(request)
    wanted = _wanted(asked)
    said = "; ".join(f"{name}: {value}" for name, value in asked.items() if value) or "everything"
    try:
        with transaction.atomic():
            told = audit.record(
                audit.Event.EXPORTED, by=request.user, what="history of all articles", filter=said
            )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("site_history"))
    found = site_history.matching(wanted).filter(at__lte=told.at)
    response = StreamingHttpResponse(_lines(found, asked["field"]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="history-{told.number}.csv"'
    return response


def excerpt(change: comparing.Change) -> Excerpt:
    """A change in short: its first changed lines, from a little before the words that differ."""
    old, new = ([line for line in change.lines if line.mark == mark] for mark in ("old", "new"))
    shown = [_short(side[0].pieces) if side else [] for side in (old, new)]
    return Excerpt(change.part, change.name, *shown, len(old[1:]) + len(new[1:]))


def _short(pieces: list[Piece]) -> list[Piece]:
    """Pieces cut to a length, beginning near the first that is changed."""
    text_before = 0
    for piece in pieces:
        if piece.is_changed:
            break
        text_before += len(piece.text)
    skip = max(0, text_before - SHORT // 4)
    found: list[Piece] = [Piece("…")] if skip else []
    left = SHORT
    for piece in pieces:
        text = piece.text[skip:] if skip else piece.text
        skip = max(0, skip - len(piece.text))
        if not text:
            continue
        if left <= 0 or len(text) > left:
            found.append(Piece(f"{text[: max(left, 0)]}…", piece.is_changed))
            break
        found.append(Piece(text, piece.is_changed))
        left -= len(text)
    return found


def _readable(request: HttpRequest) -> None:
    if not request.user.has_perm("articles.view_articleversion"):
        raise PermissionDenied


def _asked(request: HttpRequest) -> dict[str, str]:
    if any("\0" in value for value in request.GET.values()):
        raise BadRequest("An address with a NUL character asks for nothing.")
    asked = {name: clean_line(request.GET.get(name, ""))[:200] for name in _ASKED}
    if asked["field"] and asked["field"] not in comparing.NAMES:
        raise BadRequest(f"“{asked['field']}” is no field of an article: choose one from the list.")
    return asked


def _wanted(asked: dict[str, str]) -> Wanted:
    return Wanted(asked["person"], asked["article"], *span(asked["from"], asked["until"]))


def _below(request: HttpRequest) -> ArticleVersion | None:
    given = request.GET.get("before", "")
    if not given:
        return None
    key = number_in(given)
    below = ArticleVersion.objects.filter(pk=key).defer("document", "desk").first() if key else None
    if below is None:
        raise BadRequest("This page begins below a version that is not there: begin at the newest.")
    return below


def _changed(pair: Pair) -> list[str]:
    version, before = pair
    return comparing.changed_parts(comparing.said(before), comparing.said(version))


def _lines(found: object, field: str) -> Iterator[str]:
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    names: dict[int, str] = {}
    for version, before in site_history.everything(found):
        documents = [comparing.said(one) for one in (before, version)]
        if any(document and document["owner"] not in names for document in documents):
            names |= comparing.owners(document for document in documents if document)
        for change in comparing.between(*documents, names):
            if not field or change.part == field:
                yield writer.writerow([defused(cell) for cell in _cells(version, change)])


def _cells(version: ArticleVersion, change: comparing.Change) -> list[str]:
    return [
        clock.stamp(version.at),
        str(version.by),
        str(version.by_id),
        str(version.article),
        version.article.slug,
        str(version.number),
        change.name,
        "\n".join(change.old),
        "\n".join(change.new),
    ]


urls = [
    path("history/", admin.site.admin_view(page), name="site_history"),
    path("history/export/", admin.site.admin_view(require_POST(export)), name="site_history_export"),
]
