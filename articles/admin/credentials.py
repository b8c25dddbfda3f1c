"""Asking a person who they are: the log-in form, and the fields that every such form shares."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from articles import second_factor

WRONG = "The e-mail address, password or code is not right. A code works once: wait for the next one."
NOT_CONFIRMED = (
    "The password or the code is not right. Nothing was changed. A code works once: wait for the next one."
)


def password_field() -> forms.CharField:
    """The password that a person has now."""
    return forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type your password."},
    )


def code_field() -> forms.CharField:
    """A code of an authenticator app, or a recovery code. What was typed is not shown again."""
    return forms.CharField(
        label="Code",
        required=False,
        max_length=64,
        # A password input in all but the dots: it never puts back what was typed.
        widget=_NeverShownAgain(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
        help_text="From your authenticator app, or a recovery code. Leave it blank if you have set none up.",
    )


def assertion_field() -> forms.CharField:
    """What a browser makes with a passkey, filled in by passkeys.js."""
    return forms.CharField(
        required=False, max_length=second_factor.passkeys.LONGEST, widget=_NeverShownAgainHidden
    )


class _NeverShownAgain(forms.TextInput):
    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


class _NeverShownAgainHidden(forms.HiddenInput):
    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


class LogInForm(AdminAuthenticationForm):
    """The admin's log-in with a second factor: one sentence for whatever was wrong, so that nobody learns what."""

    error_messages = AdminAuthenticationForm.error_messages | {"invalid_login": WRONG}
    code = code_field()
    assertion = assertion_field()

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        given = {name: self.cleaned_data.get(name, "") for name in ["code", "assertion"]}
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username and password and not self.errors:
            self.user_cache = authenticate(self.request, username=username, password=password, **given)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


class ConfirmForm(forms.Form):
    """A change of one's own access: the password once more, and the second factor of those who have one."""

    password = password_field()
    code = code_field()
    assertion = assertion_field()
    field_order: list[str] = []

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.has_factor = second_factor.has_factor(request.user)
        if self.has_factor:
            self.fields["code"].help_text = "From your authenticator app, or one of your recovery codes."
        else:
            del self.fields["code"], self.fields["assertion"]

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned  # a code works once: it is not spent on a form that is wrong elsewhere
        given = {name: cleaned.get(name, "") for name in ["password", "code", "assertion"]}
        if authenticate(self.request, username=self.request.user.email, **given) != self.request.user:
            raise forms.ValidationError(NOT_CONFIRMED)
        return cleaned


admin.site.login_form = LogInForm
# Keys and passkeys are their owner's affair: no list of them, and no form that could give one to somebody else.
admin.site.unregister([Authenticator, EmailAddress])
