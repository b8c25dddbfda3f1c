"""Passkeys: a challenge is bound to what it is for, answered within five minutes, and used once."""

import hashlib
import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn, get_credentials
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.request import split_domain_port
from fido2.rpid import verify_rp_id
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from articles import clock
from articles.models import User

logger = logging.getLogger(__name__)

GOOD_FOR = timedelta(minutes=5)
LONGEST = 20_000  # characters of JSON that a browser may send
_ADDING = "second_factor_passkey_adding"
_ASKING = "second_factor_passkey_asking"
_PREFERRED = UserVerificationRequirement.PREFERRED


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner sees it in a list."""

    pk: int
    name: str
    added_at: datetime
    used_at: datetime | None


def owned_by(user: User) -> list[Passkey]:
    """The person's passkeys, in the order in which they were added."""
    rows = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return [Passkey(row.pk, row.wrap().name, row.created_at, row.last_used_at) for row in rows]


def begin_adding(user: User, request: HttpRequest) -> dict[str, Any]:
    """The options with which the browser makes a passkey on this device."""
    nonce = _keep(request, _ADDING)
    options, _state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=str(user.pk).encode(), name=user.email, display_name=str(user)),
        get_credentials(user),
        # Kept on the device, so that a log-in need not say which passkeys an account has.
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_PREFERRED,
        challenge=_challenge(nonce, ""),
    )
    return dict(options)


def finish_adding(user: User, request: HttpRequest, *, name: str, credential: str) -> bool:
    """Keep the passkey that the browser made; whether it answers the session's challenge."""
    nonce = _take(request, _ADDING)
    if nonce is None:
        return False
    answer = _read(credential)
    server = _server(request)
    made = _understood(lambda: server.register_complete(_state(nonce, ""), answer))
    if made is None or _is_known(made.credential_data.credential_id):
        return False
    WebAuthn.add(user, name, {part: answer[part] for part in ["id", "rawId", "type", "response"]})
    return True


def begin_asking(user: User | None, request: HttpRequest, *, bound_to: str) -> dict[str, Any]:
    """The options with which the browser asks for a passkey, for this one purpose and nothing else.

    For nobody in particular they name no passkey, so that they tell nothing about an account.
    """
    nonce = _keep(request, _ASKING)
    options, _state = _server(request).authenticate_begin(
        get_credentials(user) if user else None,
        user_verification=_PREFERRED,
        challenge=_challenge(nonce, bound_to),
    )
    return dict(options)


def check(user: User, request: HttpRequest, *, assertion: str, bound_to: str) -> bool:
    """Whether a passkey of this person answered the session's challenge for this purpose, for the first time."""
    nonce = _take(request, _ASKING)
    if nonce is None:
        return False
    answer = _read(assertion)
    server, owned = _server(request), get_credentials(user)
    held = _understood(lambda: server.authenticate_complete(_state(nonce, bound_to), owned, answer))
    if held is None:
        return False
    for row in Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN):
        if row.wrap().authenticator_data.credential_data.credential_id == held.credential_id:
            row.record_usage()
    return True


def remove(user: User, pk: int) -> None:
    """Take one passkey of this person away; nothing happens if it is not theirs."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN, pk=pk).delete()


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host()
    domain, _port = split_domain_port(host)
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=domain, name=settings.SITE_NAME),
        # This very host and no other under the same name: the library alone would take any subdomain.
        verify_origin=lambda origin: verify_rp_id(domain, origin) and urlsplit(origin).netloc == host,
    )


def _challenge(nonce: str, bound_to: str) -> bytes:
    return hashlib.sha256(bytes.fromhex(nonce) + bound_to.encode()).digest()


def _state(nonce: str, bound_to: str) -> dict[str, Any]:
    return {"challenge": websafe_encode(_challenge(nonce, bound_to)), "user_verification": _PREFERRED}


def _keep(request: HttpRequest, purpose: str) -> str:
    nonce = secrets.token_hex(32)
    request.session[purpose] = {"nonce": nonce, "at": clock.stamp(clock.now())}
    return nonce


def _take(request: HttpRequest, purpose: str) -> str | None:
    """The nonce that the session waits for, once: None when there is none, it is too old, or it was taken before."""
    kept = request.session.pop(purpose, None)
    if not kept or clock.now() - datetime.fromisoformat(kept["at"]) > GOOD_FOR:
        return None
    # Two requests at the same moment both find it in the session; only one of them is the first here.
    is_first = cache.add(f"second-factor-challenge:{kept['nonce']}", 1, timeout=GOOD_FOR.total_seconds())
    return kept["nonce"] if is_first else None


def _is_known(credential_id: bytes) -> bool:
    named = websafe_encode(credential_id)
    return Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN, data__credential__id=named).exists()


def _read(sent: str) -> dict[str, Any]:
    """What the browser sent; nothing when it is no JSON object of a likely size."""
    try:
        answer = json.loads(sent) if len(sent) <= LONGEST else {}
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _understood(complete: Callable[[], Any]) -> Any:
    """What the library makes of a browser's answer; None when it is wrong, or nothing that can be understood."""
    try:
        return complete()
    except Exception as problem:
        # Hostile bytes fail in the library's decoders in many ways; each of them means no, and none may be a 500.
        logger.info("A passkey's answer was refused: %r", problem)
        return None
