"""Ending a publication. Nothing gates it: taking down is easier than putting up."""

from datetime import datetime

from django.db import DatabaseError

from articles import audit, clock, seals
from articles.groups import Group
from articles.models import Article, PlannedWithdrawal, PlannedWithdrawalEnd, Publication, Removal, User
from reviewers.models import Schedule, ScheduleEnd, SignOff


def end_live(
    article: Article, *, at: datetime, by: User, role: str, because: str, notice: str = ""
) -> Publication | None:
    """Stamp the article's live publication as ended, sealed and on record; returns it, or None if nothing is live.

    `role` is the group in which `by` does it. A part of an act: the caller holds the article's lock, and has the
    records of the editions renewed (`records.renew`) when all is written.
    """
    live = article.publications.live().select_related("edition").first()
    if live is None:
        return None
    live.ended_at, live.ended_by, live.ended_role = at, by, role
    live.ended_because, live.notice = str(because), notice
    live.ending_seal = seals.seal(live.ending_payload())
    ended = article.publications.live().end(
        at=at, by=by, role=role, because=because, notice=notice, seal=live.ending_seal
    )
    if ended != 1:
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
        role=role,
        because=str(because),
        notice=notice,
        seal=live.ending_seal,
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
            end_live(
                publication.article,
                at=at,
                by=by,
                role=Group.REVIEWER,
                because=Publication.Ending.REVOKED,
                notice=reason,
            )
            cancel_plans(publication.article, reason=f"A signature was revoked: {reason}", by=by, at=at)
        elif not hasattr(publication, "removal"):
            remove(publication, at=at, by=by, role=Group.REVIEWER, reason=reason)
            removed.append(str(publication.uuid))
    return removed


def remove(publication: Publication, *, at: datetime, by: User, role: str, reason: str) -> None:
    """Take down what has ended and could still be read. A part of an act, which puts it on record."""
    removal = Removal(publication=publication, at=at, by=by, role=role, reason=reason)
    removal.seal = seals.seal(removal.sealed_payload())
    removal.save()


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


def end_plan(plan: PlannedWithdrawal, *, outcome: str, reason: str, by: User, at: datetime) -> None:
    """Say what became of a planned withdrawal, on record. A part of an act: the caller holds the article's lock."""
    end = PlannedWithdrawalEnd(plan=plan, outcome=str(outcome), reason=reason, by=by, at=at)
    end.seal = seals.seal(end.sealed_payload())
    end.save()
    audit.record(
        audit.Event.WITHDRAWAL_PLAN_ENDED,
        by=by,
        article=plan.article,
        plan=plan.pk,
        outcome=str(outcome),
        reason=reason,
    )


def cancel_plans(article: Article, *, reason: str, by: User, at: datetime) -> None:
    """Cancel an article's planned withdrawal, for it is off the site by now. A part of an act."""
    for plan in PlannedWithdrawal.objects.waiting().filter(article=article).select_related("article"):
        end_plan(plan, outcome=PlannedWithdrawalEnd.Outcome.CANCELLED, reason=reason, by=by, at=at)
