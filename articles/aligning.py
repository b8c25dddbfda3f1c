"""Which item of one sequence is which of another, in a time that grows with their length.

Items that stand once in each are found first, by equality; the longest series of them that kept its order stays, and
the others have moved. What lies between is compared item by item where it is short, and otherwise left unpaired.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

# Above these, what lies between two fixed items is not compared word by word: it could take long.
MOST_PAIRS = 30_000
MOST_EQUAL_PAIRS = 3_000
# How far from the diagonal two lines are still taken for one that changed.
BAND = 24


class Run(NamedTuple):
    """Items `a` to `b` of the old sequence stand where items `c` to `d` of the new one do; the same ones, or not."""

    same: bool
    a: int
    b: int
    c: int
    d: int


def matched(old: Sequence[str], new: Sequence[str]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs of places of equal items: those that kept their order, and those that moved."""
    start, ends = _ends(old, new)
    once = _once(old[start : len(old) - ends], new[start : len(new) - ends])
    pairs = [(i + start, j + start) for i, j in once]
    rising = rising_series([j for _, j in pairs])
    kept = [pairs[place] for place in rising]
    held = set(kept)
    moved = [pair for pair in pairs if pair not in held]
    fixed = [(i, i) for i in range(start)]
    fixed += _stretched(old, new, kept, start, ends)
    fixed += [(len(old) - place, len(new) - place) for place in range(ends, 0, -1)]
    return fixed, moved


def runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Both sequences from beginning to end, as runs of equal items and of items that differ."""
    yield from _merged(_runs(old, new))


def alike(
    old: Sequence[Any], new: Sequence[Any], likeness: Callable[[Any, Any], float]
) -> list[tuple[int, int]]:
    """Which of the old items became which of the new ones: pairs in order, of the greatest likeness together.

    `likeness` gives 0 for two that are not to be paired. Only pairs near the diagonal are asked for.
    """
    if not old or not new:
        return []
    slope = len(new) / len(old)
    best: list[dict[int, float]] = [{}]
    came: list[dict[int, str]] = [{}]
    for i in range(1, len(old) + 1):
        middle = round((i - 0.5) * slope)
        row: dict[int, float] = {}
        ways: dict[int, str] = {}
        above = best[-1]
        for j in range(max(1, middle - BAND), min(len(new), middle + BAND) + 1):
            found = likeness(old[i - 1], new[j - 1])
            choices = [(above.get(j, 0.0), "up"), (row.get(j - 1, 0.0), "left")]
            if found:
                choices.append((above.get(j - 1, 0.0) + found, "pair"))
            row[j], ways[j] = max(choices, key=lambda choice: choice[0])
        best.append(row)
        came.append(ways)
    return _traced(came, len(old), len(new))


def rising_series(places: Sequence[int]) -> list[int]:
    """The indexes of a longest rising series: what stayed in order, when all else moved."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, place in enumerate(places):
        at = bisect_left(tops, place)
        before.append(last[at - 1] if at else -1)
        if at == len(tops):
            tops.append(place)
            last.append(index)
        else:
            tops[at], last[at] = place, index
    series = []
    index = last[-1] if last else -1
    while index >= 0:
        series.append(index)
        index = before[index]
    return series[::-1]


def _ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many items both begin with, and how many of the rest both end with."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and old[start] == new[start]:
        start += 1
    ends = 0
    while ends < shorter - start and old[-1 - ends] == new[-1 - ends]:
        ends += 1
    return start, ends


def _once(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    counts, others = Counter(old), Counter(new)
    places = {item: place for place, item in enumerate(new) if others[item] == 1}
    return [(i, places[item]) for i, item in enumerate(old) if counts[item] == 1 and item in places]


def _stretched(
    old: Sequence[str], new: Sequence[str], kept: list[tuple[int, int]], start: int, ends: int
) -> list[tuple[int, int]]:
    """The kept pairs, and beside them those equal items that stand more than once."""
    found: list[tuple[int, int]] = []
    stop = (len(old) - ends, len(new) - ends)
    last = (start - 1, start - 1)
    for place, (i, j) in enumerate(kept):
        back = 1
        while i - back > last[0] and j - back > last[1] and old[i - back] == new[j - back]:
            back += 1
        found += [(i - step, j - step) for step in range(back - 1, -1, -1)]
        following = kept[place + 1] if place + 1 < len(kept) else stop
        step = 1
        while i + step < following[0] and j + step < following[1] and old[i + step] == new[j + step]:
            found.append((i + step, j + step))
            step += 1
        last = found[-1]
    return found


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    fixed, _ = matched(old, new)
    a = c = 0
    for i, j in [*fixed, (len(old), len(new))]:
        if i > a or j > c:
            yield from _between(old, new, Run(False, a, i, c, j))
        if i < len(old):
            yield Run(True, i, i + 1, j, j + 1)
        a, c = i + 1, j + 1


def _between(old: Sequence[str], new: Sequence[str], run: Run) -> Iterator[Run]:
    one, other = old[run.a : run.b], new[run.c : run.d]
    counts, others = Counter(one), Counter(other)
    equal = sum(count * others[item] for item, count in counts.items())
    if not equal or len(one) * len(other) > MOST_PAIRS or equal > MOST_EQUAL_PAIRS:
        yield run
        return
    for verb, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield Run(verb == "equal", run.a + a, run.a + b, run.c + c, run.c + d)


def _merged(found: Iterator[Run]) -> Iterator[Run]:
    last: Run | None = None
    for run in found:
        if last and last.same == run.same:
            last = Run(run.same, last.a, run.b, last.c, run.d)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


def _traced(came: list[dict[int, str]], i: int, j: int) -> list[tuple[int, int]]:
    pairs = []
    while i and j:
        way = came[i].get(j)
        if way is None:
            # Outside the band: towards it.
            inside = came[i]
            if inside and j > max(inside):
                j -= 1
            else:
                i -= 1
        elif way == "pair":
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif way == "up":
            i -= 1
        else:
            j -= 1
    return pairs[::-1]
