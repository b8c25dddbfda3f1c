"""Reminders by mail: of reviews that were asked for, and of articles whose review is due again. Sent by `tick`."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.urls import reverse

from articles import audit, clock
from articles.acts import acting
from articles.models import Article, Edition, PlannedWithdrawal, Publication, User
from articles.refusals import Refused
from reviewers import policy
from reviewers.mail import request_mails
from reviewers.mail.notifications import notify
from reviewers.models import CLINICAL, NoticeKind, Reminder, ReviewRequest, Role, SignOff
from reviewers.rounds import waiting_requests

logger = logging.getLogger(__name__)
# Days after the due day, or before it.
OF_REVIEWS = (-2, 0, 2)
OF_RE_REVIEWS = (-14, 0, 7, 30)
_BYTES = ["document", "html", "private", "manifest"]


class CannotRemind(Refused):
    """Nobody can be reminded of this article, here and now."""


@dataclass(frozen=True)
class Sent:
    """One reminder that went into the outbox: of what, how many days from its due day, and to whom."""

    subject: str
    days: int
    to: list[str]


@dataclass
class Result:
    """What was sent, and how many failed and are tried again."""

    sent: list[Sent]
    failed: int = 0


def remind() -> Result:
    """Send each reminder that is due: of each thing the newest one only, once, from whichever host comes first.

    Nothing is sent for what is settled. One that fails holds up no other.
    """
    result = Result([])
    now = clock.now()
    for reminder in [*_of_reviews(now), *_of_re_reviews(now)]:
        try:
            sent = _send(reminder, now)
        except Exception:
            logger.exception("The reminder “%s” failed.", reminder.letters[0].subject)
            result.failed += 1
        else:
            result.sent += [sent] if sent else []
    return result


def remind_now(article: Article, *, by: User) -> list[ReviewRequest]:
    """Remind everybody who was asked to review this article and has not answered, whatever their day is.

    Nobody is reminded of the same review twice a day, whoever does it. Raises CannotRemind when nobody is left.
    """
    with acting("remind", by=by, article=article) as locked:
        now = clock.now()
        waiting = waiting_requests().filter(edition__article=locked).order_by("due_on", "pk")
        asked = list(
            waiting.annotate(last=Max("reminders__at")).select_related(
                "edition__article", "reviewer__user", "by"
            )
        )
        if reasons := policy.refusals(by, "request"):
            raise CannotRemind(reasons)
        if not asked:
            raise CannotRemind(f"Nobody is asked to review “{locked}”, or all have answered.")
        left: list[ReviewRequest] = [
            request
            for request in asked
            if not _was_today(request.last, now) and _send(_reminder_now(request, clock.day(now)), now)
        ]
        if not left:
            names = " and ".join(dict.fromkeys(request.reviewer.name for request in asked))
            raise CannotRemind(f"{names} got a reminder of “{locked}” today already.")
        audit.record(
            audit.Event.REMINDED,
            by=by,
            article=locked,
            requests=[request.pk for request in left],
            reviewers=[str(request.reviewer) for request in left],
        )
        return left


class _Letter(NamedTuple):
    to: Sequence[User]
    subject: str
    body: str


@dataclass(frozen=True)
class _Due:
    of: dict[str, ReviewRequest | Publication]
    days: int
    letters: Sequence[_Letter]


def _send(due: _Due, now: datetime) -> Sent | None:
    """Write the mails and, first, the row by which another host knows that they are written."""
    try:
        with transaction.atomic():
            Reminder.objects.create(days=due.days, at=now, **due.of)
            [of] = due.of.values()
            for letter in due.letters:
                notify(
                    NoticeKind.REMINDER,
                    to=letter.to,
                    article=of.article if isinstance(of, Publication) else of.edition.article,
                    edition=of.edition,
                    request=of if isinstance(of, ReviewRequest) else None,
                    subject=letter.subject,
                    body=letter.body,
                )
    except IntegrityError:
        if Reminder.objects.filter(days=due.days, **due.of).exists():
            return None  # another host was first
        raise
    to = [person.email for letter in due.letters for person in letter.to]
    return Sent(due.letters[0].subject, due.days, to)


def _was_today(at: datetime | None, now: datetime) -> bool:
    return at is not None and clock.day(at) == clock.day(now)


def _reminder_now(request: ReviewRequest, today: date) -> _Due:
    """A reminder that somebody asks for: of this day, so that `tick` sends no other of it."""
    return _Due({"request": request}, (today - request.due_on).days, [_to_reviewer(request, today)])


def _to_reviewer(request: ReviewRequest, today: date) -> _Letter:
    when = _when(request.due_on, today)
    subject = f"Your review is {when}: {request.edition.title}"
    return _Letter([request.reviewer.user], subject, _read(request, when))


def _newest(
    offsets: Sequence[int], due_on: date, today: date, *, sent: int | None, since: date
) -> int | None:
    """The newest reminder whose day has come, unless it or a later one was sent, or what it is of is no older."""
    come = [days for days in offsets if due_on + timedelta(days=days) <= today]
    if not come or (sent is not None and sent >= come[-1]) or due_on + timedelta(days=come[-1]) <= since:
        return None
    return come[-1]


def _when(due_on: date, today: date) -> str:
    """`due in 2 days, on 3 March 2027`, as of today: a reminder that is late says so."""
    days, on = (due_on - today).days, f"{due_on:%-d %B %Y}"
    if days == 0:
        return f"due today, {on}"
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"due in {count}, on {on}" if days > 0 else f"overdue by {count}, since {on}"


def _of_reviews(now: datetime) -> Iterator[_Due]:
    today = clock.day(now)
    waiting = waiting_requests().filter(due_on__lte=today - timedelta(days=OF_REVIEWS[0]))
    waiting = waiting.annotate(sent=Max("reminders__days")).filter(Q(sent=None) | Q(sent__lt=OF_REVIEWS[-1]))
    people = waiting.select_related("edition__article__owner", "reviewer__user", "by").order_by(
        "due_on", "pk"
    )
    for request in people.defer(*(f"edition__{name}" for name in _BYTES)):
        sent = request.sent
        days = _newest(OF_REVIEWS, request.due_on, today, sent=sent, since=clock.day(request.at))
        if days is None:
            continue
        when = _when(request.due_on, today)
        letters = [_to_reviewer(request, today)]
        if days >= OF_REVIEWS[-1]:
            # It comes back to whoever asked, who can give it to somebody else.
            asker = [request_mails.asker_of(request)]
            letters.append(_Letter(_active(asker), *request_mails.late_words(request, when)))
        yield _Due({"request": request}, days, letters)


def _read(request: ReviewRequest, when: str) -> str:
    reviewer, edition, role = request.reviewer, request.edition, Role(request.role).label.lower()
    what = f"the {role} review of “{edition.title}”, edition {edition.number}. It is {when}."
    told = (
        f"You took {what}"
        if request.by_id == reviewer.user_id
        else f"{request.by} asked {reviewer.name} for {what}"
    )
    address = settings.SITE_URL + reverse("admin:reviewers_edition_review", args=[edition.pk])
    return f"{told}\n\nRead and decide, or decline, here: {address}\n"


def _of_re_reviews(now: datetime) -> Iterator[_Due]:
    today = clock.day(now)
    signed_again = SignOff.objects.filter(
        edition=OuterRef("edition"), round__gt=OuterRef("round"), role__in=CLINICAL, revocation=None
    )
    left = PlannedWithdrawal.objects.due(now).filter(article=OuterRef("article"))
    submitted = Edition.objects.filter(article=OuterRef("article")).order_by("-number").values("frozen_by")
    live = Publication.objects.live().filter(
        ~Exists(signed_again), ~Exists(left), review_due_on__lte=today - timedelta(days=OF_RE_REVIEWS[0])
    )
    live = live.annotate(sent=Max("reminders__days"), submitter=Subquery(submitted[:1]))
    rows = list(
        live.filter(Q(sent=None) | Q(sent__lt=OF_RE_REVIEWS[-1]))
        .select_related("article__owner", "edition")
        .defer(*(f"edition__{name}" for name in _BYTES))
        .order_by("review_due_on", "pk")
    )
    submitters = User.objects.in_bulk({row.submitter for row in rows})
    for publication in rows:
        due_on, sent = publication.review_due_on, publication.sent
        days = _newest(OF_RE_REVIEWS, due_on, today, sent=sent, since=clock.day(publication.published_at))
        if days is None:
            continue
        owner, submitter = publication.article.owner, submitters[publication.submitter]
        to = _active([owner, *([submitter] if days >= 0 or not owner.is_active else [])])
        if to:
            yield _of_publication(publication, days, to, today)


def _of_publication(publication: Publication, days: int, to: list[User], today: date) -> _Due:
    due_on, lapses_on = publication.review_due_on, publication.lapses_on
    if lapses_on and lapses_on <= today:
        seen = f"It has been off the site since {lapses_on:%-d %B %Y}, because its review is overdue."
    elif due_on < today:
        seen = "The page says so to its readers, and names no reviewer any more."
    else:
        seen = (
            f"From {due_on + clock.DAY:%-d %B %Y} on the page says to its readers that its review is overdue."
        )
    if lapses_on and lapses_on > today:
        seen += f" On {lapses_on:%-d %B %Y} it leaves the site."
    address = settings.SITE_URL + reverse("admin:articles_article_change", args=[publication.article_id])
    when = _when(due_on, today)
    letter = _Letter(
        to,
        f"Re-review {when}: {publication.title}",
        f"The review of “{publication.title}”, edition {publication.edition.number}, is {when}. {seen}\n\n"
        f"Ask for a re-review, or write a new edition, here: {address}\n",
    )
    return _Due({"publication": publication}, days, [letter])


def _active(people: Sequence[User]) -> list[User]:
    return [person for person in dict.fromkeys(people) if person.is_active]
