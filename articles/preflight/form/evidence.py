"""Key points and what bears them out."""

from collections.abc import Iterator
from typing import Any

from articles.preflight.covering import cover
from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import Block, Reading, opening

from .claims import checkable


def key_points_without_evidence(reading: Reading) -> Iterator[Finding]:
    """`key-point-without-evidence`: a key point that no words of a reference support.

    Blocks when it holds a number, a date, or "only", "first" or "approved" (see `claims.checkable`); warns otherwise.
    Evidence counts when its reference exists and its words are given; a citation alone does not.
    """
    for index, point in enumerate(reading.document["key_points"]):
        text = point["text"]
        if not text.strip() or any(_counts(item, reading) for item in point["evidence"]):
            continue
        place = f"key_points.{index}.text"
        prose = cover(text, markdown=False).prose
        span = checkable(prose)
        block = Block(place, text, prose)
        if span:
            words = block.words(*span)
            why = f"This key point says “{text[slice(*span)]}”, and no words of a reference bear it out."
        else:
            words = opening(text)
            why = "No words of a reference bear this key point out."
        yield Finding(
            "key-point-without-evidence",
            Severity.BLOCK if span else Severity.WARN,
            words,
            place,
            why,
            "Add evidence to it: a reference, and its own words that say so.",
        )


def incomplete_evidence(reading: Reading) -> Iterator[Finding]:
    """`evidence-without-reference`, block: its key is not in the reference list. `evidence-without-quote`: blocks for
    a key point with a number, date or claim, warns otherwise.
    """
    for index, point in enumerate(reading.document["key_points"]):
        for number, item in enumerate(point["evidence"]):
            place = f"key_points.{index}.evidence.{number}"
            if item["reference"] not in reading.keys:
                yield Finding(
                    "evidence-without-reference",
                    Severity.BLOCK,
                    opening(item["reference"]),
                    f"{place}.reference",
                    f"The evidence names the reference “{item['reference']}”, which is not in the list.",
                    "Add the reference, or choose one that is there.",
                )
            if not item["quote"].strip():
                yield Finding(
                    "evidence-without-quote",
                    Severity.BLOCK if checkable(point["text"]) else Severity.WARN,
                    "",
                    f"{place}.quote",
                    "This evidence names a reference, but not its words.",
                    "Copy the words of the reference that support the key point.",
                )


def _counts(item: dict[str, Any], reading: Reading) -> bool:
    return item["reference"] in reading.keys and bool(item["quote"].strip())
