"""Each key point beside the words that bear it out, with the numbers that those words do not say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from articles.preflight.form.claims import numbers
from reviewers.risk.reading import read
from reviewers.risk.vocabulary import Kind

PLAIN, SAID, UNSAID = "", "said", "unsaid"
Piece = tuple[str, str]


@dataclass(frozen=True)
class Source:
    """The quoted words of a reference, and which entry of the list it is; 0 for one that is not in the list."""

    number: int
    reference: str
    quote: str


@dataclass(frozen=True)
class Point:
    """A key point, in pieces of (mark, words): the numbers in it are “said” by its sources, or “unsaid”."""

    number: int
    pieces: list[Piece]
    sources: list[Source]

    @property
    def unsaid(self) -> list[str]:
        """The numbers that no source of the point says."""
        return list(dict.fromkeys(words for mark, words in self.pieces if mark == UNSAID))


def points(content: dict[str, Any]) -> list[Point]:
    """The key points of an edition's content, in their order."""
    listed = {reference["key"]: place for place, reference in enumerate(content["references"], start=1)}
    texts = {reference["key"]: reference["text"] for reference in content["references"]}
    return [
        Point(
            place,
            list(
                _pieces(point["text"], {said for item in point["evidence"] for said in _said(item["quote"])})
            ),
            [
                Source(listed.get(item["reference"], 0), texts.get(item["reference"], ""), item["quote"])
                for item in point["evidence"]
            ],
        )
        for place, point in enumerate(content["key_points"], start=1)
    ]


def _pieces(text: str, said: set[str]) -> Iterator[Piece]:
    after = 0
    for start, end in numbers(text):
        if start > after:
            yield PLAIN, text[after:start]
        # The rule of the checks (`claims.numbers`) says what counts; 1,200 and 1200 are one number.
        yield (SAID if _said(text[start:end]) <= said else UNSAID), text[start:end]
        after = end
    if text[after:]:
        yield PLAIN, text[after:]


def _said(text: str) -> set[str]:
    return {token.text.lstrip("-") for token in read(text) if token.kind is Kind.NUMBER}
