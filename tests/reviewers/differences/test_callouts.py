"""What is called out of two editions, and what is not."""

import pytest

from reviewers.differences import compare
from reviewers.risk.dangers import Danger
from tests.factories import make_content
from tests.reviewers.differences.pairs import LIST, SILENT, SPRINT, TABLE, TEXTS, TextPair


def body(old: str, new: str):
    content = make_content()
    return compare(content | {"body": old}, content | {"body": new})


@pytest.mark.parametrize("pair", TEXTS, ids=lambda pair: pair.name)
def test_a_dangerous_change_is_called_out(pair: TextPair):
    found = body(pair.old, pair.new).callouts

    assert [(callout.kind, callout.old, callout.new) for callout in found] == pair.callouts


@pytest.mark.parametrize("pair", SILENT, ids=lambda pair: pair.name)
def test_what_means_the_same_is_shown_but_not_called_out(pair: TextPair):
    comparison = body(pair.old, pair.new)

    assert comparison.callouts == []
    assert [part.status for part in comparison.parts] == ["changed"]


def test_the_most_dangerous_kind_comes_first_and_then_the_first_on_the_page():
    content = make_content(
        title="It is likely", body="Of two people one took it. Take 5 mg. It helped 9%. It helped 8%."
    )
    new = content | {
        "title": "It is unlikely",
        "body": "Of ten people one took it. Take 50 mg. It helped 99%. It helped 88%.",
    }

    found = compare(content, new).callouts

    assert [callout.old for callout in found] == ["5 mg", "likely", "9%", "8%", "two"]
    assert list(Danger).index(Danger.DOSE) == 0


def test_a_callout_leads_to_its_place_and_quotes_the_new_words():
    comparison = body(f"Rest.\n\n{SPRINT}", f"Rest!\n\n{SPRINT.replace('25', '52')}")

    (callout,) = comparison.callouts
    pieces = {
        f"change-{piece.change}": piece
        for line in comparison.parts[0].lines
        for piece in line
        if piece.change
    }

    assert callout.sentence == "Text: “25%” became “52%”."
    assert (callout.part, callout.anchor) == ("body", "change-2")
    assert pieces[callout.anchor] == ("taken", "25", 2)
    assert (callout.prefix, callout.quote, callout.suffix) == (
        "elow 120 mmHg reduced events by",
        "52%",
        "in people over 50",
    )


def test_where_words_were_removed_the_next_ones_are_quoted():
    (callout,) = body("Rest. Do not drive a car for some hours. Walk.", "Rest. Walk.").callouts

    assert (callout.old, callout.new, callout.quote) == ("Do not drive a car for some hours", "", "Walk.")


def test_in_a_table_the_row_and_the_column_are_named():
    (callout,) = body(TABLE, TABLE.replace("5 mg |", "9 mg |")).callouts

    assert callout.name == "Text, row “Enalapril”, column “Dose”"


def test_a_row_put_into_a_table_is_called_out_once():
    found = body(TABLE, f"{TABLE}\n| Warfarin | 500 mg | 99% |").callouts

    assert [(callout.kind, callout.old, callout.new) for callout in found] == [
        ("dose", "", "Warfarin 500 mg 99%")
    ]


def test_of_a_sentence_written_anew_each_danger_is_told_by_itself():
    old = "In this trial 72% of all adults who took 10 mg of warfarin lived on, as was told in the papers."
    new = "Nobody can say what became of those 120 children: their aspirin, 75 mg, had run out long before."

    found = body(old, new).callouts

    assert [(callout.kind, callout.old, callout.new) for callout in found] == [
        ("dose", "10 mg", "75 mg"),
        ("drug name", "warfarin", "aspirin"),
        ("negation", "", "Nobody"),
        ("percentage", "72%", ""),
        ("number", "", "120"),
        ("group of people", "adults", "children"),
    ]


def test_a_list_in_another_order_is_shown_as_moved_lines():
    (part,) = body(LIST, "\n".join([*LIST.split("\n")[1:], LIST.split("\n")[0]])).parts

    assert [line.moved for line in part.lines if not line.is_same] == ["away", "here"]


def test_a_paragraph_that_moved_and_changed_shows_what_changed_in_it():
    old = f"Rest much.\n\nDrink water and tea.\n\n{SPRINT}"
    comparison = body(old, f"{SPRINT.replace('25', '52')}\n\nRest much.\n\nDrink water and tea.")

    (came,) = [line for line in comparison.parts[0].lines if line.within]

    assert came.moved == "here"
    assert [piece for piece in came.within if piece.mark != "same"] == [
        ("taken", "25", 0),
        ("added", "52", 0),
    ]
    assert [callout.anchor for callout in comparison.callouts] == [f"change-{came.change}"]
    assert comparison.changed_words == 1


def test_words_are_counted():
    comparison = body("Take one tablet, then rest.", "Take two tablets, then rest and drink.")

    assert comparison.changed_words == 4
    assert comparison.words == compare({}, make_content(body="Take two tablets, then rest and drink.")).words
