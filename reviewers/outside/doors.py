"""Links for advice, asked about: what one is good for, and what was said by it. Nothing here writes."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from django.db.models import Max, QuerySet

from articles import clock
from articles.models import Edition, PlannedWithdrawal, Publication
from reviewers.models import AdviceLink, Comment
from reviewers.obstacles import edition_objections
from reviewers.rounds import COMES_BACK_ANEW

MOST_COMMENTS = 100


class Door(Enum):
    """What a link is good for now."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    PAST = "past"
    UNKNOWN = "unknown"


def find(token: str) -> tuple[Door, AdviceLink | None]:
    """What a token opens, and whose it is; the link is None for a token that was never ours.

    Looked up by digest: how long it takes says nothing about a token that was nearly right.
    """
    link = all_links().filter(token_sha256=digest_of(token)).first()
    return (door_of(link), link) if link else (Door.UNKNOWN, None)


def door_of(link: AdviceLink) -> Door:
    """What a link is good for at this moment."""
    return doors_of([link])[0]


def doors_of(links: Sequence[AdviceLink]) -> list[Door]:
    """What each of these links is good for at this moment: links to editions of one article."""
    now, past = clock.now(), _Past()
    return [
        Door.REVOKED
        if hasattr(link, "end")
        else Door.EXPIRED
        if link.expires_at <= now
        else Door.PAST
        if past(link)
        else Door.OPEN
        for link in links
    ]


def limit_objections(link: AdviceLink) -> list[str]:
    """Why no more can be said by a link that works: a plain cap, against a link in wrong hands."""
    if link.comments.count() < MOST_COMMENTS:
        return []
    return [
        f"{MOST_COMMENTS} comments were made by this link: write to {link.by.email} if there is more to say."
    ]


def said_by(link: AdviceLink) -> QuerySet[Comment]:
    """What its holder said of the edition, by this link and by earlier ones, with the replies."""
    theirs = Comment.objects.filter(edition=link.edition_id, advice__email=link.email)
    return theirs.prefetch_related("replies")


def on_record(edition: Edition) -> list[dict[str, Any]]:
    """Who was asked about an edition from outside, for the export of its record; of a token not even the digest."""
    links = all_links().filter(edition=edition).select_related("end__by").order_by("pk")
    return [
        {
            "name": link.printed_name,
            "email": link.email,
            "question": link.question,
            "by": str(link.by),
            "at": clock.stamp(link.at),
            "expires_at": clock.stamp(link.expires_at),
            "revoked": {"by": str(link.end.by), "at": clock.stamp(link.end.at)}
            if hasattr(link, "end")
            else {},
        }
        for link in links
    ]


def working_links(edition: Edition) -> QuerySet[AdviceLink]:
    """The links to an edition that are neither revoked nor out of time."""
    return edition.advice_links.filter(end=None, expires_at__gt=clock.now())


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def all_links() -> QuerySet[AdviceLink]:
    """Every link, with all that is asked about it."""
    return AdviceLink.objects.select_related("edition__article", "by", "end")


class _Past:
    """Whether a link's edition is past comments: recalled, replaced, changed, or withdrawn since the link was made.
    What is the same for several links of one article is asked once."""

    def __init__(self) -> None:
        self._over: dict[int, bool] = {}
        self._taken_down: dict[int, datetime] = {}

    def __call__(self, link: AdviceLink) -> bool:
        edition = link.edition
        if edition.pk not in self._over:
            self._over[edition.pk] = bool(edition_objections(edition))
        article = edition.article_id
        if article not in self._taken_down:
            self._taken_down[article] = _taken_down_at(article)
        return self._over[edition.pk] or self._taken_down[article] >= link.at


def _taken_down_at(article: int) -> datetime:
    """When the article was withdrawn last, or is about to be, its time having come."""
    now = clock.now()
    if PlannedWithdrawal.objects.due(now).filter(article_id=article).exists():
        return now  # it is down whether or not `tick` has run
    ended = Publication.objects.filter(article_id=article, ended_because__in=COMES_BACK_ANEW)
    return ended.aggregate(last=Max("ended_at"))["last"] or datetime.min.replace(tzinfo=UTC)
