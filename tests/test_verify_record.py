"""The program that checks a page by its record: each thing that somebody could do to them is named in plain words."""

import copy
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as some

from articles import clock
from reviewers import signoff
from reviewers.models import Role, SignOff
from tests import factories
from tests.articles.public.steps import MARCH, publish, republish, withdraw
from tests.recording import Files, check, export, program, reseal

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def exported(django_db_setup, django_db_blocker, tmp_path_factory) -> list[Files]:
    """The files of two articles, made once: what is done to them needs no site."""
    folder = tmp_path_factory.mktemp("exported")
    with django_db_blocker.unblock(), transaction.atomic():
        made = [export(Client(), publish(), folder / name) for name in ["one", "other"]]
        transaction.set_rollback(True)
    return made


@pytest.fixture
def files(exported, tmp_path) -> Files:
    return Files(*(Path(shutil.copy(path, tmp_path)) for path in exported[0]))


def pem_of(key_file, folder):
    key = load_pem_private_key(key_file.read_bytes(), password=None)
    path = folder / "key.pem"
    path.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


def test_genuine_page_and_record_hold_with_the_keys_of_the_site(files, tmp_path):
    by_list = check(*files.arguments)
    by_pem = check(
        str(files.page), str(files.record), "--key", str(pem_of(settings.SIGNING_KEY_FILE, tmp_path))
    )

    for outcome in [by_list, by_pem]:
        assert outcome.code == 0
        assert outcome.of("FAILS") == ""
        assert "The article on the page is, byte for byte, what was signed" in outcome.of("holds")
        assert outcome.lines[-1] == "Everything that was checked holds."


def test_without_a_key_it_says_that_the_files_only_agree_with_each_other(files):
    outcome = check(str(files.page), str(files.record))

    assert outcome.code == 0
    assert "only that the files agree with each other and with the key named in the record" in outcome.of(
        "not checked"
    )
    assert outcome.lines[-1] == "Everything that was checked holds, if the key is the site’s."


@pytest.mark.django_db(
    transaction=True
)  # PostgreSQL empties no table on which the same transaction still works
def test_record_verifies_when_the_database_is_gone(client, tmp_path):
    files = export(client, publish(), tmp_path / "files")
    key = pem_of(settings.SIGNING_KEY_FILE, tmp_path)
    call_command("flush", "--no-input", verbosity=0)

    outcome = check(str(files.page), str(files.record), "--key", str(key))

    assert outcome.code == 0


