"""Ed25519 seals over canonical payloads, made with a key that is not in the database (RFC 8032)."""

import base64
import binascii
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from articles.document import canonical


@lru_cache(maxsize=4)
def _key(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"The signing key in {path} is not an Ed25519 key.")
    return key


def key_id() -> str:
    """The name of the site's signing key: the first 16 hexadecimal digits of its public key's SHA-256."""
    public = _key(settings.SIGNING_KEY_FILE).public_key().public_bytes_raw()
    return hashlib.sha256(public).hexdigest()[:16]


def seal(payload: dict[str, Any]) -> str:
    """The seal of a payload: `<key id>:<signature in base64>` over its canonical text."""
    signature = _key(settings.SIGNING_KEY_FILE).sign(canonical(payload).encode())
    return f"{key_id()}:{base64.b64encode(signature).decode()}"


def holds(payload: dict[str, Any], made: str) -> bool:
    """Whether a seal is this site's and covers exactly this payload."""
    name, _, signature = made.partition(":")
    if name != key_id():
        return False
    public = _key(settings.SIGNING_KEY_FILE).public_key()
    try:
        public.verify(base64.b64decode(signature, validate=True), canonical(payload).encode())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
