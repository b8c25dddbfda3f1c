"""The only code that publishes; withdrawing, and retracting."""

from datetime import datetime

from articles import audit, clock, seals, writing
from articles.acts import acting
from articles.document import canonical
from articles.models import Article, Edition, PlannedWithdrawal, Publication, Slug, User
from articles.refusals import Refused
from articles.text import clean
from reviewers import policy, records, states
from reviewers.dates import lapses_on, review_due_on, reviewed_on
from reviewers.ending import cancel_plans, cancel_schedules, end_live, remove
from reviewers.mail import telling
from reviewers.models import Revocation, SignOff
from reviewers.obstacles import obstacles
from reviewers.rounds import current_round, signatures
from reviewers.withdrawing import settle


class CannotPublish(Refused):
    """This cannot be published, scheduled, withdrawn or retracted here and now."""


def publish(edition: Edition, *, by: User) -> Publication:
    """Make a fully signed edition live, in place of the one before it, in one transaction.

    Raises CannotPublish with every sentence of `obstacles.obstacles`, and when `by` is no publisher.
    """
    with acting("publish", by=by, article=edition.article) as article:
        settle(article)
        reasons = policy.refusals(by, "publish")
        if reasons:
            raise CannotPublish(reasons)
        publication = go_live(article, edition, by=by)
        cancel_schedules(article, reason="Published by hand.", by=by, at=publication.published_at)
        states.refresh(article)
        records.renew(article)
        return publication


def withdraw(article: Article, *, by: User, reason: str) -> Publication:
    """Take an article down at once: one editor, reviewer or publisher, one reason. Raises CannotPublish.

    The address then answers 410 with the role, the reason and the time; what waits for its time is called off. What was
    retracted, and is read under its notice, is withdrawn with all its earlier editions.
    """
    with acting("withdraw", by=by, article=article) as article:
        at = audit.moment()
        reason = clean(reason).strip()
        reasons = policy.refusals(by, "withdraw")
        if not reason:
            reasons.append("Say why you withdraw the article: readers are shown the reason.")
        left = settle(article)
        live, retracted = article.publications.live().first(), retracted_of(article)
        if live is None and retracted is None:
            reasons.append(_not_live(left))
        if reasons:
            raise CannotPublish(reasons)
        role, asked = policy.acting_as(by, "withdraw"), telling.asked(article)
        ended = end_live(
            article, at=at, by=by, role=role, because=Publication.Ending.WITHDRAWN, notice=reason
        ) or _remove_all(article, at=at, by=by, role=role, reason=reason)
        _call_off(article, f"The article was withdrawn: {reason}", by=by, at=at)
        telling.withdrawn(ended, by=by, who=by, reason=reason, asked=asked)
        return ended


def retract(article: Article, *, by: User, reason: str, affected: str) -> Publication:
    """Say of what is live that it is not to be relied on, why, and which parts are affected (COPE): it stays readable
    under the notice, without the reviewers' names. What waits for its time is called off. Raises CannotPublish.

    What carries a revoked signature, or has left the site already, cannot be retracted, only withdrawn.
    """
    with acting("retract", by=by, article=article) as article:
        at = audit.moment()
        reason, affected = clean(reason).strip(), clean(affected).strip()
        reasons = policy.refusals(by, "retract")
        if not reason:
            reasons.append("Say why you retract the article: readers are shown the reason.")
        if not affected:
            reasons.append("Say which parts are affected: readers are told what not to rely on.")
        left = settle(article)
        if flaw := _unretractable(article, left, at):
            reasons.append(flaw)
        if reasons:
            raise CannotPublish(reasons)
        asked, notice = telling.asked(article), f"{reason}\n\nAffected: {affected}"
        ended = end_live(
            article,
            at=at,
            by=by,
            role=policy.acting_as(by, "retract"),
            because=Publication.Ending.RETRACTED,
            notice=notice,
        )
        _call_off(article, f"The article was retracted: {reason}", by=by, at=at)
        assert ended is not None  # asked above, under the same lock
        telling.withdrawn(ended, by=by, who=by, reason=notice, asked=asked)
        return ended


def retracted_of(article: Article) -> Publication | None:
    """The retracted publication that the public reads under its notice, if that is what there is of an article."""
    last = article.publications.select_related("edition", "removal").order_by("-published_at", "-pk").first()
    if last is None or last.ended_because != Publication.Ending.RETRACTED or hasattr(last, "removal"):
        return None
    return last


