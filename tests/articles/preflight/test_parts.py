"""What an article of its kind must have, and the headings it needs."""

import pytest

from articles.preflight import findings

from .documents import (
    AUTHOR,
    EXPLAINER,
    RESEARCH,
    found,
    make_clinical_news,
    make_document,
    make_key_point,
    make_research_summary,
)


@pytest.mark.parametrize("document", [make_document(), make_research_summary(), make_clinical_news()])
def test_a_complete_document_of_each_kind_is_left_alone(document: dict):
    assert findings(document) == []


MISSING = [
    ({"title": " "}, "title"),
    ({"summary": ""}, "summary"),
    ({"authors": []}, "authors"),
    ({"topics": []}, "topics"),
    ({"authors": [AUTHOR | {"name": ""}]}, "authors.0.name"),
]


@pytest.mark.parametrize(("changes", "place"), MISSING)
@pytest.mark.parametrize("make", [make_document, make_research_summary, make_clinical_news])
def test_every_kind_needs_its_parts(make, changes: dict, place: str):
    assert [(f.severity, f.rule, f.place) for f in findings(make(**changes))] == [
        ("block", "missing-part", place)
    ]


@pytest.mark.parametrize("make", [make_document, make_research_summary])
def test_a_text_must_be_there(make):
    assert [(f.severity, f.rule, f.place) for f in findings(make(body=""))] == [
        ("block", "missing-part", "body"),
        ("warn", "unused-reference", "references.0.key"),
    ]


def test_news_without_a_text_beside_its_key_points_warns():
    assert [(f.severity, f.rule, f.place) for f in findings(make_clinical_news(body=""))] == [
        ("warn", "missing-part", "body")
    ]


@pytest.mark.parametrize("make", [make_document, make_research_summary])
def test_a_reference_must_be_there(make):
    without = make(references=[], body=make()["body"].replace(" [@ash2025]", ""))

    assert [(f.severity, f.rule, f.place) for f in findings(without)] == [
        ("block", "missing-part", "references")
    ]


def test_news_needs_a_source_and_a_key_point():
    news = make_clinical_news(source={"name": "", "url": ""}, key_points=[make_key_point(" ")])

    assert [(f.severity, f.rule, f.place) for f in findings(news)] == [
        ("block", "missing-part", "source.name"),
        ("block", "empty-part", "key_points.0.text"),
    ]


@pytest.mark.parametrize("part", ["key_points", "quotations", "references"])
def test_a_row_that_a_draft_left_empty_blocks(part: str):
    news = make_clinical_news()
    rows = [*news[part], news[part][0] | {"text": " \n", "key": "later"}]
    references = rows if part == "references" else news["references"]
    body = news["body"] + (" [@later]" if part == "references" else "")

    empty = findings(news | {part: rows, "references": references, "body": body})

    place = f"{part}.{len(rows) - 1}.text"
    assert [(f.severity, f.rule) for f in empty if f.place == place] == [("block", "empty-part")]


def test_a_text_that_cannot_be_shown_blocks():
    assert [f.rule for f in findings(make_document(body=EXPLAINER + "\n\nWord." * 30_000))] == ["too-long"]


SECTIONS = ["Who did the research", "Background", "Methods and participants", "Results", "Conclusions"]


@pytest.mark.parametrize("heading", SECTIONS)
def test_a_research_summary_without_one_of_its_sections_blocks(heading: str):
    body = RESEARCH.replace(f"## {heading}\n\n", "")

    [found] = findings(make_research_summary(body=body))
    assert (found.severity, found.rule, found.place) == ("block", "missing-section", "body")
    assert heading.split()[0].lower() in found.mend.lower()


def test_a_section_that_may_hide_under_an_unusual_heading_warns():
    body = RESEARCH.replace("## Results", "## Numbers")

    assert [(f.severity, f.rule) for f in findings(make_research_summary(body=body))] == [
        ("warn", "missing-section")
    ]


def test_limitations_that_are_mentioned_nowhere_warn():
    body = RESEARCH.replace("## Limitations\n\nThe trial was small.", "It was new.")

    assert [(f.severity, f.rule) for f in findings(make_research_summary(body=body))] == [
        ("warn", "missing-section")
    ]


def test_limitations_may_stand_within_another_section():
    body = RESEARCH.replace("## Limitations\n\nThe trial was small.", "One limitation is its size.")

    assert findings(make_research_summary(body=body)) == []


HEADINGS = [
    "Who did this study?|Why was it done?|How was it done?|What did they find?|What does it mean?|"
    "What are the limits?",
    "Researchers|Introduction|Study design|Findings|Take-home messages|What we do not know",
    "Who carried it out?|What is known?|What did the researchers do?|What were the results?|"
    "What do the results mean?|Strengths and weaknesses",
    "About the study|Aim of the study|Who took part?|Main results|Discussion|Cautions",
    "Who sponsored this study?|What was the aim?|How did the study work?|What happened?|"
    "What happens next?|Limitations",
]


@pytest.mark.parametrize("headings", HEADINGS)
@pytest.mark.parametrize("form", ["## {}", "### {} ###", "{}\n---", "**{}**"])
def test_sections_may_be_named_in_many_words(headings: str, form: str):
    body = "\n\n".join(f"{form.format(heading)}\n\nWords [@ash2025]." for heading in headings.split("|"))

    assert findings(make_research_summary(body=body)) == []


def test_an_explainer_needs_two_headings():
    assert [
        (f.severity, f.rule) for f in findings(make_document(body="## One\n\nIt is rare [@ash2025]."))
    ] == [("block", "missing-section")]


def test_headings_in_another_language_are_only_counted():
    body = "\n\n".join(f"## {heading}\n\nText [@ash2025]." for heading in ["Wer", "Warum", "Wie", "Was"])

    assert findings(make_research_summary(body=body, language="de")) == []
    assert [
        (f.severity, f.rule) for f in findings(make_research_summary(body="Text [@ash2025].", language="de"))
    ] == [("warn", "missing-section")]


def test_a_heading_with_nothing_under_it_blocks():
    body = EXPLAINER + "\n\n## More\n\n### Still more\n\n## Last"

    assert found(make_document(body=body)) == [
        ("block", "empty-section", "Still more"),
        ("block", "empty-section", "Last"),
    ]
