"""Evidence as lines of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.admin import evidence


def test_each_line_is_a_key_and_the_words():
    text = "[@a] one\r\n\r\n  [@b-2]two words  "

    assert evidence.parse(text) == [("a", "one"), ("b-2", "two words")]


def test_every_malformed_line_is_named():
    with pytest.raises(evidence.BadEvidence) as problem:
        evidence.parse("[@a] fine\nno key\n[@c d] words")

    assert [reason.split("”")[0] for reason in problem.value.reasons] == ["“no key", "“[@c d] words"]


def test_the_words_may_come_later():
    assert evidence.parse("[@a]\n[@b] ") == [("a", ""), ("b", "")]


def test_each_unknown_key_is_named_once():
    found = evidence.unknown([("a", "x"), ("b", "x"), ("b", "y")], {"a"})

    assert found == ["[@b] is no reference of this article: add it below, or mend the key."]


@given(st.text())
def test_any_text_is_read_or_refused(text: str):
    try:
        found, reasons = evidence.parse(text), []
    except evidence.BadEvidence as problem:
        found, reasons = [], problem.reasons

    assert all(key for key, _quote in found)
    assert found or reasons or not text.strip()
