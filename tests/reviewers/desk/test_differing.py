"""What changed, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewers.desk.differing import differences
from tests.factories import make_content


def lines(old: str, new: str) -> list:
    before = make_content()
    found = differences(before | {"body": old}, before | {"body": new})
    return found[0].lines if found else []


def test_equal_documents_have_no_differences():
    content = make_content()

    assert differences(content, content | {"title": content["title"]}) == []


def test_a_changed_word_is_marked_and_the_rest_is_not():
    assert lines("Take one tablet a day.", "Take two tablets a day.") == [
        [("same", "Take "), ("taken", "one tablet"), ("added", "two tablets"), ("same", " a day.")]
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("2.36", "3.26"), ("50%", "5%"), ("50 %", "5 %"), ("1,961", "1,691"), ("−2", "+2")]
)
def test_a_number_is_one_thing(old: str, new: str):
    assert lines(f"It was {old} then.", f"It was {new} then.") == [
        [("same", "It was "), ("taken", old), ("added", new), ("same", " then.")]
    ]


def test_long_runs_that_did_not_change_are_left_out():
    old = "\n\n".join(["One.", "Two.", "Three.", "Four.", "Five."])

    assert lines(old, f"{old}\n\nSix.") == [
        [("same", "One.")],
        [("left", "3 lines unchanged")],
        [("same", "Five.")],
        [("added", "Six.")],
    ]


def test_every_part_is_compared():
    old = make_content()
    new = make_content(
        uuid=old["uuid"],
        title="Walking",
        authors=[old["authors"][0] | {"interests": "Shares in Northlight."}],
    )

    found = {difference.name for difference in differences(old, new)}

    assert {"Title", "Byline"} <= found


words = st.lists(st.sampled_from(["a", "b", "2.5", "50%", ".", ",", "\n", " "]), max_size=25).map("".join)


@given(words, words)
def test_what_is_shown_is_the_new_text_and_the_old_one(old: str, new: str):
    shown = lines(old, new)
    if not shown or any(mark == "left" for line in shown for mark, _text in line):
        return
    marked = [piece for line in shown for piece in line]

    for mark, text in [("added", new), ("taken", old)]:
        kept = "".join(said for kind, said in marked if kind in {"same", mark})
        assert "".join(kept.split()) == "".join(text.split())
