"""The pages of an article's acts: each asks, calls the act, and shows every sentence of a refusal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from articles.acts import Refused, record_refusal
from articles.models import Article
from reviewers import policy, publishing, requesting, scheduling, signoff, submission, withdrawing
from reviewers.models import Role

from . import advice, after_forms, assigning, forms, submitting


@dataclass(frozen=True)
class Page:
    """One act: its title, its button, the right it asks for (`policy.MAY`), its form, and how it is done."""

    title: str
    button: str
    right: str
    form: type[forms.ActForm]
    act: Callable[[forms.ActForm], str]
    template: str = "reviewers/desk/act.html"


def _submit(form: submitting.SubmitForm) -> str:
    edition = submission.submit(
        form.article,
        by=form.user,
        **form.as_submitted(),
    )
    roles = " and ".join(Role(role).label.lower() for role in edition.required_role_list)
    return f"Edition {edition.number} is submitted. It waits for {roles} sign-off.{form.cautions()}"


def _recall(form: forms.RecallForm) -> str:
    edition = form.cleaned_data["edition"]
    submission.recall(edition, by=form.user, reason=form.cleaned_data["reason"])
    return f"Edition {edition.number} is recalled. Submit the article again when it is ready."


def _publish(form: forms.PublishForm) -> str:
    publication = publishing.publish(form.cleaned_data["edition"], by=form.user)
    return f"Edition {publication.edition.number} is live."


def _schedule(form: forms.ScheduleForm) -> str:
    edition, at = form.cleaned_data["edition"], form.cleaned_data["publish_at"]
    planned = scheduling.schedule(edition, publish_at=at, by=form.user)
    said = f"Edition {edition.number} is scheduled for {timezone.localtime(planned.publish_at):%-d %B %Y, %H:%M %Z}."
    waits = signoff.obstacles(edition)
    return f"{said} It is published then only if this is settled: {' '.join(waits)}" if waits else said


def _cancel(form: forms.CancelForm) -> str:
    scheduling.cancel(form.waiting, by=form.user, reason=form.cleaned_data["reason"])
    return f"The schedule of edition {form.waiting.edition.number} is cancelled."


def _withdraw(form: forms.WithdrawForm) -> str:
    publishing.withdraw(form.article, by=form.user, reason=form.cleaned_data["reason"])
    return "The article is withdrawn: its address says so from now on, with your reason."


def _move(form: after_forms.MoveForm) -> str:
    moved = scheduling.move(form.waiting, publish_at=form.cleaned_data["publish_at"], by=form.user)
    return f"Edition {moved.edition.number} is now scheduled for {_moment(moved.publish_at)}."


def _plan(form: after_forms.PlanForm) -> str:
    at, reason = form.cleaned_data["withdraw_at"], form.cleaned_data["reason"]
    plan = withdrawing.plan_withdrawal(form.article, withdraw_at=at, by=form.user, reason=reason)
    return f"The article leaves the site at {_moment(plan.withdraw_at)}, with your reason."


def _cancel_plan(form: after_forms.CancelPlanForm) -> str:
    withdrawing.cancel_plan(form.planned, by=form.user, reason=form.cleaned_data["reason"])
    return "The planned withdrawal is cancelled: the article stays on the site."


def _retract(form: after_forms.RetractForm) -> str:
    reason, affected = form.cleaned_data["reason"], form.cleaned_data["affected"]
    publishing.retract(form.article, by=form.user, reason=reason, affected=affected)
    return "The article is retracted: its page says so from now on, above the text, with your reason."


def _rereview(form: assigning.RereviewForm) -> str:
    return _asked(form, f"to read edition {form.at_hand.number} again")


def _ask(form: assigning.AskForm) -> str:
    return _asked(form, f"to review edition {form.at_hand.number}")


def _asked(form: assigning.RereviewForm, what: str) -> str:
    made = requesting.request_review(
        form.at_hand, by=form.user, requests=form.requests(), message=form.cleaned_data["message"]
    )
    names = " and ".join(request.reviewer.name for request in made)
    return f"{names} {'is' if len(made) == 1 else 'are'} asked {what}.{form.cautions()}"


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y, %H:%M %Z}"


AFTER = "reviewers/desk/after.html"
ASK = "reviewers/desk/ask.html"
PAGES = {
    "submit": Page(
        "Submit for review",
        "Submit for review",
        "submit",
        submitting.SubmitForm,
        _submit,
        "reviewers/desk/submit.html",
    ),
    "recall": Page("Recall the edition", "Recall it", "recall", forms.RecallForm, _recall),
    "publish": Page(
        "Publish", "Publish now", "publish", forms.PublishForm, _publish, "reviewers/desk/publish.html"
    ),
    "schedule": Page("Schedule the publication", "Schedule it", "publish", forms.ScheduleForm, _schedule),
    "cancel": Page("Cancel the schedule", "Cancel the schedule", "cancel", forms.CancelForm, _cancel),
    "move": Page("Move the schedule", "Move it", "publish", after_forms.MoveForm, _move, AFTER),
    "rereview": Page("Ask for a re-review", "Ask them", "request", assigning.RereviewForm, _rereview, ASK),
    "ask": Page("Ask a reviewer", "Ask them", "request", assigning.AskForm, _ask, ASK),
    "advice": Page(
        "Ask an expert outside",
        "Mail them the link",
        "request",
        advice.AdviceForm,
        advice.ask,
        "reviewers/desk/advice.html",
    ),
    "revoke_advice": Page(
        "Revoke a link for advice",
        "Revoke it",
        "request",
        advice.RevokeAdviceForm,
        advice.revoke,
        "reviewers/desk/advice_revoke.html",
    ),
    "withdraw": Page(
        "Withdraw from the site", "Withdraw it now", "withdraw", forms.WithdrawForm, _withdraw, AFTER
    ),
    "plan": Page("Plan a withdrawal", "Plan it", "withdraw", after_forms.PlanForm, _plan, AFTER),
    "keep": Page(
        "Cancel the planned withdrawal",
        "Cancel the planned withdrawal",
        "keep",
        after_forms.CancelPlanForm,
        _cancel_plan,
        AFTER,
    ),
    "retract": Page("Retract", "Retract it now", "retract", after_forms.RetractForm, _retract, AFTER),
}


def respond(request: HttpRequest, article: Article, name: str, context: dict) -> HttpResponse:
    """Show an act's page, or do the act: 403 without the right, 422 for what cannot be read, 409 for a refusal."""
    page = PAGES[name]
    form = page.form(request.POST if request.method == "POST" else None, article=article, user=request.user)
    reasons, status = policy.refusals(request.user, page.right), 200
    if reasons:
        status = 403
        if request.method == "POST":
            record_refusal(name, by=request.user, article=article, reasons=reasons)
    elif form.missing:
        reasons, status = [form.missing], 409
    elif request.method == "POST" and not form.is_valid():
        status = 422
    elif request.method == "POST":
        try:
            messages.success(request, page.act(form))
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        except Refused as refusal:
            reasons, status = refusal.reasons, 409
    context |= {
        "title": page.title,
        "page": page,
        "form": form,
        "reasons": reasons,
        "may": not form.missing and status != 403,
    }
    return TemplateResponse(request, page.template, context, status=status)
