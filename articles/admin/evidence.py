"""Evidence as people write it beside a key point: one line each, `[@key] the verbatim words`.

The words may be missing as yet: a draft keeps the line, and the checks ask for them before review.
"""

import re
from collections.abc import Collection, Iterable

from articles.models import Evidence

_LINE = re.compile(r"^\[@(?P<key>[^\s\[\]@]+)\]\s*(?P<quote>.*)$")


class BadEvidence(ValueError):
    """The lines cannot be read as evidence. `reasons` are sentences, one per line that is wrong."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


def parse(text: str) -> list[tuple[str, str]]:
    """The (reference key, verbatim words) of each line that is not blank. Raises BadEvidence."""
    found, reasons = [], []
    for line in filter(None, map(str.strip, text.splitlines())):
        if match := _LINE.match(line):
            found.append((match["key"], match["quote"].strip()))
        else:
            reasons.append(
                f"“{_short(line)}” is no evidence: begin the line with [@key], then the source's words."
            )
    if reasons:
        raise BadEvidence(reasons)
    return found


def readable(text: str) -> list[tuple[str, str]]:
    """The (reference key, verbatim words) of each line that can be read."""
    found = [_LINE.match(line) for line in map(str.strip, text.splitlines())]
    return [(match["key"], match["quote"].strip()) for match in found if match]


def unknown(evidence: Iterable[tuple[str, str]], keys: Collection[str]) -> list[str]:
    """A sentence for each key that names no reference of the article."""
    missing = {key: None for key, _quote in evidence if key not in keys}
    return [f"[@{key}] is no reference of this article: add it below, or mend the key." for key in missing]


def written(evidence: Iterable[Evidence]) -> str:
    """Evidence as lines that `parse` reads."""
    return "\n".join(f"[@{item.reference.key}] {' '.join(item.quote.split())}".strip() for item in evidence)


def _short(line: str) -> str:
    return line if len(line) <= 60 else f"{line[:59]}…"
