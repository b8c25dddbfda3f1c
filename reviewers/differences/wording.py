"""Two texts as lines of pieces: which lines stayed, moved, changed, came and went."""

import re

from articles.aligning import alike, matched
from reviewers.differences.shapes import ADDED, SAME, TAKEN, Line, Piece
from reviewers.differences.weaving import pieces

# Lines with less than this in common are two lines, not one that changed.
LIKENESS = 0.35
# A line that was taken and one that was added are one that moved and changed, if they have so much in common; so many
# lines at most are tried, and none shorter than so many words.
_MOVED, _MOST_TRIED, _FEWEST_WORDS = 0.7, 2_500, 5
_WORDS = re.compile(r"\w+|%")


def lines(old: str, new: str) -> list[Line]:
    """Both texts as lines of pieces: what is same and taken is the old text, what is same and added is the new."""
    before, after = _split_lines(old), _split_lines(new)
    fixed, moved = matched(before, after)
    moved = [(i, j) for i, j in moved if _WORDS.search(before[i])]
    away, here = {i for i, _ in moved}, {j for _, j in moved}
    found: list[Line] = []
    a = c = 0
    for i, j in [*fixed, (len(before), len(after))]:
        found += _between(before, after, range(a, i), range(c, j), away, here)
        if i < len(before):
            found.append(Line([Piece(SAME, before[i])]))
        a, c = i + 1, j + 1
    _follow(found)
    return found


def words(text: str) -> frozenset[str]:
    """The words of a text, each once, whatever their case: what likeness is judged by."""
    return frozenset(_WORDS.findall(text.casefold()))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two texts have in common, from 0 to 1; 0 where it is too little to call one the other, changed."""
    if not one or not other:
        return 0.0
    share = 2 * len(one & other) / (len(one) + len(other))
    return share if share >= LIKENESS else 0.0


def is_like(one: str, other: str) -> bool:
    """Whether two short texts have half of their words in common: titles of one paper, spelt in two ways."""
    return likeness(words(one), words(other)) >= 0.5


def count(text: str) -> int:
    """How many words and numbers a text has."""
    return len(_WORDS.findall(text))


def _split_lines(text: str) -> list[str]:
    found = [f"{line}\n" for line in text.split("\n")]
    last = found.pop()[:-1]
    return [*found, last] if last else found


def _follow(found: list[Line]) -> None:
    """Mark those lines that moved and changed: the likest pairs of a line that was taken and one that was added."""
    gone, come = ([line for line in found if _is_whole(line, mark)] for mark in (TAKEN, ADDED))
    if len(gone) * len(come) > _MOST_TRIED:
        return
    left, right = ([words(line.pieces[0].text) for line in lines] for lines in (gone, come))
    tried = [
        (likeness(one, other), i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if min(len(one), len(other)) >= _FEWEST_WORDS
    ]
    for share, i, j in sorted(tried, reverse=True):
        if share >= _MOVED and not gone[i].moved and not come[j].moved:
            gone[i].moved, come[j].moved = "away", "here"
            come[j].within = pieces(gone[i].pieces[0].text, come[j].pieces[0].text)


def _is_whole(line: Line, mark: str) -> bool:
    return not line.moved and len(line.pieces) == 1 and line.pieces[0].mark == mark


def _between(
    before: list[str], after: list[str], old: range, new: range, away: set[int], here: set[int]
) -> list[Line]:
    """The lines between two that stayed: those that changed are paired, the others were taken or added."""
    left = [i for i in old if i not in away and before[i].strip()]
    right = [j for j in new if j not in here and after[j].strip()]
    if len(left) == len(right) == 1:
        pairs = {left[0]: right[0]}
    else:
        found = alike([words(before[i]) for i in left], [words(after[j]) for j in right], likeness)
        pairs = {left[i]: right[j] for i, j in found}
    shown: list[Line] = []
    c = new.start
    for i in old:
        if i not in pairs:
            shown.append(Line([Piece(TAKEN, before[i])], "away" if i in away else ""))
            continue
        shown += [_added(after[j], j in here) for j in range(c, pairs[i])]
        shown.append(Line(pieces(before[i], after[pairs[i]])))
        c = pairs[i] + 1
    return shown + [_added(after[j], j in here) for j in range(c, new.stop)]


def _added(text: str, moved: bool) -> Line:
    return Line([Piece(ADDED, text)], "here" if moved else "")
