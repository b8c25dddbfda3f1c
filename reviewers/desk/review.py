"""The review screen: the edition as the public will see it, what is known about it, and the decision."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from articles import clock
from articles.acts import Refused, record_refusal
from articles.admin.cleaning import CleanTextMixin
from articles.models import Edition, User
from reviewers import policy, signoff
from reviewers.models import MEANING_OF, Reviewer, Role, SignOff, Verdict
from reviewers.rounds import current_round
from reviewers.states import missing_roles

from .record import record

PAIRS = 3


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SignForm(CleanTextMixin, forms.Form):
    role = forms.ChoiceField(choices=Role.choices, error_messages={"required": "Say in which role you sign."})
    scope = forms.ChoiceField(
        label="You sign",
        choices=SignOff.Scope.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you sign the whole page or the changes only."},
    )
    interests = forms.CharField(
        label="Your interests",
        max_length=2000,
        widget=_lines(2),
        help_text="Anything that could be seen to sway you on this text. Write “none” if there is nothing.",
        error_messages={"required": "State your interests: write “none” if you have none."},
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type your password: it makes the signature yours."},
    )
    digest = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data.get("password")
        cleaned = super().clean()
        return cleaned if typed is None else cleaned | {"password": typed}


class ChangesForm(CleanTextMixin, forms.Form):
    role = forms.ChoiceField(choices=Role.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, PAIRS + 1):
            self.fields[f"quote{number}"] = forms.CharField(
                label="These words", required=False, max_length=2000, widget=_lines(1)
            )
            self.fields[f"text{number}"] = forms.CharField(
                label="What must change", required=False, max_length=5000, widget=_lines(2)
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in range(1, PAIRS + 1):
            if cleaned.get(f"quote{number}") and not cleaned.get(f"text{number}"):
                self.add_error(f"text{number}", "Say what must change about these words.")
        return cleaned

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"quote{number}"], self[f"text{number}"]) for number in range(1, PAIRS + 1)]

    def comments(self) -> list[tuple[str, str]]:
        numbers = range(1, PAIRS + 1)
        pairs = [
            (self.cleaned_data[f"quote{number}"], self.cleaned_data[f"text{number}"]) for number in numbers
        ]
        return [(quote, text) for quote, text in pairs if text]


class DeclineForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)
    reason = forms.ChoiceField(
        label="Reason",
        choices=Verdict.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say why you decline: no time, a conflict of interest, or outside your expertise."
        },
    )


def _sign(edition: Edition, reviewer: Reviewer, form: SignForm, request: HttpRequest) -> str:
    signoff.sign(edition, reviewer=reviewer, request=request, **form.cleaned_data)
    missing = missing_roles(edition)
    total = len(edition.required_role_list)
    waits = " and ".join(Role(role).label.lower() for role in missing)
    rest = f"waiting for {waits} sign-off" if missing else "it can be published"
    return f"Signed. {total - len(missing)} of {total} signatures; {rest}."


def _request_changes(edition: Edition, reviewer: Reviewer, form: ChangesForm, request: HttpRequest) -> str:
    role = form.cleaned_data["role"]
    signoff.request_changes(edition, reviewer=reviewer, role=role, comments=form.comments())
    return "Sent back: the editors see what must change, and this edition cannot be published."


def _decline(edition: Edition, reviewer: Reviewer, form: DeclineForm, request: HttpRequest) -> str:
    signoff.decline(edition, reviewer=reviewer, **form.cleaned_data)
    return "Declined: the editors will ask somebody else."


DECISIONS: dict[str, tuple[type[forms.Form], Callable[..., str]]] = {
    "sign": (SignForm, _sign),
    "changes": (ChangesForm, _request_changes),
    "decline": (DeclineForm, _decline),
}


@sensitive_post_parameters("sign-password")
def respond(request: HttpRequest, edition: Edition, context: dict[str, Any]) -> HttpResponse:
    """Show the screen, or take a decision: 422 for what cannot be read, 403 or 409 for a refusal."""
    decision, status, reasons = "", 200, []
    reviewer = Reviewer.objects.select_related("user").filter(user=request.user).first()
    shown = _shown_forms(edition, reviewer)
    if request.method == "POST":
        asked = request.POST.get("decision", "")
        decision = asked if asked in DECISIONS else ""
        status, reasons = _decide(request, edition, reviewer, decision, shown)
        if status == 302:
            return HttpResponseRedirect(reverse("admin:reviewers_edition_review", args=[edition.pk]))
    context |= record(edition) | {"reviewer": reviewer, "decision": decision, "reasons": reasons, **shown}
    context |= _may(edition, reviewer, request.user)
    return TemplateResponse(request, "reviewers/desk/review.html", context, status=status)


def _decide(
    request: HttpRequest, edition: Edition, reviewer: Reviewer | None, decision: str, shown: dict[str, Any]
) -> tuple[int, list[str]]:
    """Take the decision: 302 when it is done, else the status of the refusal and its sentences."""
    if not decision:
        return 400, ["Say what you decide: sign, request changes or decline."]
    form_class, act = DECISIONS[decision]
    if reasons := _no_reviewer(reviewer, request.user):
        record_refusal(decision, by=request.user, article=edition.article, reasons=reasons)
        return 403, reasons
    form = shown[f"{decision}_form"] = form_class(request.POST, prefix=decision)
    if not form.is_valid():
        return 422, []
    try:
        messages.success(request, act(edition, reviewer, form, request))
    except signoff.WrongPassword as refusal:
        # django-axes would put a page of its own in place of ours, and what the reviewer wrote would be lost.
        request.axes_locked_out = False
        return 403, refusal.reasons
    except Refused as refusal:
        return 409, refusal.reasons
    return 302, []


def _shown_forms(edition: Edition, reviewer: Reviewer | None) -> dict[str, Any]:
    digest = {"digest": edition.digest}
    scope = {} if signoff.changes_can_be_signed(edition) else {"scope": SignOff.Scope.WHOLE}
    return {
        "sign_form": SignForm(prefix="sign", initial=digest | scope),
        "changes_form": ChangesForm(prefix="changes"),
        "decline_form": DeclineForm(prefix="decline"),
    }


def _no_reviewer(reviewer: Reviewer | None, user: User) -> list[str]:
    reasons = policy.refusals(user, "sign")
    if reviewer is None:
        reasons.append(f"{user} has no reviewer's profile: an editor makes one.")
    return reasons


def _may(edition: Edition, reviewer: Reviewer | None, user: User) -> dict[str, Any]:
    """In which roles this person may sign, send back and decline now, and the reasons where they may not."""
    reasons = _no_reviewer(reviewer, user)
    general = signoff.answer_objections(edition)
    if reasons or reviewer is None or general:
        return {"sign_roles": [], "changes_roles": [], "decline_roles": [], "objections": reasons + general}
    today = clock.today()
    held = [role for role in edition.required_role_list if role in reviewer.roles]
    against = {
        role: signoff.signing_objections(edition, reviewer, role, on=today)
        for role in held or edition.required_role_list
    }
    if own := edition.signoffs.filter(signer=reviewer, round=current_round(edition), revocation=None).first():
        at = timezone.localtime(own.signed_at)
        against = {
            own.role: [f"You signed this edition on {at:%-d %B %Y, %H:%M %Z}: {own.get_meaning_display()}."]
        }
    sign_roles = [(role, MEANING_OF[Role(role)].label) for role, found in against.items() if not found]
    found = dict.fromkeys(reason for reasons in against.values() for reason in reasons)
    return {
        "sign_roles": sign_roles,
        "changes_roles": [
            (role, Role(role).label)
            for role in edition.required_role_list
            if not policy.objections(reviewer, edition, role, today)
        ],
        "decline_roles": [
            (asked.role, asked.get_role_display())
            for asked in edition.review_requests.filter(reviewer=reviewer, verdict=None)
        ],
        "changes_can_be_signed": signoff.changes_can_be_signed(edition),
        "objections": [] if sign_roles else list(found),
    }
