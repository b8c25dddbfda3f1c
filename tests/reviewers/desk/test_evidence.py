"""Key points beside their sources: which numbers the quoted words say."""

import uuid

import pytest

from reviewers.desk.evidence import points
from tests.factories import make_content


def point(text: str, *quotes: str) -> dict:
    evidence = [{"reference": "walking", "quote": quote} for quote in quotes]
    return {"uuid": str(uuid.uuid4()), "text": text, "evidence": evidence}


def marked(text: str, *quotes: str) -> list[tuple[str, str]]:
    """The numbers of a point, each with its mark."""
    [shown] = points(make_content(key_points=[point(text, *quotes)]))
    return [(mark, words) for mark, words in shown.pieces if mark]


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("13 of 18 people fell.", "13 of the 18 fell", [("said", "13"), ("said", "18")]),
        ("13 of 18 people fell.", "31 of the 18 fell", [("unsaid", "13"), ("said", "18")]),
        ("72% of 1,200 people fell.", "in 1200, 72 % fell", [("said", "72%"), ("said", "1,200")]),
        ("The risk was 2.36.", "a risk of 3.26", [("unsaid", "2.36")]),
        ("The risk was 0.5 to 0.7.", "0.5–0.7", [("said", "0.5"), ("said", "0.7")]),
        ("BCL2 and phase 3, type 2.", "nothing", []),
        ("Nobody fell.", "no falls", []),
    ],
)
def test_numbers_are_looked_for_in_the_quoted_words(text: str, quote: str, expected: list):
    assert marked(text, quote) == expected


def test_a_number_may_stand_in_any_source_of_the_point():
    assert marked("5 of 9 fell.", "5 fell", "of the 9") == [("said", "5"), ("said", "9")]


def test_a_point_without_a_source_has_said_nothing():
    assert marked("5 fell.") == [("unsaid", "5")]


def test_the_words_of_a_point_are_all_there_and_its_sources_have_their_numbers():
    content = make_content(key_points=[point("In 40 people, 5 fell.", "of 40")])

    [shown] = points(content)

    assert "".join(words for _mark, words in shown.pieces) == "In 40 people, 5 fell."
    assert (shown.number, shown.unsaid) == (1, ["5"])
    assert [(source.number, source.quote) for source in shown.sources] == [(1, "of 40")]
    assert shown.sources[0].reference == content["references"][0]["text"]


def test_a_source_that_is_not_in_the_list_is_told_apart():
    content = make_content(key_points=[point("5 fell.", "5")], references=[])

    [shown] = points(content)

    assert (shown.sources[0].number, shown.sources[0].reference) == (0, "")
