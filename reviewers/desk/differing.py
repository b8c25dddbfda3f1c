"""What an edition changes about the live one, word by word: what “the changes only” are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from articles.admin.comparing import parts

SAME, TAKEN, ADDED, LEFT = "same", "taken", "added", "left"
Piece = tuple[str, str]

# A number is one thing, with its sign, its decimals and its per cent: 2.36 never becomes 3.26 by two digits.
_TOKENS = re.compile(
    r"(?<!\w)[+−-]?\d+(?:[.,·:/]\d+)*(?:[ \u00a0\u202f]?%)?|\w+(?:['’]\w+)*|\n|[^\S\n]+|[^\w\s]"
)
_CONTEXT = 1


@dataclass(frozen=True)
class Difference:
    """One part that differs: its name, and its lines, each as pieces of (“same” | “taken” | “added” | “left”, text)."""

    name: str
    lines: list[list[Piece]]


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """Each part of two content documents that differs, in the order of the form."""
    before, after = parts(old), parts(new)
    return [
        Difference(name, list(_lines(before[name], after[name])))
        for name in after
        if before[name] != after[name]
    ]


def _lines(old: list[str], new: list[str]) -> Iterator[list[Piece]]:
    for verb, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            yield from _shortened(old[a:b])
        else:
            yield from _split(_words("\n".join(old[a:b]), "\n".join(new[c:d])))


def _shortened(run: list[str]) -> Iterator[list[Piece]]:
    """Lines that did not change: the first and the last of a long run."""
    if len(run) <= 2 * _CONTEXT + 1:
        yield from ([(SAME, line)] for line in run)
        return
    yield [(SAME, run[0])]
    yield [(LEFT, f"{len(run) - 2} lines unchanged")]
    yield [(SAME, run[-1])]


def _words(old: str, new: str) -> Iterator[Piece]:
    a, b = _TOKENS.findall(old), _TOKENS.findall(new)
    taken, added = "", ""
    for verb, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if verb == "equal":
            same = "".join(a[a1:a2])
            if (taken or added) and not same.strip() and a2 < len(a) and b2 < len(b):
                # A space between two changed words belongs to the change: one reads phrases, not crumbs.
                taken, added = taken + same, added + same
                continue
            yield from _pieces(taken, added)
            taken, added = "", ""
            yield SAME, same
        else:
            taken, added = taken + "".join(a[a1:a2]), added + "".join(b[b1:b2])
    yield from _pieces(taken, added)


def _pieces(taken: str, added: str) -> Iterator[Piece]:
    if taken:
        yield TAKEN, taken
    if added:
        yield ADDED, added


def _split(pieces: Iterator[Piece]) -> Iterator[list[Piece]]:
    """The pieces as lines: a piece that runs over a line end becomes several."""
    line: list[Piece] = []
    for mark, text in pieces:
        first, *rest = text.split("\n")
        if first:
            line.append((mark, first))
        for following in rest:
            yield line
            line = [(mark, following)] if following else []
    yield line
