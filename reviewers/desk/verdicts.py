"""Taking a reviewer's decision: each of the three calls its act, and says in a sentence what is done."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from articles.acts import Refused, record_refusal
from articles.models import Edition, User
from reviewers import answering, signoff
from reviewers.models import Reviewer, Role, SignOff
from reviewers.obstacles import changes_can_be_signed
from reviewers.states import missing_roles

from .deciding import ChangesForm, DeclineForm, SignForm
from .permitted import not_a_reviewer

# Never shown again, nor taken from one edition to another.
SECRET = {"password", "code", "assertion", "digest", "role"}


def _sign(edition: Edition, reviewer: Reviewer, form: SignForm, request: HttpRequest) -> str:
    given = {name: form.cleaned_data[name] for name in ["role", "scope", "interests", "digest"]}
    signoff.sign(edition, reviewer=reviewer, request=request, credentials=form.credentials, **given)
    missing = missing_roles(edition)
    total = len(edition.required_role_list)
    waits = " and ".join(Role(role).label.lower() for role in missing)
    rest = f"waiting for {waits} sign-off" if missing else "it can be published"
    return f"Signed. {total - len(missing)} of {total} signatures; {rest}."


def _request_changes(edition: Edition, reviewer: Reviewer, form: ChangesForm, request: HttpRequest) -> str:
    role, note = form.cleaned_data["role"], form.cleaned_data["note"]
    answering.request_changes(edition, reviewer=reviewer, role=role, comments=form.comments(), note=note)
    return (
        "Sent back: the editors see what must change, and nobody can sign before it is settled. "
        "Their answers will stand under My work."
    )


def _decline(edition: Edition, reviewer: Reviewer, form: DeclineForm, request: HttpRequest) -> str:
    given = {name: form.cleaned_data[name] for name in ["role", "reason", "note"]}
    answering.decline(edition, reviewer=reviewer, **given)
    return "Declined: the editors will ask somebody else."


DECISIONS: dict[str, tuple[type[forms.Form], Callable[..., str]]] = {
    "sign": (SignForm, _sign),
    "changes": (ChangesForm, _request_changes),
    "decline": (DeclineForm, _decline),
}


def form_of(decision: str, edition: Edition, user: User, data: Any = None, **initial: Any) -> forms.Form:
    """The form of a decision, as it is shown, or with what was posted; `initial` may hold `stated`, their interests."""
    form_class, stated = DECISIONS[decision][0], initial.pop("stated", "")
    if form_class is not SignForm:
        return form_class(data, prefix=decision, initial=initial)
    scope = {} if changes_can_be_signed(edition) else {"scope": SignOff.Scope.WHOLE}
    initial |= {"digest": edition.digest} | scope
    return SignForm(data, prefix=decision, initial=initial, user=user, stated=stated)


def carried(decision: str, edition: Edition, user: User, data: Any) -> forms.Form:
    """The form of a decision with what was written for another edition: nothing of it is decided by that."""
    written = form_of(decision, edition, user, data)
    typed = {
        name: written[name].data
        for name in written.fields
        if name not in SECRET and written[name].data not in (None, "")
    }
    return form_of(decision, edition, user, **typed)


def decide(
    request: HttpRequest, edition: Edition, reviewer: Reviewer | None, decision: str, form: forms.Form | None
) -> tuple[int, list[str]]:
    """Take the decision: 302 when it is done, else the status of the refusal and its sentences."""
    if form is None:
        return 400, ["Say what you decide: sign, request changes or decline."]
    if reasons := not_a_reviewer(reviewer, request.user):
        record_refusal(decision, by=request.user, article=edition.article, reasons=reasons)
        return 403, reasons
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
