"""The pages of an article's acts: each asks, calls the act, and shows every sentence of a refusal."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from articles.acts import Refused, record_refusal
from articles.models import Article
from reviewers import policy, publishing, signoff, submission
from reviewers.models import Role

from . import forms


@dataclass(frozen=True)
class Page:
    """One act: its title, its button, the right it asks for (`policy.MAY`), its form, and how it is done."""

    title: str
    button: str
    right: str
    form: type[forms.ActForm]
    act: Callable[[forms.ActForm], str]
    template: str = "reviewers/desk/act.html"


def _submit(form: forms.SubmitForm) -> str:
    edition = submission.submit(
        form.article,
        by=form.user,
        change_kind=form.cleaned_data["change_kind"],
        change_note=form.cleaned_data["change_note"],
        acknowledgements=form.acknowledgements(),
        requests=form.requests(),
        seen=form.cleaned_data["seen"],
    )
    roles = " and ".join(Role(role).label.lower() for role in edition.required_role_list)
    return f"Edition {edition.number} is submitted. It waits for {roles} sign-off."


def _recall(form: forms.RecallForm) -> str:
    edition = form.cleaned_data["edition"]
    submission.recall(edition, by=form.user, reason=form.cleaned_data["reason"])
    return f"Edition {edition.number} is recalled. Submit the article again when it is ready."


def _publish(form: forms.PublishForm) -> str:
    publication = publishing.publish(form.cleaned_data["edition"], by=form.user)
    return f"Edition {publication.edition.number} is live."


def _schedule(form: forms.ScheduleForm) -> str:
    edition, at = form.cleaned_data["edition"], form.cleaned_data["publish_at"]
    planned = publishing.schedule(edition, publish_at=at, by=form.user)
    said = f"Edition {edition.number} is scheduled for {timezone.localtime(planned.publish_at):%-d %B %Y, %H:%M %Z}."
    waits = signoff.obstacles(edition)
    return f"{said} It is published then only if this is settled: {' '.join(waits)}" if waits else said


def _cancel(form: forms.CancelForm) -> str:
    publishing.cancel(form.waiting, by=form.user, reason=form.cleaned_data["reason"])
    return f"The schedule of edition {form.waiting.edition.number} is cancelled."


def _withdraw(form: forms.WithdrawForm) -> str:
    publishing.withdraw(form.article, by=form.user, reason=form.cleaned_data["reason"])
    return "The article is withdrawn: its address says so from now on, with your reason."


PAGES = {
    "submit": Page(
        "Submit for review",
        "Submit for review",
        "submit",
        forms.SubmitForm,
        _submit,
        "reviewers/desk/submit.html",
    ),
    "recall": Page("Recall the edition", "Recall it", "recall", forms.RecallForm, _recall),
    "publish": Page(
        "Publish", "Publish now", "publish", forms.PublishForm, _publish, "reviewers/desk/publish.html"
    ),
    "schedule": Page("Schedule the publication", "Schedule it", "publish", forms.ScheduleForm, _schedule),
    "cancel": Page("Cancel the schedule", "Cancel the schedule", "publish", forms.CancelForm, _cancel),
    "withdraw": Page("Withdraw from the site", "Withdraw it now", "withdraw", forms.WithdrawForm, _withdraw),
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