def test_another_sites_key_proves_nothing(files, tmp_path):
    other = Ed25519PrivateKey.generate().public_key()
    path = tmp_path / "other.pem"
    path.write_bytes(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    outcome = check(str(files.page), str(files.record), "--key", str(path))

    assert outcome.code == 1
    assert "which is none of the site's keys" in outcome.of("FAILS: The record:")


def entry_cut_out(whole, _other):
    del whole["record"]["chain"][2]
    whole["record"]["entries"] -= 1


def entry_cut_off(whole, _other):
    whole["record"]["chain"].pop()
    whole["record"]["entries"] -= 1
    last = whole["record"]["chain"][-1]
    whole["record"]["head"] = {"number": last["number"], "hash": last["hash"]}


def entry_missing(whole, _other):
    whole["record"]["chain"].pop()


def another_articles_signature(whole, other):
    whole["record"]["facts"]["signoffs"][1] = other["record"]["facts"]["signoffs"][1]


def signatures_reordered(whole, _other):
    whole["record"]["facts"]["signoffs"].reverse()


def time_of_a_signature(whole, _other):
    whole["record"]["facts"]["signoffs"][1]["payload"]["signed_at"] = "2025-01-01T09:30:00.000000+00:00"


def time_of_publication(whole, _other):
    whole["record"]["facts"]["publications"][0]["payload"]["published_at"] = (
        "2026-03-09T09:30:00.000000+00:00"
    )


def time_in_the_chain(whole, _other):
    whole["record"]["chain"][2]["at"] = "2026-03-03T09:31:00.000000+00:00"


def signers_name(whole, _other):
    whole["record"]["facts"]["signoffs"][1]["payload"]["printed_name"] = "Somebody Else"


def name_on_the_page(whole, _other):
    whole["record"]["facts"]["publications"][0]["payload"]["reviewers"][1]["name"] = "Somebody Else"


def text_in_the_record(whole, _other):
    whole["record"]["facts"]["document"]["summary"] = "Take twice as much."


def signature_left_out(whole, _other):
    del whole["record"]["facts"]["signoffs"][1]


def digest(whole, _other):
    whole["record"]["facts"]["digest"] = "0" * 64


def state(whole, _other):
    whole["record"]["facts"]["state"] = "superseded"


def withdrawn_with_its_text(whole, _other):
    whole["record"]["facts"]["state"] = "withdrawn"


TAMPERINGS = {
    entry_cut_out: "an entry was cut out of the chain",
    entry_cut_off: "A time was changed, or an entry cut off",
    entry_missing: "some were cut off",
    another_articles_signature: "it is another article's signature",
    signatures_reordered: "The signatures were re-ordered",
    time_of_a_signature: "The medical signature by Medical Signer",
    time_of_publication: "The publication of 2026-03-09 09:30:00 UTC: its seal does not hold",
    time_in_the_chain: "was changed: its hash does not match",
    signers_name: "The medical signature by Somebody Else, MD (round 1): its seal does not hold",
    name_on_the_page: "The names on the page are not those who signed: Somebody Else",
    text_in_the_record: "The text in the record was changed",
    signature_left_out: "without a signature in force in these roles: medical",
    digest: "The digest is not that of what the record lists",
    state: "The record calls the edition superseded",
    withdrawn_with_its_text: "says that the text was taken down, and holds a text all the same",
}


@pytest.mark.parametrize("sealing", ["with the genuine seal kept", "sealed with a key of their own"])
@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_tampering_is_named(files, exported, tamper, sealing):
    whole = files.whole()
    tamper(whole, exported[1].whole())
    files.write(whole if "kept" in sealing else reseal(whole))

    outcome = check(*files.arguments)

    assert outcome.code == 1
    assert TAMPERINGS[tamper] in outcome.of("FAILS")
    assert outcome.of("FAILS: The record:")
    assert outcome.lines[-1].endswith("do not rely on this page or this record.")


def test_changed_byte_on_the_page_is_named(files):
    files.page.write_bytes(files.page.read_bytes().replace(b"Most people can walk", b"Many people can walk"))

    outcome = check(*files.arguments)

    assert outcome.code == 1
    assert "The article on the page is not what was signed: a byte was changed" in outcome.of("FAILS")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (
            lambda page: page.replace(b"</article>", b"</article><article>Mine</article>"),
            "a second article element",
        ),
        (
            lambda page: page.replace(b"<article", b"<!-- <article").replace(
                b"</article>", b"</article> -->"
            ),
            "no whole",
        ),
        (lambda page: page.replace(b"<article", b"<template><article"), "where a browser does not show it"),
        (
            lambda page: page.replace(b'<article id="edition"', b'<article id="edition" hidden'),
            "does not show it",
        ),
        (lambda page: page.replace(b'data-edition="1"', b'data-edition="2"'), "speak of different editions"),
        (lambda page: page.replace(b'data-sha256="', b'data-sha256="0'), "not what was signed"),
        (lambda page: page.replace(b'data-edition="1"', b'data-edition="1" title=">'), "not what was signed"),
        (lambda page: b"<p>Nothing here.</p>", "no whole article element"),
    ],
    ids=["second", "comment", "template", "hidden", "number", "digest", "inside the tag", "none"],
)
def test_page_that_shows_another_text_is_named(files, page, words):
    files.page.write_bytes(page(files.page.read_bytes()))

    outcome = check(*files.arguments)

    assert outcome.code == 1
    assert words in outcome.of("FAILS")


def test_withdrawn_record_has_no_text_and_says_so(client, tmp_path):
    publication = publish()
    withdraw(publication)
    files = export(client, publication, tmp_path / "files")

    outcome = check(*files.arguments)

    assert outcome.code == 0
    assert "The text was taken down (withdrawn)" in outcome.of("holds")
    assert "ended on 2026-05-02 09:30:00 UTC: withdrawn" in outcome.of("holds")


def test_page_that_was_saved_before_a_withdrawal_is_not_to_be_read(client, tmp_path):
    publication = publish()
    page = export(client, publication, tmp_path / "before").page
    withdraw(publication)
    after = export(client, publication, tmp_path / "after")

    outcome = check(str(page), str(after.record), "--key", str(after.keys))

    assert outcome.code == 1
    assert "shows a text that was taken down" in outcome.of("FAILS")


def test_revoked_signature_is_told_of_with_who_and_why(client, tmp_path):
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
    files = export(client, publication, tmp_path / "files")

    outcome = check(*files.arguments)

    assert outcome.code == 0
    words = f"was revoked by {signature.printed_name} on 2026-03-04 09:30:00 UTC: I misread the table."
    assert words in outcome.of("holds")


def test_superseded_edition_still_verifies_and_an_older_record_of_it_does_too(client, tmp_path):
    first = publish()
    before = export(client, first, tmp_path / "before")
    republish(first)
    after = export(client, first, tmp_path / "after")

    assert check(*before.arguments).code == 0
    assert check(*after.arguments).code == 0
    assert check(str(after.page), str(before.record), "--key", str(after.keys)).code == 0
    assert "superseded" in check(*after.arguments).of("holds")


