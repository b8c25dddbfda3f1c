"""Account security: a person sets up, replaces and takes away their own second factor."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.debug import sensitive_post_parameters

from articles import accounts, second_factor
from articles.models import User

from . import challenges
from .cleaning import CleanTextMixin
from .credentials import ConfirmForm

_SECRETS = ["password", "code", "assertion", "new_code", "credential"]


class AppForm(ConfirmForm):
    new_code = forms.CharField(
        label="The code that your app shows now",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
        error_messages={"required": "Type the six digits that the app shows for this site."},
    )
    field_order = ["new_code", "password"]

    def clean_new_code(self) -> str:
        code = self.cleaned_data["new_code"]
        if not second_factor.app.is_ready(self.request, code):
            raise forms.ValidationError("This is not the code that the app shows now. Type the next one.")
        return code


class PasskeyForm(CleanTextMixin, ConfirmForm):
    name = forms.CharField(
        label="Name of this passkey",
        max_length=60,
        help_text="So that you know it again: “My phone”, “Blue security key”.",
        error_messages={"required": "Give the passkey a name."},
    )
    credential = forms.CharField(
        required=False, max_length=second_factor.passkeys.LONGEST, widget=forms.HiddenInput
    )
    field_order = ["name", "password"]

    def clean_credential(self) -> str:
        if not self.cleaned_data["credential"]:
            raise forms.ValidationError(
                "This browser made no passkey: it needs script, and a device that has them."
            )
        return self.cleaned_data["credential"]


def overview(request: HttpRequest) -> HttpResponse:
    """What the person has, and what they can do about it."""
    user = request.user
    context = {
        "has_factor": second_factor.has_factor(user),
        "required": second_factor.required(user),
        "has_app": second_factor.app.is_set_up(user),
        "codes_left": second_factor.recovery.left(user),
        "passkeys": second_factor.passkeys.owned_by(user),
    }
    return _page(request, "security", "Account security", context)


def set_up_app(request: HttpRequest) -> HttpResponse:
    """Show the key of a new app, and keep it once a code of it was typed. It replaces an earlier one."""
    replaces = second_factor.app.is_set_up(request.user)
    enrolment = second_factor.app.begin(request.user, request)

    def act(form: AppForm) -> str | None:
        if not second_factor.app.confirm(request.user, request, form.cleaned_data["new_code"]):
            return "This code was good and is not any more. Type the next one."
        _on_record(request, "authenticator app replaced" if replaces else "authenticator app set up")
        return None

    return _act(
        request,
        title="Replace your authenticator app" if replaces else "Set up an authenticator app",
        button="Use this app",
        form_class=AppForm,
        act=act,
        said="Your authenticator app is set up. From now on you log in with a code of it.",
        owed_codes=_has_no_codes,
        context={"enrolment": enrolment},
    )


def remove_app(request: HttpRequest) -> HttpResponse:
    """Take the app away, unless it is the last factor of somebody who must have one."""

    def act(form: ConfirmForm) -> str | None:
        second_factor.app.remove(request.user)
        _after_removal(request, "authenticator app removed")
        return None

    return _act(
        request,
        title="Remove your authenticator app",
        button="Remove it",
        form_class=ConfirmForm,
        act=act,
        said="Your authenticator app is removed. You can delete it from your device.",
        refusal=_refusal_to_remove(request, there=second_factor.app.is_set_up(request.user)),
    )


def new_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes in place of the earlier ones."""
    refusal = (
        "" if second_factor.has_factor(request.user) else "Set up an authenticator app or a passkey first."
    )
    return _act(
        request,
        title="Make new recovery codes",
        button="Make ten new codes",
        form_class=ConfirmForm,
        act=lambda form: None,
        said="These are your new recovery codes. The earlier ones no longer work.",
        refusal=refusal,
        owed_codes=lambda user: True,
    )


