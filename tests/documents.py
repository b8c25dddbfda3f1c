"""Documents of every shape that people can write, for tests that must hold for all of them."""

import uuid
from typing import Any

from hypothesis import strategies as st

from articles.text import clean, clean_line
from tests.factories import make_content

_PHRASES = st.sampled_from(
    [
        "Stand up on day 1.",
        "5 mg",
        "**bold** words",
        "a *slanted* one, [linked](https://example.org/a) here",
        "up [@first].",
        "10^9^ cells and CO~2~",
        "`code`",
        "a < b & c > d",
        "\\*not slanted\\*",
        "قف على قدميك",
        "第一天站起来",
        "می‌خواهم\u200b",
        "\u00a0",
        "[@unknown]",
        "e\u0301 ß µg",
        "two  spaces",
        "a line\nand the next",
        "hard  \nbreak",
    ]
)
_TEXT = st.text(st.characters(codec="utf-8"), max_size=12).map(clean)
WORDS = st.lists(_PHRASES | _TEXT, min_size=1, max_size=4).map(lambda words: clean(" ".join(words)))
_BLOCKS = st.one_of(
    WORDS,
    WORDS.map(lambda words: f"## {clean_line(words)}"),
    WORDS.map(lambda words: f"- {words}\n  - {words}\n    1. deep\n- another"),
    WORDS.map(lambda words: f"> {words}\n>\n> and more"),
    WORDS.map(lambda words: f"| a | b |\n|---|:-:|\n| {clean_line(words).replace('|', '')} | 5 % |"),
    st.just("```\ncode  block\n```"),
    st.just("---"),
)
_BODY = st.lists(_BLOCKS, max_size=5).map("\n\n".join).map(clean)
_PARAGRAPHS = st.lists(WORDS, max_size=3).map("\n\n".join).map(clean)


def _point(text: str, quotes: list[str]) -> dict[str, Any]:
    evidence = [{"reference": "first", "quote": quote} for quote in quotes]
    return {"uuid": str(uuid.uuid4()), "text": text, "evidence": evidence}


def _reference(key: str, text: str) -> dict[str, str]:
    return {
        "uuid": str(uuid.uuid4()),
        "key": key,
        "text": text,
        "url": "https://example.org/x",
        "doi": "10.1000/1",
        "pmid": "",
        "nct": "",
    }


def _quotation(text: str, speaker: str) -> dict[str, Any]:
    return {"text": text, "speaker": speaker, "credentials": ["MD"], "affiliation": "", "url": ""}


def _author(name: str, interests: str) -> dict[str, Any]:
    return {
        "name": name,
        "credentials": ["PhD"],
        "affiliation": "Harbour Lane Clinic",
        "orcid": "",
        "interests": interests,
    }


CHANGES = st.one_of(
    st.just({"kind": "first", "note": ""}),
    WORDS.map(lambda words: {"kind": "update", "note": words}),
    WORDS.map(
        lambda words: {
            "kind": "correction",
            "note": words,
            "wrong": words,
            "right": "It is\nday 1.",
            "where": "In the summary.",
            "severity": "major",
        }
    ),
)
DOCUMENTS = st.builds(
    make_content,
    title=WORDS.map(clean_line),
    summary=_PARAGRAPHS,
    body=_BODY,
    authors=st.lists(st.builds(_author, WORDS.map(clean_line), WORDS), max_size=2),
    key_points=st.lists(st.builds(_point, WORDS, st.lists(WORDS, max_size=2)), max_size=4),
    quotations=st.lists(st.builds(_quotation, _PARAGRAPHS, WORDS.map(clean_line)), max_size=3),
    references=st.lists(WORDS, min_size=1, max_size=3).map(
        lambda texts: [_reference("first" if not n else f"key{n}", text) for n, text in enumerate(texts)]
    ),
    ai_assistance=WORDS,
    change=CHANGES,
)
