"""All that an article was: every edition that was public, from when until when, what changed and who signed."""

from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models.publication import Publication
from articles.public import reading, standing
from articles.public.views import moved, page, told

_KINDS = {"first": "First edition", "minor": "Minor change", "update": "Update", "correction": "Correction"}
_ENDINGS = {
    "superseded": "A newer edition took its place.",
    "re_reviewed": "Its reviewers read it again, and signed it anew.",
    "revoked": "A reviewer took back their signature.",
    "withdrawn": "It was withdrawn.",
    "retracted": "It was retracted.",
}


@dataclass
class Period:
    """One time on the site: the publication, and why it ended."""

    publication: Publication
    ending: str
    who: str


@dataclass
class Past:
    """One edition that was public. What cannot be read any more has no change note here either."""

    number: int
    kind: str = ""
    note: str = ""
    is_correction: bool = False
    is_readable: bool = True
    periods: list[Period] = field(default_factory=list)


@page
def history(request: HttpRequest, slug: str) -> HttpResponse:
    found = standing.of_article(slug)
    if found.gone:
        return told(request, found.gone)
    if slug != found.latest.slug:
        return moved(found.latest, "history")
    editions = _editions(reading.all_of(found.latest))
    if not editions:
        raise Http404
    context = {"current": found.latest, "editions": editions, "is_retracted": found.is_retracted}
    return render(request, "articles/history.html", context)


def _editions(rows: list[Publication]) -> list[Past]:
    """The editions behind these publications, newest first, without what is not genuine."""
    editions: dict[int, Past] = {}
    can_be_read = {row.pk for row in reading.readable(rows)}
    for row in rows:
        change = reading.change_of(row)
        if change is None or not reading.has_seals(row):
            continue
        number = row.edition.number
        if number not in editions:
            readable = row.pk in can_be_read
            kind = change["kind"]
            editions[number] = Past(
                number,
                kind=_KINDS.get(kind, ""),
                note=change["note"] if readable else "",
                is_correction=readable and kind == "correction",
                is_readable=readable,
            )
        ending = _ENDINGS.get(row.ended_because, "")
        by = standing.who(row) if row.ended_because in ("withdrawn", "retracted") else ""
        editions[number].periods.append(Period(row, ending, by))
    return list(editions.values())
