"""Two texts side by side, with the words marked in which they differ; a number that changed is marked as one."""

import re
from itertools import groupby
from typing import NamedTuple

from articles.aligning import runs

# A number is one word, with its decimals and thousands; so is a word with its apostrophe or hyphen.
_TOKENS = re.compile(r"\d+(?:[.,]\d+)*|\w+(?:['’-]\w+)*|\s+|[^\w\s]")
_DIGIT = re.compile(r"\d")


class Piece(NamedTuple):
    """A stretch of a text: whether the other text has it at this place, and whether a number is in what it has not."""

    text: str
    is_changed: bool = False

    @property
    def is_number(self) -> bool:
        return self.is_changed and bool(_DIGIT.search(self.text))


def marked(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts as pieces; the pieces of one, joined, are that text."""
    a, b = _TOKENS.findall(old), _TOKENS.findall(new)
    before: list[Piece] = []
    after: list[Piece] = []
    for run in runs(a, b):
        _add(before, "".join(a[run.a : run.b]), not run.same)
        _add(after, "".join(b[run.c : run.d]), not run.same)
    return before, after


def marked_twice(text: str, *others: str) -> list[Piece]:
    """A text as pieces: what any of the others has not at this place is marked."""
    changed = bytearray(len(text))
    for other in others:
        at = 0
        for piece in marked(text, other)[0]:
            if piece.is_changed:
                changed[at : at + len(piece.text)] = b"\1" * len(piece.text)
            at += len(piece.text)
    pieces: list[Piece] = []
    at = 0
    for is_changed, run in groupby(changed):
        length = len(list(run))
        pieces.append(Piece(text[at : at + length], bool(is_changed)))
        at += length
    return pieces


def numbers_differ(*texts: str) -> bool:
    """Whether the texts do not all have the same numbers, in the same order."""
    return len({tuple(re.findall(r"\d+(?:[.,]\d+)*", text)) for text in texts}) > 1


def _add(pieces: list[Piece], text: str, is_changed: bool) -> None:
    if not text:
        return
    # A space between two changed words belongs to the change: one mark is easier to see than three.
    is_gap = text.isspace() and "\n" not in text
    if pieces and pieces[-1].is_changed and (is_changed or is_gap):
        pieces[-1] = Piece(pieces[-1].text + text, True)
    else:
        pieces.append(Piece(text, is_changed))
