"""Asking reviewers for their verdict: with a submission, or for a re-review of what is live."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse

from articles import audit, clock, mailing
from articles.acts import acting
from articles.models import Edition, User
from articles.refusals import Refused
from reviewers import policy, states
from reviewers.models import Reviewer, ReviewRequest, Role
from reviewers.obstacles import answer_objections
from reviewers.rounds import current_round
from reviewers.withdrawing import settle

Asked = tuple[Reviewer, str, date]


class CannotRequest(Refused):
    """This review cannot be asked for."""


def request_review(edition: Edition, *, by: User, requests: Sequence[Asked]) -> list[ReviewRequest]:
    """Ask reviewers, each (reviewer, role, due day), for an edition that waits for signatures, or once more for the
    live one: a re-review, which begins a new round. Raises CannotRequest with every reason."""
    with acting("request review", by=by, article=edition.article) as article:
        settle(article)
        edition = article.editions.select_related("article").get(pk=edition.pk)
        reasons = policy.refusals(by, "request") + answer_objections(edition)
        if not requests:
            reasons.append("Say whom you ask, and by when.")
        if reasons:
            raise CannotRequest(reasons)
        made = ask(edition, requests, by=by)
        states.refresh(article)
        audit.record(
            audit.Event.REVIEW_REQUESTED,
            by=by,
            article=article,
            edition=edition.number,
            round=made[0].round,
            requests=as_data(made),
        )
        return made


def ask(edition: Edition, requests: Sequence[Asked], *, by: User) -> list[ReviewRequest]:
    """Write the requests and their mails. A part of an act, which puts them on record. Raises CannotRequest."""
    at, round = clock.now(), current_round(edition)
    refused = [reason for asked in requests for reason in _objections(edition, *asked)]
    if refused:
        raise CannotRequest(refused)
    made = []
    for reviewer, role, due_on in requests:
        made.append(
            ReviewRequest.objects.create(
                edition=edition, reviewer=reviewer, role=role, round=round, due_on=due_on, by=by, at=at
            )
        )
        _mail(made[-1])
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


def _objections(edition: Edition, reviewer: Reviewer, role: str, due_on: date) -> list[str]:
    found = policy.objections(reviewer, edition, role, clock.today())
    if role not in edition.required_role_list:
        found.append(f"This article asks for no {role} sign-off.")
    return found


def _mail(request: ReviewRequest) -> None:
    edition, label = request.edition, Role(request.role).label.lower()
    again = " Nothing has changed: please read it again." if request.round > 1 else ""
    address = settings.SITE_URL + reverse("admin:reviewers_edition_review", args=[edition.pk])
    mailing.write(
        to=request.reviewer.user.email,
        subject=f"Please review by {request.due_on:%-d %B %Y}: {edition.title}",
        body=f"Dear {request.reviewer.name},\n\n{request.by} asks you for the {label} review of\n"
        f"“{edition.title}”, edition {edition.number}, by {request.due_on:%-d %B %Y}.{again}\n\n"
        f"Read and decide here: {address}\n",
    )
