"""The only code that publishes; scheduling, and withdrawing."""

import calendar
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from articles import audit, clock, mailing, seals, writing
from articles.acts import acting
from articles.document import canonical
from articles.models import Article, Edition, Publication, Slug, User
from articles.refusals import Refused
from articles.text import clean
from reviewers import policy, signoff, states
from reviewers.ending import cancel_schedules, end_live, end_schedule
from reviewers.models import Role, Schedule, ScheduleEnd, SignOff
from reviewers.rounds import current_round, signatures


class CannotPublish(Refused):
    """This cannot be published, scheduled or withdrawn here and now."""


def publish(edition: Edition, *, by: User) -> Publication:
    """Make a fully signed edition live, in place of the one before it, in one transaction.

    Raises CannotPublish with every sentence of `signoff.obstacles`, and when `by` is no publisher.
    """
    with acting("publish", by=by, article=edition.article) as article:
        reasons = policy.refusals(by, "publish")
        if reasons:
            raise CannotPublish(reasons)
        publication = _publish(article, edition, by=by)
        cancel_schedules(article, reason="Published by hand.", by=by, at=publication.published_at)
        states.refresh(article)
        return publication


def schedule(edition: Edition, *, publish_at: datetime, by: User) -> Schedule:
    """Publish an edition at a later time; everything is checked again then. Raises CannotPublish."""
    with acting("schedule", by=by, article=edition.article) as article:
        edition = article.editions.select_related("article").get(pk=edition.pk)
        now = clock.now()
        reasons = policy.refusals(by, "publish") + signoff.edition_objections(edition)
        if publish_at <= now:
            reasons.append("The time lies in the past: choose a later one, or publish now.")
        if edition.publications.live().exists():
            reasons.append(f"Edition {edition.number} is live already.")
        if waiting := Schedule.objects.waiting().filter(edition__article=article).first():
            reasons.append(f"Edition {waiting.edition.number} is scheduled already: cancel that first.")
        if reasons:
            raise CannotPublish(reasons)
        planned = Schedule.objects.create(edition=edition, publish_at=publish_at, by=by, at=now)
        states.refresh(article)
        audit.record(
            audit.Event.SCHEDULED,
            by=by,
            article=article,
            edition=edition.number,
            schedule=planned.pk,
            publish_at=clock.stamp(publish_at),
        )
        return planned


def cancel(planned: Schedule, *, by: User, reason: str) -> None:
    """Call a scheduled publication off. Raises CannotPublish when it is over already."""
    with acting("cancel schedule", by=by, article=planned.edition.article) as article:
        reasons = policy.refusals(by, "publish")
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
            if ScheduleEnd.objects.filter(schedule=planned).exists() or planned.publish_at > clock.now():
                return None
            reasons = policy.refusals(planned.by, "publish")
            if reasons:
                raise CannotPublish(reasons)
            publication = _publish(article, planned.edition, by=planned.by)
            outcome = ScheduleEnd.Outcome.PUBLISHED
            end_schedule(planned, outcome=outcome, reason="", by=planned.by, at=publication.published_at)
            states.refresh(article)
            return publication
    except CannotPublish as refusal:
        _fail_closed(planned, refusal)
        return None


def withdraw(article: Article, *, by: User, reason: str) -> Publication:
    """Take an article down at once: one editor, reviewer or publisher, one reason. Raises CannotPublish.

    The address then answers 410 with the role, the reason and the time; what waits for its time is called off.
    """
    with acting("withdraw", by=by, article=article) as article:
        at = clock.now()
        reason = clean(reason).strip()
        reasons = policy.refusals(by, "withdraw")
        if not reason:
            reasons.append("Say why you withdraw the article: readers are shown the reason.")
        if not article.publications.live().exists():
            reasons.append("Nothing of this article is live.")
        if reasons:
            raise CannotPublish(reasons)
        ended = end_live(article, at=at, by=by, because=Publication.Ending.WITHDRAWN, notice=reason)
        cancel_schedules(article, reason=f"The article was withdrawn: {reason}", by=by, at=at)
        states.refresh(article)
        assert ended is not None  # asked above, under the same lock
        return ended


def _publish(article: Article, edition: Edition, *, by: User) -> Publication:
    edition = article.editions.select_related("article").get(pk=edition.pk)
    at = clock.now()
    reasons = signoff.obstacles(edition, clock.day(at))
    if writing.taken(article.slug, article):
        reasons.append(f"The address “{article.slug}” was another article's: choose a different one.")
    if reasons:
        raise CannotPublish(reasons)
    publication = _publication(article, edition, by=by, at=at)
    again = article.publications.live().filter(edition=edition).exists()
    because = Publication.Ending.RE_REVIEWED if again else Publication.Ending.SUPERSEDED
    end_live(article, at=at, by=by, because=because)
    publication.save()
    Slug.objects.get_or_create(slug=article.slug, defaults={"article": article, "since": at})
    states.refresh(article)
    audit.record(
        audit.Event.PUBLISHED,
        by=by,
        article=article,
        publication=str(publication.uuid),
        edition=edition.number,
        digest=edition.digest,
        round=publication.round,
        slug=publication.slug,
        seal=publication.seal,
    )
    return publication


def _publication(article: Article, edition: Edition, *, by: User, at: datetime) -> Publication:
    round = current_round(edition)
    signed = list(signatures(edition, round))
    content = edition.content
    reviewed_on = _reviewed_on(article, signed)
    publication = Publication(
        article=article,
        edition=edition,
        round=round,
        digest=edition.digest,
        slug=article.slug,
        kind=content["kind"],
        audience=content["audience"],
        language=content["language"],
        title=content["title"],
        summary=content["summary"],
        topics=canonical(content["topics"]),
        reviewers=canonical([_printed(signature) for signature in signed]),
        published_at=at,
        published_by=by,
        reviewed_on=reviewed_on,
        review_due_on=_review_due_on(article, signed, reviewed_on, content["review_interval_months"]),
    )
    publication.seal = seals.seal(publication.sealed_payload())
    return publication


def _printed(signature: SignOff) -> dict[str, str]:
    return {
        "name": signature.printed_name,
        "credentials": signature.credentials,
        "affiliation": signature.affiliation,
        "slug": signature.signer.slug,
        "role": signature.role,
        "meaning": signature.get_meaning_display(),
        "scope": signature.scope,
        "interests": signature.interests,
        "signed_at": clock.stamp(signature.signed_at),
        "signoff": str(signature.uuid),
    }


def _review_due_on(article: Article, signed: list[SignOff], reviewed_on: date, months: int) -> date:
    """So many months after the review; a signature on the changes only may bring the day forward, never put it off."""
    due_on = months_after(reviewed_on, months)
    if any(_is_review(signature) for signature in signed):
        return due_on
    return min(due_on, article.publications.latest("published_at").review_due_on)


def _is_review(signature: SignOff) -> bool:
    return signature.role == Role.MEDICAL and signature.scope == SignOff.Scope.WHOLE


def _reviewed_on(article: Article, signed: list[SignOff]) -> date:
    """The day of the earliest whole-page medical signature; one on changes only moves nothing (NHS page dates)."""
    whole = [clock.day(signature.signed_at) for signature in signed if _is_review(signature)]
    if whole:
        return min(whole)
    return article.publications.latest("published_at").reviewed_on


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


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
