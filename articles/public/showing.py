"""Which figures' files the public may see: those that a page shows which may be read now, and which is genuine.

That a row says an edition shows a figure counts for nothing: the edition's own document must say so, and it is sealed.
The number of statements does not grow with the articles that show a figure.
"""

from collections.abc import Iterable
from enum import Enum
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.http import Http404

from articles import clock
from articles.models.publication import Publication
from articles.models.withdrawal import PlannedWithdrawal
from articles.public import reading, standing

# Of publications that show the same file, so many are read to find one that is genuine: the first is, unless somebody
# forged it, and then the figure is hidden rather than that all texts are read.
_MOST_READ = 3
_ENDING = Publication.Ending


class Right(Enum):
    """What the public is told of a figure's file."""

    SHOWN = "shown"
    GONE = "gone"
    UNKNOWN = "unknown"


def right_to(digest: str, extension: str) -> Right:
    """Whether a page that may be read now shows this file, or did until it was taken down; asked anew each time."""
    name = (digest, extension)
    if _is_in_one(Publication.objects.shown(clock.now()).filter(**_uses(name)), name):
        return Right.SHOWN
    rows = _all_of_articles(name)
    readable = [row.pk for row in _readable(rows) if row.shows]  # type: ignore[attr-defined]
    if readable and _is_in_one(Publication.objects.filter(pk__in=readable), name):
        return Right.SHOWN
    last = max((row for row in rows if row.shows), key=lambda row: row.published_at, default=None)  # type: ignore[attr-defined]
    return Right.GONE if last and _is_gone(last, name) else Right.UNKNOWN


def _uses(name: tuple[str, str]) -> dict[str, str]:
    rendition = "edition__figures__figure__renditions"
    return {f"{rendition}__digest": name[0], f"{rendition}__extension": name[1]}


def _is_in_one(publications: Any, name: tuple[str, str]) -> bool:
    rows = publications.select_related("article", "edition__article").order_by("-published_at", "-pk")
    return any(reading.is_genuine(row) and lists(row.edition.content, name) for row in rows[:_MOST_READ])


def lists(document: dict[str, Any], name: tuple[str, str]) -> bool:
    """Whether a content document has the file of this digest and extension among its figures' renditions."""
    sizes = (size for figure in document.get("figures", []) for size in figure["renditions"])
    return any((size["digest"], size["extension"]) == name for size in sizes)


def _all_of_articles(name: tuple[str, str]) -> list[Publication]:
    """Every publication of each article that ever showed the file, newest first, with whether that one `shows` it."""
    showing = Publication.objects.filter(**_uses(name))
    rows = Publication.objects.filter(article__in=showing.order_by().values("article"))
    rows = rows.with_ended_plans(clock.now()).select_related("article", "edition").only(*reading.LIGHT)
    shows = Exists(showing.filter(pk=OuterRef("pk")))
    return list(
        rows.annotate(removed_at=F("removal__at"), shows=shows).order_by("article", "-published_at", "-pk")
    )


def _readable(rows: list[Publication]) -> Iterable[Publication]:
    """Those whose edition may be read now, as `standing` has it for one article at a time."""
    articles = [list(group) for _, group in groupby(rows, key=lambda row: row.article_id)]
    kept = reading.falsely_kept(row for row in rows if row.was_planned)  # type: ignore[attr-defined]
    plans = PlannedWithdrawal.objects.due(clock.now()).filter(
        article__in=[one[0].article_id for one in articles]
    )
    due = list(plans.values_list("article_id", "withdraw_at"))
    for of_article in articles:
        latest = of_article[0]
        is_due = any(key == latest.article_id and at > latest.published_at for key, at in due)
        if latest.pk in kept or is_due or not _is_up(latest):
            continue
        # An ending that was forged hides what came before it, too.
        if all(map(reading.has_seals, of_article)):
            yield from reading.readable(of_article)


def _is_up(latest: Publication) -> bool:
    if latest.ended_at is None:
        return latest.lapses_on is None or latest.lapses_on > clock.today()
    return latest.ended_because == _ENDING.RETRACTED and latest.removed_at is None  # type: ignore[attr-defined]


def _is_gone(last: Publication, name: tuple[str, str]) -> bool:
    """Whether the page that showed it last says that it is gone, in a notice that is genuine."""
    if not _is_in_one(Publication.objects.filter(pk=last.pk), name):
        return False
    try:
        return bool(standing.of_article(last.slug).gone or standing.of_edition(last)[0])
    except Http404:
        return False
