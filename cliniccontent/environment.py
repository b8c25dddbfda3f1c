"""The environment, read strictly: a missing or malformed setting stops the start with its name."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

BASE_DIR = Path(__file__).resolve().parent.parent
PRIVATE_FILE = BASE_DIR / ".env"
STORE = BASE_DIR / "var"

T = TypeVar("T")


class Misconfigured(Exception):
    """A setting is missing or cannot be read; the message names it and says what it takes."""


def load_file() -> None:
    """Take NAME=value lines from the private file, if there is one; the real environment wins."""
    path = Path(os.environ.get("ENVIRONMENT_FILE", PRIVATE_FILE))
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator or not name.strip().isidentifier():
            raise Misconfigured(f"{path}, line {number}: expected NAME=value.")
        os.environ.setdefault(name.strip(), value.strip())


def text(name: str, default: str | None = None) -> str:
    """A setting as text. Without a default it is required; white space around it is dropped."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise Misconfigured(f"{name} is not set. The operators' guide says what it takes.")
    return default


def parsed(name: str, parse: Callable[[str], T], default: str | None = None) -> T:
    """A setting turned into what `parse` makes of it; a ValueError there names the setting."""
    value = text(name, default)
    try:
        return parse(value)
    except ValueError as problem:
        raise Misconfigured(f"{name} is malformed: {problem}") from problem


def parsed_words(name: str, parse: Callable[[list[str]], T]) -> T:
    """A setting's words, separated by commas, turned into what `parse` makes of them; none by default."""
    try:
        return parse(words(name, ""))
    except ValueError as problem:
        raise Misconfigured(f"{name} is malformed: {problem}") from problem


def boolean(name: str, *, default: bool = False) -> bool:
    """A yes/no setting: only 1, true, yes, on, 0, false, no and off are read."""
    value = text(name, str(default)).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise Misconfigured(f"{name} is malformed: {value!r} is neither true nor false.")


def words(name: str, default: str | None = None) -> list[str]:
    """A list separated by commas, each item trimmed, empty ones dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def make_private_file() -> None:
    """Write the demonstration's own secrets, readable by their owner alone, unless a file is there."""
    if PRIVATE_FILE.exists() or "ENVIRONMENT_FILE" in os.environ or "SECRET_KEY" in os.environ:
        return
    key_file = STORE / "signing-key.pem"
    if not key_file.exists():
        write_private(key_file, new_signing_key())
    people = ["writer", "editor", "medical", "editorial", "publisher", "auditor"]
    logins = ",".join(f"{person}@example.org:{secrets.token_urlsafe(9)}" for person in people)
    lines = [
        "# Made by `manage.py demo` for this machine alone. Delete it, and var/, to start afresh.",
        f"SECRET_KEY={secrets.token_urlsafe(50)}",
        f"SIGNING_KEY_FILE={key_file}",
        f"DATABASE_URL=sqlite:///{STORE / 'demonstration.sqlite3'}",
        f"STATIC_ROOT={STORE / 'static'}",
        f"DEMO_LOGINS={logins}",
        "SECOND_FACTOR=optional",
    ]
    write_private(PRIVATE_FILE, "\n".join(lines) + "\n")


def development_key() -> str:
    """The path of a signing key for development, made on first use."""
    path = STORE / "development-key.pem"
    if not path.exists():
        write_private(path, new_signing_key())
    return str(path)


def new_signing_key() -> str:
    """A new Ed25519 private key as PKCS#8 PEM text (RFC 8410)."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def write_private(path: Path, content: str) -> None:
    """Write a file that only its owner may read, from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
