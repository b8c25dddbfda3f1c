"""Two people's changes of one sequence, told apart: what one of them changed, what both did, and where they clash."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from articles.aligning import alike, runs

# Two paragraphs with less than this in common are two, not one that was changed.
_LIKENESS = 0.35
_WORDS = re.compile(r"\w+|%")


class Hunk(NamedTuple):
    """Items `a` to `b` of one sequence became items `c` to `d` of another; a pure insertion has a == b."""

    a: int
    b: int
    c: int
    d: int


@dataclass(frozen=True)
class Segment:
    """A stretch of the three sequences."""

    base: list[Any]
    mine: list[Any]
    theirs: list[Any]
    # The side that changed it: "mine" or "theirs", "same" if neither did or both alike, "" if they clash.
    side: str


def segments(
    base: Sequence[Any] | None, mine: Sequence[Any], theirs: Sequence[Any], key: Callable[[Any], str]
) -> list[Segment]:
    """All three sequences from beginning to end, as segments; neighbours that one side changed are one.

    Items with the same key are the same. Changes of neighbouring items do not clash; changes of one item do, and
    insertions at one place. `base` is None where nobody knows what both started from: then all that differs clashes.
    """
    if base is None:
        return list(_of_two(list(mine), list(theirs), key))
    found: list[Segment] = []
    for segment in _of_three(list(base), list(mine), list(theirs), key):
        if found and segment.side == found[-1].side != "":
            before = found[-1]
            for whole, more in [
                (before.base, segment.base),
                (before.mine, segment.mine),
                (before.theirs, segment.theirs),
            ]:
                whole += more
        else:
            found.append(segment)
    return found


def hunks(old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    """What differs between two sequences, in order, as small as it can be told apart."""
    found: list[Hunk] = []
    for run in runs(old, new):
        if not run.same:
            found += _parted(old, new, Hunk(run.a, run.b, run.c, run.d))
    return found


def blocks(text: str) -> list[str]:
    """The paragraphs of a text, each with the blank lines that follow it: joined, they are the text."""
    found: list[str] = []
    block, blank = "", False
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        if line.strip():
            if blank:
                found.append(block)
                block, blank = "", False
        else:
            blank = True
        block += line
    return [*found, block] if block else found


def joined(paragraphs: Sequence[str]) -> str:
    """The text of paragraphs that come from several texts: a blank line between any two, and else as they are."""
    text = ""
    for place, block in enumerate(paragraphs):
        if place and text.strip() and block.strip():
            missing = 2 - text[len(text.rstrip()) :].count("\n")
            text += "\n" * max(0, missing)
        text += block
    return text


def chosen(base: Any, mine: Any, theirs: Any) -> Any:
    """Of three values of which two at least count as the same, the one that was changed."""
    return theirs if mine == base else mine


def _of_two(mine: list[Any], theirs: list[Any], key: Callable[[Any], str]) -> Iterator[Segment]:
    for run in runs([key(item) for item in theirs], [key(item) for item in mine]):
        side = "same" if run.same else ""
        yield Segment([], mine[run.c : run.d], theirs[run.a : run.b], side)


def _of_three(
    base: list[Any], mine: list[Any], theirs: list[Any], key: Callable[[Any], str]
) -> Iterator[Segment]:
    keys = [key(item) for item in base]
    left, right = (deque(hunks(keys, [key(item) for item in side])) for side in (mine, theirs))
    at = here = there = 0
    while left or right:
        low, high = min((side[0].a, side[0].b) for side in (left, right) if side)
        if low > at:
            step = low - at
            yield Segment(base[at:low], mine[here : here + step], theirs[there : there + step], "same")
            here, there = here + step, there + step
        ours: list[Hunk] = []
        others: list[Hunk] = []
        grown = True
        while grown:
            grown = False
            for waiting, taken in ((left, ours), (right, others)):
                while waiting and _touches(waiting[0], low, high):
                    taken.append(waiting.popleft())
                    high = max(high, taken[-1].b)
                    grown = True
        here_end = here + (high - low) + _growth(ours)
        there_end = there + (high - low) + _growth(others)
        yield _told_apart(base[low:high], mine[here:here_end], theirs[there:there_end], key)
        at, here, there = high, here_end, there_end
    if at < len(base):
        yield Segment(base[at:], mine[here:], theirs[there:], "same")


def _touches(hunk: Hunk, low: int, high: int) -> bool:
    """Whether a hunk, which begins at `low` or later, is about what lies from `low` to `high`."""
    if hunk.a == hunk.b or low == high:
        return (hunk.a, hunk.b) == (low, high) or low < hunk.a < high
    return hunk.a < high


def _growth(hunks: list[Hunk]) -> int:
    return sum((hunk.d - hunk.c) - (hunk.b - hunk.a) for hunk in hunks)


def _told_apart(base: list[Any], mine: list[Any], theirs: list[Any], key: Callable[[Any], str]) -> Segment:
    before, ours, others = ([key(item) for item in side] for side in (base, mine, theirs))
    if ours == others:
        side = "same"
    elif others == before:
        side = "mine"
    else:
        side = "theirs" if ours == before else ""
    return Segment(base, mine, theirs, side)


def _parted(before: Sequence[str], after: Sequence[str], hunk: Hunk) -> Iterator[Hunk]:
    """A hunk as single items that were changed, and what was put in or taken out between them."""
    old, new = (
        [_words(item) for item in items] for items in (before[hunk.a : hunk.b], after[hunk.c : hunk.d])
    )
    i = j = 0
    for a, c in [*alike(old, new, _likeness), (len(old), len(new))]:
        if a > i or c > j:
            yield Hunk(hunk.a + i, hunk.a + a, hunk.c + j, hunk.c + c)
        if a < len(old):
            yield Hunk(hunk.a + a, hunk.a + a + 1, hunk.c + c, hunk.c + c + 1)
        i, j = a + 1, c + 1


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text.casefold()))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    if not one or not other:
        return 0.0
    share = 2 * len(one & other) / (len(one) + len(other))
    return share if share >= _LIKENESS else 0.0
