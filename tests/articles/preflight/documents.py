"""Documents to check: complete ones that leave nothing to remark on, and what the checks say of a change."""

from typing import Any

from articles.preflight import findings

REFERENCE = {
    "uuid": "5b2c31f0-0000-4000-8000-000000000001",
    "key": "ash2025",
    "text": "Ash A, Birch B. A look-alike trial of examplimab. Journal of Examples. 2025;1:1–9.",
    "url": "https://example.org/trials/examplimab",
    "doi": "",
    "pmid": "",
    "nct": "",
}
AUTHOR = {
    "name": "Ann Ash",
    "credentials": ["MD", "PhD"],
    "affiliation": "Harbour Lane Clinic",
    "orcid": "0000-0002-1825-0097",
    "interests": "None.",
}
QUOTATION = {
    "text": "We saw fewer relapses than we had feared.",
    "speaker": "Beth Birch",
    "credentials": ["MD"],
    "affiliation": "Harbour Lane Clinic",
    "url": "https://example.org/interview",
}
RESEARCH = """\
## Who did the research

A team at the Harbour Lane Clinic presented it at a meeting in 2025 [@ash2025].

## Background

Examplitis is rare.

## Methods and participants

Thirty people took examplimab (two tablets a day).

## Results

- Most felt “much better”.
- Side effects were mild.

## Conclusions

Examplimab may help.

## Limitations

The trial was small."""
EXPLAINER = "## What is examplitis?\n\nIt is rare [@ash2025].\n\n## How is it treated?\n\nWith tablets."


def make_document(**changes: Any) -> dict[str, Any]:
    """A complete explainer, with some of its fields replaced."""
    return {
        "schema": 1,
        "uuid": "5b2c31f0-0000-4000-8000-000000000000",
        "kind": "explainer",
        "audience": "patients",
        "language": "en",
        "title": "Living with examplitis",
        "summary": "Most people with examplitis do well.",
        "body": EXPLAINER,
        "authors": [AUTHOR],
        "source": {"name": "", "url": ""},
        "key_points": [],
        "quotations": [],
        "references": [REFERENCE],
        "topics": [{"slug": "examplitis", "name": "Examplitis"}],
        "review_interval_months": 12,
        "ai_assistance": "None.",
        "figures": [],
    } | changes


def make_research_summary(**changes: Any) -> dict[str, Any]:
    return make_document(kind="research_summary", body=RESEARCH) | changes


def make_clinical_news(**changes: Any) -> dict[str, Any]:
    return (
        make_document(
            kind="clinical_news",
            audience="professionals",
            body="More on examplitis follows [@ash2025].",
            source={"name": "Journal of Examples", "url": "https://example.org/"},
            key_points=[make_key_point("Response was seen in 45% of patients.", quote="A response in 45%")],
            quotations=[QUOTATION],
        )
        | changes
    )


def make_key_point(text: str, *, quote: str = "", reference: str = "ash2025") -> dict[str, Any]:
    evidence = [{"reference": reference, "quote": quote}] if quote else []
    return {"uuid": "5b2c31f0-0000-4000-8000-000000000002", "text": text, "evidence": evidence}


def in_body(text: str, **changes: Any) -> dict[str, Any]:
    """A complete explainer with this text in its first section."""
    return make_document(body=f"## First\n\n{text}\n\n## Second\n\nIt is rare [@ash2025].", **changes)


def found(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What the checks say of a document: severity, rule and words of each finding."""
    return [(str(finding.severity), finding.rule, finding.words) for finding in findings(document)]


def rules(document: dict[str, Any]) -> list[str]:
    return [finding.rule for finding in findings(document)]
