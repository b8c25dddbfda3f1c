"""The course of a review, and what people declared before it, beside what the audit chain tells of each row.

Reminders are not in the chain: they change nothing but whether a mail is sent twice.
"""

from collections.abc import Iterator

from articles import clock, seals
from articles.models import PlannedWithdrawal, PlannedWithdrawalEnd, Slug
from reviewers.commenting import as_data
from reviewers.models import (
    AdviceLink,
    AdviceLinkEnd,
    Comment,
    Declaration,
    Disclosure,
    FirstView,
    IdentityCheck,
    PromptAnswers,
    Recall,
    Reply,
    RequestEnd,
    ReviewRequest,
    Schedule,
    ScheduleEnd,
    Verdict,
)

from .flaw import Flaw, flaw
from .found import Found
from .told import Name, Told


def review_flaws(told: Told) -> Iterator[Flaw]:
    """Requests and their ends, first views, verdicts and recalls."""
    requests = Found("review request", ReviewRequest)
    for asked in ReviewRequest.objects.select_related("edition").order_by("pk").iterator(500):
        value: Name = (
            asked.edition.article_id,
            asked.edition.number,
            asked.reviewer_id,
            asked.role,
            asked.round,
            asked.due_on.isoformat(),
            asked.by_id,
        )
        requests.add(asked, (asked.pk,), value)
    request_ends = Found("end of review request", RequestEnd)
    for ended in RequestEnd.objects.order_by("pk").iterator(500):
        request_ends.add(ended, (ended.request_id,), (ended.outcome, ended.reason, ended.by_id))
    views = Found("first view", FirstView)
    for view in FirstView.objects.select_related("edition").order_by("pk").iterator(500):
        views.add(view, (view.edition.article_id, view.edition.number, view.user_id), True)
    verdicts = Found("verdict", Verdict)
    for verdict in Verdict.objects.select_related("edition", "reviewer").order_by("pk").iterator(500):
        value = (
            verdict.edition.article_id,
            verdict.edition.number,
            verdict.reviewer.user_id,
            verdict.role,
            verdict.decision,
            verdict.reason,
            verdict.note,
        )
        verdicts.add(verdict, (verdict.pk,), value)
    recalls = Found("recall", Recall)
    for recall in Recall.objects.select_related("edition"):
        name = (recall.edition.article_id, recall.edition.number)
        recalls.add(recall, name, (recall.reason, recall.by_id))
    for found in [requests, request_ends, views, verdicts, recalls]:
        yield from found.against(told)


def discussion_flaws(told: Told) -> Iterator[Flaw]:
    """Comments, the replies to them, and answers to prompts."""
    comments = Found("comment", Comment)
    for comment in Comment.objects.select_related("edition", "reviewer").order_by("pk").iterator(500):
        (said,) = as_data([comment])
        name = (said.pop("comment"),)
        by = comment.reviewer.user_id if comment.reviewer else None
        comments.add(comment, name, (comment.edition.article_id, comment.edition.number, *said.values(), by))
    replies = Found("reply", Reply)
    for reply in Reply.objects.order_by("pk").iterator(500):
        replies.add(reply, (reply.pk,), (reply.comment_id, reply.what, reply.text, reply.by_id))
    answers = Found("prompt answers", PromptAnswers)
    for given in PromptAnswers.objects.select_related("edition").order_by("pk").iterator(500):
        edition = given.edition
        asked = (given.reviewer_id, given.instrument, given.version, given.answers)
        answers.add(given, (given.pk,), (edition.article_id, edition.number, *asked))
    for found in [comments, replies, answers]:
        yield from found.against(told)


def advice_flaws(told: Told) -> Iterator[Flaw]:
    """Links for advice from outside, and their ends."""
    links = Found("link for advice", AdviceLink)
    for link in AdviceLink.objects.select_related("edition").order_by("pk").iterator(500):
        whom = (link.printed_name, link.email, link.question, link.token_sha256, clock.stamp(link.expires_at))
        links.add(link, (link.pk,), (link.edition.article_id, link.edition.number, *whom, link.by_id))
    ends = Found("end of link for advice", AdviceLinkEnd)
    for end in AdviceLinkEnd.objects.order_by("pk").iterator(500):
        ends.add(end, (end.link_id,), end.by_id)
    for found in [links, ends]:
        yield from found.against(told)


def schedule_flaws(told: Told) -> Iterator[Flaw]:
    """Schedules, planned withdrawals, what became of them, and addresses."""
    schedules = Found("schedule", Schedule)
    for schedule in Schedule.objects.select_related("edition"):
        edition = schedule.edition
        if not seals.covers(schedule):
            yield flaw(schedule, f"The schedule of {edition} is forged or changed: its seal does not hold.")
        value = (edition.article_id, edition.number, clock.stamp(schedule.publish_at), schedule.by_id)
        schedules.add(schedule, (schedule.pk,), value)
    ends = Found("end of schedule", ScheduleEnd)
    for end in ScheduleEnd.objects.all():
        ends.add(end, (end.schedule_id,), (end.outcome, end.reason))
    plans = Found("planned withdrawal", PlannedWithdrawal)
    for plan in PlannedWithdrawal.objects.select_related("article"):
        if not seals.holds(plan.sealed_payload(), plan.seal):
            yield flaw(
                plan,
                f"The planned withdrawal of “{plan.article}” is forged or changed: its seal does not hold.",
            )
        plans.add(plan, (plan.pk,), (plan.article_id, clock.stamp(plan.withdraw_at), plan.by_id))
    plan_ends = Found("end of planned withdrawal", PlannedWithdrawalEnd)
    for plan_end in PlannedWithdrawalEnd.objects.select_related("plan__article"):
        if not seals.covers(plan_end):
            yield flaw(
                plan_end,
                f"The end of the planned withdrawal of “{plan_end.plan.article}” is forged or changed: its seal does "
                "not hold.",
            )
        plan_ends.add(plan_end, (plan_end.plan_id,), (plan_end.outcome, plan_end.reason))
    addresses = Found("address", Slug)
    for slug in Slug.objects.all():
        addresses.add(slug, (slug.slug,), slug.article_id)
    for found in [schedules, ends, plans, plan_ends, addresses]:
        yield from found.against(told)


def standing_flaws(told: Told) -> Iterator[Flaw]:
    """Identity checks, declarations and statements of interests."""
    checks = Found("identity check", IdentityCheck)
    for check in IdentityCheck.objects.order_by("pk").iterator(500):
        if not seals.covers(check):
            yield flaw(check, "The identity check is forged or changed: its seal does not hold.")
        checks.add(check, (check.pk,), (check.reviewer_id, check.how, check.by_id, check.seal))
    declarations = Found("declaration", Declaration)
    for made in Declaration.objects.select_related("reviewer").order_by("pk").iterator(500):
        if not seals.holds(made.sealed_payload(), made.seal):
            yield flaw(
                made,
                f"The declaration “{made.what}” of {made.reviewer} is forged or changed: its seal does not hold.",
            )
        declarations.add(made, (made.pk,), (made.reviewer_id, made.what, made.version, made.seal))
    disclosures = Found("statement of interests", Disclosure)
    for disclosure in Disclosure.objects.order_by("pk").iterator(500):
        disclosures.add(disclosure, (disclosure.pk,), (disclosure.reviewer_id, disclosure.statement))
    for found in [checks, declarations, disclosures]:
        yield from found.against(told)
