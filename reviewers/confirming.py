"""The credentials that come with every signature, asked anew in the same request (21 CFR 11.200)."""

from django.contrib.auth import authenticate
from django.http import HttpRequest

from articles.acts import record_refusal
from articles.models import Article, User
from articles.refusals import Refused
from articles.second_factor import Credentials

LOCKED = (
    "Five tries in a row were wrong, so signing and logging in are locked for you here for 15 minutes. "
    "Nothing was signed."
)
WRONG = "The password or the code is not right. Nothing was signed: type both again. A code works once."


class CannotSign(Refused):
    """This person may not sign, or answer, or revoke here and now."""


class WrongCredentials(CannotSign):
    """The credentials given with a signature were not right, or the account is locked."""


def confirm(
    user: User,
    *,
    credentials: Credentials,
    request: HttpRequest,
    article: Article,
    attempt: str,
    bound_to: str,
) -> str:
    """Make sure that it is this person who acts, and return the second factor that they gave ("" for none).

    Outside any transaction: django-axes counts what is wrong and must keep its count. A passkey's answer counts only
    for what it is `bound_to`. Raises WrongCredentials, on record.
    """
    confirmed = authenticate(
        request,
        username=user.email,
        password=credentials.password,
        code=credentials.code,
        assertion=credentials.assertion,
        bound_to=bound_to,
    )
    if isinstance(confirmed, User) and confirmed == user:
        return str(getattr(confirmed, "second_factor", ""))
    locked = getattr(request, "axes_locked_out", False)
    reasons = [LOCKED if locked else WRONG]
    record_refusal(attempt, by=user, article=article, reasons=reasons)
    raise WrongCredentials(reasons)
