"""The promise: a comparison leaves nothing out, so that what is shown, applied to the old text, gives the new one."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviewers.differences import Comparison, compare
from reviewers.differences.pairing import FAMILIES
from reviewers.differences.parts import as_data, parts
from reviewers.differences.wording import lines
from tests.counting import lines_run
from tests.factories import make_content

Row = dict[str, Any]

CRUMBS = [
    "take ", "not ", "10", " mg", "72%", ". ", ", ", "\n", "\n\n", "| a | b |\n", "- x\n", "# h\n", "**", "[@k]",
    "](", "cannot ", "\u00a0", "\u00ad", "5–6", " to ",
    "الصحة ", "e\u0301", "µg", "μg", "\u2028", "\x85", "  ", "",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(CRUMBS), max_size=14).map("".join) | st.text(max_size=30)
ID = st.sampled_from(["1", "2", "3", "4"])
EVIDENCE = st.lists(st.fixed_dictionaries({"reference": ID, "quote": TEXT}), max_size=2)
POINTS = st.lists(st.fixed_dictionaries({"uuid": ID, "text": TEXT, "evidence": EVIDENCE}), max_size=4)
QUOTATIONS = st.lists(
    st.fixed_dictionaries(
        {
            "text": TEXT,
            "speaker": TEXT,
            "credentials": st.lists(TEXT, max_size=2),
            "affiliation": TEXT,
            "url": TEXT,
        }
    ),
    max_size=3,
)
REFERENCES = st.lists(
    st.fixed_dictionaries(
        {"uuid": ID, "key": ID, "text": TEXT} | dict.fromkeys(["url", "doi", "pmid", "nct"], TEXT)
    ),
    max_size=4,
)
SIZES = st.lists(st.fixed_dictionaries({"digest": ID, "width": st.integers(1, 3)}), max_size=2)
FIGURES = st.lists(
    st.fixed_dictionaries(
        {"digest": ID, "renditions": SIZES} | dict.fromkeys(["caption", "credit", "licence"], TEXT)
    ),
    max_size=4,
)
AUTHORS = st.lists(
    st.fixed_dictionaries(
        {
            "name": TEXT,
            "credentials": st.lists(TEXT, max_size=2),
            "affiliation": TEXT,
            "orcid": TEXT,
            "interests": TEXT,
        }
    ),
    max_size=3,
)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(
            ["title", "summary", "body", "ai_assistance", "language", "kind", "audience", "tone"], TEXT
        ),
        "key_points": POINTS,
        "figures": FIGURES,
        "quotations": QUOTATIONS,
        "references": REFERENCES,
        "authors": AUTHORS,
        "topics": st.lists(st.fixed_dictionaries({"slug": ID, "name": TEXT}), max_size=2),
        "source": st.fixed_dictionaries({"name": TEXT, "url": TEXT}),
        "review_interval_months": st.integers(0, 24),
    },
)
often = settings(max_examples=80, deadline=None, database=None, derandomize=True)


@often
@given(TEXT, TEXT)
@example("a", "a\n")
@example("", "\n")
@example("2 take not \n", "2 not take\n\n")
def test_both_texts_are_in_the_lines(old: str, new: str):
    found = lines(old, new)

    assert "".join(line.text("taken") for line in found) == old
    assert "".join(line.text("added") for line in found) == new


@pytest.mark.parametrize(
    ("old", "new"), [("2.36", "3.26"), ("50%", "5%"), ("1,961", "1,691"), ("−2", "+2"), ("5–6", "7–8")]
)
def test_a_number_is_never_cut(old: str, new: str):
    (line,) = lines(f"It was {old} then.", f"It was {new} then.")

    sign = "%" if old.endswith("%") else ""
    assert line.pieces == [
        ("same", "It was ", 0),
        ("taken", old.removesuffix(sign), 0),
        ("added", new.removesuffix(sign), 0),
        ("same", f"{sign} then.", 0),
    ]


def test_a_comma_is_marked_alone():
    (line,) = lines("Walk each day and rest.", "Walk each day, and rest.")

    assert line.pieces == [("same", "Walk each day", 0), ("added", ",", 0), ("same", " and rest.", 0)]


@often
@given(DOCUMENTS, DOCUMENTS)
@example({"topics": [{"slug": "1", "name": "x"}]}, {"topics": [{"slug": "2", "name": "x"}]})
@example({"quotations": []}, {"quotations": [{"text": "", "speaker": ""}]})
def test_the_old_document_can_be_rebuilt_from_the_new_one(old: Row, new: Row):
    assert_exact(old, new)


@often
@given(st.data())
def test_an_edited_document_can_be_turned_back(data: st.DataObject):
    old = make_content()
    order = data.draw(st.permutations(range(4)))
    points = [{"uuid": str(n), "text": f"Point {n} holds {n}0 mg.", "evidence": []} for n in range(4)]
    old |= {
        "key_points": points,
        "body": "\n\n".join(["One. Two 5 mg.", "## Head", "Three [@a].", "- x\n- y"]),
    }
    body = list(old["body"])
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 6))] = data.draw(st.sampled_from(CRUMBS))
    changed = [points[n] | {"text": data.draw(st.just(points[n]["text"]) | TEXT)} for n in order]
    new = old | {"key_points": changed[: data.draw(st.integers(0, 4))], "body": "".join(body)}

    assert_exact(old, new)
    assert_exact(new, old)


@given(DOCUMENTS)
def test_a_document_does_not_differ_from_itself(document: Row):
    assert compare(document, document | {"change": {"note": "x"}}) == Comparison(
        words=compare({}, document).words
    )


@often
@given(DOCUMENTS, DOCUMENTS)
def test_anchors_are_one_of_each_and_every_callout_has_its_place(old: Row, new: Row):
    comparison = compare(old, new)

    numbers = [
        piece.change for part in comparison.parts for line in part.lines for piece in line if piece.change
    ]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {callout.anchor for callout in comparison.callouts} <= {f"change-{number}" for number in numbers}


def assert_exact(old: Row, new: Row) -> None:
    comparison = compare(old, new)
    before, after = parts(old), parts(new)
    unchanged = {part.part: part.text for part in after if not part.family}
    gone = {(one.part, one.moved_to) for one in comparison.parts if one.moved_to}
    expected = {family: [part for part in before if part.family == family] for family in ("", *FAMILIES)}
    told = {one.part: one for one in comparison.parts}
    assert comparison.is_empty == ([part.value for part in before] == [part.value for part in after])
    for part in expected[""]:
        if part.part in told:
            assert told[part.part].old in {part.text, as_data(part).text}
        else:
            assert unchanged[part.part] == part.text
    for part in (part for part in after if not part.family and part.part in told):
        assert told[part.part].new in {part.text, as_data(part).text}
    for family in FAMILIES:
        for part, text in zip(expected[family], _rebuilt_rows(comparison, after, family, gone), strict=True):
            assert text in {part.text, as_data(part).text}


def _rebuilt_rows(comparison: Comparison, after: list, family: str, gone: set) -> list[str]:
    """The old rows of a list, from the new ones: moved, added and removed ones are at the places that are told."""
    starts = {"key_points": "key-point:", "quotations": "quotation:", "references": "reference:"}
    start = (starts | {"figures": "figure:"})[family]
    differing = [one for one in comparison.parts if one.part.startswith(start)]
    changed = {one.name: one for one in differing if one.status == "changed"}
    placed = {one.moved_from: one.old for one in differing if one.moved_from}
    stayed = [
        changed[part.name].old if part.name in changed else part.text
        for part in after
        if part.family == family and (part.part, part.place) not in gone
    ]
    size = len(stayed) + len(placed)
    rest = iter(stayed)
    return [placed[place] if place in placed else next(rest) for place in range(1, size + 1)]


def _words(count: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    return [f"word{draw.randrange(2000)}" + ("." if draw.random() < 0.08 else "") for _ in range(count)]


def _text(words: list[str], paragraph: int) -> str:
    return "\n\n".join(" ".join(words[at : at + paragraph]) for at in range(0, len(words), paragraph))


def _edited(words: list[str]) -> list[str]:
    return ["other" if at % 30 == 7 else word for at, word in enumerate(words)]


def _joined(sign: str, *makers: Callable[[int], str]) -> Callable[[int], tuple[str, ...]]:
    """A pair of texts of a length: each word or line made from its place."""
    return lambda count: tuple(sign.join(make(place) for place in range(count)) for make in makers)


SHAPES: dict[str, Callable[[int], tuple[str, ...]]] = {
    "an edited article": lambda count: (_text(_words(count, 1), 60), _text(_edited(_words(count, 1)), 60)),
    "an article written anew": lambda count: (_text(_words(count, 1), 60), _text(_words(count, 2), 60)),
    "one word again and again": lambda count: ("a " * count, "b " + "a " * count + "c a"),
    "one paragraph without end": _joined(" ", lambda n: f"w{n}", lambda n: f"w{n}" if n % 2 else "z"),
    "few words in disorder": _joined(" ", lambda n: f"w{n % 7}", lambda n: f"w{n % 5}"),
    "few lines in disorder": _joined("\n", lambda n: f"w{n % 7}", lambda n: f"w{n % 5}"),
    "all lines reversed": _joined("\n", lambda n: f"w{n} 5 mg", lambda n: f"w{9999 - n} 5 mg"),
    "a table with other numbers": _joined(
        "\n", lambda n: f"| r{n} | {n} mg |", lambda n: f"| r{n} | {n + 1} mg |"
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_words_take_about_twice_the_steps(shape: str):
    make = SHAPES[shape]

    short, long = (_steps(*make(count)) for count in (400, 800))

    assert long < 2.6 * short


def test_a_hostile_paragraph_is_shown_as_replaced_and_is_exact_all_the_same():
    old, new = (" ".join(random.Random(seed).choices("abcd", k=25_000)) for seed in (1, 2))

    found = lines(old, new)

    assert found[0].text("taken") == old
    assert found[0].text("added") == new
    assert len(found[0]) < 10


def _steps(old: str, new: str) -> int:
    """How many lines of Python run while two bodies are compared: what a slow computer does not change."""
    return lines_run(lambda: compare({"body": old}, {"body": new}))
