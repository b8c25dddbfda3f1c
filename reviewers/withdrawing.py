"""Withdrawals that are planned: they take effect by time, in the query of what is shown, whether or not anything runs.

`tick` stamps the publication afterwards; an act that comes before it does so first (`settle`).
"""

from datetime import datetime

from articles import audit, clock, seals
from articles.acts import acting
from articles.models import Article, PlannedWithdrawal, PlannedWithdrawalEnd, Publication, User
from articles.refusals import Refused
from articles.text import clean
from reviewers import policy, records, states
from reviewers.ending import cancel_schedules, end_live, end_plan
from reviewers.mail import telling

Outcome = PlannedWithdrawalEnd.Outcome


class CannotPlan(Refused):
    """This withdrawal cannot be planned, or not be called off any more."""


def plan_withdrawal(article: Article, *, withdraw_at: datetime, by: User, reason: str) -> PlannedWithdrawal:
    """Have an article leave the site at a later time, by itself, as if it were withdrawn then. Raises CannotPlan.

    A newer edition that is published meanwhile leaves then, too.
    """
    with acting("plan withdrawal", by=by, article=article) as article:
        settle(article)
        at, reason = clock.now(), clean(reason).strip()
        reasons = policy.refusals(by, "withdraw")
        if not reason:
            reasons.append("Say why the article is to be withdrawn: readers are shown the reason then.")
        if withdraw_at <= at:
            reasons.append("The time lies in the past: choose a later one, or withdraw the article now.")
        if not article.publications.live().exists():
            reasons.append("Nothing of this article is live.")
        if waiting := waiting_plan(article):
            reasons.append(
                f"It is planned already that it leaves at {waiting.withdraw_at:%-d %B %Y, %H:%M} UTC: cancel that "
                "first."
            )
        if reasons:
            raise CannotPlan(reasons)
        role = policy.acting_as(by, "withdraw")
        plan = PlannedWithdrawal(
            article=article, withdraw_at=withdraw_at, reason=reason, role=role, by=by, at=at
        )
        plan.seal = seals.seal(plan.sealed_payload())
        plan.save()
        states.refresh(article)
        audit.record(
            audit.Event.WITHDRAWAL_PLANNED,
            by=by,
            article=article,
            plan=plan.pk,
            withdraw_at=clock.stamp(withdraw_at),
            role=role,
            reason=reason,
            seal=plan.seal,
        )
        return plan


def cancel_plan(plan: PlannedWithdrawal, *, by: User, reason: str) -> None:
    """Call a planned withdrawal off, before its time: the article stays. Raises CannotPlan when it is over already."""
    with acting("cancel planned withdrawal", by=by, article=plan.article) as article:
        reasons = policy.refusals(by, "keep")
        if PlannedWithdrawalEnd.objects.filter(plan=plan).exists():
            reasons.append("This planned withdrawal is over already.")
        elif plan.withdraw_at <= clock.now():
            reasons.append(
                f"The article left the site at {plan.withdraw_at:%-d %B %Y, %H:%M} UTC: it comes back by new "
                "signatures only."
            )
        if reasons:
            raise CannotPlan(reasons)
        end_plan(plan, outcome=Outcome.CANCELLED, reason=clean(reason).strip(), by=by, at=audit.moment())
        states.refresh(article)


def carry_out_plan(plan: PlannedWithdrawal) -> Publication | None:
    """Stamp what left the site by a planned withdrawal as withdrawn at its moment, by whoever planned it.

    Returns None when it is not due yet, or another process was first.
    """
    with acting("withdraw as planned", by=plan.by, article=plan.article) as article:
        live = article.publications.live().first()
        if live is None or settle(article) is None:
            return None
        return Publication.objects.select_related("edition").get(pk=live.pk)


def waiting_plan(article: Article) -> PlannedWithdrawal | None:
    """The planned withdrawal that waits for its time, or for being stamped."""
    return PlannedWithdrawal.objects.waiting().filter(article=article).select_related("article", "by").first()


def settle(article: Article) -> PlannedWithdrawal | None:
    """Carry out the planned withdrawal whose time has come, so that what follows finds the article as the public does.

    A part of an act, at its start: the caller holds the article's lock. Returns the plan, or None if none is due.
    """
    due = PlannedWithdrawal.objects.due(clock.now()).filter(article=article).select_related("article", "by")
    plan = due.first()
    if plan is None:
        return None
    asked = telling.asked(article)
    ended = end_live(
        article,
        at=plan.withdraw_at,
        by=plan.by,
        role=plan.role,
        because=Publication.Ending.WITHDRAWN,
        notice=plan.reason,
    )
    at, reason = audit.moment(), f"The article was withdrawn as planned: {plan.reason}"
    cancel_schedules(article, reason=reason, by=plan.by, at=at)
    end_plan(plan, outcome=Outcome.CARRIED_OUT, reason="", by=plan.by, at=at)
    states.refresh(article)
    records.renew(article)
    if ended:
        # Whoever planned it is told as well: it was long ago.
        telling.withdrawn(ended, by=None, who=plan.by, reason=plan.reason, asked=asked)
    return plan
