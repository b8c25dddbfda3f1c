"""Citations and the reference list: each needs the other."""

import re
from collections.abc import Iterator

from articles.preflight.covering import Link, LinkKind
from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import LONGEST_WORDS, Block, Reading, opening

_ADDRESSES = ("url", "doi", "pmid", "nct")
_CITED_WHERE = ("body", "key_points")
# Meant as citations, but not in the form that is: [@first; @second], [@key, p. 4].
_ALMOST = re.compile(r"\[@[^\[\]\n]{1,120}\]")


def citations_without_reference(reading: Reading) -> Iterator[Finding]:
    """`citation-without-reference`, block: `[@key]` with a key that is not in the list.

    `badly-formed-citation`, block: several keys in one pair of brackets, or more than a key. `citation-out-of-place`,
    warn: in a text that shows it as it is typed.
    """
    for block in reading.blocks:
        for link in block.links:
            if link.kind == LinkKind.CITATION:
                yield from _citation(block, link, reading)
        for match in _ALMOST.finditer(block.prose):
            if match.start() not in block.escaped:
                yield _badly_formed(block, match)


def unused_references(reading: Reading) -> Iterator[Finding]:
    """`unused-reference`, warn: neither cited nor the evidence of a key point."""
    for index, reference in enumerate(reading.document["references"]):
        if reference["key"] not in reading.cited:
            yield Finding(
                "unused-reference",
                Severity.WARN,
                opening(reference["key"]),
                f"references.{index}.key",
                "This reference is neither cited in the text nor the evidence of a key point.",
                f"Cite it where it is used, [@{reference['key']}], or take it out.",
            )


def references_without_address(reading: Reading) -> Iterator[Finding]:
    """`reference-without-address`, warn: none of web address, DOI, PubMed and trial number."""
    for index, reference in enumerate(reading.document["references"]):
        if not any(reference[name].strip() for name in _ADDRESSES):
            yield Finding(
                "reference-without-address",
                Severity.WARN,
                opening(reference["text"]),
                f"references.{index}.text",
                "This reference has no address, DOI, PubMed number or trial number, so nobody can look it up.",
                "Fill in at least one of them.",
            )


def _citation(block: Block, link: Link, reading: Reading) -> Iterator[Finding]:
    words = block.text[link.start : link.end][:LONGEST_WORDS]
    if link.target not in reading.keys:
        yield Finding(
            "citation-without-reference",
            Severity.BLOCK,
            words,
            block.place,
            f"The text cites “{link.target}”, and no reference has this key.",
            "Add the reference, or correct the key.",
        )
    elif not block.place.startswith(_CITED_WHERE):
        yield Finding(
            "citation-out-of-place",
            Severity.WARN,
            words,
            block.place,
            "Citations are turned into links in the text and in key points; here it would be shown as it is typed.",
            "Move the citation to the text or to a key point.",
        )


def _badly_formed(block: Block, match: re.Match[str]) -> Finding:
    return Finding(
        "badly-formed-citation",
        Severity.BLOCK,
        block.words(*match.span(), around=0),
        block.place,
        "This is meant as a citation, but the page would show it as it is typed.",
        "Cite one key in each pair of brackets and nothing else: [@first][@second].",
    )
