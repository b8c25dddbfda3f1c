"""Which parts of two editions differ, what became of them, and what of the parts beside the text is called out."""

from typing import Any, NamedTuple

import pytest

from reviewers.differences import compare
from tests.factories import make_content

Row = dict[str, Any]


def point(name: str, text: str, *evidence: tuple[str, str]) -> Row:
    return {
        "uuid": name,
        "text": text,
        "evidence": [{"reference": key, "quote": quote} for key, quote in evidence],
    }


def reference(name: str, key: str, text: str, **known: str) -> Row:
    return {"uuid": name, "key": key, "text": text, "url": "", "doi": "", "pmid": "", "nct": ""} | known


def quotation(text: str, speaker: str = "Ann Lee", **known: Any) -> Row:
    return {"text": text, "speaker": speaker, "credentials": ["MD"], "affiliation": "", "url": ""} | known


def author(name: str, interests: str = "None.", **known: Any) -> Row:
    return {
        "name": name,
        "credentials": ["PhD"],
        "affiliation": "",
        "orcid": "",
        "interests": interests,
    } | known


A = point("a", "Walking on day 1 is safe.", ("walking", "it was safe"))
B = point("b", "Drink 2 l of water.")
C = point("c", "Ask for help with stairs.")
SPRINT = reference("s", "sprint", "Wright J. A trial of pressure. NEJM 2015.", doi="10.1/sprint", pmid="26")
ACC = reference("g", "guideline", "Whelton P. Guideline of the college. JACC 2018.", doi="10.1/acc")
LEE = quotation("It helped 72% of them.")


class Change(NamedTuple):
    """A part's rows before and after, what became of which part, and the call-outs as (kind, part, old, new)."""

    name: str
    part: str
    old: Any
    new: Any
    statuses: list[tuple[str, str, int, int]]
    callouts: list[tuple[str, str, str, str]] = []


