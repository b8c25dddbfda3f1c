"""Lawful erasure: the words of single audit entries are blanked, and that they were is on record.

Headers, hashes and seals stay, so that the chain holds as before. What an erased entry told of is kept by name alone
in the entry about the erasure, so that `verify` still finds out when such a row disappears.
"""

from collections.abc import Sequence

from django.db import connection, models, transaction

from articles import audit, guards
from articles.models import AuditEntry, User
from articles.refusals import Refused
from articles.text import clean
from reviewers.verification.erasures import BLANK, is_blank
from reviewers.verification.told import tells

# What the chain itself stands on; none of them holds words about a person.
_NEVER = {audit.Event.ERASED, audit.Event.SIGNING_KEY_CHANGED, audit.Event.DEMONSTRATION}
_GUARDS = [guard for guard in guards.GUARDS if guard.name == f"{AuditEntry._meta.db_table}_no_update"]


class CannotErase(Refused):
    """These entries cannot be erased."""


def objections(numbers: Sequence[int], *, reason: str) -> list[str]:
    """Every reason why these entries cannot be erased. Empty means that they can."""
    found = [] if clean(reason).strip() else ["Say by which law or request the entries are erased."]
    if not numbers:
        found.append("Say which entries are erased, by their numbers.")
    entries = {entry.number: entry for entry in AuditEntry.objects.filter(number__in=numbers)}
    for number in sorted(set(numbers)):
        entry = entries.get(number)
        if entry is None:
            found.append(f"There is no audit entry {number}.")
        elif is_blank(entry):
            found.append(f"Audit entry {number} is blank already.")
        elif entry.event in _NEVER:
            found.append(f"Audit entry {number} holds nothing about a person, and the chain needs it.")
        elif audit.detail_sha256(entry) != entry.detail_sha256:
            found.append(f"Audit entry {number} was changed since it was written: run verify first.")
    return found


def erase(numbers: Sequence[int], *, by: User, reason: str) -> AuditEntry:
    """Blank who did it and with which values in these audit entries, for good; returns the entry that tells so.

    For the owner of the tables: the guard against changes is lifted inside the transaction and is back when it is
    committed. Raises CannotErase with every reason, and DatabaseError for anyone but the owner.
    """
    with transaction.atomic():
        refused = objections(numbers, reason=reason)
        if refused:
            raise CannotErase(refused)
        entries = AuditEntry.objects.filter(number__in=numbers).order_by("number")
        erased = [
            {
                "number": entry.number,
                "event": str(entry.event),
                "told": [[telling.noun, *telling.name] for telling in tells(entry)],
            }
            for entry in entries
        ]
        told = audit.record(audit.Event.ERASED, by=by, entries=erased, reason=clean(reason).strip())
        _blank(numbers)
        return told


def _blank(numbers: Sequence[int]) -> None:
    # PostgreSQL alters no table that has foreign keys still to check.
    connection.check_constraints()
    guards.lift(_GUARDS)
    models.QuerySet(AuditEntry).filter(number__in=numbers).update(
        data=BLANK, salt="", actor_name="", actor=None
    )
    connection.check_constraints()
    guards.install(_GUARDS)
