"""The audit chain, edited by SQL with the guards dropped: `verify` names where."""

import pytest

from articles import audit, clock
from articles.models import AuditEntry, Publication
from reviewers import publishing, states
from reviewers.verification.anchors import anchor_flaws, parse
from tests.attacks.forging import NEVER_ENDED, append_entry, change, copy, delete, guards_off, named, sql
from tests.factories import make_publication, make_publisher

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries() -> list[AuditEntry]:
    make_publication()
    return list(AuditEntry.objects.order_by("number"))


@pytest.mark.parametrize(
    "column",
    [
        "at",
        "event",
        "actor_name",
        "data",
        "salt",
        "detail_sha256",
        "previous",
        "article_previous",
        "hash",
        "seal",
    ],
)
def test_edited_entry_is_named(entries: list[AuditEntry], column: str):
    entry = entries[2]
    other = {"at": "2001-01-01 00:00:00+00:00", "event": "refused", "data": "{}", "salt": "0" * 32}

    with guards_off():
        change(entry, **{column: other.get(column, "0" * 64)})

    assert any(sentence.startswith(f"Audit entry {entry.number} ") for sentence in named())


def test_entry_given_to_someone_else_is_named(entries: list[AuditEntry]):
    entry = entries[2]

    with guards_off():
        change(entry, actor_id=entries[0].actor_id if entry.actor_id != entries[0].actor_id else None)

    assert named()[0] == (
        f"Audit entry {entry.number} was changed: its values are not those that its digest covers."
    )


def test_entry_deleted_in_the_middle_is_named(entries: list[AuditEntry]):
    with guards_off():
        delete(entries[2])

    assert named()[:2] == [
        "Audit entry 4 does not follow the one before it: entries are missing.",
        "Audit entry 4 does not carry the hash of the entry before it.",
    ]


def test_tail_deleted_is_named_by_what_it_told_of(entries: list[AuditEntry]):
    publication = Publication.objects.get()

    with guards_off():
        delete(entries[-1])

    assert named() == [
        f"The audit trail does not tell of address {publication.slug}.",
        f"The audit trail does not tell of publication {publication.uuid}.",
    ]


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


def test_appended_entry_is_named():
    publication = make_publication()

    append_entry("refused", publication.article, attempt="publish", reasons=["Invented."])

    assert named() != []


def test_publication_ended_by_sql_with_a_forged_entry_is_named():
    publication = make_publication()
    values = {
        "ended_at": clock.now(),
        "ended_by_id": publication.published_by_id,
        "ended_role": "publisher",
        "ended_because": "withdrawn",
        "ending_seal": "none",
    }

    change(publication, **values, notice="Invented.")
    told = {"publication": str(publication.uuid), "because": "withdrawn", "notice": "Invented."}
    append_entry("publication_ended", publication.article, edition=1, **told)
    states.refresh(publication.article)

    assert named() != []


def test_tail_cut_off_with_all_that_it_told_of_shows_in_the_head_alone():
    """The limit of what the database can say of itself: an operator who keeps the head elsewhere sees it."""
    publication = make_publication()
    last = AuditEntry.objects.latest("number").number
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")
    noted = audit.head()
    assert list(anchor_flaws([parse(noted)])) == []

    with guards_off():
        sql("DELETE FROM articles_auditentry WHERE number > %s", last)
        sql("DELETE FROM articles_editionrecord WHERE version > 1")
        change(publication, **NEVER_ENDED)
    states.refresh(publication.article)

    assert named() == []
    assert audit.head() != noted
    assert [flaw.sentence for flaw in anchor_flaws([parse(noted)])] == [
        f"The audit chain has no entry {noted.partition(':')[0]}, which it had: its end was cut off, or it was "
        "made anew."
    ]
