"""What the public may read, asked anew with each request: rows that are live and carry this site's seal."""

import logging
from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from articles import editions, seals
from articles.models.publication import Publication, Removal

_logger = logging.getLogger(__name__)
_ENDING = Publication.Ending
_SHOWN = [field.name for field in Publication._meta.concrete_fields]


def listed() -> QuerySet[Publication]:
    """What is live, newest first, without the editions' texts."""
    rows = Publication.objects.live().select_related("article", "edition")
    return rows.only(*_SHOWN, "article__uuid", "edition__number").order_by("-published_at", "-pk")


def in_topic(slug: str) -> QuerySet[Publication]:
    """What is live and was published under a topic."""
    # The list of topics is canonical text, in which these words can stand for nothing else.
    return listed().filter(topics__contains=f'"slug":"{slug}"')


def sealed(publications: Iterable[Publication]) -> list[Publication]:
    """Those whose seal covers what the row says. For each of the others there is an alarm in the log."""
    return [publication for publication in publications if _has_seal(publication)]


def is_genuine(publication: Publication) -> bool:
    """Whether its seal holds and its edition is, byte for byte, the one the seal names. If not, an alarm is logged."""
    if not _has_seal(publication):
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


def live_at(slug: str) -> Publication | None:
    """What is live at an address, genuine or not."""
    return _with_texts().filter(ended_at=None, slug=slug).first()


def latest_of(slug: str) -> Publication | None:
    """The latest publication of the article that this address is, or was, of."""
    return _with_texts().filter(article__slugs__slug=slug).order_by("-published_at", "-pk").first()


def of_edition(latest: Publication, number: int) -> Publication | None:
    """The latest publication of one edition of the same article."""
    rows = _with_texts().filter(article_id=latest.article_id, edition__number=number)
    return rows.order_by("-published_at", "-pk").first()


def withdrawal(publication: Publication) -> Publication | None:
    """What took an edition off the site for good, since it was published last: None if it may be read.

    A withdrawal takes all editions down; a revoked signature the one that carried it.
    """
    rows = Publication.objects.filter(article_id=publication.article_id)
    since = rows.filter(published_at__gte=publication.published_at)
    revoked = Q(ended_because=_ENDING.REVOKED, edition_id=publication.edition_id)
    gone = since.filter(Q(ended_because=_ENDING.WITHDRAWN) | revoked)
    return gone.select_related("article", "edition", "ended_by").order_by("-published_at", "-pk").first()


def removal(publication: Publication) -> Removal | None:
    """The taking down of an archived edition by itself, after its time on the site."""
    return Removal.objects.filter(publication=publication).first()


def earlier(publication: Publication) -> list[Publication]:
    """The genuine publications of older editions that may still be read, newest first, one for each edition."""
    rows = Publication.objects.filter(
        article_id=publication.article_id, edition__number__lt=publication.edition.number
    )
    rows = rows.select_related("article", "edition").only(*_SHOWN, "article__uuid", "edition__number")
    found: dict[int, Publication] = {}
    for row in rows.annotate(removed_at=F("removal__at")).order_by("-published_at", "-pk"):
        if row.ended_because == _ENDING.WITHDRAWN:
            break
        found.setdefault(row.edition.number, row)
    gone = {number for number, row in found.items() if row.removed_at}  # type: ignore[attr-defined]
    gone |= {number for number, row in found.items() if row.ended_because == _ENDING.REVOKED}
    return sealed(row for number, row in found.items() if number not in gone)


def _with_texts() -> QuerySet[Publication]:
    return Publication.objects.select_related("article", "edition__article")


def _has_seal(publication: Publication) -> bool:
    try:
        holds = seals.holds(publication.sealed_payload(), publication.seal)
    except (ValueError, KeyError, TypeError):
        holds = False
    if not holds:
        _logger.critical("Publication %s is forged: its seal does not hold.", publication.uuid)
    return holds
