"""Logging in, and signing: the password first, then the second factor of those who have one."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from articles import second_factor
from articles.models import User


class SecondFactorBackend(ModelBackend):
    """A person is who they say when their password is right and, if they have a second factor, that as well.

    Anything else is a failed log-in like any other, so that django-axes counts wrong codes and wrong passwords to the
    same lock, and nobody learns which of the two was wrong.
    """

    @sensitive_variables("password", "code", "assertion")
    def authenticate(  # type: ignore[override]
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        code: str = "",
        assertion: str = "",
        bound_to: str = "",
    ) -> Any:
        """The person, with `second_factor` set to what held ("totp", "recovery_code", "passkey", or "" for those
        who have none); else None. A passkey's answer holds for `bound_to` alone."""
        user = super().authenticate(request, username=username, password=password)
        if not isinstance(user, User):
            return None
        held: str | None = ""
        if second_factor.has_factor(user):
            held = second_factor.check(user, request, code=code, assertion=assertion, bound_to=bound_to)
        if held is None:
            return None
        user.second_factor = held  # type: ignore[attr-defined]
        return user
