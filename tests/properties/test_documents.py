"""Canonical text, seals and the clock."""

import base64
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles import clock, seals, writing
from articles.audit import ClockWentBack
from articles.document import NotCanonical, canonical, content_of, sha256
from articles.models import Article, AuditEntry
from articles.text import clean, clean_line, is_clean
from reviewers import publishing
from tests.factories import change, make_article, make_content, make_publisher, make_signed_edition, make_user

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
CLEAN_TEXT = ANY_TEXT.map(clean)
PLAIN = st.recursive(
    st.integers() | CLEAN_TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=8).map(clean), inner, max_size=4)
    ),
    max_leaves=12,
)
on_a_database = settings(
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(ANY_TEXT)
@example("e\u0301\r\n\u2028\u202eabc\x00\ud800\ufeff")
@example("\u0344\u0958\u1100\x85\u1161")
@example("\x85\u0338>")
@example("a\u0315\u200e\u0300")
def test_cleaning_clean_text_changes_nothing(text: str):
    once = clean(text)

    assert clean(once) == once
    assert is_clean(once)
    assert once.encode().decode() == once
    assert clean_line(clean_line(text)) == clean_line(text)


@given(PLAIN)
def test_canonical_text_is_one_and_can_be_read_back(value: Any):
    text = canonical(value)

    assert canonical(json.loads(text)) == text
    assert canonical(_turned(value)) == text


def _turned(value: Any) -> Any:
    """Equal data, built in another order."""
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(list(value))}
    return [_turned(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "value",
    [None, True, 1.0, float("nan"), b"x", ("a",), {"é": 1}, {1: 1}, "e\u0301", "\r\n", [{"a": [None]}]],
)
def test_what_has_no_one_text_form_is_refused(value: Any):
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.fixture
def article(db: None) -> Article:
    return make_article(
        make_user("writer", name="Wanda Writer"),
        uuid="00000000-0000-4000-8000-000000000001",
        title="Łódź, 10⁹ Zellen — “ß” ≥ 3 μg/L 👩🏽‍⚕️",
        summary="فارسی می‌خواهم\n\nקצר\n中文",
        key_points=[],
        references=[],
    )


def test_digest_of_an_article_is_the_same_on_every_engine(article: Article):
    text = canonical(content_of(article))

    assert sha256(text) == "a033dd09deb93fa2f60cf9c89353e4acd223de20730e1282ad95706b917a402d"
    assert article.versions.get().sha256 == sha256(text)


@on_a_database
@given(title=CLEAN_TEXT.map(clean_line), body=CLEAN_TEXT, quote=CLEAN_TEXT, name=CLEAN_TEXT.map(clean_line))
def test_canonical_text_is_stable_over_save_and_reload(
    article: Article, title: str, body: str, quote: str, name: str
):
    reference = {
        "uuid": str(uuid.uuid4()),
        "key": "k",
        "text": quote,
        "url": "",
        "doi": "",
        "pmid": "",
        "nct": "",
    }
    point = {"uuid": str(uuid.uuid4()), "text": quote, "evidence": [{"reference": "k", "quote": body}]}
    content = make_content(
        uuid=str(article.uuid),
        title=title,
        summary=body,
        body=body,
        references=[reference],
        key_points=[point],
        authors=[{"name": name, "credentials": [], "affiliation": name, "orcid": "", "interests": ""}],
    )
    seen = article.versions.latest("number").number

    writing.save(article, content, by=article.owner, seen=seen)

    kept = content_of(Article.objects.get(pk=article.pk))
    version = article.versions.latest("number")
    assert canonical(kept) == canonical(content) == version.document
    assert version.sha256 == sha256(version.document)
    again = writing.save(article, kept, by=article.owner, seen=version.number)
    assert again is None


PAYLOAD = {"schema": 1, "digest": "0" * 64, "name": "Łucja"}


@given(PLAIN.filter(lambda value: value != PAYLOAD))
def test_seal_holds_for_its_own_payload_alone(value: Any):
    made = seals.seal(PAYLOAD)

    assert seals.holds(PAYLOAD, made)
    assert not seals.holds(value, made)


@given(st.integers(0, 64 * 8 - 1))
def test_seal_with_any_bit_flipped_is_refused(bit: int):
    name, _, signature = seals.seal(PAYLOAD).partition(":")
    raw = bytearray(base64.b64decode(signature))
    raw[bit // 8] ^= 1 << bit % 8

    assert not seals.holds(PAYLOAD, f"{name}:{base64.b64encode(raw).decode()}")


@given(st.integers(0, len(canonical(PAYLOAD)) - 1))
def test_payload_with_any_character_changed_is_refused(place: int):
    text = canonical(PAYLOAD)
    other = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]

    assert not seals.holds({"text": other}, seals.seal({"text": text}))


@given(ANY_TEXT)
def test_seal_of_any_text_is_refused_without_an_error(made: str):
    assert not seals.holds(PAYLOAD, made)
    assert not seals.holds(PAYLOAD, f"{seals.key_id()}:{made}")


def test_seal_is_refused_for_what_has_no_canonical_text():
    assert not seals.holds({"a": None}, seals.seal({"a": 0}))


@on_a_database
@given(seconds=st.integers(1, 10**6))
def test_act_before_the_last_entry_is_refused(article: Article, seconds: int):
    last = AuditEntry.objects.latest("number")

    with clock.set_to(last.at - timedelta(microseconds=seconds)), pytest.raises(ClockWentBack):
        change(article, title="Another title")

    refused = AuditEntry.objects.latest("number")
    assert (refused.number, refused.event, refused.at) == (last.number + 1, "refused", last.at)
    assert article.versions.count() == 1


@pytest.mark.django_db
def test_publication_before_its_signatures_is_refused():
    with clock.set_to(datetime(2026, 3, 3, tzinfo=UTC)):
        edition, publisher = make_signed_edition(), make_publisher()

    with clock.set_to(datetime(2026, 3, 2, tzinfo=UTC)), pytest.raises(ClockWentBack):
        publishing.publish(edition, by=publisher)

    assert not edition.publications.exists()
