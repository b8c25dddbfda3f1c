"""Citations and the reference list: each needs the other."""

import re
from collections.abc import Iterator

from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import LONGEST_WORDS, Block, Reading
from articles.rendering.markdown import CITATION

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
        if block.kind == "code":
            continue
        for match in _ALMOST.finditer(block.text):
            citation = CITATION.fullmatch(match[0])
            if block.text[match.start() - 1 : match.start()] == "\\" or _is_code(block, match.start()):
                continue
            if not citation:
                yield _badly_formed(block, match)
            elif citation[1] not in reading.keys:
                yield _unknown(block, match, citation[1])
            elif not block.place.startswith(_CITED_WHERE):
                yield _out_of_place(block, match)


def unused_references(reading: Reading) -> Iterator[Finding]:
    """`unused-reference`, warn: neither cited nor the evidence of a key point."""
    for index, reference in enumerate(reading.document["references"]):
        if reference["key"] not in reading.cited:
            yield Finding(
                "unused-reference",
                Severity.WARN,
                reference["key"],
                f"references.{index}.key",
                "This reference is neither cited in the text nor the evidence of a key point.",
                f"Cite it where it is used, [@{reference['key']}], or take it out.",
            )


def references_without_address(reading: Reading) -> Iterator[Finding]:
    """`reference-without-address`, warn: none of web address, DOI, PubMed and trial number."""
    for index, reference in enumerate(reading.document["references"]):
        if not any(reference[name].strip() for name in _ADDRESSES):
            block = Block(f"references.{index}.text", reference["text"], reference["text"])
            yield Finding(
                "reference-without-address",
                Severity.WARN,
                block.opening,
                block.place,
                "This reference has no address, DOI, PubMed number or trial number, so nobody can look it up.",
                "Fill in at least one of them.",
            )


def _is_code(block: Block, position: int) -> bool:
    """Whether the block's own reading took what stands there for code: then its closing bracket is covered alone."""
    return block.kind == "code"


def _unknown(block: Block, match: re.Match[str], key: str) -> Finding:
    return Finding(
        "citation-without-reference",
        Severity.BLOCK,
        match[0][:LONGEST_WORDS],
        block.place,
        f"The text cites “{key}”, and no reference has this key.",
        "Add the reference, or correct the key.",
    )


def _badly_formed(block: Block, match: re.Match[str]) -> Finding:
    return Finding(
        "badly-formed-citation",
        Severity.BLOCK,
        match[0][:LONGEST_WORDS],
        block.place,
        "This is meant as a citation, but the page would show it as it is typed.",
        "Cite one key in each pair of brackets and nothing else: [@first][@second].",
    )


def _out_of_place(block: Block, match: re.Match[str]) -> Finding:
    return Finding(
        "citation-out-of-place",
        Severity.WARN,
        match[0][:LONGEST_WORDS],
        block.place,
        "Citations are turned into links in the text and in key points; here it would be shown as it is typed.",
        "Move the citation to the text or to a key point.",
    )
