"""What lets anyone check a page: its record, the keys, the program, the feed, and the block that tells of them."""

import json
import logging
import re
import uuid
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from articles import audit, clock, seals
from articles.models import EditionRecord, User
from cliniccontent import environment
from reviewers import publishing, signoff, verification
from reviewers.models import Role, SignOff
from reviewers.withdrawing import plan_withdrawal
from tests import factories
from tests.articles.public.steps import MARCH, at, publish, republish, withdraw, words
from tests.articles.public.test_forgeries import forge
from tests.recording import check, export

pytestmark = pytest.mark.django_db
ATOM = {"atom": "http://www.w3.org/2005/Atom", "proof": "urn:x-cliniccontent:proof"}


def record_of(publication, **query):
    where = reverse("record", args=[publication.slug, publication.edition.number])
    return where + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")


def alarms(caplog):
    return [entry.getMessage() for entry in caplog.records if entry.levelno == logging.CRITICAL]


def test_record_is_the_stored_text_byte_for_byte_with_its_seal(client):
    publication = publish()
    stored = EditionRecord.objects.get()

    response = client.get(record_of(publication))

    assert response.content.decode() == f'{{"record":{stored.text},"seal":"{stored.seal}"}}'
    assert response.headers["Content-Type"] == "application/json"
    assert "no-cache" in response.headers["Cache-Control"]
    assert client.get(record_of(publication), headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_record_of_what_was_never_published_is_not_found(client):
    publication = publish()
    factories.change(publication.article, title="Not signed")
    factories.make_edition(publication.article)

    for number in [0, 2, 99999999999999999999999999]:
        assert client.get(f"/articles/{publication.slug}/editions/{number}/record.json").status_code == 404
    assert client.get("/articles/nowhere/editions/1/record.json").status_code == 404
    assert client.post(record_of(publication)).status_code == 405


def test_withdrawn_text_is_in_no_record_that_is_served(client):
    publication = publish()
    withdraw(publication)

    newest = client.get(record_of(publication))
    earlier = client.get(record_of(publication, version=1))

    assert json.loads(newest.content)["record"]["facts"]["state"] == "withdrawn"
    assert b"Walking" not in newest.content
    assert earlier.status_code == 410
    assert b"Walking" not in earlier.content


def test_text_is_in_no_record_from_the_moment_of_a_planned_withdrawal_on(client):
    publication = publish()
    leaves_at = MARCH + timedelta(days=2)
    with clock.set_to(MARCH + timedelta(days=1)):
        plan_withdrawal(publication.article, withdraw_at=leaves_at, by=factories.make_editor(), reason="Old.")

    before = at(leaves_at - timedelta(seconds=1), client, record_of(publication))
    after = at(leaves_at, client, record_of(publication))

    assert before.status_code == 200
    assert after.status_code == 410
    assert b"Walking" not in after.content
    assert b"<title>Withdrawn</title>" in at(leaves_at, client, "/feeds/articles.atom").content
    assert b"Walking" not in at(leaves_at, client, "/feeds/articles.atom").content


def test_earlier_versions_of_a_record_can_be_asked_for(client):
    first = publish()
    republish(first)

    states = [
        json.loads(client.get(record_of(first, **query)).content)["record"]["facts"]["state"]
        for query in [{"version": 1}, {"version": 2}, {}]
    ]

    assert states == ["live", "superseded", "superseded"]
    for version in ["3", "0", "-1", "x", "", "9" * 5000, "1.0", "²"]:
        assert client.get(record_of(first, version=version)).status_code == 404


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE articles_editionrecord SET text = replace(text, 'Walking', 'Running') WHERE id = %s",
        "UPDATE articles_editionrecord SET text = replace(text, ',', ', ') WHERE id = %s",
        "UPDATE articles_editionrecord SET text = 'Forged' WHERE id = %s",
        "UPDATE articles_editionrecord SET seal = 'Forged' WHERE id = %s",
    ],
)
def test_forged_record_is_not_served_and_raises_an_alarm(client, caplog, forgery):
    publication = publish()
    forge(forgery, [EditionRecord.objects.get().pk])

    response = client.get(record_of(publication))

    assert response.status_code == 404
    assert b"Running" not in response.content
    assert [alarm for alarm in alarms(caplog) if "is forged or changed" in alarm]
    assert "The record of this edition cannot be shown now." in words(
        client.get(publication.get_absolute_url())
    )


