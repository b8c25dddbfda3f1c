"""Asking for reviews of an edition that is there, giving a late one to somebody else, and taking one oneself."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles import clock
from articles.acts import record_refusal
from articles.models import Article, Edition
from articles.refusals import Refused
from reviewers import policy, requesting
from reviewers.candidates import candidates
from reviewers.models import Reviewer, ReviewRequest, Role
from reviewers.states import open_edition

from .choosing import (
    Asked,
    ChoosingForm,
    due_field,
    follows_in,
    lapse_words,
    not_offered,
    offered_by,
    read_day,
    reviewer_field,
)
from .fields import lines
from .forms import ActForm
from .waiting import unsigned_roles

_NOBODY = "nobody"
_LARGEST = 2**63 - 1
_DUE_OF_REREVIEW = timedelta(days=14)


class RereviewForm(ChoosingForm):
    """Who is asked to read the live edition again, in which role, by when; each with their interests before you."""

    says: tuple[str, ...] = (
        "The live edition is read again as a whole, and signed in a new round. Readers see what they see now until the "
        "new signatures are complete and it is published again: the page then bears their names and dates.",
    )
    edition = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Open the page anew: it names no edition."}
    )
    days = _DUE_OF_REREVIEW
    nothing = "Nothing of this article is live: a re-review is of what is live."
    overtaken = "Another edition is live by now: open the page anew."
    at_hand: Edition | None

    def edition_to_read(self) -> Edition | None:
        live = self.article.publications.live().select_related("edition__article").first()
        return live.edition if live else None

    def roles_to_ask(self, edition: Edition) -> list[str]:
        return list(edition.required_role_list)

    def begin(self) -> None:
        self.at_hand, self.roles = self.edition_to_read(), []
        if self.at_hand is None:
            self.missing = self.nothing
            return
        self.initial["edition"] = self.at_hand.number
        self.begin_choosing(self.at_hand, self.roles_to_ask(self.at_hand))

    def follows(self) -> str:
        return follows_in(self.at_hand) if self.at_hand else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.at_hand is None or cleaned.get("edition") != self.at_hand.number:
            raise forms.ValidationError(self.overtaken)
        self.clean_choosing(cleaned)
        return cleaned


class AskForm(RereviewForm):
    """Who is asked for a signature that the edition under review still lacks: after a refusal, or beside the others."""

    says = (
        "They get a mail, and the review stands in their list. Whoever was asked before stays asked; the first "
        "signature in a role is the one that counts.",
    )
    days = requesting.USUAL_TIME
    nothing = "No edition is under review: submit the article first."
    overtaken = "Another edition is under review by now: open the page anew."

    def edition_to_read(self) -> Edition | None:
        return open_edition(self.article)

    def roles_to_ask(self, edition: Edition) -> list[str]:
        return unsigned_roles(edition)


class ReassignForm(ActForm):
    """To whom a review goes that was asked of somebody and is not answered; or that nobody is asked any more."""

    due_on = due_field("Due by", date.min)
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=2000,
        widget=lines(2),
    )
    message = forms.CharField(
        label="A word to whom you ask now",
        required=False,
        max_length=500,
        help_text="One line, in the mail to them.",
    )

    def __init__(self, data: Any, *, article: Article, user: Any, asked: ReviewRequest) -> None:
        self.request = asked
        super().__init__(data, article=article, user=user)

    def begin(self) -> None:
        self.at_hand, role = self.request.edition, self.request.role
        self.people = candidates(self.at_hand, role, clock.today())
        free = [one for one in self.people if not one.why_not]
        name = self.request.reviewer.name
        field = reviewer_field("Who reviews it now", free)
        field.choices = [
            *field.choices,
            (str(self.request.reviewer_id), f"{name}, by another day"),
            (_NOBODY, f"Nobody: call it off, so that {name} need do nothing"),
        ]
        field.required, field.error_messages["required"] = True, "Choose who reviews it now."
        self.fields = {"reviewer": field} | self.fields
        self.fields[
            "reason"
        ].help_text = f"{name} is told it, with thanks. For another day alone it may stay empty."
        self.fields["due_on"].initial = clock.today() + requesting.USUAL_TIME

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        due, chosen = cleaned.get("due_on"), cleaned.get("reviewer")
        if chosen == _NOBODY:
            self.errors.pop("due_on", None)
        elif due and due < clock.today():
            self.add_error("due_on", "The day lies in the past.")
        elif not due and not self.has_error("due_on"):
            self.add_error("due_on", "Say by when.")
        if chosen and chosen != str(self.request.reviewer_id) and not cleaned.get("reason"):
            self.add_error("reason", f"Say why you take the review from {self.request.reviewer.name}.")
        return cleaned

    def asked(self) -> Asked:
        """The buttons, with what is known of each person, and those who may not be asked."""
        field, due = self["reviewer"], self["due_on"]
        gone = self.request.reviewer_id
        known = [one for one in self.people if one.reviewer.pk != gone]
        return Asked(
            field,
            due,
            list(offered_by(field, known, read_day(due), follows_in(self.at_hand))),
            not_offered(known),
        )

    def do(self) -> str:
        """Do what was chosen, and say so. Raises CannotRequest."""
        chosen, words, name = self.cleaned_data["reviewer"], self.cleaned_data, self.request.reviewer.name
        if chosen == _NOBODY:
            requesting.call_off(self.request, by=self.user, reason=words["reason"])
            return f"The review is called off: {name} is told."
        to = Reviewer.objects.select_related("user").get(pk=chosen)
        due, said = words["due_on"], words["reason"]
        made = requesting.reassign(
            self.request, to=to, due_on=due, by=self.user, reason=said, message=words["message"]
        )
        one = next(one for one in self.people if one.reviewer == to)
        caution = f" {lapse_words(one, due)}" if one.lapses_before(due) else ""
        if to.pk == self.request.reviewer_id:
            return f"{name} now has until {made.due_on:%-d %B %Y}.{caution}"
        return f"{to.name} is asked, by {made.due_on:%-d %B %Y}; {name} is told, with thanks.{caution}"


def reassign(request: HttpRequest, article: Article, pk: int, context: dict[str, Any]) -> HttpResponse:
    """The page on which a review is given to somebody else: 403, 409 and 422 as for every act."""
    related = ["edition__article", "edition__frozen_by", "reviewer__user", "by"]
    asked = (
        ReviewRequest.objects.filter(edition__article=article)
        .select_related(*related)
        .filter(pk=min(pk, _LARGEST))
        .first()
    )
    if asked is None:
        raise Http404("There is no such request.")
    data = request.POST if request.method == "POST" else None
    form = ReassignForm(data, article=article, user=request.user, asked=asked)
    reasons, status = policy.refusals(request.user, "request"), 200
    if reasons:
        status = 403
        if data is not None:
            record_refusal("reassign review", by=request.user, article=article, reasons=reasons)
    elif data is None and (reasons := requesting.ending_objections(asked)):
        status = 409
    elif data is not None and not form.is_valid():
        status = 422
    elif data is not None:
        try:
            messages.success(request, form.do())
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        except Refused as refusal:
            reasons, status = refusal.reasons, 409
    context |= {
        "title": f"Give {asked.reviewer.name}’s review to somebody else",
        "form": form,
        "asked": asked,
        "late_by": max((clock.today() - asked.due_on).days, 0),
        "role": Role(asked.role).label.lower(),
        "reasons": reasons,
        "may": status != 403 and (data is not None or not reasons),
    }
    return TemplateResponse(request, "reviewers/desk/reassign.html", context, status=status)


def claim(request: HttpRequest, edition: Edition, context: dict[str, Any]) -> HttpResponse:
    """Take a review, as `role` and perhaps `due_on` were posted; then to the review screen."""
    reviewer = Reviewer.objects.select_related("user").filter(user=request.user).first()
    if reviewer is None:
        reasons = [f"{request.user} has no reviewer's profile: an editor makes one."]
        record_refusal("claim review", by=request.user, article=edition.article, reasons=reasons)
        return _not_taken(request, reasons, 403, context)
    due = forms.DateField(required=False)
    try:
        due_on = due.clean(request.POST.get("due_on", ""))
    except forms.ValidationError:
        return _not_taken(request, ["Write the day by which you review it as 2027-03-01."], 422, context)
    try:
        made = requesting.claim(edition, reviewer=reviewer, role=request.POST.get("role", ""), due_on=due_on)
    except Refused as refusal:
        return _not_taken(request, refusal.reasons, 409, context)
    label = Role(made.role).label.lower()
    messages.success(
        request, f"You review it, in the {label} role, by {made.due_on:%-d %B %Y}. The editors are told."
    )
    return HttpResponseRedirect(reverse("admin:reviewers_edition_review", args=[edition.pk]))


def _not_taken(
    request: HttpRequest, reasons: list[str], status: int, context: dict[str, Any]
) -> HttpResponse:
    context |= {"title": "You did not take this review", "sentence": " ".join(reasons)}
    return TemplateResponse(request, "articles/admin/refused.html", context, status=status)
