"""Asking reviewers for their verdict, taking a review oneself, and giving one that nobody answered to somebody else.

Requests and their ends are written once: what was asked stays on record, whatever became of it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from articles import audit, clock
from articles.acts import acting
from articles.models import Article, Edition, User
from articles.refusals import Refused
from articles.text import clean, clean_line
from reviewers import policy, states
from reviewers.candidates import LATE_AFTER
from reviewers.mail import request_mails
from reviewers.models import RequestEnd, Reviewer, ReviewRequest, Role
from reviewers.obstacles import edition_objections
from reviewers.rounds import current_round, signatures, waiting_requests
from reviewers.withdrawing import settle

Asked = tuple[Reviewer, str, date]
Outcome = RequestEnd.Outcome
USUAL_TIME = timedelta(days=7)


class CannotRequest(Refused):
    """This review cannot be asked for, taken, or given to somebody else."""


def request_review(
    edition: Edition, *, by: User, requests: Sequence[Asked], message: str = ""
) -> list[ReviewRequest]:
    """Ask reviewers, each (reviewer, role, due day), for an edition that waits for signatures, or once more for the
    live one: a re-review, which begins a new round. Raises CannotRequest with every reason.

    The `message` goes with each mail.
    """
    with acting("request review", by=by, article=edition.article) as article:
        settle(article)
        edition = article.editions.select_related("article").get(pk=edition.pk)
        reasons = policy.refusals(by, "request") + edition_objections(edition)
        if not requests:
            reasons.append("Say whom you ask, and by when.")
        if reasons:
            raise CannotRequest(reasons)
        made = ask(edition, requests, by=by, message=message)
        _record(article, edition, by=by, made=made)
        return made


def claim(edition: Edition, *, reviewer: Reviewer, role: str, due_on: date | None = None) -> ReviewRequest:
    """Take a review that nobody is asked for, or whose reviewer is two days late, by a day (in a week by default).

    The editors are told, and so is whoever was late: their request ends. Raises CannotRequest with every reason.
    """
    with acting("claim review", by=reviewer.user, article=edition.article) as article:
        settle(article)
        edition = article.editions.select_related("article__owner", "frozen_by").get(pk=edition.pk)
        if role not in Role.values:
            raise CannotRequest("Say which review you take.")
        waiting = list(_waiting(edition).filter(role=role).select_related("reviewer__user", "by"))
        late = [asked for asked in waiting if asked.due_on + LATE_AFTER <= clock.today()]
        reasons = edition_objections(edition)
        reasons += [
            f"{asked.reviewer} is reviewing this, by {asked.due_on:%-d %B %Y}: it can be taken when that is "
            f"{LATE_AFTER.days} days past."
            for asked in waiting
            if asked not in late and asked.reviewer_id != reviewer.pk
        ]
        if edition != states.open_edition(article) and not _waiting(edition).exists():
            reasons.append(f"No review of edition {edition.number} is asked for.")
        if reasons:
            raise CannotRequest(reasons)
        others = [asked for asked in late if asked.reviewer_id != reviewer.pk]
        ended = [
            _end(asked, Outcome.REASSIGNED, by=reviewer.user, reason=f"It was late: {reviewer.name} took it.")
            for asked in others
        ]
        [made] = _ask(edition, [(reviewer, role, due_on or clock.today() + USUAL_TIME)], by=reviewer.user)
        for end in ended:
            request_mails.tell_taken(end.request, by=reviewer.user, reason=end.reason, to=reviewer)
        request_mails.tell_claimed(made, instead_of=others)
        _record(article, edition, by=reviewer.user, made=[made], ended=ended)
        return made


def reassign(
    request: ReviewRequest, *, to: Reviewer, due_on: date, by: User, reason: str, message: str = ""
) -> ReviewRequest:
    """Give a review that waits for an answer to somebody else, or to the same person by another day; both are told.

    Returns the new request; the earlier one stays on record with its end. Raises CannotRequest with every reason.
    """
    with acting("reassign review", by=by, article=request.edition.article) as article:
        settle(article)
        request = _reread(request)
        moved = to.pk == request.reviewer_id
        reason = clean(reason).strip() or ("Another day was agreed." if moved else "")
        reasons = (
            policy.refusals(by, "request") + ending_objections(request) + _reason_missing(request, reason)
        )
        if moved and due_on == request.due_on:
            reasons.append(f"{to.name} is asked by that day already: choose another day, or somebody else.")
        if reasons:
            raise CannotRequest(reasons)
        end = _end(request, Outcome.REASSIGNED, by=by, reason=reason)
        [made] = ask(request.edition, [(to, request.role, due_on)], by=by, message=message)
        if not moved:
            request_mails.tell_taken(request, by=by, reason=reason, to=to)
        _record(article, request.edition, by=by, made=[made], ended=[end])
        return made


def call_off(request: ReviewRequest, *, by: User, reason: str) -> RequestEnd:
    """Ask for this review no more; whoever was asked is told, with thanks. Raises CannotRequest with every reason."""
    with acting("call off review", by=by, article=request.edition.article) as article:
        request, reason = _reread(request), clean(reason).strip()
        reasons = policy.refusals(by, "request") + ending_objections(request)
        if reasons := reasons + _reason_missing(request, reason):
            raise CannotRequest(reasons)
        end = _end(request, Outcome.CALLED_OFF, by=by, reason=reason)
        request_mails.tell_taken(request, by=by, reason=reason)
        _record(article, request.edition, by=by, ended=[end])
        return end


def ask(edition: Edition, requests: Sequence[Asked], *, by: User, message: str = "") -> list[ReviewRequest]:
    """Write the requests and their mails. A part of an act, which puts them on record. Raises CannotRequest."""
    made = _ask(edition, requests, by=by)
    for request in made:
        request_mails.tell_asked(request, message=clean_line(message))
    return made


def as_data(made: Sequence[ReviewRequest]) -> list[dict[str, str | int]]:
    """The requests as the audit trail keeps them."""
    return [
        {
            "request": request.pk,
            "reviewer": str(request.reviewer),
            "profile": request.reviewer_id,
            "role": str(request.role),
            "due": request.due_on.isoformat(),
        }
        for request in made
    ]


def objections(edition: Edition, requests: Sequence[Asked]) -> list[str]:
    """Why these people cannot be asked all at once for this edition today. Empty means they can."""
    found: list[str] = []
    waiting = list(_waiting(edition).select_related("reviewer"))
    signed = {signature.role: signature for signature in signatures(edition, current_round(edition))}
    asked_for = {asked.reviewer_id: Role(asked.role) for asked in waiting}
    for reviewer, role, due_on in requests:
        label = Role(role).label.lower() if role in Role.values else role
        if role not in edition.required_role_list:
            found.append(f"This article asks for no {label} sign-off.")
        if role not in Role.values:
            continue
        found += policy.objections(reviewer, edition, role, clock.today())
        if role in signed:
            found.append(f"{signed[role].printed_name} gave the {label} sign-off already.")
        if earlier := asked_for.get(reviewer.pk):
            found.append(
                f"{reviewer} is asked for the {earlier.label.lower()} review of this edition already"
                + ("." if earlier == role else ": one person reviews an edition in one role.")
            )
        if due_on < clock.today():
            found.append(f"{due_on:%-d %B %Y} is past: give {reviewer} a day that is to come.")
        asked_for[reviewer.pk] = Role(role)
    return found


def ending_objections(request: ReviewRequest) -> list[str]:
    """Why this request cannot be ended: it was answered or ended already, or waits for nothing. Empty means it can."""
    name, verdict, end = (
        request.reviewer.name,
        getattr(request, "verdict", None),
        getattr(request, "end", None),
    )
    if verdict:
        return [f"{name} answered on {_on(verdict.at)} already: {verdict.get_decision_display().lower()}."]
    if end:
        return [f"{end.by} ended this request on {_on(end.at)} already: {end.reason}"]
    if not waiting_requests().filter(pk=request.pk).exists():
        return [f"Nothing waits for {name} any more: the article’s page says where it stands."]
    return []


def _ask(edition: Edition, requests: Sequence[Asked], *, by: User) -> list[ReviewRequest]:
    if refused := objections(edition, requests):
        raise CannotRequest(refused)
    at, round = clock.now(), current_round(edition)
    return [
        ReviewRequest.objects.create(
            edition=edition, reviewer=reviewer, role=role, round=round, due_on=due_on, by=by, at=at
        )
        for reviewer, role, due_on in requests
    ]


def _end(request: ReviewRequest, outcome: str, *, by: User, reason: str) -> RequestEnd:
    return RequestEnd.objects.create(request=request, outcome=outcome, reason=reason, by=by, at=clock.now())


def _reason_missing(request: ReviewRequest, reason: str) -> list[str]:
    return [] if reason else [f"Say why you take the review from {request.reviewer.name}: they are told."]


def _record(
    article: Article,
    edition: Edition,
    *,
    by: User,
    made: Sequence[ReviewRequest] = (),
    ended: Sequence[RequestEnd] = (),
) -> None:
    """Put on record what was asked and what ended, in one entry: what took whose place is seen in it."""
    states.refresh(article)
    data = {"edition": edition.number, "round": current_round(edition), "requests": as_data(made)}
    if not ended:
        audit.record(audit.Event.REVIEW_REQUESTED, by=by, article=article, **data)
        return
    ends = [{"request": end.request_id, "outcome": str(end.outcome), "reason": end.reason} for end in ended]
    audit.record(audit.Event.REQUEST_ENDED, by=by, article=article, ended=ends, **data)


def _reread(request: ReviewRequest) -> ReviewRequest:
    """The request with its answer, as they are now that the article is locked."""
    related = ["edition__article__owner", "reviewer__user", "by", "verdict", "end__by"]
    return ReviewRequest.objects.select_related(*related).get(pk=request.pk)


def _waiting(edition: Edition) -> QuerySet[ReviewRequest]:
    return waiting_requests().filter(edition=edition).order_by("due_on", "pk")


def _on(at: datetime) -> str:
    return f"{clock.day(at):%-d %B %Y}"
