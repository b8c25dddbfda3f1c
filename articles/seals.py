"""Ed25519 seals over canonical payloads, made with a key that is not in the database (RFC 8032).

Rotation adds a key and never re-signs: what an earlier key sealed is checked with its public half, which the operator
keeps in a file. Keys that are only named in the database count for nothing.
"""

import base64
import binascii
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from django.conf import settings

from articles.document import canonical

_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)


@lru_cache(maxsize=4)
def _key(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"The signing key in {path} is not an Ed25519 key.")
    return key


@lru_cache(maxsize=4)
def _known(path: Path, earlier: Path | None) -> dict[str, Ed25519PublicKey]:
    """Each public key that this site goes by, under its name."""
    keys = [*(public_keys_in(earlier.read_bytes()) if earlier else []), _key(path).public_key()]
    return {_name(key): key for key in keys}


def public_keys_in(pem: bytes) -> list[Ed25519PublicKey]:
    """The public keys in a file's text, one PEM block after another. Raises ValueError for any other kind of key."""
    keys = [load_pem_public_key(block) for block in _PEM.findall(pem)]
    if not keys or not all(isinstance(key, Ed25519PublicKey) for key in keys):
        raise ValueError("the file holds no Ed25519 public key, or another kind of key.")
    return [key for key in keys if isinstance(key, Ed25519PublicKey)]


def _name(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def key_id() -> str:
    """The name of the site's signing key: the first 16 hexadecimal digits of its public key's SHA-256."""
    return _name(_key(settings.SIGNING_KEY_FILE).public_key())


def key_of(made: str) -> str:
    """The name of the key that a seal says it was made with."""
    return made.partition(":")[0]


def public_key(name: str = "") -> str:
    """A key's public half in base64 (32 bytes), the signing key's by default. Raises KeyError for an unknown name."""
    key = _known(settings.SIGNING_KEY_FILE, settings.EARLIER_KEYS_FILE)[name or key_id()]
    return base64.b64encode(key.public_bytes_raw()).decode()


def key_names() -> list[str]:
    """The names of all keys whose seals hold here: the earlier ones, then the one that signs."""
    return list(_known(settings.SIGNING_KEY_FILE, settings.EARLIER_KEYS_FILE))


def seal(payload: dict[str, Any]) -> str:
    """The seal of a payload: `<key id>:<signature in base64>` over its canonical text."""
    signature = _key(settings.SIGNING_KEY_FILE).sign(canonical(payload).encode())
    return f"{key_id()}:{base64.b64encode(signature).decode()}"


def holds(payload: dict[str, Any], made: str) -> bool:
    """Whether a seal is this site's, by its key of today or an earlier one, and covers exactly this payload."""
    name, _, signature = made.partition(":")
    public = _known(settings.SIGNING_KEY_FILE, settings.EARLIER_KEYS_FILE).get(name)
    if public is None:
        return False
    try:
        public.verify(base64.b64decode(signature, validate=True), canonical(payload).encode())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def covers(row: Any) -> bool:
    """Whether a row's `seal` covers what the row says. A row that cannot even be read is not covered."""
    try:
        return holds(row.sealed_payload(), row.seal)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
