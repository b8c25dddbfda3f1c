"""Publications that wait for their time: planned, moved, called off, and carried out by `tick`."""

from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse

from articles import audit, clock, mailing, seals
from articles.acts import acting
from articles.models import Article, Edition, Publication, User
from articles.text import clean
from reviewers import policy, records, states
from reviewers.ending import end_schedule
from reviewers.models import Schedule, ScheduleEnd
from reviewers.obstacles import edition_objections
from reviewers.publishing import CannotPublish, go_live
from reviewers.withdrawing import settle


def schedule(edition: Edition, *, publish_at: datetime, by: User) -> Schedule:
    """Publish an edition at a later time; everything is checked again then. Raises CannotPublish."""
    with acting("schedule", by=by, article=edition.article) as article:
        settle(article)
        edition = article.editions.select_related("article").get(pk=edition.pk)
        now = clock.now()
        reasons = policy.refusals(by, "publish") + _objections(edition, publish_at, now)
        if waiting := Schedule.objects.waiting().filter(edition__article=article).first():
            reasons.append(f"Edition {waiting.edition.number} is scheduled already: cancel that first.")
        if reasons:
            raise CannotPublish(reasons)
        planned = _write(article, edition, publish_at, by=by, at=now)
        states.refresh(article)
        return planned


def move(planned: Schedule, *, publish_at: datetime, by: User) -> Schedule:
    """Put a scheduled publication to another time: the schedule ends as moved, and a new one takes its place.

    Raises CannotPublish when it is over already, or could not be scheduled for that time.
    """
    with acting("move schedule", by=by, article=planned.edition.article) as article:
        settle(article)
        edition = article.editions.select_related("article").get(pk=planned.edition_id)
        now = clock.now()
        reasons = policy.refusals(by, "publish") + _objections(edition, publish_at, now)
        if ScheduleEnd.objects.filter(schedule=planned).exists():
            reasons.append("This schedule is over already.")
        elif publish_at == planned.publish_at:
            reasons.append("It is scheduled for this time already: choose another.")
        if reasons:
            raise CannotPublish(reasons)
        reason = f"Moved to {publish_at.astimezone(UTC):%-d %B %Y, %H:%M} UTC."
        end_schedule(planned, outcome=ScheduleEnd.Outcome.MOVED, reason=reason, by=by, at=now)
        moved = _write(article, edition, publish_at, by=by, at=now)
        states.refresh(article)
        return moved


def cancel(planned: Schedule, *, by: User, reason: str) -> None:
    """Call a scheduled publication off. Raises CannotPublish when it is over already."""
    with acting("cancel schedule", by=by, article=planned.edition.article) as article:
        reasons = policy.refusals(by, "cancel")
        if ScheduleEnd.objects.filter(schedule=planned).exists():
            reasons.append("This schedule is over already.")
        if reasons:
            raise CannotPublish(reasons)
        end_schedule(
            planned, outcome=ScheduleEnd.Outcome.CANCELLED, reason=clean(reason), by=by, at=clock.now()
        )
        states.refresh(article)


def carry_out(planned: Schedule) -> Publication | None:
    """Publish what is due, by the person who scheduled it, if everything still holds; else tell the owner why not.

    Returns None when it is refused, not due yet, or another process was first.
    """
    try:
        with acting("publish as scheduled", by=planned.by, article=planned.edition.article) as article:
            settle(article)
            if ScheduleEnd.objects.filter(schedule=planned).exists() or planned.publish_at > clock.now():
                return None
            reasons = policy.refusals(planned.by, "publish")
            if not seals.covers(planned):
                reasons.append(
                    f"The schedule is not genuine: its seal does not hold, and {planned.by} may not have made it."
                )
            if reasons:
                raise CannotPublish(reasons)
            publication = go_live(article, planned.edition, by=planned.by)
            outcome = ScheduleEnd.Outcome.PUBLISHED
            end_schedule(planned, outcome=outcome, reason="", by=planned.by, at=publication.published_at)
            states.refresh(article)
            records.renew(article)
            return publication
    except CannotPublish as refusal:
        _fail_closed(planned, refusal)
        return None


def _objections(edition: Edition, publish_at: datetime, now: datetime) -> list[str]:
    found = edition_objections(edition)
    if publish_at <= now:
        found.append("The time lies in the past: choose a later one, or publish now.")
    if edition.publications.live().exists():
        found.append(f"Edition {edition.number} is live already.")
    return found


def _write(article: Article, edition: Edition, publish_at: datetime, *, by: User, at: datetime) -> Schedule:
    planned = Schedule(edition=edition, publish_at=publish_at, by=by, at=at)
    planned.seal = seals.seal(planned.sealed_payload())
    planned.save()
    audit.record(
        audit.Event.SCHEDULED,
        by=by,
        article=article,
        edition=edition.number,
        schedule=planned.pk,
        publish_at=clock.stamp(publish_at),
    )
    return planned


def _fail_closed(planned: Schedule, refusal: CannotPublish) -> None:
    """End a schedule that could not be carried out, and tell the article's owner and whoever scheduled it."""
    article = planned.edition.article
    with acting("end schedule", by=planned.by, article=article) as article:
        if ScheduleEnd.objects.filter(schedule=planned).exists():
            return
        address = settings.SITE_URL + reverse("admin:articles_article_change", args=[article.pk])
        for person in {article.owner, planned.by}:
            mailing.write(
                to=person.email,
                subject=f"Not published as scheduled: {planned.edition.title}",
                body=f"Edition {planned.edition.number} was due at {planned.publish_at:%-d %B %Y %H:%M} UTC and was "
                "not published:\n\n"
                + "\n".join(f"- {reason}" for reason in refusal.reasons)
                + f"\n\n{address}\n",
            )
        end_schedule(
            planned,
            outcome=ScheduleEnd.Outcome.REFUSED,
            reason=str(refusal),
            by=planned.by,
            at=clock.now(),
        )
        states.refresh(article)
