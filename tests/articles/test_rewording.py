"""Words replaced where a reader sees them: in the field that they come from, and nowhere else."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.passages import Passage, collapsed, passages
from articles.rendering import render_document
from articles.rewording import CannotReword, reword, rewording_objection
from articles.tracing import Field, traces
from tests.counting import lines_run
from tests.documents import DOCUMENTS
from tests.factories import make_content

REPLACEMENTS = st.sampled_from(
    ["day 2", "*never*", "a < b", "1. first", "[@first]", "10^9^ ", "| x |", "", "قف", "`x` & \\y", "# no"]
)


def page_of(document: dict[str, Any]) -> list[Passage]:
    return passages(document, render_document(document))


def replaced(document: dict[str, Any], part: str, quote: str, replacement: str) -> dict[str, Any]:
    text = next(passage.text for passage in page_of(document) if passage.part == part)
    assert text.count(quote) == 1
    return reword(document, part, text.index(quote), quote, replacement)


@pytest.mark.parametrize(
    ("source", "quote", "replacement", "now"),
    [
        ("Walk on day 1.", "day 1", "day 2", "Walk on day 2."),
        (
            "Walk on **day 1** alone.",
            "Walk on day 1 alone",
            "Walk on day 2 alone",
            "Walk on **day 2** alone.",
        ),
        ("Walk *slowly* on **day 1**.", "slowly on day 1", "fast on day 2", "Walk *fast* on **day 2**."),
        ("Stand up [@walking] soon.", "up[1] soon", "up[1] later", "Stand up [@walking] later."),
        ("Stand up [@walking].", "Stand up[1].", "Stand up, slowly[1].", "Stand up, slowly [@walking]."),
        ("About 10^9^ cells here.", "109 cells", "109 cells or more", "About 10^9^ cells or more here."),
        ("About 10^9^ cells.", "109 cells", "108 cells", "About 10^8^ cells."),
        ("See [our page](https://example.org/) now.", "our page now", "our page then", None),
        ("One line\nand the next one.", "line and the next", "line, and the last", None),
        ("One\n\nTwo steps.\n", "One Two steps", "One Two paces", "One\n\nTwo paces.\n"),
        ("- first item\n- second item\n", "first item second", "first item third", None),
        ("| a | b |\n|---|---|\n| 5 mg | ten |\n", "5 mg ten", "6 mg ten", None),
        ("A \\* star &amp; more.", "star & more", "star & less", "A \\* star &amp; less."),
        ("Take 5 mg daily now.", "5 mg ", "", None),
        ("Take 5 mg daily now.", "daily", "", "Take 5 mg now."),
        ("Use H~2~O only.", "H2O only", "H2O mostly", "Use H~2~O mostly."),
        ("A star here.", "star", "*star*", "A \\*star\\* here."),
    ],
)
def test_only_what_differs_is_changed_and_formatting_stays(
    source: str, quote: str, replacement: str, now: str | None
):
    document = make_content(body=source)
    quote = quote.strip()

    made = replaced(document, "body", quote, replacement)

    before, after = page_of(document), page_of(made)
    shown = {passage.part: passage.text for passage in before}
    expected = shown | {"body": collapsed(shown["body"].replace(quote, replacement))}
    assert {passage.part: passage.text for passage in after} == expected
    assert made == document | {"body": made["body"]}
    if now is not None:
        assert made["body"] == now


@pytest.mark.parametrize(
    ("source", "quote", "replacement", "why"),
    [
        ("Walk **on day** 1.", "Walk on day 1", "Run in days 1 then", "The words cross formatting"),
        ("About 10^9^ cells.", "109", "1,000", "The words cross formatting"),
        ("Stand up [@walking].", "up[1]", "up[2]", "The words cross formatting"),
        ("One.\n\nTwo.", "One. Two.", "One, and two.", "The words cross formatting"),
        ("One.\n\nTwo.", "Two.", "", "The words cross formatting"),
        ("**Most** people.", "Most people", "Most, people", "The words cross formatting"),
    ],
)
def test_words_that_cross_formatting_are_left_to_people(source: str, quote: str, replacement: str, why: str):
    document = make_content(body=source)

    with pytest.raises(CannotReword, match=why):
        replaced(document, "body", quote, replacement)


def test_of_words_that_stand_twice_the_place_that_is_meant_is_changed():
    document = make_content(body="Walk on day 1.\n\nStand on **day 1**.\n\nRest on day 1.")
    text = next(passage.text for passage in page_of(document) if passage.part == "body")

    for nth, now in enumerate(
        [
            "Walk on day 2.\n\nStand on **day 1**.\n\nRest on day 1.",
            "Walk on day 1.\n\nStand on **day 2**.\n\nRest on day 1.",
            "Walk on day 1.\n\nStand on **day 1**.\n\nRest on day 2.",
        ]
    ):
        start = [place for place in range(len(text)) if text.startswith("day 1", place)][nth]
        assert reword(document, "body", start, "day 1", "day 2")["body"] == now


def test_each_field_is_found_by_its_part():
    quotation = {
        "text": "We were *surprised*.\n\nAll of us.",
        "speaker": "A B",
        "credentials": [],
        "affiliation": "",
        "url": "",
    }
    document = make_content(quotations=[quotation])
    document["key_points"][0]["text"] += " See [@walking]."
    point, reference = document["key_points"][0], document["references"][0]

    made = replaced(document, "title", "hip", "knee")
    assert made["title"] == "Walking after a knee fracture"
    made = replaced(document, "summary", "Most people", "Nearly all people")
    assert made["summary"] == "Nearly all people can walk on the day after surgery, with help."
    made = replaced(document, f"key-point:{point['uuid']}", "most people. See[1]", "many people. See[1]")
    assert made["key_points"] == [
        point | {"text": "Standing up on day 1 is safe for many people. See [@walking]."}
    ]
    made = replaced(document, "quotation:0", "*surprised*", "*glad*")
    assert made["quotations"] == [quotation | {"text": "We were *glad*.\n\nAll of us."}]
    made = replaced(document, f"reference:{reference['uuid']}", "2024", "2025")
    assert made["references"] == [reference | {"text": "Example A. Walking early. Journal of Examples 2025."}]
    assert {name for name in document if made[name] != document[name]} == {"references"}
    made = replaced(document, "ai-assistance", "None", "Some")
    assert made["ai_assistance"] == "Some."


def test_what_comes_from_no_text_of_the_article_is_left_to_people():
    document = make_content()
    point = document["key_points"][0]

    for part, quote in [("byline", "Wanda Writer"), ("source", "Explainer"), ("references", "References")]:
        with pytest.raises(CannotReword, match="do not come from a text of the article"):
            replaced(document, part, quote, "x")
        assert rewording_objection(document, part, quote, "x")
    for part, quote in [(f"key-point:{point['uuid']}", "early mobilisation"), ("summary", "The bottom line")]:
        with pytest.raises(CannotReword, match="not written in one field as the page shows them"):
            replaced(document, part, quote, "x")
    with pytest.raises(CannotReword, match="Nothing would be left there"):
        replaced(document, "title", document["title"], "")


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(DOCUMENTS, REPLACEMENTS, st.data())
def test_the_page_then_says_the_replacement_and_all_else_stays(
    document: dict[str, Any], replacement: str, data: st.DataObject
):
    page = page_of(document)
    passage = data.draw(st.sampled_from(page))
    start = data.draw(st.integers(0, len(passage.text) - 1))
    quote = passage.text[start : data.draw(st.integers(start + 1, len(passage.text)))]

    try:
        made = reword(document, passage.part, start, quote, replacement)
    except CannotReword:
        return

    expected = collapsed(passage.text[:start] + collapsed(replacement) + passage.text[start + len(quote) :])
    shown = {one.part: one.text for one in page_of(made)}
    assert shown.get(passage.part, "") == expected
    if not passage.part.startswith("reference:"):
        others = {one.part: one.text for one in page if one.part != passage.part}
        assert {part: text for part, text in shown.items() if part != passage.part} == others
    assert len([name for name in document if made[name] != document[name]]) <= 1


def test_long_words_with_many_alike_are_compared_in_proportion():
    """A page asks this of each comment: word by word, every “a” of the one would be held beside each of the other."""

    def work(sentences: int) -> int:
        words = " ".join(f"word{number} a banana tree, mg 5" for number in range(sentences))
        document = make_content(body=words)
        return lines_run(
            lambda: rewording_objection(document, "body", words, words.replace("banana", "apple"))
        )

    assert work(160) < 3 * work(80)


def test_a_text_that_repeats_itself_endlessly_is_left_to_hand():
    once = Field(("body",), "a " * 600 + "b", is_markdown=True)
    endlessly = Field(("body",), "a " * 2_000 + "b", is_markdown=True)

    assert len(traces(once, "a " * 500 + "b", {})) == 1
    assert traces(endlessly, "a " * 500 + "b", {}) == []
