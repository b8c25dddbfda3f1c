"""An audit entry's values in words that a person can read: in the admin, in the CSV file, in an article's record."""

import json
from typing import Any

from articles.models import AuditEntry

_LABELS = {
    "is_active": "active",
    "is_staff": "may log in",
    "is_superuser": "superuser",
    "email": "e-mail",
    "sha256": "SHA-256",
    "desk_sha256": "SHA-256 of the desk's values",
    "user_id": "account",
    "reviewer_id": "reviewer",
    "verified_by_id": "verified by account",
    "signoff": "sign-off",
}
ERASED = "erased by law"


def lines(entry: AuditEntry) -> list[tuple[str, str]]:
    """Each value of an entry as (what, said). A change is said as `old → new`. Nothing is left out but the seal."""
    if not entry.salt:
        return [("values", ERASED)]
    try:
        data = json.loads(entry.data)
        return [(label(name), _said(value)) for name, value in sorted(data.items()) if name != "seal"]
    except (ValueError, AttributeError):
        return [("values", "These cannot be read: run verify.")]


def sentence(entry: AuditEntry) -> str:
    """All values of an entry in one line."""
    return "; ".join(f"{what}: {said}" for what, said in lines(entry))


def person(entry: AuditEntry) -> str:
    """Who did it."""
    return entry.actor_name if entry.salt else ERASED


def label(name: str) -> str:
    """A value's name in words."""
    return _LABELS.get(name, name.replace("_", " "))


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(_pair(name, item) for name, item in sorted(value.items())) or "nothing"
    if isinstance(value, list):
        joint = "; ".join(_said(item) for item in value if isinstance(item, dict | list))
        return joint or ", ".join(str(item) for item in value) or "none"
    return str(value) if value != "" else "nothing"


def _pair(name: str, value: Any) -> str:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(item, str) for item in value):
        return f"{label(name)}: {_said(value[0])} → {_said(value[1])}"
    return f"{label(name)}: {_said(value)}"
