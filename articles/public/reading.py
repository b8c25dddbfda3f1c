"""What the public may read, asked anew with each request: rows that are shown now and carry this site's seals."""

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F, QuerySet

from articles import clock, editions, seals
from articles.document import sha256
from articles.models.publication import Publication, Removal
from articles.models.withdrawal import PlannedWithdrawal

_logger = logging.getLogger(__name__)
_ENDING = Publication.Ending
_SHOWN = [field.name for field in Publication._meta.concrete_fields]
# A publication, and of its edition no text: all that lists and seals need.
LIGHT = [*_SHOWN, "article__uuid", "edition__number", "edition__change_kind"]


def listed() -> QuerySet[Publication]:
    """What is shown now, newest first, without the editions' texts."""
    rows = Publication.objects.shown(clock.now()).select_related("article", "edition")
    return rows.only(*LIGHT).order_by("-published_at", "-pk")


def in_topic(slug: str) -> QuerySet[Publication]:
    """What is shown now and was published under a topic."""
    # The list of topics is canonical text, in which these words can stand for nothing else.
    return listed().filter(topics__contains=f'"slug":"{slug}"')


def sealed(publications: Iterable[Publication]) -> list[Publication]:
    """Those whose seals cover what their rows say. For each of the others there is an alarm in the log."""
    rows = [publication for publication in publications if has_seals(publication)]
    kept = falsely_kept(row for row in rows if getattr(row, "was_planned", False))
    return [row for row in rows if row.pk not in kept]


def has_seals(publication: Publication) -> bool:
    """Whether the seal of its beginning holds and, if it has ended, that of its end. If not, an alarm is logged."""
    if not _holds(publication.sealed_payload, publication.seal):
        _logger.critical("Publication %s is forged: its seal does not hold.", publication.uuid)
        return False
    if publication.ended_at is not None and not _holds(publication.ending_payload, publication.ending_seal):
        _logger.critical("The ending of publication %s is forged: its seal does not hold.", publication.uuid)
        return False
    return True


def falsely_kept(publications: Iterable[Publication]) -> set[int]:
    """Those that only a forged end of a planned withdrawal keeps from being down, by their keys. With an alarm."""
    rows = list(publications)
    if not rows:
        return set()
    articles = {row.article_id for row in rows}
    ended = PlannedWithdrawal.objects.ended(clock.now()).filter(article_id__in=articles)
    forged = [plan for plan in ended.select_related("article", "end") if not seals.covers(plan.end)]
    for plan in forged:
        _logger.critical("The end of planned withdrawal %s is forged: its seal does not hold.", plan.pk)
    return {
        row.pk
        for row in rows
        for plan in forged
        if plan.article_id == row.article_id and plan.withdraw_at > row.published_at
    }


def is_genuine(publication: Publication) -> bool:
    """Whether its seals hold and its edition is, byte for byte, the one they name. If not, an alarm is logged."""
    if not has_seals(publication):
        return False
    if getattr(publication, "was_planned", False) and falsely_kept([publication]):
        return False
    edition = publication.edition
    try:
        same = edition.article_id == publication.article_id and edition.digest == publication.digest
        intact = same and editions.is_intact(edition)
    except (ValueError, KeyError, TypeError, AttributeError):
        intact = False
    if not intact:
        _logger.critical("Edition %s of publication %s is not what was signed.", edition.pk, publication.uuid)
    return intact


def change_of(publication: Publication) -> dict[str, str] | None:
    """What its edition says of its change: None, with an alarm, when those are not the words that were signed.

    It reads the edition's manifest and document, and not its HTML.
    """
    edition = publication.edition
    try:
        manifest = json.loads(edition.manifest)
        signed = (
            sha256(edition.manifest) == publication.digest
            and sha256(edition.document) == manifest["document_sha256"]
            and str(publication.article.uuid) == manifest["article"]
        )
        change = edition.content["change"] if signed else None
    except (ValueError, KeyError, TypeError, AttributeError):
        change = None
    if change is None:
        _logger.critical("Edition %s of publication %s is not what was signed.", edition.pk, publication.uuid)
    return change


def shown_at(slug: str) -> Publication | None:
    """What is shown now at an address, genuine or not."""
    return _with_texts().shown(clock.now()).filter(slug=slug).first()


