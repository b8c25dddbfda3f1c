"""Who may do what, and what qualifies them, beside what the audit chain last told of it.

Accounts, profiles and credentials change, so that they are not evidence themselves: the entries about them are. Of
each the chain tells old and new values, and what it told last must be what stands there now. A row that the chain
never told of is named where it must have told of it: an account made after the first one it tells of, a profile of an
account it tells of, a credential of a profile it tells of.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model

from articles.accounts import FLAGS, access_of
from articles.models import User
from reviewers.models import Credential, Reviewer
from reviewers.people import values_of

from .flaw import Flaw, flaw
from .told import UNKNOWN, Told

_LABELS = {"account": "account of", "profile": "profile of", "credential": "credential"}


def people_flaws(told: Told) -> Iterator[Flaw]:
    users = User.objects.prefetch_related("groups").order_by("pk")
    accounts = ((user, access_of(user)) for user in users.iterator(500))
    yield from _held_beside(told, "account", User, accounts)
    reviewers = Reviewer.objects.order_by("pk")
    yield from _held_beside(told, "profile", Reviewer, ((row, values_of(row)) for row in reviewers))
    credentials = Credential.objects.order_by("pk")
    yield from _held_beside(told, "credential", Credential, ((row, values_of(row)) for row in credentials))


def _held_beside(
    told: Told, noun: str, model: type[Model], rows: Iterable[tuple[Model, dict[str, str]]]
) -> Iterator[Flaw]:
    known, there = told.of[noun], set()
    named = {name[0] for name in known}
    for row, values in rows:
        there.add(row.pk)
        label = f"{_LABELS[noun]} {row}"
        if row.pk not in named:
            if _must_be_told(told, row):
                yield flaw(row, f"The audit trail does not tell how the {label} came to be.")
            continue
        for field, value in values.items():
            expected = known.get((row.pk, field), _untold(told, row, field))
            if expected is not UNKNOWN and expected != value:
                yield flaw(
                    row,
                    f"The {label}: {field} is {_words(value)}, and the audit trail last told {_words(expected)}.",
                )
    for number in sorted(named - there):
        yield Flaw(model._meta.db_table, number, f"The audit trail tells of {noun} {number}, which is gone.")


def _must_be_told(told: Told, row: Model) -> bool:
    made = told.made_accounts
    if isinstance(row, User):
        return bool(made) and not 1 <= row.pk < min(made)
    if isinstance(row, Reviewer):
        return row.user_id in made
    profiles = {name[0] for name in told.of["profile"]}
    return isinstance(row, Credential) and row.reviewer_id in profiles


def _untold(told: Told, row: Model, field: str) -> Any:
    """What a field must say of which nothing was told: an account whose making was told has no right but those told."""
    if not isinstance(row, User) or row.pk not in told.made_accounts:
        return UNKNOWN
    return "no" if field in FLAGS else ""


def _words(value: str) -> str:
    return f"“{value}”" if value else "empty"
