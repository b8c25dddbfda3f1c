"""Log-ins, log-outs and failures, on record."""

from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest

from articles import audit, clock, mailing
from articles.models import OutgoingMail, User
from articles.text import clean_line

LOCKED_FOR = timedelta(hours=settings.AXES_COOLOFF_TIME)


def connect() -> None:
    user_logged_in.connect(_logged_in, dispatch_uid="audit_log_in")
    user_logged_out.connect(_logged_out, dispatch_uid="audit_log_out")
    user_login_failed.connect(_login_failed, dispatch_uid="audit_failed_log_in")
    user_locked_out.connect(_locked_out, dispatch_uid="audit_lock_out")


def account_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name under which django-axes counts failures: the e-mail address as accounts are looked up by it."""
    given = (credentials or request.POST).get("username") or ""
    return clean_line(str(given))[:254].lower()


def client_address(request: HttpRequest) -> str:
    """Where a request comes from, for the lock: behind so many proxies of ours (PROXY_COUNT), the address that the
    outermost of them saw. What a client wrote into the header itself stands before that and is not believed."""
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXY_COUNT and len(seen) >= settings.PROXY_COUNT:
        with suppress(ValueError):
            return str(ip_address(seen[-settings.PROXY_COUNT]))
    return request.META.get("REMOTE_ADDR", "")


def _logged_in(sender: Any, user: User, **_: Any) -> None:
    held = getattr(user, "second_factor", "")
    data: dict[str, Any] = {"second_factor": held} if held else {}
    with transaction.atomic():
        audit.record(audit.Event.LOGGED_IN, by=user, **data)


def _logged_out(sender: Any, user: User | None, **_: Any) -> None:
    if user:
        with transaction.atomic():
            audit.record(audit.Event.LOGGED_OUT, by=user)


def _login_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest, **_: Any) -> None:
    if getattr(request, "axes_locked_out", False):
        return  # the lock is on record, and a flood of attempts must not fill the trail
    with transaction.atomic():
        email = _known(account_name(request, credentials))
        audit.record(audit.Event.LOGIN_FAILED, by=None, email=email)


def _locked_out(sender: Any, request: HttpRequest, username: str | None = None, **_: Any) -> None:
    email = _known(username or "")
    subject = f"Locked after five wrong passwords or codes: {email}"
    told = OutgoingMail.objects.filter(subject=subject, created_at__gt=clock.now() - LOCKED_FOR)
    with transaction.atomic():
        if settings.SECURITY_CONTACT and not told.exists():
            mailing.write(
                to=settings.SECURITY_CONTACT,
                subject=subject,
                body=f"Five passwords or codes in a row were wrong for {email}. "
                "The account is locked for that address for 15 minutes.",
            )
        audit.record(audit.Event.LOCKED_OUT, by=None, email=email)


def _known(email: str) -> str:
    """The address, if it is an account's. People type passwords into this field, and the trail keeps for ever."""
    return email if User.objects.filter(email__iexact=email).exists() else "an unknown address"