def latest_of(slug: str) -> Publication | None:
    """The latest publication of the article that this address is, or was, of, with `was_planned`."""
    rows = _with_texts().with_ended_plans(clock.now()).filter(article__slugs__slug=slug)
    return rows.order_by("-published_at", "-pk").first()


def of_edition(latest: Publication, number: int) -> Publication | None:
    """The latest publication of one edition of the same article."""
    rows = _with_texts().filter(article_id=latest.article_id, edition__number=number)
    return rows.order_by("-published_at", "-pk").first()


def all_of(latest: Publication) -> list[Publication]:
    """Every publication of the same article, newest first, with what its edition says and without its HTML.

    Each has `removed_at`: when it was taken down by itself, after its time, or None.
    """
    rows = Publication.objects.filter(article_id=latest.article_id).select_related("article", "edition")
    rows = rows.only(*LIGHT, "edition__manifest", "edition__document")
    return list(rows.annotate(removed_at=F("removal__at")).order_by("-published_at", "-pk"))


def since(publication: Publication) -> list[Publication]:
    """Every publication of the same article since an edition was published last, that one included, newest first."""
    rows = Publication.objects.filter(article_id=publication.article_id)
    rows = rows.filter(published_at__gte=publication.published_at)
    return list(rows.select_related("article", "edition").only(*LIGHT).order_by("-published_at", "-pk"))


def endings(rows: Iterable[Publication], edition_id: int) -> list[Publication]:
    """Of these publications the withdrawals and retractions that an edition falls under.

    Those take in all editions of their time; a revoked signature only the edition that carried it.
    """
    taken_back = (_ENDING.REVOKED, edition_id)
    return [
        row
        for row in rows
        if row.ended_because in (_ENDING.WITHDRAWN, _ENDING.RETRACTED)
        or (row.ended_because, row.edition_id) == taken_back
    ]


def retraction_of(latest: Publication) -> Publication | None:
    """The latest retraction of the same article."""
    rows = Publication.objects.filter(article_id=latest.article_id, ended_because=_ENDING.RETRACTED)
    return rows.select_related("article", "edition").only(*LIGHT).order_by("-published_at", "-pk").first()


def removal(publication: Publication) -> Removal | None:
    """The taking down of an archived edition by itself, after its time on the site, genuine or not."""
    return Removal.objects.filter(publication=publication).select_related("publication").first()


def due_plans(article_id: int) -> list[PlannedWithdrawal]:
    """The planned withdrawals of an article whose time has come, the first to come first, genuine or not."""
    rows = PlannedWithdrawal.objects.due(clock.now()).filter(article_id=article_id)
    return list(rows.select_related("article").order_by("withdraw_at", "pk"))


def is_sealed(row: Removal | PlannedWithdrawal) -> bool:
    """Whether its seal covers what the row says. If not, an alarm is logged."""
    holds = _holds(row.sealed_payload, row.seal)
    if not holds:
        name = row._meta.verbose_name
        _logger.critical("%s %s is forged: its seal does not hold.", str(name).capitalize(), row.pk)
    return holds


def earlier(publication: Publication) -> list[Publication]:
    """The genuine publications of older editions that may still be read, newest first, one for each edition."""
    rows = Publication.objects.filter(article_id=publication.article_id).select_related("article", "edition")
    rows = rows.only(*LIGHT).annotate(removed_at=F("removal__at")).order_by("-published_at", "-pk")
    return sealed(row for row in readable(rows) if row.edition.number < publication.edition.number)


def readable(rows: Iterable[Publication]) -> list[Publication]:
    """Of an article's publications, all and newest first, the latest of each edition that may still be read.

    A withdrawal takes all editions before it along, whatever came back since; a signature that was taken back only
    those that were public by it.
    """
    found: dict[int, Publication] = {}
    for row in rows:
        if row.ended_because == _ENDING.WITHDRAWN:
            break
        found.setdefault(row.edition_id, row)
    return [row for row in found.values() if not _is_taken_down(row)]


def _is_taken_down(publication: Publication) -> bool:
    return publication.ended_because == _ENDING.REVOKED or publication.removed_at is not None  # type: ignore[attr-defined]


def _with_texts() -> Any:
    return Publication.objects.select_related("article", "edition__article")


def _holds(payload: Callable[[], dict[str, Any]], seal: str) -> bool:
    try:
        return seals.holds(payload(), seal)
    except (ValueError, KeyError, TypeError):
        return False
