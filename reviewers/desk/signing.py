"""The fields in which a person shows, with a signature and in the same request, that it is they (21 CFR 11.200)."""

from typing import Any

from django import forms

from articles import second_factor
from articles.admin.credentials import assertion_field, code_field, password_field
from articles.models import User
from articles.second_factor import Credentials

NO_PASSWORD = "Type your password: it makes the signature yours."
NO_FACTOR = "Type the code from your authenticator app, or use your passkey."


class SigningForm(forms.Form):
    """A form that signs: the password, and the second factor of whoever has one or must have one."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_factor = second_factor.has_factor(user) or second_factor.required(user)
        self.fields["password"] = password_field()
        self.fields["password"].error_messages["required"] = NO_PASSWORD
        if self.asks_factor:
            self.fields["code"], self.fields["assertion"] = code_field(), assertion_field()
            self.fields["code"].help_text = "From your authenticator app, or one of your recovery codes."

    def clean(self) -> dict[str, Any]:
        secrets = {name: self.cleaned_data[name] for name in self._secrets() if name in self.cleaned_data}
        # What is cleaned of other text is part of a password.
        cleaned: dict[str, Any] = (super().clean() or {}) | secrets
        if self.asks_factor and not (cleaned.get("code", "").strip() or cleaned.get("assertion")):
            self.add_error("code", NO_FACTOR)
        return cleaned

    @property
    def nothing_shown(self) -> list[str]:
        """What of the credentials is missing from the request itself."""
        return [str(error) for name in self._secrets() for error in self.errors.get(name, [])]

    @property
    def credentials(self) -> Credentials:
        """What was given. The form is valid."""
        return Credentials(**{name: self.cleaned_data.get(name, "") for name in self._secrets()})

    def _secrets(self) -> list[str]:
        return [name for name in ["password", "code", "assertion"] if name in self.fields]