def test_invented_dates_are_said_aloud(files, client, tmp_path):
    whole = files.whole()
    whole["record"]["dates_are_invented"] = 1
    whole = reseal(whole)
    files.write(whole)

    assert "ITS DATES ARE INVENTED" in check(str(files.page), str(files.record)).of("not checked")


HOSTILE = {
    "nothing": b"",
    "a list": b"[]",
    "an empty object": b"{}",
    "not a number": b'{"record":NaN,"seal":""}',
    "a fraction": b'{"record":{"facts":1.5},"seal":""}',
    "infinity": b'{"record":{"facts":{}, "x":1e999},"seal":""}',
    "true": b'{"record":{"facts":{},"x":true},"seal":""}',
    "nobody": b'{"record":{"facts":{},"x":null},"seal":""}',
    "twice": b'{"record":{"facts":{}},"record":{"facts":{}},"seal":""}',
    "a huge number": b'{"record":{"facts":{},"x":' + b"9" * 100_000 + b'},"seal":""}',
    "deep lists": b"[" * 200_000 + b"]" * 200_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "other bytes": b'{"record":\xff\xfe}',
    "half a letter": b'{"record":{"facts":{},"x":"\\ud800"},"seal":""}',
    "a key of another alphabet": '{"record":{"facts":{},"ä":1},"seal":""}'.encode(),
    "wrong types": b'{"record":[],"seal":{}}',
    "too much": b" " * 10_000_001,
}


