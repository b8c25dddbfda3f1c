"""Ending a publication. Nothing gates it: taking down is easier than putting up."""

from datetime import datetime

from django.db import DatabaseError

from articles import audit, clock
from articles.models import Article, Publication, Removal, User
from reviewers.models import Schedule, ScheduleEnd, SignOff


def end_live(
    article: Article, *, at: datetime, by: User, because: str, notice: str = ""
) -> Publication | None:
    """Stamp the article's live publication as ended, on record; returns it, or None if nothing is live.

    A part of an act: the caller holds the article's lock.
    """
    live = article.publications.live().select_related("edition").first()
    if live is None:
        return None
    if article.publications.live().end(at=at, by=by, because=because, notice=notice) != 1:
        raise DatabaseError(
            f"Publication {live.uuid} could not be ended: the database did not change its row."
        )
    audit.record(
        audit.Event.PUBLICATION_ENDED,
        by=by,
        article=article,
        publication=str(live.uuid),
        edition=live.edition.number,
        at=clock.stamp(at),
        because=str(because),
        notice=notice,
    )
    return live


def take_down_by(signoff: SignOff, *, at: datetime, by: User, reason: str) -> list[str]:
    """Take down what is, or was, public by a signature that is being revoked. A part of an act.

    Returns the archived publications that were removed, by their UUIDs.
    """
    removed = []
    cancel_schedules(signoff.edition.article, reason=f"A signature was revoked: {reason}", by=by, at=at)
    publications = Publication.objects.filter(edition=signoff.edition, round=signoff.round)
    for publication in publications.select_related("article"):
        if publication.ended_at is None:
            end_live(publication.article, at=at, by=by, because=Publication.Ending.REVOKED, notice=reason)
        else:
            Removal.objects.create(publication=publication, at=at, by=by, reason=reason)
            removed.append(str(publication.uuid))
    return removed


def end_schedule(schedule: Schedule, *, outcome: str, reason: str, by: User, at: datetime) -> None:
    """Say what became of a schedule, on record. A part of an act: the caller holds the article's lock."""
    ScheduleEnd.objects.create(schedule=schedule, outcome=outcome, reason=reason, by=by, at=at)
    audit.record(
        audit.Event.SCHEDULE_ENDED,
        by=by,
        article=schedule.edition.article,
        schedule=schedule.pk,
        edition=schedule.edition.number,
        outcome=str(outcome),
        reason=reason,
    )


def cancel_schedules(article: Article, *, reason: str, by: User, at: datetime) -> None:
    """Cancel everything of an article that waits for its time. A part of an act."""
    waiting = Schedule.objects.waiting().filter(edition__article=article).select_related("edition__article")
    for schedule in waiting:
        end_schedule(schedule, outcome=ScheduleEnd.Outcome.CANCELLED, reason=reason, by=by, at=at)
