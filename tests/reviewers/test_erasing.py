"""Lawful erasure: the words go, the chain holds, and what vanished without a law is still named."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles import audit
from articles.models import AuditEntry, User
from reviewers import erasing, guards, people, signoff, verification
from reviewers.models import Credential, Role
from tests.attacks.forging import change, delete, guards_off, named
from tests.factories import (
    CREDENTIALS,
    make_edition,
    make_publication,
    make_request,
    make_reviewer,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    return make_user(name="Olga Operator", is_superuser=True)


def entry_of(event: str) -> AuditEntry:
    return AuditEntry.objects.filter(event=event).order_by("number")[0]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_words_are_gone_and_the_chain_holds(operator: User):
    make_publication()
    signed = entry_of("signed")
    kept = (signed.header(), signed.hash, signed.seal)

    told = erasing.erase([signed.number], by=operator, reason="Art. 17 GDPR, request of 3 March.")

    signed = AuditEntry.objects.get(pk=signed.pk)
    assert (signed.data, signed.salt, signed.actor_name, signed.actor) == ("{}", "", "", None)
    assert (signed.header(), signed.hash, signed.seal) == kept
    assert (told.event, told.actor) == (audit.Event.ERASED, operator)
    assert json.loads(told.data)["reason"] == "Art. 17 GDPR, request of 3 March."
    assert named() == []
    assert guards.missing() == []


def test_every_entry_of_a_whole_life_can_be_erased_without_a_false_flaw(operator: User):
    publication = make_publication()
    one = publication.edition.signoffs.get(role=Role.MEDICAL)
    signoff.revoke(
        one, reviewer=one.signer, reason="I misread it.", credentials=CREDENTIALS, request=make_request()
    )
    numbers = list(AuditEntry.objects.values_list("number", flat=True))

    erasing.erase(numbers, by=operator, reason="A test.")

    assert named() == []
    assert sorted(verification.erasures()) == numbers


def test_row_that_an_erased_entry_told_of_is_missed_when_it_goes(operator: User):
    edition = make_edition()
    told = AuditEntry.objects.get(event="edition_submitted")
    check = entry_of("article_created")
    erasing.erase([told.number, check.number], by=operator, reason="A test.")

    with guards_off():
        delete(edition)

    assert f"The audit trail tells of edition {edition.article_id}, 1, which is gone." in named()


def test_what_was_told_again_after_an_erased_entry_is_compared(operator: User):
    credential = make_reviewer().held_credentials.get()
    people.record_change(credential, by=operator, before={})
    erased = AuditEntry.objects.latest("number")
    before = people.values_of(credential)
    Credential.objects.filter(pk=credential.pk).update(status="retired")
    credential.refresh_from_db()
    people.record_change(credential, by=operator, before=before)
    erasing.erase([erased.number], by=operator, reason="A test.")
    assert named() == []

    Credential.objects.filter(pk=credential.pk).update(status="active")

    assert named() == [
        f"The credential {credential}: status is “active”, and the audit trail last told “retired”."
    ]


def test_entry_blanked_without_a_law_is_named(operator: User):
    make_edition()
    entry = AuditEntry.objects.get(event="edition_submitted")

    with guards_off():
        change(entry, data="{}", salt="", actor_name="", actor_id=None)

    assert named()[0] == (
        f"Audit entry {entry.number} was blanked, and no entry says that it was erased by law."
    )


def test_erased_words_that_are_back_are_named(operator: User):
    make_edition()
    entry = AuditEntry.objects.get(event="edition_submitted")
    told = erasing.erase([entry.number], by=operator, reason="A test.")

    with guards_off():
        change(
            entry,
            data=entry.data,
            salt=entry.salt,
            actor_name=entry.actor_name,
            actor_id=entry.actor_id,
        )

    assert named() == [
        f"Audit entry {entry.number} was erased by law (entry {told.number}), and its words are back: erase it again."
    ]


def test_other_words_in_an_erased_entry_are_named(operator: User):
    make_edition()
    entry = AuditEntry.objects.get(event="edition_submitted")
    erasing.erase([entry.number], by=operator, reason="A test.")

    with guards_off():
        change(entry, data='{"edition":2}')

    assert named()[0] == (
        f"Audit entry {entry.number} was changed: its values are not those that its digest covers."
    )


@pytest.mark.parametrize(
    ("numbers", "reason", "sentence"),
    [
        ([1], " ", "Say by which law"),
        ([], "A test.", "Say which entries"),
        ([999], "A test.", "There is no audit entry 999."),
    ],
)
def test_what_cannot_be_erased_is_refused(operator: User, numbers: list[int], reason: str, sentence: str):
    make_edition()
    before = AuditEntry.objects.count()

    with pytest.raises(erasing.CannotErase, match=sentence):
        erasing.erase(numbers, by=operator, reason=reason)

    assert AuditEntry.objects.count() == before


def test_erasure_itself_and_what_is_blank_are_not_erased(operator: User):
    make_edition()
    told = erasing.erase([1], by=operator, reason="A test.")

    assert erasing.objections([1, told.number], reason="A test.") == [
        "Audit entry 1 is blank already.",
        f"Audit entry {told.number} holds nothing about a person, and the chain needs it.",
    ]


def test_changed_entry_is_not_erased():
    make_edition()
    entry = AuditEntry.objects.get(event="edition_submitted")

    with guards_off():
        change(entry, data="{}")

    assert erasing.objections([entry.number], reason="A test.") == [
        f"Audit entry {entry.number} was changed since it was written: run verify first."
    ]


def test_command_asks_and_does_nothing_on_no(operator: User, monkeypatch: pytest.MonkeyPatch):
    make_edition()
    monkeypatch.setattr("builtins.input", lambda _question: "no")

    with pytest.raises(CommandError, match="Nothing was erased"):
        run("erase", "--entries", "1", "--reason", "A test.", "--by", operator.email)

    assert not AuditEntry.objects.filter(event="erased").exists()


def test_command_erases_and_verify_says_so(operator: User):
    make_edition()

    said = run("erase", "--entries", "1, 2", "--reason", "Art. 17 GDPR.", "--by", operator.email, "--yes")

    told = AuditEntry.objects.get(event="erased")
    assert f"Erased. Audit entry {told.number} tells so." in said
    verified = run("verify")
    assert f"Audit entry 2 was erased by law, as entry {told.number} tells: Art. 17 GDPR." in verified
    assert "Everything holds." in verified
    assert [known["number"] for known in json.loads(run("verify", "--json"))["erased"]] == [1, 2]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--entries", "x", "--by", "-"], "no numbers of entries"),
        (["--entries", "1", "--by", "nobody@example.org"], "no active account"),
    ],
)
def test_command_says_what_is_wrong(arguments: list[str], sentence: str):
    with pytest.raises(CommandError, match=sentence):
        run("erase", "--reason", "A test.", "--yes", *arguments)


@pytest.mark.postgresql
def test_only_the_owner_erases(operator: User):
    make_edition()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain_eraser NOLOGIN")
        cursor.execute(
            "GRANT plain_eraser TO CURRENT_USER"
        )  # who is no superuser may become it by this alone
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain_eraser")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO plain_eraser")
        cursor.execute("SET LOCAL ROLE plain_eraser")
        with pytest.raises(CommandError, match="Run this as the owner of the tables"):
            run("erase", "--entries", "1", "--reason", "A test.", "--by", operator.email, "--yes")
        cursor.execute("RESET ROLE")

    assert AuditEntry.objects.get(number=1).salt
    assert not AuditEntry.objects.filter(event="erased").exists()