@pytest.mark.parametrize("record", HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_read_is_refused_with_a_sentence(files, record):
    files.record.write_bytes(record)

    outcome = check(*files.arguments)

    assert outcome.code == 2
    assert len(outcome.lines) == 1
    assert outcome.lines[0].startswith("Nothing was checked: ")


@pytest.mark.parametrize(
    "key",
    [
        b"",
        b"no key",
        b'{"keys":[]}',
        b'{"keys":[1]}',
        b'{"keys":[{"id":"x","public_key":"AAAA"}]}',
        b"\xff",
        b"{",
    ],
)
def test_keys_that_cannot_be_read_are_refused_with_a_sentence(files, key):
    files.keys.write_bytes(key)

    outcome = check(*files.arguments)

    assert outcome.code == 2
    assert len(outcome.lines) == 1


@pytest.mark.parametrize("keys", [{"earlier_keys": 5}, {"earlier_keys": [5]}, {"key": 5}, {"key": {}}])
def test_keys_in_the_record_that_cannot_be_read_are_refused_with_a_sentence(files, keys):
    whole = files.whole()
    whole["record"] |= keys
    files.write(whole)

    outcome = check(str(files.page), str(files.record))

    assert outcome.code == 2
    assert len(outcome.lines) == 1
    assert outcome.lines[0].startswith("Nothing was checked: ")


@pytest.mark.parametrize("page", [b"\xff\xfe<article>", b"<![x", b"<article " * 3, b"\0", b""])
def test_page_that_is_none_is_refused_without_a_traceback(files, page):
    files.page.write_bytes(page)

    assert check(*files.arguments).code in {1, 2}


def test_key_counts_in_its_own_time_alone(files):
    keys = json.loads(files.keys.read_text())
    keys["keys"][0]["until"] = "2026-01-01T00:00:00.000000+00:00"
    files.keys.write_text(json.dumps(keys))

    outcome = check(*files.arguments)

    assert outcome.code == 1
    assert "was not the site's key on 2026-03-03 09:30:00 UTC" in outcome.of("FAILS: The record:")


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path


def parent_of(whole, path):
    for step in path[:-1]:
        whole = whole[step]
    return whole


OTHER_VALUES = some.one_of(
    some.integers(),
    some.text(max_size=20),
    some.just([]),
    some.just({}),
    some.none(),
    some.booleans(),
    some.floats(),
)
PROPERTY = examples(suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_any_changed_leaf_of_the_record_is_found(files):
    whole = files.whole()
    places = list(leaves(whole))

    @PROPERTY
    @given(some.sampled_from(places), OTHER_VALUES, some.booleans())
    def one(path, value, sealed_anew):
        changed = copy.deepcopy(whole)
        parent = parent_of(changed, path)
        if type(parent[path[-1]]) is type(value) and parent[path[-1]] == value:
            return
        parent[path[-1]] = value
        with suppress(ValueError, TypeError):  # what has no canonical form cannot be sealed
            changed = reseal(changed) if sealed_anew else changed
        files.write(changed) if _is_text(changed) else files.record.write_bytes(b'"\\ud800"')
        assert program.main(files.arguments) in {1, 2}

    one()


def test_any_missing_part_of_the_record_is_found(files):
    whole = files.whole()
    places = {path[:end] for path in leaves(whole) for end in range(1, len(path) + 1)}

    @PROPERTY
    @given(some.sampled_from(sorted(places, key=str)))
    def one(path):
        changed = copy.deepcopy(whole)
        del parent_of(changed, path)[path[-1]]
        files.write(changed)
        assert program.main(files.arguments) in {1, 2}

    one()


def test_any_changed_byte_of_the_article_is_found(files):
    page = files.page.read_bytes()
    begin, end = page.index(b"<article"), page.index(b"</article>") + len(b"</article>")
    begin = page.index(b">", begin) + 1

    @PROPERTY
    @given(some.integers(begin, end - 1), some.integers(0, 255))
    def one(place, byte):
        if page[place] == byte:
            return
        files.page.write_bytes(page[:place] + bytes([byte]) + page[place + 1 :])
        # The name of the closing tag may be written in capitals: a browser shows the same.
        same = page[place : place + 1].lower() == bytes([byte]).lower() and place > end - len(b"article>") - 1
        assert same or program.main(files.arguments) in {1, 2}

    one()


def _is_text(value):
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def served(answers) -> Iterator[str]:
    """A web site with these answers: bytes, or an address that it leads to."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            answer = answers.get(self.path)
            if isinstance(answer, str):
                self.send_response(302)
                self.send_header("Location", answer)
                self.end_headers()
                return
            code, answer = (
                answer if isinstance(answer, tuple) else (200 if answer is not None else 404, answer)
            )
            self.send_response(code)
            self.end_headers()
            self.wfile.write(answer or b"")

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def site_of(files, publication_path="/page/"):
    whole = json.loads(files.record.read_bytes())
    slug = whole["record"]["facts"]["publications"][0]["payload"]["slug"]
    return {
        publication_path: files.page.read_bytes(),
        f"/articles/{slug}/editions/1/record.json": files.record.read_bytes(),
        "/.well-known/signing-keys.json": files.keys.read_bytes(),
    }


def test_address_is_checked_by_the_record_and_the_keys_that_the_page_names(files):
    with served(site_of(files) | {"/old/": "/page/"}) as site:
        outcomes = [
            check(f"{site}/page/"),
            check(f"{site}/old/"),
            check(f"{site}/page/", "--key", str(files.keys)),
        ]

    assert [outcome.code for outcome in outcomes] == [0, 0, 0]
    assert "That the keys are the site's: they come from" in outcomes[0].of("not checked")
    assert "That the keys are the site's" not in outcomes[2].of("not checked")


def test_address_of_an_edition_that_is_gone_is_checked_by_its_record(client, tmp_path):
    publication = publish()
    withdraw(publication)
    files = export(client, publication, tmp_path / "files")
    answers = site_of(files)
    gone = f"/articles/{publication.slug}/editions/1/"
    with served(answers | {gone: (410, b"<p>Withdrawn</p>")}) as site:
        outcome = check(f"{site}{gone}")

    assert outcome.code == 0
    assert "The page shows no text of this edition any more" in outcome.of("holds")


def test_address_with_a_changed_byte_is_named(files):
    answers = site_of(files)
    answers["/page/"] = answers["/page/"].replace(b"Most people", b"Some people")
    with served(answers) as site:
        outcome = check(f"{site}/page/")

    assert outcome.code == 1
    assert "not what was signed" in outcome.of("FAILS")


def test_addresses_that_lead_elsewhere_are_refused(files, tmp_path):
    page = files.page.read_bytes()
    elsewhere = page.replace(b'href="/articles', b'href="http://127.0.0.2/articles')
    to_file = page.replace(b'href="/articles', b'href="file:///articles')
    with served(site_of(files)) as other, served({}) as nothing:
        answers = {
            "/other/": f"{other}/page/",
            "/file/": files.page.as_uri(),
            "/loop/": "/loop/",
            "/elsewhere/": elsewhere,
            "/to-file/": to_file,
            "/none/": b"<p>No record</p>",
            "/much/": b"<p>" * 4_000_000,
            "/bad/": "http://[::1/",
        }
        with served(answers) as site:
            asked = [f"{site}{path}" for path in [*answers, "/missing/"]]
            asked += [
                files.page.as_uri(),
                "ftp://example.org/",
                "nonsense",
                "http://",
                "http://[::1",
                nothing,
            ]
            outcomes = {address: check(address) for address in asked}

    for address, outcome in outcomes.items():
        assert outcome.code == 2, address
        assert len(outcome.lines) == 1
        assert outcome.lines[0].startswith("Nothing was checked: ")
