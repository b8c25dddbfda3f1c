"""What the index of corrections, retractions and withdrawals lists, asked of the publications themselves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast

from articles import clock
from articles.models.publication import Publication, Removal
from articles.models.withdrawal import PlannedWithdrawal
from articles.public import reading

_ENDING = Publication.Ending
CORRECTION, PLANNED, REMOVED = "correction", "planned", "removed"


class Told(NamedTuple):
    """One line of the index. `change` is a correction's, from the document that was signed."""

    publication: Publication
    what: str
    at: datetime
    change: dict[str, str]


def index() -> QuerySet[Publication, Any]:
    """All of them, newest first, as (publication's key, what, when): what `told` makes lines of."""
    now = clock.now()
    rows = Publication.objects.order_by()
    ended = rows.filter(ended_because__in=[_ENDING.RETRACTED, _ENDING.WITHDRAWN, _ENDING.REVOKED])
    # A planned withdrawal counts from its time on, whether or not anything ran to stamp it.
    due = PlannedWithdrawal.objects.due(now).filter(
        article=OuterRef("article"), withdraw_at__gt=OuterRef("published_at")
    )
    first_due = due.order_by().values("article").annotate(first=Min("withdraw_at")).values("first")
    planned = rows.live().filter(Exists(due))
    removed = rows.filter(ended_because=_ENDING.RETRACTED, removal__isnull=False)
    parts = [
        _part(ended, F("ended_because"), F("ended_at")),
        _part(planned, Value(PLANNED), Subquery(first_due)),
        _part(removed, Value(REMOVED), F("removal__at")),
    ]
    corrections = _part(_readable_corrections(now), Value(CORRECTION), F("published_at"))
    return corrections.union(*parts, all=True).order_by("-told_at", "-key", "what")  # type: ignore[misc]


def told(lines: Iterable[tuple[int, str, datetime]]) -> list[Told]:
    """These lines, without those that are not genuine: for each of them there is an alarm in the log."""
    lines = list(lines)
    found = Publication.objects.select_related("article", "edition", "removal").defer(
        "edition__html", "edition__private"
    )
    rows = found.with_ended_plans(clock.now()).in_bulk([key for key, _what, _at in lines])
    corrections = [rows[key] for key, what, _at in lines if what == CORRECTION]
    kept = reading.falsely_kept(row for row in corrections if row.was_planned)  # type: ignore[attr-defined]
    plans = _genuine_plans(rows[key].article_id for key, what, _at in lines if what == PLANNED)
    shown = []
    for key, what, at in lines:
        publication = rows[key]
        change = reading.change_of(publication) if what == CORRECTION else {}
        genuine = reading.has_seals(publication) and change is not None and key not in kept
        if what == REMOVED:
            genuine = genuine and reading.is_sealed(publication.removal)
        if what == PLANNED:
            genuine = genuine and (publication.article_id, at) in plans
        if genuine:
            shown.append(Told(publication, what, at, change or {}))
    return shown


def _part(rows: QuerySet[Publication], what: Any, at: Any) -> QuerySet[Publication, Any]:
    named = rows.annotate(
        key=F("pk"),
        what=Cast(what, CharField(max_length=20)),
        told_at=ExpressionWrapper(at, DateTimeField()),
    )
    return named.values_list("key", "what", "told_at")


def _readable_corrections(now: datetime) -> QuerySet[Publication]:
    """The first publication of each correction whose edition may still be read."""
    rows = Publication.objects.order_by()
    of_article = rows.filter(article=OuterRef("article"))
    of_edition = rows.filter(edition=OuterRef("edition"))
    since = of_article.filter(published_at__gte=OuterRef("published_at"))
    newest_of_article = of_article.order_by("-published_at", "-pk")
    newest_of_edition = of_edition.order_by("-published_at", "-pk")
    stands = Exists(Publication.objects.shown(now).filter(article=OuterRef("article")))
    return (
        rows.filter(edition__change_kind=CORRECTION)
        .exclude(Exists(of_edition.filter(published_at__lt=OuterRef("published_at"))))
        .exclude(Exists(since.filter(ended_because=_ENDING.WITHDRAWN)))
        .annotate(
            article_ended=Subquery(newest_of_article.values("ended_because")[:1]),
            newest=Subquery(newest_of_edition.values("pk")[:1]),
            newest_ended=Subquery(newest_of_edition.values("ended_because")[:1]),
        )
        .filter(stands | Q(article_ended=_ENDING.RETRACTED))
        .exclude(newest_ended=_ENDING.REVOKED)
        .exclude(Exists(Removal.objects.filter(publication=OuterRef("newest"))))
    )


def _genuine_plans(article_ids: Iterable[int]) -> set[tuple[int, datetime]]:
    """Of these articles, the due plans that are genuine: (article, time)."""
    due = PlannedWithdrawal.objects.due(clock.now()).filter(article_id__in=list(article_ids))
    return {
        (plan.article_id, plan.withdraw_at)
        for plan in due.select_related("article")
        if reading.is_sealed(plan)
    }
