import pytest

from articles.preflight import findings

from .documents import REFERENCE, found, in_body, make_document, make_key_point


def test_a_citation_of_an_unknown_key_blocks():
    assert found(in_body("As shown [@nobody].")) == [("block", "citation-without-reference", "[@nobody]")]


def test_a_citation_in_a_key_point_is_checked():
    point = make_key_point("Rest helps [@nobody].", quote="Rest helps")

    assert found(make_document(key_points=[point])) == [("block", "citation-without-reference", "[@nobody]")]


@pytest.mark.parametrize("citation", ["[@ash2025; @birch]", "[@ash2025, p. 4]", "[@ash2025 @birch]"])
def test_a_citation_in_another_form_blocks(citation: str):
    assert found(in_body(f"As shown {citation}.")) == [("block", "badly-formed-citation", citation)]


@pytest.mark.parametrize(
    "text", ["`[@nobody]`", "```\n[@nobody]\n```", r"\[@nobody]", "As shown [@ash2025][@ash2025]."]
)
def test_what_is_no_citation_or_a_good_one_is_left_alone(text: str):
    assert found(in_body(text)) == []


def test_a_citation_where_none_is_shown_warns():
    assert found(make_document(summary="Rest helps [@ash2025].")) == [
        ("warn", "citation-out-of-place", "[@ash2025]")
    ]


def test_a_reference_that_nothing_uses_warns():
    document = make_document(references=[REFERENCE, REFERENCE | {"key": "birch"}])

    assert [(f.severity, f.rule, f.place, f.words) for f in findings(document)] == [
        ("warn", "unused-reference", "references.1.key", "birch")
    ]


def test_a_reference_that_is_evidence_is_used():
    point = make_key_point("Rest helps.", quote="Rest helps", reference="birch")
    document = make_document(references=[REFERENCE, REFERENCE | {"key": "birch"}], key_points=[point])

    assert findings(document) == []


def test_a_reference_that_cannot_be_looked_up_warns():
    document = make_document(references=[REFERENCE | {"text": "Ash A. A trial.", "url": " "}])

    assert [(f.severity, f.rule, f.place, f.words) for f in findings(document)] == [
        ("block", "badly-formed-url", "references.0.url", ""),
        ("warn", "reference-without-address", "references.0.text", "Ash A. A trial."),
    ]


@pytest.mark.parametrize("name", ["doi", "pmid", "nct"])
def test_a_reference_with_a_number_can_be_looked_up(name: str):
    number = {"doi": "10.1000/example", "pmid": "12345678", "nct": "NCT01234567"}[name]

    assert findings(make_document(references=[REFERENCE | {"url": "", name: number}])) == []