def test_record_at_an_old_address_leads_to_the_new_one_in_one_hop(client):
    first = publish()
    for step, slug in enumerate(["second-address", "third-address"], start=1):
        first.article.slug = slug
        first.article.save(update_fields=["slug"])
        republish(first, at=MARCH + timedelta(days=30 * step), title=f"Walking {slug}")

    response = client.get(record_of(first, version=1))

    assert response.status_code == 301
    assert response.headers["Location"] == "/articles/third-address/editions/1/record.json?version=1"


def test_page_names_its_record_and_the_feed(client):
    publication = publish()

    for address in [publication.get_absolute_url(), reverse("edition", args=[publication.slug, 1])]:
        page = client.get(address).content.decode()
        head = page.partition("</head>")[0]
        assert re.search(
            rf'<link rel="alternate" type="application/json"[^>]* href="{record_of(publication)}">', head
        )
        assert re.search(
            r'<link rel="alternate" type="application/atom\+xml"[^>]* href="/feeds/articles.atom">', head
        )


def test_page_tells_who_signed_when_and_how_to_check_it(client):
    publication = publish()
    medical = next(one for one in publication.reviewer_list if one["role"] == "medical")

    page = client.get(publication.get_absolute_url())

    assert f"{medical['name']}, MD: Medical review and approval, signed 3 March 2026, 09:30:00 UTC" in words(
        page
    )
    assert publication.digest in words(page)
    assert publication.edition.html_sha256 in words(page)
    assert f"python3 verify_record.py http://testserver/articles/{publication.slug}/editions/1/" in words(
        page
    )
    assert "was reset" not in words(page)
    for address in ["/.well-known/signing-keys.json", "/verify_record.py", record_of(publication)]:
        assert f'href="{address}"' in page.content.decode()


def test_page_says_that_an_account_was_reset_before_it_signed(client):
    with clock.set_to(MARCH):
        edition = factories.make_edition()
        signer = factories.make_reviewer(Role.MEDICAL)
        User.objects.filter(pk=signer.user_id).update(access_reset_at=MARCH - timedelta(hours=23))
        factories.sign(edition, signer)
        factories.sign(edition, factories.make_reviewer(Role.EDITORIAL), Role.EDITORIAL)
        publication = publishing.publish(edition, by=factories.make_publisher())

    shown = words(client.get(publication.get_absolute_url()))

    assert shown.count("less than a day after access to the signer’s account was reset") == 1


def test_revoked_signature_is_struck_through_on_the_edition_page(client):
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

    shown = client.get(reverse("edition", args=[publication.slug, 1])).content.decode()

    struck = re.findall(r"<del>(.*?)</del>, revoked 4 March 2026, 09:30:00 UTC", shown)
    assert len(struck) == 1
    assert struck[0].startswith(signature.printed_name)
    assert "<del>" not in client.get(publication.get_absolute_url()).content.decode()


def test_program_is_served_as_it_is(client):
    response = client.get("/verify_record.py")

    assert response.content == (settings.BASE_DIR / "verify_record.py").read_bytes()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def entries_of(response):
    return ElementTree.fromstring(response.content).findall("atom:entry", ATOM)


def test_feed_has_what_may_be_read_under_ids_that_stay(client):
    first = publish()
    before = client.get("/feeds/articles.atom")
    second = republish(first)
    after = client.get("/feeds/articles.atom")

    assert [entry.findtext("atom:id", "", ATOM) for entry in entries_of(after)] == [
        f"urn:uuid:{first.article.uuid}"
    ]
    assert entries_of(before)[0].findtext("atom:id", "", ATOM) == f"urn:uuid:{first.article.uuid}"
    assert entries_of(before)[0].findtext("atom:updated", "", ATOM) == "2026-03-03T09:30:00+00:00"
    assert entries_of(after)[0].findtext("atom:updated", "", ATOM) == "2026-04-02T09:30:00+00:00"
    assert entries_of(after)[0].findtext("atom:title", "", ATOM) == second.title
    assert "no-cache" in after.headers["Cache-Control"]


def test_feed_carries_the_head_of_the_audit_chain(client):
    publish()

    root = ElementTree.fromstring(client.get("/feeds/articles.atom").content)

    assert root.findtext("proof:chain-head", "", ATOM) == audit.head()
    call_command("verify", "--anchor", root.findtext("proof:chain-head", "", ATOM))


