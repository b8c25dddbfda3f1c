"""Answering a request for review otherwise than by signing: sending back, declining."""

from django.db.models import QuerySet

from articles import audit, clock
from articles.acts import acting
from articles.models import Edition
from articles.text import clean
from reviewers import policy, states
from reviewers.confirming import CannotSign
from reviewers.models import Comment, Reviewer, ReviewRequest, Role, Verdict
from reviewers.obstacles import answer_objections


def request_changes(
    edition: Edition, *, reviewer: Reviewer, role: str, comments: list[tuple[str, str]]
) -> Verdict:
    """Send an edition back. Each comment is (quoted words or "", what must be changed) and is a must-fix.

    Raises CannotSign with every reason.
    """
    with acting("request changes", by=reviewer.user, article=edition.article) as article:
        refuse_unknown(role)
        edition = article.editions.select_related("article").get(pk=edition.pk)
        written = [(clean(quote).strip(), clean(text).strip()) for quote, text in comments]
        reasons = [
            *answer_objections(edition),
            *policy.objections(reviewer, edition, role, clock.today()),
        ]
        if role not in edition.required_role_list:
            reasons.append(f"Edition {edition.number} asks for no {role} sign-off.")
        if not written or not all(text for _quote, text in written):
            reasons.append(
                "Say what must be changed: each request needs at least one comment with words in it."
            )
        if reasons:
            raise CannotSign(reasons)
        remarks = [
            Comment.objects.create(
                edition=edition, reviewer=reviewer, quote=quote, text=text, must_fix=True, at=clock.now()
            )
            for quote, text in written
        ]
        verdict = answer(edition, reviewer, role, Verdict.Decision.CHANGES_REQUESTED)
        states.refresh(article)
        audit.record(
            audit.Event.CHANGES_REQUESTED,
            by=reviewer.user,
            article=article,
            edition=edition.number,
            role=str(role),
            verdict=verdict.pk,
            comments=[
                {"comment": remark.pk, "quote": remark.quote, "text": remark.text} for remark in remarks
            ],
        )
        return verdict


def decline(edition: Edition, *, reviewer: Reviewer, role: str, reason: str) -> Verdict:
    """Answer a request with no: for want of time, for a conflict, or as outside one's expertise."""
    with acting("decline", by=reviewer.user, article=edition.article) as article:
        refuse_unknown(role)
        edition = article.editions.select_related("article").get(pk=edition.pk)
        reasons = list(answer_objections(edition))
        if reason not in Verdict.Reason.values:
            reasons.append("Say why you decline: no time, a conflict of interest, or outside your expertise.")
        if not _open_requests(edition, reviewer, role).exists():
            reasons.append(
                f"{reviewer} was not asked for the {Role(role).label.lower()} review of this edition."
            )
        if reasons:
            raise CannotSign(reasons)
        verdict = answer(edition, reviewer, role, Verdict.Decision.DECLINED, reason)
        states.refresh(article)
        audit.record(
            audit.Event.DECLINED,
            by=reviewer.user,
            article=article,
            edition=edition.number,
            role=str(role),
            verdict=verdict.pk,
            reason=str(reason),
        )
        return verdict


def refuse_unknown(role: str) -> None:
    """Raise CannotSign for a role that does not exist."""
    if role not in Role.values:
        raise CannotSign(f"There is no such role: choose {' or '.join(Role.labels).lower()}.")


def answer(edition: Edition, reviewer: Reviewer, role: str, decision: str, reason: str = "") -> Verdict:
    """Write a reviewer's verdict, as the answer to what they were asked. A part of an act."""
    return Verdict.objects.create(
        edition=edition,
        reviewer=reviewer,
        role=role,
        request=_open_requests(edition, reviewer, role).order_by("-round", "due_on", "pk").first(),
        decision=decision,
        reason=reason,
        at=clock.now(),
    )


def _open_requests(edition: Edition, reviewer: Reviewer, role: str) -> QuerySet[ReviewRequest]:
    return ReviewRequest.objects.filter(edition=edition, reviewer=reviewer, role=role, verdict=None)
