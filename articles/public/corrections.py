"""Corrections and retractions at addresses of their own, and the index of them. Each page reads publications alone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models.publication import Publication
from articles.public import notices, reading, standing
from articles.public.views import moved, one_page_of, page, told


@page
def corrections(request: HttpRequest) -> HttpResponse:
    shown = one_page_of(request, notices.index())
    context = {"page": shown, "lines": notices.told(shown.object_list)}
    return render(request, "articles/corrections.html", context)


@page
def correction(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = standing.of_article(slug)
    rows = reading.all_of(found.latest)
    corrected = [row for row in rows if row.edition.number == number]
    if not corrected or corrected[-1].edition.change_kind != notices.CORRECTION:
        raise Http404
    if found.gone:
        return told(request, found.gone)
    gone, _retraction = standing.of_edition(corrected[0])
    if gone:
        return told(request, gone)
    if slug != found.latest.slug:
        return moved(found.latest, "correction", number)
    # An edition that was reviewed again has several publications: the first made the correction public.
    first = corrected[-1]
    change = reading.change_of(first)
    if change is None or not reading.has_seals(first):
        raise Http404
    context = {
        "publication": first,
        "change": change,
        "severity": dict(first.edition.Severity.choices).get(change["severity"], ""),
        "original": _before(first, rows),
        "current": found.latest,
        "is_retracted": found.is_retracted,
    }
    return render(request, "articles/correction.html", context)


@page
def retraction(request: HttpRequest, slug: str) -> HttpResponse:
    found = standing.of_article(slug)
    retracted = reading.retraction_of(found.latest)
    if retracted is None or not reading.has_seals(retracted):
        raise Http404
    if found.gone:
        return told(request, found.gone)
    gone, _retraction = standing.of_edition(retracted)
    if gone:
        return told(request, gone)
    if slug != found.latest.slug:
        return moved(found.latest, "retraction")
    reason, affected = standing.words_of(retracted)
    context = {
        "publication": retracted,
        "current": found.latest,
        "is_current": found.latest.pk == retracted.pk,
        "retracted_by": standing.who(retracted),
        "reason": reason,
        "affected": affected,
    }
    return render(request, "articles/retraction.html", context)


def _before(first: Publication, rows: list[Publication]) -> dict[str, Any]:
    """What stood there until the correction, if it is genuine, and whether it can be read."""
    older = [row for row in rows[rows.index(first) + 1 :] if row.edition_id != first.edition_id]
    if not older or not reading.has_seals(older[0]):
        return {}
    begun = [row for row in older if row.edition_id == older[0].edition_id][-1]
    return {
        "publication": begun,
        "is_readable": any(row.edition_id == begun.edition_id for row in reading.readable(rows)),
    }
