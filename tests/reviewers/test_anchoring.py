"""Comments follow their words to later editions, and say so when the words are gone (WF-16)."""

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.passages import Passage, passages
from articles.rendering import render_document
from reviewers.anchoring import Anchor, NotFound, anchor, place_again
from tests.counting import lines_run
from tests.factories import make_content

BEFORE = "Most people walk on day 1 with help, or alone."
WORDS = st.lists(
    st.sampled_from(["stand", "up", "on", "day", "1", "2", "5 mg", "15 mg", "not", "safe."]), max_size=20
).map(" ".join)


def page_of(**changes: Any) -> list[Passage]:
    document = make_content(**changes)
    return passages(document, render_document(document))


def body(text: str) -> list[Passage]:
    return [Passage("body", "Text", text, 0)]


def again(page: list[Passage], found: Anchor, original: Sequence[Passage] = ()) -> Anchor | None:
    return place_again(page, found.part, found.quote, found.prefix, found.suffix, original=original)


def point(text: str, key: str = "") -> dict[str, Any]:
    return {"uuid": key or str(uuid.uuid4()), "text": text, "evidence": []}


def test_words_are_found_in_their_part_with_what_stands_around_them():
    page = page_of()

    found = anchor(page, "helps you to\n  stand up[1]")

    whole = " ".join(passage.text for passage in page)
    assert (found.part, found.quote) == ("body", "helps you to stand up[1]")
    assert whole[found.start : found.end] == found.quote
    assert whole[: found.start].endswith(found.prefix)
    assert (found.prefix, found.suffix) == (
        "after surgery A physiotherapist ",
        ". What you can do at home Walk a",
    )


def test_words_that_stand_nowhere_or_across_parts_are_refused():
    page = page_of()

    for quote in ["Walking before a hip fracture", "with help. Key points", "WALKING AFTER"]:
        with pytest.raises(NotFound, match="do not stand together in one part"):
            anchor(page, quote)
    with pytest.raises(NotFound):
        anchor(page, "  ")


def test_letter_that_stands_everywhere_is_no_quotation():
    page = body("A banana a day. " * 200)

    with pytest.raises(NotFound, match="stand in 1000 places: copy a few words more"):
        anchor(page, "a", prefix="A b", suffix="nana a day")


def test_words_in_several_places_need_what_stands_around_them():
    page = body("Walk on day 1 with help. Climb stairs on day 1 alone.")

    with pytest.raises(NotFound, match="stand in 2 places"):
        anchor(page, "day 1")
    with pytest.raises(NotFound, match="stand in 2 places"):
        anchor(page, "day 1", prefix="something else entirely", suffix="and more of it")

    assert anchor(page, "day 1", suffix=" alone.").start == 41
    assert anchor(page, "day 1", prefix="Walk on ").start == 8


def test_what_stands_around_words_may_lie_in_the_parts_before_and_after():
    page = page_of()
    quote = "Journal of Examples 2024."

    in_references = anchor(
        page, quote, prefix="References Example A. Walking early.", suffix="example.org Use"
    )
    beside_point = anchor(page, quote, prefix="Reference 1: Example A. Walking early.")

    assert in_references.part.partition(":")[0] == "reference"
    assert beside_point.part.partition(":")[0] == "key-point"


@pytest.mark.parametrize(
    "now",
    [
        "Most people walk on day 1 with help.",
        "New first sentence. Most people walk on day 1 with help.",
        "Most people walk on day 1 with help. More stands here now.",
        "Nearly all walk on day 1 with help, or alone.",
        "Most people walk on day 1 without help.",
        "Nobody should walk on day 1!",
    ],
)
def test_edits_around_the_words_leave_them_where_they_stand(now: str):
    found = anchor(body(BEFORE), "walk on day 1")

    placed = again(body(now), found, body(BEFORE))

    assert placed is not None
    assert now[placed.start : placed.end] == "walk on day 1"


