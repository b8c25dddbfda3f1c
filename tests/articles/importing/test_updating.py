"""A newer file into a draft: its words, and everything that only the draft knows."""

from typing import Any

from articles.importing.updating import updated
from tests.factories import make_content


def incoming(**changes: Any) -> dict[str, Any]:
    """What `drafting.to_document` makes of a file."""
    empty = {
        "summary": "",
        "body": "",
        "authors": [],
        "key_points": [],
        "references": [],
        "topics": [],
        "ai_assistance": "",
        "audience": "professionals",
    }
    return make_content(**(empty | changes))


def reference(key: str, text: str, **identifiers: str) -> dict[str, str]:
    return {
        "uuid": f"new-{key}",
        "key": key,
        "text": text,
        "url": "",
        "doi": "",
        "pmid": "",
        "nct": "",
    } | identifiers


def test_what_says_the_same_keeps_what_the_draft_knows_of_it():
    current = make_content()
    [point], [author], [walking] = current["key_points"], current["authors"], current["references"]
    author["orcid"] = "0000-0002-1825-0097"

    content, kept = updated(
        current,
        incoming(
            body="## Anew\n\nWalk [@2], and rest [@1].",
            authors=[
                {
                    "name": "wanda writer",
                    "credentials": [],
                    "affiliation": "Elsewhere",
                    "orcid": "",
                    "interests": "",
                }
            ],
            key_points=[
                {"uuid": "new", "text": "Rest is safe, too [@1].", "evidence": []},
                {"uuid": "new", "text": "Standing up on day 1 is safe for most people", "evidence": []},
            ],
            references=[
                reference("1", "Rest, 2025."),
                reference("2", "Example A. Walking early!", url=walking["url"]),
            ],
        ),
    )

    assert content["body"] == "## Anew\n\nWalk [@walking], and rest [@1]."
    assert [(p["uuid"], p["evidence"]) for p in content["key_points"]] == [
        ("new", []),
        (point["uuid"], point["evidence"]),
    ]
    assert [(r["uuid"], r["key"], r["text"]) for r in content["references"]] == [
        ("new-1", "1", "Rest, 2025."),
        (walking["uuid"], "walking", "Example A. Walking early!"),
    ]
    assert content["authors"] == [author | {"name": "wanda writer", "affiliation": "Elsewhere"}]
    for part in ["uuid", "topics", "audience", "review_interval_months", "ai_assistance"]:
        assert content[part] == current[part]
    assert kept == ["the bottom line"]


def test_what_the_file_lacks_is_kept_and_said():
    current = make_content()

    content, kept = updated(current, incoming(title="", kind=current["kind"]))

    assert content == current
    assert kept == [
        "the title",
        "the bottom line",
        "the body",
        "the byline",
        "the key points",
        "the references",
    ]


def test_a_reference_that_evidence_rests_on_stays():
    current = make_content()
    point = {"uuid": "new", "text": current["key_points"][0]["text"], "evidence": []}

    content, _kept = updated(
        current, incoming(key_points=[point], references=[reference("walking", "Another one.")])
    )

    assert [(r["key"], r["text"]) for r in content["references"]] == [
        ("walking-2", "Another one."),
        ("walking", current["references"][0]["text"]),
    ]
    assert content["key_points"][0]["evidence"][0]["reference"] == "walking"


def test_references_of_one_text_with_another_doi_are_two():
    old = reference("a", "Naps.", doi="10.5555/js.1")
    current = make_content(references=[old], key_points=[])

    content, _kept = updated(current, incoming(references=[reference("1", "Naps.", doi="10.5555/js.2")]))

    assert [r["uuid"] for r in content["references"]] == ["new-1"]


def test_the_same_file_again_changes_nothing():
    file = incoming(
        body="Walk [@1][@2].",
        key_points=[{"uuid": "new", "text": "Walk [@1].", "evidence": []}],
        references=[reference("1", "One.", nct="NCT00000001"), reference("2", "Two.", nct="NCT00000001")],
    )
    once, _kept = updated(make_content(), file)

    again, _kept = updated(once, file)

    assert again == once
