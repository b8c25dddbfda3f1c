"""Pre-flight: the checks that find an article's mistakes before a reviewer has to.

A family of checks is a module here with `check(document)`, which yields findings and never raises on a document
of the content schema; to add one, write the module and list it in `FAMILIES`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from . import form
from .finding import Finding, Severity

__all__ = ["FAMILIES", "MOST_OF_A_RULE", "Finding", "Severity", "findings"]

FAMILIES: tuple[Callable[[dict[str, Any]], Iterator[Finding]], ...] = (form.check,)

MOST_OF_A_RULE = 50

_ORDER = [
    "title",
    "summary",
    "authors",
    "reviewers",
    "source",
    "key_points",
    "body",
    "quotations",
    "references",
    "topics",
    "ai_assistance",
    "change",
]


def findings(document: dict[str, Any]) -> list[Finding]:
    """Everything the families find in a content document: blocks first, then in the order of the page.

    A rule is reported 50 times at most; a last finding then says how many more there are.
    """
    found = [finding for family in FAMILIES for finding in _limited(family(document))]
    return sorted(found, key=lambda finding: (not finding.blocks, *_standing(finding, document)))


def _limited(found: Iterator[Finding]) -> Iterator[Finding]:
    counts: Counter[tuple[str, Severity]] = Counter()
    last: dict[tuple[str, Severity], Finding] = {}
    for finding in found:
        kind = (finding.rule, finding.severity)
        counts[kind] += 1
        if counts[kind] <= MOST_OF_A_RULE:
            yield finding
        else:
            last.setdefault(kind, finding)
    for kind, finding in last.items():
        more = counts[kind] - MOST_OF_A_RULE
        yield replace(
            finding,
            why=f"{more} more of the same kind were found, from here on. {finding.why}",
            mend="Mend the ones before this first, then check again.",
        )


def _standing(finding: Finding, document: dict[str, Any]) -> tuple[Any, ...]:
    """Where on the page a finding stands: field, then the place of its words in the field's text."""
    field, *path = finding.place.split(".")
    steps = [(int(step), "") if step.isdigit() else (-1, step) for step in path]
    text: Any = document.get(field)
    for step in path:
        text = text[int(step)] if isinstance(text, list) else text[step] if isinstance(text, dict) else ""
    # The words have a little around them on both sides: what they are about stands in their middle.
    offset = text.find(finding.words) + len(finding.words) // 2 if isinstance(text, str) else -1
    return (
        _ORDER.index(field) if field in _ORDER else len(_ORDER),
        steps,
        offset,
        finding.rule,
        finding.words,
    )
