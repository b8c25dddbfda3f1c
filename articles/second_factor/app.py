"""An authenticator app: its key is shown once, kept encrypted, and each of its codes works once."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import qrcode
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from articles import clock
from articles.models import User

_PENDING = "second_factor_app"


@dataclass(frozen=True)
class Enrolment:
    """What a person needs to set up their app: the key as text, as a link, and as the squares of a QR code."""

    key: str = field(repr=False)
    link: str = field(repr=False)

    @property
    def groups(self) -> str:
        """The key in groups of four, to be typed."""
        return " ".join(self.key[start : start + 4] for start in range(0, len(self.key), 4))

    @cached_property
    def squares(self) -> list[list[bool]]:
        code = qrcode.QRCode(border=4)
        code.add_data(self.link)
        code.make()
        return code.get_matrix()

    @property
    def side(self) -> int:
        return len(self.squares)

    @property
    def path(self) -> str:
        """The dark squares as the path of an SVG."""
        rows = enumerate(self.squares)
        return "".join(f"M{x} {y}h1v1h-1z" for y, row in rows for x, dark in enumerate(row) if dark)


def begin(user: User, request: HttpRequest) -> Enrolment:
    """The enrolment that this session has begun and not confirmed yet, or a new one. The session keeps it encrypted."""
    adapter = get_adapter()
    key = _pending_key(request)
    if not key:
        key = generate_totp_secret()
        request.session[_PENDING] = adapter.encrypt(key)
    return Enrolment(key=key, link=adapter.build_totp_url(user, key))


def is_ready(request: HttpRequest, code: str) -> bool:
    """Whether the app that this session is setting up shows this code now."""
    key = _pending_key(request)
    return bool(key) and _step_of(key, code, after=0) is not None


def confirm(user: User, request: HttpRequest, code: str) -> bool:
    """Set the app up, in place of an earlier one, if the code is one of it; whether it was.

    The code is used up by it: it does not serve to log in as well.
    """
    key = _pending_key(request)
    step = _step_of(key, code, after=0) if key else None
    if step is None:
        return False
    with transaction.atomic():
        User.objects.select_for_update().get(
            pk=user.pk
        )  # a form that was sent twice makes one app, not an error
        remove(user)
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.TOTP,
            data={"secret": get_adapter().encrypt(key), "last_step": step},
        )
    del request.session[_PENDING]
    return True


def check(user: User, code: str) -> bool:
    """Whether the code is one that the person's app shows now, and neither it nor a later one was used before."""
    with transaction.atomic():
        # Kept in the row, under its lock, and not in a cache that each worker process may have for itself.
        kept = (
            Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP).first()
        )
        key = _decrypted(kept.data["secret"]) if kept else ""
        step = _step_of(key, code, after=kept.data.get("last_step", 0)) if kept and key else None
        if kept is None or step is None:
            return False
        kept.data["last_step"] = step
        kept.last_used_at = timezone.now()
        kept.save(update_fields=["data", "last_used_at"])
    return True


def is_set_up(user: User) -> bool:
    """Whether the person has an authenticator app."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def remove(user: User) -> None:
    """Take the person's app away; nothing happens if there is none."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()


def code_at(key: str, step: int) -> str:
    """The code that an app with this key shows in a step, counted as RFC 6238 does."""
    return format_hotp_value(hotp_value(key, step))


def current_step() -> int:
    """The step that it is now: half a minute, counted from 1970."""
    return int(clock.now().timestamp()) // app_settings.TOTP_PERIOD


def _step_of(key: str, code: str, *, after: int) -> int | None:
    """The step in which the app shows this code: the present one, or its neighbour, for a slow hand or clock."""
    return next(
        (step for step in _steps(after) if compare_user_code(actual=code, expected=code_at(key, step))), None
    )


def _steps(after: int) -> Iterator[int]:
    now = current_step()
    yield from (step for step in (now - 1, now, now + 1) if step > after)


def _pending_key(request: HttpRequest) -> str:
    pending = request.session.get(_PENDING, "")
    return _decrypted(pending) if pending else ""


def _decrypted(kept: str) -> str:
    """The key; "" when it was encrypted with a SECRET_KEY that is gone, so that no code of it holds any more."""
    try:
        key = get_adapter().decrypt(kept)
        base64.b32decode(key, casefold=True)
    except (InvalidToken, ValueError):
        return ""
    return key
