"""The page in plain words, part by part: what people quote is what stands on it."""

import time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings

from articles.passages import Passage, collapsed, passages
from articles.rendering import render_document
from tests.documents import DOCUMENTS
from tests.factories import make_content

unhurried = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def page_of(document: dict[str, Any]) -> list[Passage]:
    return passages(document, render_document(document))


def text_content(html: str) -> str:
    """What a browser calls the element's textContent, with single spaces."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


@unhurried
@given(DOCUMENTS)
def test_passages_joined_are_the_whole_text_of_the_page(document: dict[str, Any]):
    html = render_document(document)

    page = passages(document, html)

    whole = " ".join(passage.text for passage in page)
    assert whole == text_content(html)
    for passage in page:
        assert whole[passage.start : passage.start + len(passage.text)] == passage.text


@unhurried
@given(DOCUMENTS)
def test_each_part_has_one_passage_at_most_and_rows_carry_their_uuid(document: dict[str, Any]):
    page = page_of(document)

    parts = [passage.part for passage in page]
    assert len(parts) == len(set(parts))
    by_part = {passage.part: passage.text for passage in page}
    for number, reference in enumerate(document["references"], start=1):
        if text := collapsed(reference["text"]):
            passage = next(one for one in page if one.part == f"reference:{reference['uuid']}")
            assert (passage.name, passage.text.startswith(text)) == (f"Reference {number}", True)
    for point in document["key_points"]:
        if point["evidence"] or (point["text"].strip() and "[@" not in point["text"]):
            assert collapsed(point["text"].partition("[@")[0]) in by_part[f"key-point:{point['uuid']}"]
    for place, quotation in enumerate(document["quotations"]):
        assert collapsed(quotation["text"]) in by_part[f"quotation:{place}"]


def test_parts_of_a_page_in_their_order():
    document = make_content(
        source={"name": "Journal of Examples", "url": ""},
        quotations=[
            {"text": "One.\n\nTwo.", "speaker": "A B", "credentials": [], "affiliation": "", "url": ""}
        ],
        change={"kind": "update", "note": "A new point."},
    )
    point, reference = document["key_points"][0]["uuid"], document["references"][0]["uuid"]

    page = page_of(document)

    assert [(passage.part, passage.name) for passage in page] == [
        ("source", "Kind and source"),
        ("title", "Title"),
        ("byline", "Byline"),
        ("interests", "Interests"),
        ("change", "Change note"),
        ("summary", "Summary"),
        ("key-points", "Key points"),
        (f"key-point:{point}", "Key point 1"),
        ("body", "Text"),
        ("quotation:0", "Quotation 1"),
        ("references", "References"),
        (f"reference:{reference}", "Reference 1"),
        ("ai-assistance", "Use of AI tools"),
    ]
    by_part = {passage.part: passage.text for passage in page}
    assert by_part["quotation:0"] == "One. Two. A B"
    assert by_part["body"] == (
        "What happens after surgery A physiotherapist helps you to stand up[1]. "
        "What you can do at home Walk a little every day and rest in between."
    )


@pytest.mark.parametrize("field", ["key_points", "references", "quotations"])
def test_page_with_other_rows_than_its_document_is_read_by_place(field: str):
    quotation = {"text": "Said.", "speaker": "A B", "credentials": [], "affiliation": "", "url": ""}
    document = make_content(quotations=[quotation])
    html = render_document(document)
    row = {"key_points": "key-point", "references": "reference", "quotations": "quotation"}[field]

    for forged in [document | {field: []}, document | {field: [*document[field], {}]}]:
        page = passages(forged, html)

        assert f"{row}:0" in {passage.part for passage in page}
        assert " ".join(passage.text for passage in page) == text_content(html)


def test_work_grows_with_the_length_of_the_page():
    def took(paragraphs: int) -> float:
        document = make_content(body="\n\n".join(["Walk a little every day."] * paragraphs))
        html = render_document(document)
        return min(_timed(document, html) for _ in range(3))

    assert took(4000) < 12 * max(took(1000), 0.005)


def _timed(document: dict[str, Any], html: str) -> float:
    before = time.perf_counter()
    passages(document, html)
    return time.perf_counter() - before