def test_feed_tells_of_withdrawals_and_retractions_under_the_same_id_without_the_text(client):
    withdrawn, retracted = (
        publish(),
        publish(title="Sleeping after surgery", summary="Most people sleep well."),
    )
    withdraw(withdrawn)
    with clock.set_to(MARCH + timedelta(days=60)):
        publishing.retract(
            retracted.article,
            by=factories.make_publisher(),
            reason="The trial was made up.",
            affected="All of it.",
        )

    response = client.get("/feeds/articles.atom")
    told = {
        entry.findtext("atom:id", "", ATOM): entry.findtext("atom:title", "", ATOM)
        for entry in entries_of(response)
    }

    assert told == {
        f"urn:uuid:{withdrawn.article.uuid}": "Withdrawn",
        f"urn:uuid:{retracted.article.uuid}": "Retracted: Sleeping after surgery",
    }
    assert b"Walking" not in response.content
    assert b"Most people" not in response.content
    assert {entry.findtext("atom:updated", "", ATOM) for entry in entries_of(response)} == {
        "2026-05-02T09:30:00+00:00"
    }


def test_feed_takes_as_many_queries_for_many_articles(client, django_assert_num_queries):
    publish()
    client.get("/feeds/articles.atom")
    with django_assert_num_queries(4):
        client.get("/feeds/articles.atom")
    for _ in range(4):
        publish()
    with django_assert_num_queries(4):
        client.get("/feeds/articles.atom")


@pytest.fixture
def rotated(tmp_path, settings):
    """The site's key replaced, the earlier one's public half kept."""

    def rotate(*, keep_earlier=True):
        earlier = tmp_path / "earlier.pem"
        earlier.write_text(public_pem(settings.SIGNING_KEY_FILE))
        new = tmp_path / f"{uuid.uuid4()}.pem"
        environment.write_private(new, environment.new_signing_key())
        settings.SIGNING_KEY_FILE = new
        settings.EARLIER_KEYS_FILE = earlier if keep_earlier else None

    return rotate


def public_pem(path):
    key = load_pem_private_key(path.read_bytes(), password=None).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_keys_are_those_of_the_chain_with_their_times(client):
    assert client.get("/.well-known/signing-keys.json").json()["keys"] == [
        {"id": seals.key_id(), "public_key": seals.public_key(), "from": "", "until": ""}
    ]
    publish()

    assert client.get("/.well-known/signing-keys.json").json()["keys"] == [
        {"id": seals.key_id(), "public_key": seals.public_key(), "from": clock.stamp(MARCH), "until": ""}
    ]


def test_after_a_rotation_everything_still_holds(client, rotated, tmp_path):
    old = publish()
    old_key = seals.key_id()
    rotated()
    new = publish(at=MARCH + timedelta(days=1))

    keys = client.get("/.well-known/signing-keys.json").json()["keys"]

    changed = clock.stamp(MARCH + timedelta(days=1))
    assert [(key["id"], key["from"], key["until"]) for key in keys] == [
        (old_key, clock.stamp(MARCH), changed),
        (seals.key_id(), changed, ""),
    ]
    assert list(verification.flaws()) == []
    for publication in [old, new]:
        assert client.get(publication.get_absolute_url()).status_code == 200
        assert check(*export(client, publication, tmp_path / str(publication.pk)).arguments).code == 0
    withdraw(old)
    assert check(*export(client, old, tmp_path / "withdrawn").arguments).code == 0


def test_keys_tell_of_a_rotation_before_the_first_act_with_the_new_one(client, rotated):
    publish()
    old_key = seals.key_id()
    rotated()

    keys = client.get("/.well-known/signing-keys.json").json()["keys"]

    assert [(key["id"], key["until"]) for key in keys] == [
        (old_key, clock.stamp(MARCH)),
        (seals.key_id(), ""),
    ]


def test_without_the_earlier_keys_public_half_old_pages_are_not_found(client, rotated, caplog):
    old = publish()
    rotated(keep_earlier=False)

    assert client.get(old.get_absolute_url()).status_code == 404
    assert client.get(record_of(old)).status_code == 404
    assert alarms(caplog)
    assert list(verification.flaws())
    assert [key["id"] for key in client.get("/.well-known/signing-keys.json").json()["keys"]] == [
        seals.key_id()
    ]
