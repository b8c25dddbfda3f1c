"""Content documents, their one text form, and their digests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import writing
from articles.document import NotCanonical, canonical, content_of, sha256
from articles.text import clean
from tests.factories import make_content, make_writer

texts = st.text().map(clean)


@given(st.text())
def test_clean_text_stays_as_it_is(text: str):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("nul\x00 bell\x07", "nul bell"),
        ("e\u0301", "\u00e9"),
        ("\ufeffstart", "start"),
        ("dose \u202e01\u202c mg", "dose 01 mg"),
        ("lone \ud800 half", "lone  half"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_clean_keeps_letters_and_drops_what_misleads(raw: str, kept: str):
    assert clean(raw) == kept


@given(
    st.recursive(texts | st.integers(), lambda item: st.lists(item) | st.dictionaries(st.just("key"), item))
)
def test_canonical_form_does_not_depend_on_order_or_identity(value: object):
    again = {"b": value, "a": value}

    assert canonical({"a": value, "b": value}) == canonical(again)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"a": 1.5}, "a is neither text, whole number, list nor dict: 1.5."),
        ({"a": [True]}, "a.0 is neither text, whole number, list nor dict: True."),
        ({"a": None}, "a is neither text, whole number, list nor dict: None."),
        ({"é": 1}, " has a key that is not ASCII text: 'é'."),
        ({"a": {"b": "x\r"}}, "a.b holds characters that are never kept."),
    ],
)
def test_canonical_form_refuses_what_has_none(value: object, sentence: str):
    with pytest.raises(NotCanonical) as refusal:
        canonical(value)

    assert str(refusal.value) == sentence


def test_canonical_form_is_the_same_on_every_machine():
    document = {"b": [1, "é “quoted” \\ 72 % ≥ 3"], "a": {"z": "", "y": "line\nfeed"}}

    assert canonical(document) == '{"a":{"y":"line\\nfeed","z":""},"b":[1,"é “quoted” \\\\ 72 % ≥ 3"]}'
    assert sha256(canonical(document)) == "e9560e3edf2b3aef789a9af52e088f0d9368b7b9fd835fbd814eba96332e35a1"


@pytest.mark.django_db
def test_content_survives_saving_and_reading_back():
    content = make_content(
        title="Größe & <Maß>",
        quotations=[
            {
                "text": "We wait.",
                "speaker": "Ada Invented",
                "credentials": ["MD", "FRCP (Edin, Lond)"],
                "affiliation": "Harbour Lane Clinic",
                "url": "https://example.org/talk",
            }
        ],
    )

    article = writing.create(content, by=make_writer())

    assert content_of(article) == content


@pytest.mark.django_db
def test_content_takes_the_same_queries_for_one_part_and_for_thirty(django_assert_num_queries):
    few = writing.create(make_content(), by=make_writer())
    points = [
        {
            "uuid": f"00000000-0000-0000-0000-{number:012}",
            "text": f"Point {number}",
            "evidence": [{"reference": "walking", "quote": "safe"}],
        }
        for number in range(30)
    ]
    many = writing.create(make_content(key_points=points), by=make_writer())

    with django_assert_num_queries(7):
        content_of(few)
    with django_assert_num_queries(7):
        content_of(many)