@pytest.mark.parametrize(
    ("quote", "before", "now"),
    [
        ("day 1", "Walk on day 1 with help.", "Walk on day 2 with help."),
        ("day 1", "Walk on day 1 with help.", "Walk on day 10 with help."),
        ("5 mg", "Take 5 mg daily.", "Take 15 mg daily."),
        ("5 mg", "Take 5 mg daily.", "Take 0.5 mg daily."),
        ("5", "Of 100, 5 fell.", "Of 100, 5 % fell."),
        ("significant", "A significant drop.", "A non-significant drop."),
        ("day 1", "Walk on day 1 with help.", "Nobody said who may lift on day 1 after a stroke in winter."),
        ("Safe", "Safe for all.", "safe for all."),
        ("Walk", "Walk on day 1 with help.", ""),
    ],
)
def test_words_that_changed_or_only_look_alike_are_not_found(quote: str, before: str, now: str):
    found = anchor(body(before), quote)

    assert again(body(now), found) is None
    if now[:6] != "Nobody":
        assert again(body(now), found, body(before)) is None


def test_the_other_place_is_not_taken_when_the_words_go_from_the_first():
    first, second = "Walk on day 1 after surgery, with help. ", "Stand on day 1 after surgery, alone."
    found = anchor(body(first + second), "day 1", prefix="Walk on ")

    assert again(body(second), found) is None
    assert again(body(second), found, body(first + second)) is None
    assert again(body(second + " " + first), found) is not None


def test_the_last_place_gone_is_not_the_first():
    first, second = "Walk on day 1 alone.", " Stand on day 1 alone."
    found = anchor(body(first + second), "day 1", prefix="Stand on ")

    assert again(body(first), found) is None
    assert again(body(first), found, body(first + second)) is None


def test_two_places_among_the_same_words_are_not_chosen_between():
    row = "Group A 5 mg daily for two weeks and then as needed. "
    found = anchor(body(row), "5 mg")

    assert again(body(row * 2), found) is None


def test_moved_key_points_keep_their_comments():
    one, two = point("Standing up on day 1 is safe."), point("Lifting on day 1 is not.")
    found = anchor(page_of(key_points=[one, two]), "day 1", prefix="Lifting on ")

    placed = again(page_of(key_points=[two, one]), found)

    assert placed is not None
    assert placed.part == found.part == f"key-point:{two['uuid']}"


def test_words_that_moved_to_another_part_are_not_followed():
    one, two = point("Standing up on day 1 is safe for most people."), point("Rest.")
    found = anchor(page_of(key_points=[one, two]), "day 1 is safe for most people")

    assert again(page_of(key_points=[two]), found) is None
    moved = [point("Rest.", one["uuid"]), point(one["text"], two["uuid"])]
    assert again(page_of(key_points=moved), found) is None
    assert again(page_of(key_points=[], body=one["text"]), found) is None


def test_remark_on_the_whole_page_has_no_place():
    assert place_again(page_of(), "", "", "", "") is None


@given(WORDS, st.data())
def test_on_the_same_page_each_comment_finds_its_own_place_or_none(text: str, data: st.DataObject):
    text = text or "stand"
    begin = data.draw(st.integers(0, len(text) - 1))
    quote = text[begin : data.draw(st.integers(begin + 1, len(text)))].strip()
    start = text.find(quote, begin)
    if not quote:
        return
    prefix, suffix = text[max(0, start - 32) : start], text[start + len(quote) :][:32]

    placed = place_again(body(text), "body", quote, prefix, suffix)

    assert placed is None or (placed.prefix, placed.suffix) == (prefix, suffix)
    if text.count(quote) == 1:
        assert placed is not None


@given(WORDS, WORDS, st.data())
def test_what_is_found_again_is_the_same_words_uncut(before: str, now: str, data: st.DataObject):
    words = before.split() or ["stand"]
    chosen = data.draw(st.sampled_from(words))
    page = body(" ".join(words))
    try:
        found = anchor(page, chosen)
    except NotFound:
        return

    placed = again(body(now), found)

    if placed is not None:
        assert now[placed.start : placed.end] == chosen


def test_comments_on_a_long_page_take_work_in_proportion():
    words = [f"Sentence {number} says what is done on day {number}." for number in range(2000)]
    page = body(" ".join(words))
    found = [anchor(page, sentence) for sentence in words[::10]]

    placed = [again(page, one) for one in found]

    assert [one.start for one in placed if one] == [one.start for one in found]
    few, many = (
        lines_run(lambda some=some: [again(page, one) for one in some]) for some in [found[:20], found]
    )
    assert many < 12 * few
