"""Entries of the audit trail whose words were erased by law: known, counted, and no flaw."""

import json
from dataclasses import dataclass

from articles import audit
from articles.models import AuditEntry

from .told import Name

BLANK = "{}"


@dataclass(frozen=True)
class Erasure:
    """One erased entry: which entry tells of its erasure, the legal reason, and what the erased one told of."""

    number: int
    by_entry: int
    reason: str
    told: list[tuple[str, Name]]


def erasures() -> dict[int, Erasure]:
    """All lawful erasures on record, by the number of the erased entry. What cannot be read is no erasure."""
    found = {}
    for entry in AuditEntry.objects.filter(event=audit.Event.ERASED).order_by("number"):
        try:
            data = json.loads(entry.data)
            for erased in data["entries"]:
                names = [(noun, tuple(name)) for noun, *name in erased["told"]]
                found[erased["number"]] = Erasure(erased["number"], entry.number, data["reason"], names)
        except (ValueError, KeyError, TypeError):
            continue
    return found


def is_blank(entry: AuditEntry) -> bool:
    """Whether nothing is left of who did it and with which values."""
    return (entry.data, entry.salt, entry.actor_name, entry.actor_id) == (BLANK, "", "", None)
