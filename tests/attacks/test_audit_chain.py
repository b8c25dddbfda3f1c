"""The audit chain, edited by SQL with the guards dropped: `verify` names where."""

import pytest

from articles.models import AuditEntry
from tests.attacks.forging import change, copy, delete, guards_off, named
from tests.factories import make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries() -> list[AuditEntry]:
    make_publication()
    return list(AuditEntry.objects.order_by("number"))


@pytest.mark.parametrize(
    "column", ["at", "event", "actor_name", "data", "previous", "article_previous", "hash"]
)
def test_edited_entry_is_named(entries: list[AuditEntry], column: str):
    entry = entries[2]
    other = {"at": "2001-01-01 00:00:00+00:00", "event": "refused", "data": "{}"}

    with guards_off():
        change(entry, **{column: other.get(column, "0" * 64)})

    assert any(sentence.startswith(f"Audit entry {entry.number} ") for sentence in named())


def test_entry_given_to_someone_else_is_named(entries: list[AuditEntry]):
    entry = entries[2]

    with guards_off():
        change(entry, actor_id=entries[0].actor_id if entry.actor_id != entries[0].actor_id else None)

    assert named()[0] == f"Audit entry {entry.number} was changed: its hash does not match."


def test_entry_deleted_in_the_middle_is_named(entries: list[AuditEntry]):
    with guards_off():
        delete(entries[2])

    assert named()[:2] == [
        "Audit entry 4 does not follow the one before it: entries are missing.",
        "Audit entry 4 does not carry the hash of the entry before it.",
    ]


def test_tail_deleted_is_named_by_what_it_told_of(entries: list[AuditEntry]):
    with guards_off():
        delete(entries[-1])

    assert any(
        sentence.startswith("The audit trail does not tell of the publication") for sentence in named()
    )


def test_entry_inserted_in_the_middle_is_named(entries: list[AuditEntry]):
    with guards_off():
        for entry in reversed(entries[2:]):
            change(entry, number=entry.number + 1)
        copy(entries[1], number=3, hash="0" * 64)

    assert "Audit entry 3 does not carry the hash of the entry before it." in named()


def test_two_entries_exchanged_are_named(entries: list[AuditEntry]):
    one, two = entries[1:3]

    with guards_off():
        change(one, number=1000)
        change(two, number=one.number)
        change(one, number=two.number)

    assert named() != []
