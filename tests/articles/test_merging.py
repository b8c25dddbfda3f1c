"""Two people's texts put together: what one changed is proposed, what both changed is asked, and nothing is lost."""

import copy
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import merging, threeway
from articles.merging import BOTH, MINE, THEIRS, Edited, merge, resolved
from tests.counting import lines_run
from tests.documents import DOCUMENTS
from tests.factories import make_content

BASE = make_content() | {"slug": "hip", "owner": 1, "source_note": ""}


def changed(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(BASE) | changes


def body(*paragraphs: str) -> dict[str, Any]:
    return changed(body="\n\n".join(paragraphs))


def point(text: str, **changes: Any) -> dict[str, Any]:
    return {"uuid": str(uuid.uuid4()), "text": text, "evidence": []} | changes


def proposals(base: Any, mine: Any, theirs: Any) -> dict[str, str]:
    return {part.path: part.proposal for part in merge(base, mine, theirs).parts}


def test_what_one_side_changed_is_proposed():
    mine, theirs = changed(title="Mine"), changed(summary="Theirs", source_note="Theirs too")

    merged = merge(BASE, mine, theirs)

    assert {part.path: part.proposal for part in merged.parts} == {
        "title": MINE,
        "summary": THEIRS,
        "source_note": THEIRS,
    }
    assert resolved(merged) == changed(title="Mine", summary="Theirs", source_note="Theirs too")


def test_what_both_changed_alike_is_not_asked():
    assert proposals(BASE, changed(title="New"), changed(title="New")) == {}


def test_what_both_changed_differently_is_asked_and_never_guessed():
    merged = merge(BASE, changed(title="Mine"), changed(title="Theirs"))
    (part,) = merged.parts

    with pytest.raises(merging.Undecided) as undecided:
        resolved(merged)

    assert undecided.value.parts == [part]
    assert resolved(merged, {part.name: MINE})["title"] == "Mine"
    assert resolved(merged, {part.name: THEIRS})["title"] == "Theirs"
    assert resolved(merged, {part.name: Edited("Ours")})["title"] == "Ours"


def test_edits_of_neighbouring_paragraphs_merge_by_themselves():
    base = body("Stand up on day 1.", "Walk a little every day.", "Rest in between.")
    mine = body("Stand up on day 2.", "Walk a little every day.", "Rest in between.", "Eat well.")
    theirs = body("Stand up on day 1.", "Walk a lot every day.", "Rest in between.")

    merged = merge(base, mine, theirs)

    assert [part.proposal for part in merged.parts] == [MINE, THEIRS, MINE]
    assert resolved(merged)["body"] == (
        "Stand up on day 2.\n\nWalk a lot every day.\n\nRest in between.\n\nEat well."
    )


def test_one_paragraph_that_both_changed_is_asked_under_its_heading():
    base = body("## Pain", "Take 200 mg.", "## Sleep", "Rest well.")
    mine = body("## Pain", "Take 400 mg.", "## Sleep", "Rest well.")
    theirs = body("## Pain", "Take 100 mg.", "## Sleep", "Rest very well.")

    merged = merge(base, mine, theirs)

    asked, taken = merged.parts
    assert (asked.proposal, asked.heading, taken.proposal) == ("", "Pain", THEIRS)
    assert (asked.mine, asked.theirs) == (["Take 400 mg.\n\n"], ["Take 100 mg.\n\n"])
    assert resolved(merged, {asked.name: BOTH})["body"] == (
        "## Pain\n\nTake 400 mg.\n\nTake 100 mg.\n\n## Sleep\n\nRest very well."
    )


def test_paragraph_that_one_deleted_and_the_other_changed_is_asked():
    base, mine = body("One.", "Two words here.", "Three."), body("One.", "Three.")
    theirs = body("One.", "Two words there.", "Three.")

    assert list(proposals(base, mine, theirs).values()) == [""]


def test_paragraphs_that_both_put_in_at_one_place_are_asked():
    base, mine, theirs = body("One.", "Two."), body("One.", "Mine.", "Two."), body("One.", "Theirs.", "Two.")
    merged = merge(base, mine, theirs)

    (part,) = merged.parts

    assert part.proposal == ""
    assert resolved(merged, {part.name: BOTH})["body"] == "One.\n\nMine.\n\nTheirs.\n\nTwo."


def test_rows_are_known_by_their_uuid():
    first, second = BASE["key_points"][0], point("Rest.")
    base = changed(key_points=[first, second])
    mine = changed(key_points=[first | {"text": "Mine."}, second, point("My new one.")])
    theirs = changed(key_points=[first, second | {"evidence": [{"reference": "walking", "quote": "rest"}]}])

    made = resolved(merge(base, mine, theirs))["key_points"]

    assert made == [mine["key_points"][0], theirs["key_points"][1], mine["key_points"][2]]


def test_row_that_one_deleted_and_the_other_changed_is_asked():
    first = BASE["key_points"][0]
    theirs = changed(key_points=[])

    merged = merge(BASE, changed(key_points=[first | {"text": "Mine."}]), theirs)
    (part,) = merged.parts

    assert (part.proposal, part.theirs) == ("", None)
    assert resolved(merged, {part.name: THEIRS})["key_points"] == []
    assert resolved(merged, {part.name: MINE})["key_points"] == [first | {"text": "Mine."}]
    assert proposals(BASE, BASE, theirs) == {part.path: THEIRS}


def test_new_rows_of_both_stay_each_after_the_row_that_it_followed():
    a, b = point("a"), point("b")
    ours, others = point("ours"), point("others")
    base = changed(key_points=[a, b])

    merged = merge(base, changed(key_points=[a, ours, b]), changed(key_points=[a, b, others]))

    assert resolved(merged)["key_points"] == [a, ours, b, others]


def test_order_that_one_changed_counts_and_that_both_changed_is_asked():
    a, b, c = point("a"), point("b"), point("c")
    base, mine = changed(key_points=[a, b, c]), changed(key_points=[c, a, b])
    theirs = changed(key_points=[b, a, c])
    deleting = changed(key_points=[a, c])

    assert proposals(base, mine, deleting)["key_points.order"] == MINE
    assert resolved(merge(base, mine, deleting))["key_points"] == [c, a]
    merged = merge(base, mine, theirs)
    (part,) = merged.parts
    assert (part.path, part.proposal) == ("key_points.order", "")
    assert resolved(merged, {part.name: MINE})["key_points"] == [c, a, b]
    assert resolved(merged, {part.name: THEIRS})["key_points"] == [b, a, c]


def test_topics_that_each_chose_are_put_together():
    a, b, c = ({"slug": slug, "name": slug.upper()} for slug in "abc")
    base, mine, theirs = changed(topics=[a]), changed(topics=[a, b]), changed(topics=[c])

    merged = merge(base, mine, theirs)

    assert resolved(merged)["topics"] == [b, c]
    assert resolved(merged, {merged.parts[0].name: MINE})["topics"] == [a, b]


def test_where_nobody_knows_the_base_all_that_differs_is_asked():
    mine = changed(title="Mine", body=BASE["body"].replace("a little", "a lot"), key_points=[])
    mine["topics"] = []

    merged = merge(None, mine, BASE)

    assert {part.section for part in merged.parts} == {"title", "body", "key_points", "topics"}
    assert {part.proposal for part in merged.parts} == {""}
    assert resolved(merged, {part.name: MINE for part in merged.parts}) == mine
    assert resolved(merged, {part.name: THEIRS for part in merged.parts}) == BASE


def test_choice_made_of_other_values_is_not_taken_for_one():
    (before,) = merge(BASE, changed(title="Mine"), changed(title="Theirs")).parts

    (after,) = merge(BASE, changed(title="Mine"), changed(title="Theirs again")).parts

    assert before.path == after.path
    assert before.name != after.name


_FEW = st.sampled_from(["One day.", "Two pills.", "Three", "", "Take 4 mg now.", "Take 5 mg now.", "## Pain"])
_TEXTS = st.lists(_FEW, max_size=7).flatmap(
    lambda found: st.sampled_from(["\n\n", "\n", "\n \n\n"]).map(lambda joint: joint.join(found))
)


@st.composite
def _edited(draw: Any, document: dict[str, Any]) -> dict[str, Any]:
    """A document after somebody wrote in it: rows changed, deleted, moved, added."""
    made = copy.deepcopy(document)
    for name in draw(st.sets(st.sampled_from(["title", "summary", "ai_assistance"]))):
        made[name] = draw(_FEW)
    if draw(st.booleans()):
        kept = [block for block in threeway.blocks(made["body"]) if draw(st.integers(0, 3))]
        kept.insert(draw(st.integers(0, len(kept))), draw(_TEXTS))
        made["body"] = "".join(kept)
    for section in ["key_points", "references", "quotations", "authors"]:
        rows = [row for row in made[section] if draw(st.integers(0, 4))]
        for row in rows:
            if section != "authors" and draw(st.booleans()):
                row["text"] = draw(_FEW)
        made[section] = draw(st.permutations(rows)) if draw(st.booleans()) else rows
    if draw(st.booleans()):
        made["key_points"].insert(draw(st.integers(0, len(made["key_points"]))), point(draw(_FEW)))
    return made


def _alone(document: dict[str, Any]) -> dict[str, Any]:
    """No author stands twice, as the database has it."""
    names = {row["name"]: row for row in document["authors"]}
    return document | {"authors": list(names.values()), "body": document["body"]}


_THREE = DOCUMENTS.map(_alone).flatmap(lambda base: st.tuples(st.just(base), _edited(base), _edited(base)))


@given(_THREE)
def test_merging_with_who_changed_nothing_gives_the_other(three: Any):
    base, mine, theirs = three

    assert resolved(merge(base, mine, base)) == mine
    assert resolved(merge(base, base, theirs)) == theirs
    assert merge(base, mine, mine).parts == []
    assert resolved(merge(base, mine, copy.deepcopy(mine))) == mine


@given(_THREE)
def test_all_of_one_side_can_be_taken(three: Any):
    base, mine, theirs = three
    merged, blind = merge(base, mine, theirs), merge(None, mine, theirs)

    for side, whole in [(MINE, mine), (THEIRS, theirs)]:
        for found in [merged, blind]:
            taken = resolved(found, {part.name: side for part in found.parts})
            assert _words(taken) == _words(whole)


def _words(document: dict[str, Any]) -> dict[str, Any]:
    """A document but for the white space between paragraphs, and for rows' order, which is asked by itself."""
    paragraphs = [block.rstrip() for block in threeway.blocks(document["body"])]
    return document | {"body": [block for block in paragraphs if block]}


@given(_THREE)
def test_whatever_either_wrote_is_a_part_or_in_the_result(three: Any):
    base, mine, theirs = three
    merged = merge(base, mine, theirs)

    said = [paragraph.rstrip() for stretch in merged.woven["body"] for paragraph in _all_of(stretch)]
    for side in [mine, theirs]:
        assert {block.rstrip() for block in threeway.blocks(side["body"])} <= set(said)
        for row in side["key_points"] + side["references"]:
            shown = [part.mine for part in merged.parts] + [part.theirs for part in merged.parts]
            assert row in shown or (row in mine["key_points"] + mine["references"])
    decided = {part.name: part.proposal or MINE for part in merged.parts}
    made = resolved(merged, decided)
    uuids = [row["uuid"] for row in made["key_points"] + made["references"]]
    assert len(uuids) == len(set(uuids))
    assert made == resolved(merge(base, mine, theirs), decided)


def _all_of(stretch: Any) -> list[str]:
    return stretch.mine + stretch.theirs if isinstance(stretch, merging.Part) else stretch


@given(_TEXTS)
def test_paragraphs_are_the_text(text: str):
    assert "".join(threeway.blocks(text)) == text
    assert threeway.joined(threeway.blocks(text)) == text


@pytest.mark.parametrize(
    "paragraphs",
    [["same."] * 2, ["a.", "b."], [f"{{n}} a{n % 3}" for n in range(7)]],
    ids=["alike", "two", "some"],
)
def test_work_grows_with_the_text(paragraphs: list[str]):
    def work(times: int) -> int:
        base = [f"{text}\n\n" for text in paragraphs * times]
        mine = [text.replace(".", "!") for text in base]
        theirs = [*base[::2], "new\n\n"]
        return lines_run(lambda: threeway.segments(base, mine, theirs, str.rstrip))

    few, many = work(50), work(400)

    assert many < few * 16
