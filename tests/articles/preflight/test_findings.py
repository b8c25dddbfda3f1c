"""The engine: order, limits, fingerprints, and that no document can make it fail."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.preflight import MOST_OF_A_RULE, Finding, Severity, findings
from articles.text import clean

from .documents import (
    AUTHOR,
    QUOTATION,
    REFERENCE,
    RESEARCH,
    in_body,
    make_clinical_news,
    make_document,
    make_key_point,
    make_research_summary,
    rules,
)


def test_blocks_come_first_and_then_the_order_of_the_page():
    document = make_research_summary(
        title="A title (cut",
        body=RESEARCH.replace("Examplitis is rare.", "It is rare.The end. See [this]() and (that."),
        key_points=[make_key_point("Rest helps."), make_key_point("It helps in 45%.")],
        references=[REFERENCE | {"doi": "10"}],
    )

    assert [(f.severity, f.rule, f.place) for f in findings(document)] == [
        ("block", "unbalanced-bracket", "title"),
        ("block", "key-point-without-evidence", "key_points.1.text"),
        ("block", "link-without-target", "body"),
        ("block", "unbalanced-bracket", "body"),
        ("block", "badly-formed-doi", "references.0.doi"),
        ("warn", "key-point-without-evidence", "key_points.0.text"),
        ("warn", "glued-words", "body"),
    ]


def test_list_places_are_ordered_as_numbers():
    points = [make_key_point("Rest helps.") for _ in range(12)]

    places = [finding.place for finding in findings(make_document(key_points=points))]

    assert places == [f"key_points.{number}.text" for number in range(12)]


def test_a_rule_is_reported_so_often_and_then_counted():
    text = "\n\n".join(f"Paragraph {number} (open." for number in range(MOST_OF_A_RULE + 7))

    found = findings(in_body(text))

    assert len(found) == MOST_OF_A_RULE + 1
    assert found[-1].why.startswith("7 more of the same kind were found")
    assert {finding.rule for finding in found} == {"unbalanced-bracket"}


def test_a_fingerprint_follows_the_words_when_a_key_point_moves():
    one, other = make_key_point("Rest helps."), make_key_point("Sleep helps.")

    before = findings(make_document(key_points=[one, other]))
    after = findings(make_document(key_points=[other, one]))

    assert [f.fingerprint for f in before] == [f.fingerprint for f in reversed(after)]
    assert len({f.fingerprint for f in before}) == 2


def test_a_fingerprint_tells_rules_fields_and_words_apart():
    finding = Finding("a-rule", Severity.WARN, "words", "key_points.2.text", "Why.", "Mend.")
    others = [
        Finding("b-rule", Severity.WARN, "words", "key_points.2.text", "Why.", "Mend."),
        Finding("a-rule", Severity.WARN, "other", "key_points.2.text", "Why.", "Mend."),
        Finding("a-rule", Severity.WARN, "words", "body", "Why.", "Mend."),
    ]

    assert finding.fingerprint not in {other.fingerprint for other in others}
    assert (
        finding.fingerprint
        == Finding("a-rule", Severity.BLOCK, "words", "key_points.7.text", "", "").fingerprint
    )


def test_a_finding_is_plain_text_values():
    finding = Finding("a-rule", Severity.WARN, "words", "body", "Why.", "Mend.")

    assert finding.as_dict() == {
        "rule": "a-rule",
        "severity": "warn",
        "words": "words",
        "place": "body",
        "why": "Why.",
        "mend": "Mend.",
        "fingerprint": finding.fingerprint,
    }


def value_at(document: dict[str, Any], place: str) -> str:
    value: Any = document
    for step in place.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value if isinstance(value, str) else ""


PIECES = """
( ) [ ] { } [@ [@ash2025] [a]( ![ ]( http:// https://example.org/a_(b) www. 10.1234/x NCT0123 PMID:1 doi: ` `` ```
“ ” „ « » " ' ‘ ’ a) 1) here: below: click here Read watch .The ,The cells.The OncologyThe phase 3 45% only first
## - 1. > | |- \\ \\( < & &amp; * _ ** : ; … — 「 」 （ é 患者 \ufffc \u200d
"""
pieces = st.sampled_from(PIECES.split())
texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(pieces, st.sampled_from([" ", "\n", "\n\n", "\t"])), max_size=40).map("".join),
).map(clean)
people = st.fixed_dictionaries(
    dict.fromkeys(("name", "affiliation", "orcid", "interests"), texts)
    | {"credentials": st.lists(texts, max_size=2)}
)
documents = st.fixed_dictionaries(
    {
        "schema": st.just(1),
        "uuid": st.just("5b2c31f0-0000-4000-8000-000000000000"),
        "kind": st.sampled_from(["research_summary", "clinical_news", "explainer"]),
        "audience": st.sampled_from(["patients", "professionals"]),
        "language": st.one_of(st.sampled_from(["en", "en-GB", "de", "fr", "sv", ""]), texts),
        "title": texts,
        "summary": texts,
        "body": texts,
        "authors": st.lists(people, max_size=2),
        "source": st.fixed_dictionaries({"name": texts, "url": texts}),
        "key_points": st.lists(
            st.fixed_dictionaries(
                {
                    "uuid": texts,
                    "text": texts,
                    "evidence": st.lists(
                        st.fixed_dictionaries({"reference": texts, "quote": texts}), max_size=2
                    ),
                }
            ),
            max_size=2,
        ),
        "quotations": st.lists(
            st.fixed_dictionaries(
                {
                    "text": texts,
                    "speaker": texts,
                    "credentials": st.lists(texts, max_size=1),
                    "affiliation": texts,
                    "url": texts,
                }
            ),
            max_size=2,
        ),
        "references": st.lists(
            st.fixed_dictionaries(dict.fromkeys(("uuid", "key", "text", "url", "doi", "pmid", "nct"), texts)),
            max_size=2,
        ),
        "topics": st.lists(st.fixed_dictionaries({"slug": texts, "name": texts}), max_size=1),
        "review_interval_months": st.integers(1, 36),
        "figures": st.just([]),
        "ai_assistance": st.sampled_from(["", "None.", "A tool checked the spelling."]),
    }
)


@given(documents)
def test_no_document_makes_the_checks_fail_and_words_are_exact(document: dict[str, Any]):
    found = findings(document)

    assert found == findings(document)
    for finding in found:
        assert finding.words in value_at(document, finding.place)
        assert len(finding.words) <= 80
        assert "\n" not in finding.words
        assert finding.why.endswith((".", "?"))
        assert finding.mend.endswith(".")


HOSTILE = [
    "(",
    ")",
    "[",
    "](",
    "[a](",
    "“",
    '"',
    "'",
    "`",
    "`` ` ",
    "a",
    "aaaAaa",
    "a,",
    "a-",
    "1,",
    "- ",
    "> ",
    "|a",
    "# a\n",
]
HOSTILE += [
    "here:\n",
    "only ",
    "phase 1, ",
    "www.a.",
    "a@",
    "[@",
    "\\",
    "Network is owned by ",
    "a) ",
    "read here ",
    "\n \n",
]


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_in_linear_time(piece: str):
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        document = make_research_summary(body=text, summary=text, key_points=[make_key_point(text)])
        started = time.perf_counter()
        findings(document)
        return time.perf_counter() - started

    seconds(1_000)

    assert seconds(160_000) < 16 * seconds(20_000) + 2


def test_a_long_field_of_one_letter_is_read_quickly():
    text = "a" * 100_000
    document = make_document(
        authors=[AUTHOR | {"name": text, "affiliation": text}], quotations=[QUOTATION | {"url": text}]
    )

    started = time.perf_counter()
    findings(document)

    assert time.perf_counter() - started < 5


COMPLETE = [
    make_document(language="de", title="Leben mit Beispielitis", summary="Den meisten geht es „gut“."),
    make_document(language="ja", title="病気「例」について", summary="多くの人（九割）は元気です。"),
    make_clinical_news(
        key_points=[make_key_point("Response was 45% (95% CI, 38–52) [@ash2025].", quote="45%")]
    ),
]


@pytest.mark.parametrize("document", COMPLETE)
def test_a_complete_document_leaves_nothing_to_remark_on(document: dict[str, Any]):
    assert rules(document) == []
