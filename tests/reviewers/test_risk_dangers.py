"""What a word is in its place: a dose, a percentage, part of a date."""

import pytest

from reviewers.risk.dangers import Danger, Reading, is_opposite
from reviewers.risk.reading import read


def reading(text: str) -> Reading:
    return Reading(text, read(text))


@pytest.mark.parametrize(
    ("text", "word", "danger"),
    [
        ("Take 10 mg.", "10", Danger.DOSE),
        ("Take 10 mg.", "mg", Danger.DOSE),
        ("Take 10 to 20 mg.", "10", Danger.DOSE),
        ("Take 10–20 mg.", "10", Danger.DOSE),
        ("Take two tablets.", "two", Danger.DOSE),
        ("It fell by 5%.", "5", Danger.PERCENT),
        ("It fell by 5 per cent.", "5", Danger.NUMBER),
        ("It took 5 weeks.", "5", Danger.NUMBER),
        ("It took 5 weeks.", "weeks", Danger.UNIT),
        ("It had 5.\nmg is a unit.", "5", Danger.NUMBER),
        ("On 3 May 2024 it rained.", "3", Danger.DATE),
        ("On 3 May 2024 it rained.", "may", Danger.DATE),
        ("On May 3rd, 2024 it rained.", "2024", Danger.DATE),
        ("As of 2024-05-03.", "05", Danger.DATE),
        ("You may take 3.", "may", Danger.STRENGTH),
        ("Do not take it.", "not", Danger.NEGATION),
        ("Warfarin is old.", "warfarin", Danger.DRUG),
        ("More of it.", "more", Danger.DIRECTION),
        ("See [@a].", "@a", Danger.CITATION),
        ("Walking helps.", "walking", None),
    ],
)
def test_a_token_is_what_stands_beside_it(text: str, word: str, danger: Danger | None):
    found = reading(text)
    (place,) = [at for at, token in enumerate(found.tokens) if token.text == word]

    assert found.danger(place) == danger


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("common", "uncommon"),
        ("complete", "incomplete"),
        ("hyperkalaemia", "hypokalaemia"),
        ("typical", "atypical"),
    ],
)
def test_opposites_are_known_either_way_round(one: str, other: str):
    assert is_opposite(one, other)
    assert is_opposite(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("form", "inform"), ("side", "inside"), ("common", "commonly")],
)
def test_what_is_no_opposite(one: str, other: str):
    assert not is_opposite(one, other)
    assert not is_opposite(other, one)


def test_tokens_say_where_they_stand_though_something_unseen_is_in_them():
    text = "Take as\u00adpirin, 5\u200b mg [@a]."

    assert [text[token.start : token.end] for token in read(text)] == [
        "Take",
        "as\u00adpirin",
        "5",
        "mg",
        "@a",
    ]


def test_tokens_between_two_offsets_are_those_that_touch_them():
    found = reading("Take 10 mg now.")

    assert [found.tokens[at].text for at in found.between(5, 9)] == ["10", "mg"]
    assert list(found.between(7, 7)) == []


def test_the_dangers_have_an_order():
    assert [danger.rank for danger in Danger] == list(range(len(Danger)))
