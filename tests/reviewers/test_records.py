"""The public records: written by each act that makes something new true, with nothing private in them."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from articles import audit, clock, document, seals
from articles.models import AuditEntry, EditionRecord, User
from reviewers import publishing, records, signoff, verification
from reviewers.models import Credential, Role, SignOff
from tests import factories
from tests.articles.public.steps import MARCH, publish, republish, withdraw
from tests.attacks.forging import guards_off, sql, undone

pytestmark = pytest.mark.django_db


def told(edition):
    return [json.loads(record.text)["facts"]["state"] for record in edition.records.order_by("version")]


def test_each_act_writes_the_record_that_it_makes_true():
    first = publish()
    second = republish(first)
    withdraw(second)

    assert told(first.edition) == ["live", "superseded", "withdrawn"]
    assert told(second.edition) == ["live", "withdrawn"]
    for record in EditionRecord.objects.all():
        assert seals.holds(json.loads(record.text), record.seal)
        assert document.canonical(json.loads(record.text)) == record.text


def test_nothing_new_writes_no_record():
    publication = publish()

    assert records.renew(publication.article) == []
    assert EditionRecord.objects.count() == 1


def test_edition_that_came_back_with_new_signatures_has_its_text_again():
    publication = publish()
    signature = SignOff.objects.get(edition=publication.edition, role=Role.MEDICAL)
    with clock.set_to(MARCH + timedelta(days=1)):
        signoff.revoke(
            signature,
            reviewer=signature.signer,
            reason="I misread the table.",
            credentials=factories.CREDENTIALS,
            request=factories.make_request(),
        )
    with clock.set_to(MARCH + timedelta(days=2)):
        for role in publication.edition.required_role_list:
            factories.sign(publication.edition, factories.make_reviewer(role), role)
        publishing.publish(publication.edition, by=factories.make_publisher())

    assert told(publication.edition) == ["live", "revoked", "live"]
    assert [bool(records_text(record)) for record in publication.edition.records.order_by("version")] == [
        True,
        False,
        True,
    ]


def records_text(record):
    return json.loads(record.text)["facts"]["document"]


def test_nothing_private_is_in_a_record():
    with clock.set_to(MARCH):
        author = factories.make_user("writer", name="Wilma Unnamed")
        publisher = factories.make_publisher()
        edition = factories.make_edition(factories.make_article(author))
        for role in edition.required_role_list:
            factories.sign(edition, factories.make_reviewer(role), role)
        Credential.objects.update(number="REG-4711")
        publishing.publish(edition, by=publisher)
    text = EditionRecord.objects.get().text

    private = [user.email for user in User.objects.all()] + [str(author), str(publisher), "Edgar", "REG-4711"]
    private += [entry.salt for entry in AuditEntry.objects.all()]
    assert [words for words in private if words in text] == []
    assert "@" not in text.replace("[@walking]", "")
    assert not {"actor", "actor_name", "data", "salt", "contributors"} & names_in(json.loads(text))


def names_in(value):
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


def flaws():
    return [flaw.sentence for flaw in verification.flaws()]


def test_verify_is_clean_over_a_whole_life():
    first = publish()
    second = republish(first)
    withdraw(second)

    assert flaws() == []


def test_verify_names_a_record_that_is_gone_or_changed(subtests):
    first = publish()
    republish(first)
    found = list(first.edition.records.order_by("version"))

    for statement, words in [
        (
            "DELETE FROM articles_editionrecord WHERE id = %s",
            "says something else|missing before version|does not say",
        ),
        ("UPDATE articles_editionrecord SET seal = 'x' WHERE id = %s", "is forged or changed"),
        ("UPDATE articles_editionrecord SET text = '[]' WHERE id = %s", "is forged or changed"),
        (
            "UPDATE articles_editionrecord SET version = version + 5 WHERE id = %s",
            "is missing before version",
        ),
    ]:
        for which in [0, -1]:
            with subtests.test(f"{statement} {which}"), undone():
                with guards_off():
                    sql(statement, found[which].pk)

                assert any(part in sentence for sentence in flaws() for part in words.split("|"))
    assert flaws() == []


def test_verify_names_an_edition_without_a_record():
    publication = publish()

    with guards_off():
        sql("DELETE FROM articles_editionrecord")

    assert (
        f"There is no public record of edition 1 of article {publication.article_id}, which was public."
        in flaws()
    )


def test_verify_holds_the_chain_against_links_that_were_kept(capsys):
    publish()
    kept = audit.head()
    publish(at=MARCH + timedelta(days=1))

    call_command("verify", "--anchor", kept, "--anchor", audit.head())

    assert "The chain still has what was kept of it: 2 of 2 anchors." in capsys.readouterr().out


def test_verify_names_a_link_that_the_chain_does_not_have_any_more():
    publish()
    number = int(audit.head().partition(":")[0])

    with pytest.raises(CommandError, match=f"Audit entry {number} is not the one that was kept"):
        call_command("verify", "--anchor", f"{number}:{'0' * 64}")
    with pytest.raises(CommandError, match=f"The audit chain has no entry {number + 1}"):
        call_command("verify", "--anchor", f"{number + 1}:{'0' * 64}")


@pytest.mark.parametrize("anchor", ["", "x", "1", "1:", "1:xyz", f"0:{'0' * 64}", f"{'9' * 40}:{'0' * 64}"])
def test_malformed_anchor_is_refused_in_one_sentence(anchor):
    with pytest.raises(CommandError, match="is no anchor: it takes NUMBER:HASH"):
        call_command("verify", "--anchor", anchor)