def add_passkey(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that this browser made."""

    def act(form: PasskeyForm) -> str | None:
        name, credential = form.cleaned_data["name"] or "Passkey", form.cleaned_data["credential"]
        if not second_factor.passkeys.finish_adding(request.user, request, name=name, credential=credential):
            return "The passkey was not added: it came too late, or is known already. Press the button again."
        _on_record(request, f"passkey added: {name}")
        return None

    return _act(
        request,
        title="Add a passkey",
        button="Add a passkey",
        form_class=PasskeyForm,
        act=act,
        said="The passkey is added. You can log in and sign with your password and this passkey.",
        owed_codes=_has_no_codes,
        context={"adding": True},
    )


def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one passkey away, unless it is the last factor of somebody who must have one."""
    passkey = next((own for own in second_factor.passkeys.owned_by(request.user) if own.pk == pk), None)

    def act(form: ConfirmForm) -> str | None:
        second_factor.passkeys.remove(request.user, pk)
        _after_removal(request, f"passkey removed: {passkey.name}")
        return None

    return _act(
        request,
        title=f"Remove the passkey “{passkey.name}”" if passkey else "Remove a passkey",
        button="Remove it",
        form_class=ConfirmForm,
        act=act,
        said="The passkey is removed.",
        refusal=_refusal_to_remove(request, there=passkey is not None),
    )


def _act(
    request: HttpRequest,
    *,
    title: str,
    button: str,
    form_class: type[ConfirmForm],
    act: Callable[[Any], str | None],
    said: str,
    refusal: str = "",
    owed_codes: Callable[[User], bool] = lambda user: False,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """One page for every change: ask, confirm who it is, do it on record; show new recovery codes this once."""
    status = 200
    form = form_class(request.POST or None, request=request)
    if refusal:
        status = 409 if request.method == "POST" else 200
    elif request.method == "POST":
        status = 422
        # Outside the transaction: a wrong password or code is counted, and what is undone would not be.
        if form.is_valid():
            with transaction.atomic():
                problem = act(form)
                codes = [] if problem else _make_codes(request, owed=owed_codes)
            if not problem:
                if codes:
                    return _page(
                        request, "security_codes", "Your recovery codes", {"codes": codes, "said": said}
                    )
                messages.success(request, said)
                return HttpResponseRedirect(reverse("security"))
            form.add_error(None, problem)
    shown = {"form": form, "button": button, "refusal": refusal, **(context or {})}
    return _page(request, "security_act", title, shown, status)


def _has_no_codes(user: User) -> bool:
    return not second_factor.recovery.left(user)


def _make_codes(request: HttpRequest, *, owed: Callable[[User], bool]) -> list[str]:
    if not owed(request.user):
        return []
    codes = second_factor.recovery.make(request.user)
    _on_record(request, "recovery codes made")
    return codes


def _refusal_to_remove(request: HttpRequest, *, there: bool) -> str:
    if not there:
        return "It is not there: it was removed already."
    if second_factor.required(request.user) and second_factor.is_last(request.user):
        return (
            "This is your last one, and whoever signs or publishes here must have one. Set up another first."
        )
    return ""


def _after_removal(request: HttpRequest, changed: str) -> None:
    if not second_factor.has_factor(request.user):
        second_factor.recovery.remove(request.user)
    _on_record(request, changed)


def _on_record(request: HttpRequest, changed: str) -> None:
    accounts.record(request.user, by=request.user, kind="second factor", changed=changed)


def _page(
    request: HttpRequest, name: str, title: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    shown = admin.site.each_context(request) | {"title": title} | context
    return TemplateResponse(request, f"articles/admin/{name}.html", shown, status=status)


def _own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    return sensitive_post_parameters(*_SECRETS)(admin.site.admin_view(view))


urls = [
    path("security/", _own(overview), name="security"),
    path("security/app/", _own(set_up_app), name="security_app"),
    path("security/app/remove/", _own(remove_app), name="security_app_remove"),
    path("security/codes/", _own(new_codes), name="security_codes"),
    path("security/passkeys/add/", _own(add_passkey), name="security_passkey_add"),
    path("security/passkeys/<int:pk>/remove/", _own(remove_passkey), name="security_passkey_remove"),
    path("security/passkey-challenge/", _own(challenges.challenge), name="security_challenge"),
    path(
        "security/new-passkey-challenge/", _own(challenges.adding_challenge), name="security_adding_challenge"
    ),
    path("security/log-in-challenge/", challenges.log_in_challenge, name="security_log_in_challenge"),
]
