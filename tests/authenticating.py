"""Second factors as people have them: an app on a phone, and a passkey, each set up by the real acts."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from articles import second_factor
from articles.models import User

HOST = "testserver"
PRESENT = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


def make_request(session: Any = None) -> HttpRequest:
    request = RequestFactory().post("/", HTTP_HOST=HOST)
    request.session = SessionStore() if session is None else session
    return request


@dataclass
class App:
    """An authenticator app. `code(1)` is the one that it shows in half a minute."""

    key: str

    def code(self, later: int = 0) -> str:
        return second_factor.app.code_at(self.key, second_factor.app.current_step() + later)

    def wrong_code(self) -> str:
        right = {self.code(later) for later in range(-2, 4)}
        return next(code for code in map(str, range(100_000, 100_010)) if code not in right)


def set_up_app(user: User) -> App:
    """An app that was confirmed with the code of the step before: this one's is still good."""
    request = make_request()
    app = App(second_factor.app.begin(user, request).key)
    confirmed = (second_factor.app.confirm(user, request, app.code(-1)) for _ in range(2))
    assert any(confirmed)  # a step may end between the two
    return app


@dataclass
class Passkey:
    """A device that does what a browser asks of it."""

    origin: str = f"https://{HOST}"
    domain: str = HOST
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def register(self, options: dict[str, Any]) -> str:
        data = AttestedCredentialData.create(
            b"\0" * 16, self.credential_id, ES256.from_cryptography_key(self.key.public_key())
        )
        flags = PRESENT | AuthenticatorData.FLAG.AT
        made = AuthenticatorData.create(hashlib.sha256(self.domain.encode()).digest(), flags, 0, bytes(data))
        attestation = AttestationObject.create("none", made, {})
        client_data = self._client_data("webauthn.create", options)
        return self._written({"clientDataJSON": client_data, "attestationObject": bytes(attestation)})

    def answer(self, options: dict[str, Any]) -> str:
        seen = AuthenticatorData.create(hashlib.sha256(self.domain.encode()).digest(), PRESENT, 0)
        client_data = self._client_data("webauthn.get", options)
        signature = self.key.sign(bytes(seen) + client_data.hash, ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": client_data, "authenticatorData": bytes(seen), "signature": signature}
        return self._written(parts)

    def _client_data(self, kind: str, options: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, options["publicKey"]["challenge"], self.origin)

    def _written(self, response: dict[str, bytes]) -> str:
        named = websafe_encode(self.credential_id)
        parts = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": parts})


def add_passkey(user: User, name: str = "My phone") -> Passkey:
    request, passkey = make_request(), Passkey()
    made = passkey.register(second_factor.passkeys.begin_adding(user, request))
    assert second_factor.passkeys.finish_adding(user, request, name=name, credential=made)
    return passkey
