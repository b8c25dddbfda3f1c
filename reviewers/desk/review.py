"""The review screen: the edition as the public will see it, what is known about it, and the decision."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from articles import clock
from articles.acts import Refused, record_refusal
from articles.models import Edition, Publication, User
from reviewers import answering, policy, signoff, viewing
from reviewers.models import MEANING_OF, Reviewer, Role, SignOff
from reviewers.obstacles import answer_objections, changes_can_be_signed, signing_objections
from reviewers.rounds import current_round
from reviewers.states import missing_roles

from .background import background, printed_name
from .deciding import ChangesForm, DeclineForm, SignForm
from .differing import differences
from .record import record


def _sign(edition: Edition, reviewer: Reviewer, form: SignForm, request: HttpRequest) -> str:
    given = {name: form.cleaned_data[name] for name in ["role", "scope", "interests", "digest"]}
    signoff.sign(edition, reviewer=reviewer, request=request, credentials=form.credentials, **given)
    missing = missing_roles(edition)
    total = len(edition.required_role_list)
    waits = " and ".join(Role(role).label.lower() for role in missing)
    rest = f"waiting for {waits} sign-off" if missing else "it can be published"
    return f"Signed. {total - len(missing)} of {total} signatures; {rest}."


def _request_changes(edition: Edition, reviewer: Reviewer, form: ChangesForm, request: HttpRequest) -> str:
    role = form.cleaned_data["role"]
    answering.request_changes(edition, reviewer=reviewer, role=role, comments=form.comments())
    return "Sent back: the editors see what must change, and this edition cannot be published."


def _decline(edition: Edition, reviewer: Reviewer, form: DeclineForm, request: HttpRequest) -> str:
    answering.decline(edition, reviewer=reviewer, **form.cleaned_data)
    return "Declined: the editors will ask somebody else."


DECISIONS: dict[str, tuple[type[forms.Form], Callable[..., str]]] = {
    "sign": (SignForm, _sign),
    "changes": (ChangesForm, _request_changes),
    "decline": (DeclineForm, _decline),
}


@sensitive_post_parameters("sign-password", "sign-code", "sign-assertion")
def respond(request: HttpRequest, edition: Edition, context: dict[str, Any]) -> HttpResponse:
    """Show the screen, or take a decision: 422 for what cannot be read, 403 or 409 for a refusal.

    A reviewer's first look at an edition is put on record.
    """
    decision, status, reasons = "", 200, []
    reviewer = Reviewer.objects.select_related("user").filter(user=request.user).first()
    shown = {f"{name}_form": _form(name, edition, reviewer, request.user) for name in DECISIONS}
    if request.method == "GET" and not _no_reviewer(reviewer, request.user):
        viewing.record_first_view(edition, request.user)
    if request.method == "POST":
        asked = request.POST.get("decision", "")
        decision = asked if asked in DECISIONS else ""
        status, reasons = _decide(request, edition, reviewer, decision, shown)
        if status == 302:
            return HttpResponseRedirect(reverse("admin:reviewers_edition_review", args=[edition.pk]))
    context |= record(edition) | background(edition) | _compared(edition)
    context |= {"reviewer": reviewer, "decision": decision, "reasons": reasons, **shown}
    context |= _may(edition, reviewer, request.user)
    return TemplateResponse(request, "reviewers/desk/review.html", context, status=status)


def _decide(
    request: HttpRequest, edition: Edition, reviewer: Reviewer | None, decision: str, shown: dict[str, Any]
) -> tuple[int, list[str]]:
    """Take the decision: 302 when it is done, else the status of the refusal and its sentences."""
    if not decision:
        return 400, ["Say what you decide: sign, request changes or decline."]
    if reasons := _no_reviewer(reviewer, request.user):
        record_refusal(decision, by=request.user, article=edition.article, reasons=reasons)
        return 403, reasons
    form = _form(decision, edition, reviewer, request.user, request.POST)
    shown[f"{decision}_form"] = form
    if not form.is_valid():
        return _unread(form, edition, request.user)
    try:
        messages.success(request, DECISIONS[decision][1](edition, reviewer, form, request))
    except signoff.WrongCredentials as refusal:
        # django-axes would put a page of its own in place of ours, and what the reviewer wrote would be lost.
        request.axes_locked_out = False
        return 403, refusal.reasons
    except Refused as refusal:
        return 409, refusal.reasons
    return 302, []


def _unread(form: forms.Form, edition: Edition, user: User) -> tuple[int, list[str]]:
    """What cannot be read is 422; a signature without credentials in its own request is refused, on record."""
    reasons = form.nothing_shown if isinstance(form, SignForm) else []
    if reasons:
        record_refusal("sign", by=user, article=edition.article, reasons=reasons)
    return (403 if reasons else 422), []


def _form(
    decision: str, edition: Edition, reviewer: Reviewer | None, user: User, data: Any = None
) -> forms.Form:
    form_class = DECISIONS[decision][0]
    if form_class is not SignForm:
        return form_class(data, prefix=decision)
    scope = {} if changes_can_be_signed(edition) else {"scope": SignOff.Scope.WHOLE}
    initial = {"digest": edition.digest} | scope
    return SignForm(data, prefix=decision, initial=initial, user=user, reviewer=reviewer)


def _compared(edition: Edition) -> dict[str, Any]:
    """The changes against what is live, where a signature may cover them alone."""
    if not changes_can_be_signed(edition):
        return {"changes_can_be_signed": False}
    live = Publication.objects.live().select_related("edition").get(article_id=edition.article_id)
    return {
        "changes_can_be_signed": True,
        "live_edition": live.edition,
        "differences": differences(live.edition.content, edition.content),
    }


def _no_reviewer(reviewer: Reviewer | None, user: User) -> list[str]:
    reasons = policy.refusals(user, "sign")
    if reviewer is None:
        reasons.append(f"{user} has no reviewer's profile: an editor makes one.")
    return reasons


def _may(edition: Edition, reviewer: Reviewer | None, user: User) -> dict[str, Any]:
    """In which roles this person may sign, send back and decline now, and the reasons where they may not."""
    own = edition.signoffs.filter(signer=reviewer, revocation=None).order_by("-round") if reviewer else []
    nothing = {"sign_roles": [], "changes_roles": [], "decline_roles": [], "own_signatures": own}
    reasons = _no_reviewer(reviewer, user)
    general = answer_objections(edition)
    if reasons or reviewer is None or general:
        return nothing | {"objections": reasons + general}
    today, at, round = clock.today(), clock.now(), current_round(edition)
    held = [role for role in edition.required_role_list if policy.holds(reviewer, role)]
    against = {
        role: signing_objections(edition, reviewer, role, at=at)
        for role in held or edition.required_role_list
    }
    if any(signature.round == round for signature in own):
        against = {}
    sign_roles = [(role, MEANING_OF[Role(role)].label) for role, found in against.items() if not found]
    found = dict.fromkeys(reason for reasons in against.values() for reason in reasons)
    return nothing | {
        "sign_roles": sign_roles,
        "changes_roles": [
            (role, Role(role).label)
            for role in edition.required_role_list
            if not policy.objections(reviewer, edition, role, today)
        ],
        "decline_roles": [
            (asked.role, asked.get_role_display())
            for asked in edition.review_requests.filter(reviewer=reviewer, verdict=None, end=None)
        ],
        "objections": [] if sign_roles else list(found),
        "unready": bool(policy.readiness_objections(reviewer)),
        "printed_name": printed_name(reviewer, today),
    }
