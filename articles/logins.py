"""Log-ins, log-outs and failures, on record."""

from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction

from articles import audit, mailing
from articles.models import User
from articles.text import clean_line


def connect() -> None:
    user_logged_in.connect(_logged_in, dispatch_uid="audit_log_in")
    user_logged_out.connect(_logged_out, dispatch_uid="audit_log_out")
    user_login_failed.connect(_login_failed, dispatch_uid="audit_failed_log_in")
    user_locked_out.connect(_locked_out, dispatch_uid="audit_lock_out")


def _logged_in(sender: Any, user: User, **_: Any) -> None:
    with transaction.atomic():
        audit.record(audit.Event.LOGGED_IN, by=user)


def _logged_out(sender: Any, user: User | None, **_: Any) -> None:
    if user:
        with transaction.atomic():
            audit.record(audit.Event.LOGGED_OUT, by=user)


def _login_failed(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    email = clean_line(str(credentials.get("username") or ""))[:254]
    with transaction.atomic():
        audit.record(audit.Event.LOGIN_FAILED, by=None, email=email)


def _locked_out(sender: Any, request: Any, username: str | None = None, **_: Any) -> None:
    email = clean_line(username or "")[:254]
    with transaction.atomic():
        if settings.SECURITY_CONTACT:
            mailing.write(
                to=settings.SECURITY_CONTACT,
                subject=f"Locked after failed attempts: {email}",
                body=f"Five passwords in a row were wrong for {email}. "
                "The account is locked at that address for 15 minutes.",
            )
        audit.record(audit.Event.LOCKED_OUT, by=None, email=email)
