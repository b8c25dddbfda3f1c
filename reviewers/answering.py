"""Answering a request for review otherwise than by signing: sending back, declining."""

from collections.abc import Sequence

from django.db.models import QuerySet

from articles import audit, clock
from articles.acts import acting
from articles.models import Edition
from articles.text import clean
from reviewers import states
from reviewers.commenting import CannotComment, Remark, as_data, must_fix_objections, write
from reviewers.confirming import CannotSign
from reviewers.mail import request_mails, telling
from reviewers.models import Comment, Reviewer, ReviewRequest, Role, Verdict
from reviewers.obstacles import edition_objections


def request_changes(
    edition: Edition, *, reviewer: Reviewer, role: str, comments: Sequence[Remark] = (), note: str = ""
) -> Verdict:
    """Send an edition back, for the must-fixes that come with it or that this reviewer has written on it before.

    Raises CannotSign with every reason.
    """
    with acting("request changes", by=reviewer.user, article=edition.article) as article:
        refuse_unknown(role)
        edition = article.editions.select_related("article").get(pk=edition.pk)
        standing = Comment.objects.blocking(edition).filter(edition=edition, reviewer=reviewer)
        reasons = [*edition_objections(edition), *must_fix_objections(edition, reviewer, role)]
        back = Verdict.Decision.CHANGES_REQUESTED
        if edition.verdicts.filter(reviewer=reviewer, role=role, decision=back).exists():
            reasons.append(
                f"{reviewer} sent edition {edition.number} back already, for the {Role(role).label.lower()} review: "
                "write what else must change as a comment."
            )
        if not any(remark.must_fix for remark in comments) and not standing.exists():
            reasons.append("Say what must be changed: sending back needs at least one must-fix.")
        if reasons:
            raise CannotSign(reasons)
        try:
            remarks = write(edition, comments, reviewer=reviewer, role=role)
        except CannotComment as refusal:
            raise CannotSign(refusal.reasons) from refusal
        verdict = answer(edition, reviewer, role, Verdict.Decision.CHANGES_REQUESTED, note=note)
        states.refresh(article)
        audit.record(
            audit.Event.CHANGES_REQUESTED,
            by=reviewer.user,
            article=article,
            edition=edition.number,
            role=str(role),
            verdict=verdict.pk,
            note=verdict.note,
            comments=as_data(remarks),
        )
        telling.sent_back(verdict)
        return verdict


def decline(edition: Edition, *, reviewer: Reviewer, role: str, reason: str, note: str = "") -> Verdict:
    """Answer a request with no: for want of time, for a conflict, or as outside one's expertise.

    The `note` goes to the editors. Raises CannotSign.
    """
    with acting("decline", by=reviewer.user, article=edition.article) as article:
        refuse_unknown(role)
        edition = article.editions.select_related("article").get(pk=edition.pk)
        reasons = list(edition_objections(edition))
        if reason not in Verdict.Reason.values:
            reasons.append("Say why you decline: no time, a conflict of interest, or outside your expertise.")
        if not _open_requests(edition, reviewer, role).exists():
            reasons.append(
                f"{reviewer} was not asked for the {Role(role).label.lower()} review of this edition."
            )
        if reasons:
            raise CannotSign(reasons)
        verdict = answer(edition, reviewer, role, Verdict.Decision.DECLINED, reason, note=note)
        states.refresh(article)
        audit.record(
            audit.Event.DECLINED,
            by=reviewer.user,
            article=article,
            edition=edition.number,
            role=str(role),
            verdict=verdict.pk,
            reason=str(reason),
            note=verdict.note,
        )
        request_mails.tell_declined(verdict)
        return verdict


def refuse_unknown(role: str) -> None:
    """Raise CannotSign for a role that does not exist."""
    if role not in Role.values:
        raise CannotSign(f"There is no such role: choose {' or '.join(Role.labels).lower()}.")


def answer(
    edition: Edition, reviewer: Reviewer, role: str, decision: str, reason: str = "", *, note: str = ""
) -> Verdict:
    """Write a reviewer's verdict, as the answer to what they were asked. A part of an act."""
    return Verdict.objects.create(
        edition=edition,
        reviewer=reviewer,
        role=role,
        request=_open_requests(edition, reviewer, role).order_by("-round", "due_on", "pk").first(),
        decision=decision,
        reason=reason,
        note=clean(note).strip(),
        at=clock.now(),
    )


def _open_requests(edition: Edition, reviewer: Reviewer, role: str) -> QuerySet[ReviewRequest]:
    return ReviewRequest.objects.filter(edition=edition, reviewer=reviewer, role=role, verdict=None, end=None)