CHANGES = [
    Change("key point moved", "key_points", [A, B, C], [C, A, B], [("key-point:c", "moved", 3, 1)]),
    Change(
        "key point moved and changed",
        "key_points",
        [A, C, B],
        [B | {"text": "Drink 20 l of water."}, A, C],
        [("key-point:b", "moved and changed", 3, 1)],
        [("number", "key-point:b", "2 l", "20 l")],
    ),
    Change(
        "key point added",
        "key_points",
        [A, B],
        [A, C, B],
        [("key-point:c", "added", 0, 2)],
        [("key point", "key-point:c", "", "Ask for help with stairs.")],
    ),
    Change(
        "key point removed",
        "key_points",
        [A, B, C],
        [A, C],
        [("key-point:b", "removed", 2, 0)],
        [("key point", "key-point:b", "Drink 2 l of water.", "")],
    ),
    Change(
        "the words of two key points exchanged",
        "key_points",
        [A, B],
        [A | {"text": B["text"], "evidence": []}, B | {"text": A["text"], "evidence": A["evidence"]}],
        [("key-point:b", "moved", 1, 2)],
    ),
    Change("key point with another id", "key_points", [A], [A | {"uuid": "z"}], []),
    Change(
        "key point reworded, with another id",
        "key_points",
        [A],
        [A | {"uuid": "z", "text": "Walking on day 1 is unsafe."}],
        [("key-point:z", "changed", 0, 0)],
        [("negation", "key-point:z", "safe", "unsafe")],
    ),
    Change(
        "evidence from another source",
        "key_points",
        [A],
        [point("a", A["text"], ("sprint", "it was safe"))],
        [("key-point:a", "changed", 0, 0)],
        [("citation", "key-point:a", "[@walking]", "[@sprint]")],
    ),
    Change(
        "evidence turned",
        "key_points",
        [A],
        [point("a", A["text"], ("walking", "it was not safe"))],
        [("key-point:a", "changed", 0, 0)],
        [("negation", "key-point:a", "was safe", "was not safe")],
    ),
    Change(
        "same key, other paper",
        "references",
        [SPRINT],
        [
            SPRINT
            | {"text": "Beckett N. Treatment of the very old. NEJM 2008.", "doi": "10.1/hyvet", "pmid": "18"}
        ],
        [("reference:s", "changed", 0, 0)],
        [
            (
                "reference",
                "reference:s",
                "Wright J. A trial of pressure. NEJM 2015.",
                "Beckett N. Treatment of the very old. NEJM 2008.",
            ),
            ("reference", "reference:s", "DOI: 10.1/sprint", "DOI: 10.1/hyvet"),
            ("reference", "reference:s", "PMID: 26", "PMID: 18"),
        ],
    ),
    Change(
        "keys of two references exchanged",
        "references",
        [SPRINT, ACC],
        [SPRINT | {"key": "guideline"}, ACC | {"key": "sprint"}],
        [("reference:s", "changed", 0, 0), ("reference:g", "changed", 0, 0)],
        [
            ("reference", "reference:s", "[@sprint]", "[@guideline]"),
            ("reference", "reference:g", "[@guideline]", "[@sprint]"),
        ],
    ),
    Change(
        "references in another order",
        "references",
        [SPRINT, ACC],
        [ACC, SPRINT],
        [("reference:s", "moved", 1, 2)],
    ),
    Change(
        "a slip in a reference",
        "references",
        [SPRINT],
        [SPRINT | {"text": "Wright JT. A trial of pressure. NEJM 2015."}],
        [("reference:s", "changed", 0, 0)],
    ),
    Change("DOI found", "references", [ACC | {"doi": ""}], [ACC], [("reference:g", "changed", 0, 0)]),
    Change("reference added", "references", [SPRINT], [SPRINT, ACC], [("reference:g", "added", 0, 2)]),
    Change(
        "reference removed",
        "references",
        [SPRINT, ACC],
        [SPRINT],
        [("reference:g", "removed", 2, 0)],
        [
            (
                "reference",
                "reference:g",
                "[@guideline] Whelton P. Guideline of the college. JACC 2018. DOI: 10.1/acc",
                "",
            )
        ],
    ),
    Change(
        "speaker changed",
        "quotations",
        [LEE],
        [LEE | {"speaker": "Bo Ray"}],
        [("quotation:0", "changed", 0, 0)],
        [("speaker", "quotation:0", "Ann Lee", "Bo Ray")],
    ),
    Change(
        "quoted number changed",
        "quotations",
        [LEE],
        [quotation("It helped 27% of them.")],
        [("quotation:0", "changed", 0, 0)],
        [("percentage", "quotation:0", "72%", "27%")],
    ),
    Change(
        "credentials of a speaker",
        "quotations",
        [LEE],
        [LEE | {"credentials": ["MD", "PhD"]}],
        [("quotation:0", "changed", 0, 0)],
    ),
    Change(
        "credentials cut otherwise",
        "quotations",
        [LEE | {"credentials": ["MD", "PhD"]}],
        [LEE | {"credentials": ["MD, PhD"]}],
        [("quotation:0", "changed", 0, 0)],
    ),
    Change(
        "author added",
        "authors",
        [author("Ann Lee")],
        [author("Ann Lee"), author("Bo Ray")],
        [("byline", "changed", 0, 0)],
        [("author", "byline", "", "Bo Ray"), ("interests", "byline", "", "Interests of Bo Ray: None.")][::-1],
    ),
    Change(
        "interests changed",
        "authors",
        [author("Ann Lee")],
        [author("Ann Lee", "Paid by Northlight.")],
        [("byline", "changed", 0, 0)],
        [("interests", "byline", "Interests of Ann Lee: None.", "Interests of Ann Lee: Paid by Northlight.")],
    ),
    Change(
        "authors in another order",
        "authors",
        [author("Ann Lee"), author("Bo Ray")],
        [author("Bo Ray"), author("Ann Lee")],
        [("byline", "changed", 0, 0)],
    ),
    Change(
        "affiliation",
        "authors",
        [author("Ann Lee")],
        [author("Ann Lee", affiliation="Clinic")],
        [("byline", "changed", 0, 0)],
    ),
    Change(
        "topic changed",
        "topics",
        [{"slug": "a", "name": "Hearts"}],
        [{"slug": "b", "name": "Bones"}],
        [("topics", "changed", 0, 0)],
    ),
    Change(
        "topic of another address",
        "topics",
        [{"slug": "a", "name": "Hearts"}],
        [{"slug": "b", "name": "Hearts"}],
        [("topics", "changed", 0, 0)],
    ),
    Change(
        "review interval",
        "review_interval_months",
        12,
        24,
        [("settings", "changed", 0, 0)],
        [("setting", "settings", "Next review after: 12 months", "Next review after: 24 months")],
    ),
    Change(
        "audience",
        "audience",
        "patients",
        "professionals",
        [("settings", "changed", 0, 0)],
        [("setting", "settings", "Audience: Patients", "Audience: Health professionals")],
    ),
    Change(
        "source", "source", {"name": "", "url": ""}, {"name": "WHO", "url": ""}, [("source", "added", 0, 0)]
    ),
    Change(
        "what no one knows yet",
        "tone",
        "calm",
        "loud",
        [("settings", "changed", 0, 0)],
        [("setting", "settings", 'Tone: "calm"', 'Tone: "loud"')],
    ),
    Change(
        "title",
        "title",
        "Salt is safe",
        "Salt is unsafe",
        [("title", "changed", 0, 0)],
        [("negation", "title", "safe", "unsafe")],
    ),
    Change(
        "summary",
        "summary",
        "It fell.",
        "It rose.",
        [("summary", "changed", 0, 0)],
        [("comparison or direction", "summary", "fell", "rose")],
    ),
    Change("summary removed", "summary", "Salt and pepper.", "", [("summary", "removed", 0, 0)]),
    Change(
        "use of AI tools",
        "ai_assistance",
        "None.",
        "A draft was made by one.",
        [("ai-assistance", "changed", 0, 0)],
    ),
    Change("note on the change", "change", {"note": "a"}, {"note": "b"}, []),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_what_became_of_each_part(change: Change):
    content = make_content()

    comparison = compare(content | {change.part: change.old}, content | {change.part: change.new})

    found = [(part.part, part.status, part.moved_from, part.moved_to) for part in comparison.parts]
    assert found == change.statuses
    told = [(callout.kind, callout.part, callout.old, callout.new) for callout in comparison.callouts]
    assert told == change.callouts
    assert comparison.is_empty == (not change.statuses)


def test_parts_stand_in_the_order_of_the_page_and_removed_rows_where_they_stood():
    old = make_content(title="A", key_points=[A, B, C], references=[SPRINT], body="X", topics=[])
    new = old | {
        "title": "B",
        "key_points": [A, C | {"text": "Ask for help."}],
        "references": [ACC],
        "body": "Y",
    }

    assert [part.part for part in compare(old, new).parts] == [
        "title",
        "key-point:b",
        "key-point:c",
        "body",
        "reference:s",
        "reference:g",
    ]
    assert [part.name for part in compare(old, new).parts][:3] == ["Title", "Key point 2", "Key point 2"]


def test_what_lines_would_hide_is_shown_as_data():
    old = make_content(topics=[{"slug": "a", "name": "Hearts"}])

    (part,) = compare(old, old | {"topics": [{"slug": "b", "name": "Hearts"}]}).parts

    assert '"slug": "a"' in part.old
    assert '"slug": "b"' in part.new