def _unretractable(article: Article, left: PlannedWithdrawal | None, at: datetime) -> str:
    live = article.publications.live().select_related("edition").first()
    if live is None:
        last = article.publications.order_by("-published_at", "-pk").first()
        if last and last.ended_because == Publication.Ending.REVOKED:
            return "A signature on it was revoked: it is off the site, and its text is not shown again."
        return _not_live(left)
    if Revocation.objects.filter(signoff__edition=live.edition, signoff__round=live.round).exists():
        return "A signature on it was revoked: withdraw it instead, so that its text is not shown."
    if live.lapses_on and live.lapses_on <= clock.day(at):
        return (
            f"It has been off the site since {live.lapses_on:%-d %B %Y}, for its review is overdue, and a retraction "
            "would show its text again: withdraw it instead."
        )
    return ""


def _not_live(left: PlannedWithdrawal | None) -> str:
    if left is None:
        return "Nothing of this article is live."
    return f"It left the site as planned, at {left.withdraw_at:%-d %B %Y, %H:%M} UTC: nothing of this article is live."


def _remove_all(article: Article, *, at: datetime, by: User, role: str, reason: str) -> Publication:
    """Take down a retracted publication, which was stamped when it was retracted, and all earlier ones with it."""
    standing = article.publications.filter(removal=None).select_related("article", "edition")
    publications = list(standing.order_by("-published_at", "-pk"))
    for publication in publications:
        remove(publication, at=at, by=by, role=role, reason=reason)
    audit.record(
        audit.Event.REMOVED,
        by=by,
        article=article,
        publications=[str(publication.uuid) for publication in publications],
        role=role,
        reason=reason,
    )
    return publications[0]


def _call_off(article: Article, reason: str, *, by: User, at: datetime) -> None:
    cancel_schedules(article, reason=reason, by=by, at=at)
    cancel_plans(article, reason=reason, by=by, at=at)
    states.refresh(article)
    records.renew(article)


def go_live(article: Article, edition: Edition, *, by: User) -> Publication:
    """Make an edition live if everything holds at this moment. A part of an act: the caller holds the article's lock,
    has asked whether `by` may publish, and refreshes state and records. Raises CannotPublish with every reason."""
    edition = article.editions.select_related("article").get(pk=edition.pk)
    at = clock.now()
    reasons = obstacles(edition, clock.day(at))
    if writing.taken(article.slug, article):
        reasons.append(f"The address “{article.slug}” was another article's: choose a different one.")
    if reasons:
        raise CannotPublish(reasons)
    publication = _publication(article, edition, by=by, at=at)
    if publication.lapses_on and publication.lapses_on <= clock.day(at):
        raise CannotPublish(
            f"Nobody could read it: the review of this text was due on {publication.review_due_on:%-d %B %Y}, and an "
            f"overdue text is kept off the site. It needs a medical signature on the whole page."
        )
    again = article.publications.live().filter(edition=edition).exists()
    because = Publication.Ending.RE_REVIEWED if again else Publication.Ending.SUPERSEDED
    end_live(article, at=at, by=by, role=policy.acting_as(by, "publish"), because=because)
    publication.save()
    Slug.objects.get_or_create(slug=article.slug, defaults={"article": article, "since": at})
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
    telling.published(publication)
    return publication


def _publication(article: Article, edition: Edition, *, by: User, at: datetime) -> Publication:
    round = current_round(edition)
    signed = list(signatures(edition, round))
    content = edition.content
    reviewed = reviewed_on(article, signed)
    due_on = review_due_on(article, signed, reviewed, content["review_interval_months"])
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
        reviewed_on=reviewed,
        review_due_on=due_on,
        lapses_on=lapses_on(due_on),
    )
    publication.seal = seals.seal(publication.sealed_payload())
    return publication


def _printed(signature: SignOff) -> dict[str, str]:
    return {
        "name": signature.printed_name,
        "credentials": signature.credentials,
        "standing": signature.qualification_part["standing"],
        "affiliation": signature.affiliation,
        "slug": signature.slug,
        "role": signature.role,
        "meaning": signature.get_meaning_display(),
        "scope": signature.scope,
        "interests": signature.interests,
        "signed_at": clock.stamp(signature.signed_at),
        "signoff": str(signature.uuid),
    }
