"""Two lines as pieces: sentences are found again first, then the words inside those that changed."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from articles.aligning import Run, runs
from reviewers.differences.shapes import ADDED, SAME, TAKEN, Piece
from reviewers.risk.reading import read

# Texts of some length with less than this in common are shown one after the other, not word by word.
_SHARED, _LENGTH = 0.3, 12
_SENTENCE_END = re.compile("[.!?…][\"'”’)\\]]*\\s+")
_SIGN = re.compile(r"[^\S\n]+|\s|[^\s]")
# What holds two numbers together: between two that changed it belongs to the change.
_JOINTS = frozenset(["to", "-", "–", "−", "/", "±", ":", "."])


class Unit(NamedTuple):
    """A word, a number or a sign, and the space that follows it."""

    text: str
    gap: str

    @property
    def all(self) -> str:
        return self.text + self.gap


def pieces(old: str, new: str) -> list[Piece]:
    """Two lines as pieces, word by word: a number, a word or a sign is never cut."""
    a, b = _sentences(old), _sentences(new)
    woven = _Weaver()
    for run in _runs(a, b):
        if run.same:
            _same(woven, a[run.a : run.b], b[run.c : run.d])
        else:
            one, other = a[run.a : run.b], b[run.c : run.d]
            _weave(woven, "".join(unit.all for unit in one), "".join(unit.all for unit in other))
    return woven.finished()


def _sentences(line: str) -> list[Unit]:
    """The sentences of a line, and what space follows each."""
    found, start = [], 0
    for match in _SENTENCE_END.finditer(line):
        found.append(_parted(line[start : match.end()]))
        start = match.end()
    return [*found, _parted(line[start:])] if start < len(line) else found


def _parted(sentence: str) -> Unit:
    text = sentence.rstrip()
    return Unit(text, sentence[len(text) :])


def _units(text: str) -> list[Unit]:
    """The text as units; together they are the text, and what is one token for reading is never cut."""
    found: list[Unit] = []
    last = 0
    for token in read(text):
        if token.start < last:
            # Two readings of one word: “cannot”.
            continue
        _add_signs(found, text[last : token.start])
        found.append(Unit(text[token.start : token.end], ""))
        last = token.end
    _add_signs(found, text[last:])
    return found


def _add_signs(found: list[Unit], text: str) -> None:
    for sign in _SIGN.findall(text):
        if sign.isspace():
            before = found.pop() if found else Unit("", "")
            found.append(Unit(before.text, before.gap + sign))
        else:
            found.append(Unit(sign, ""))


class _Weaver:
    """Puts pieces together: what was taken in one place comes before what was added there."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._taken = ""
        self._added = ""

    def same(self, text: str) -> None:
        if text:
            self._flush()
            self._add_same(text)

    def _add_same(self, text: str) -> None:
        if self._pieces and self._pieces[-1].mark == SAME:
            text = self._pieces.pop().text + text
        self._pieces.append(Piece(SAME, text))

    def differ(self, taken: str, added: str) -> None:
        self._taken += taken
        self._added += added

    def finished(self) -> list[Piece]:
        self._flush()
        return self._pieces

    def _flush(self) -> None:
        taken, added = self._taken, self._added
        self._taken = self._added = ""
        # The space that both end with did not change: “day and” and “day, and” differ in a comma.
        gap = taken[len(taken.rstrip()) :]
        gap = gap if added.endswith(gap) else ""
        taken, added = taken.removesuffix(gap), added.removesuffix(gap)
        if taken:
            self._pieces.append(Piece(TAKEN, taken))
        if added:
            self._pieces.append(Piece(ADDED, added))
        if gap:
            self._add_same(gap)


def _weave(woven: _Weaver, old: str, new: str) -> None:
    a, b = _units(old), _units(new)
    found = _runs(a, b)
    if _too_different(a, b, [place for run in found if run.same for place in range(run.a, run.b)]):
        _replaced(woven, a, b)
        return
    for run in _without_joints(found, a, b):
        one, other = a[run.a : run.b], b[run.c : run.d]
        if run.same:
            _same(woven, one, other)
        else:
            _replaced(woven, one, other)


def _runs(a: list[Unit], b: list[Unit]) -> list[Run]:
    return list(runs([unit.text for unit in a], [unit.text for unit in b]))


def _without_joints(found: list[Run], a: list[Unit], b: list[Unit]) -> list[Run]:
    """The runs, with “0.5 to 0.8” as one change where both of its numbers changed, and a number alone between two."""
    merged: list[Run] = []
    for run in found:
        if len(merged) > 1 and not run.same and _is_joint(merged[-1], a, b):
            _, before = merged.pop(), merged.pop()
            run = Run(False, before.a, run.b, before.c, run.d)
        merged.append(run)
    return merged


def _same(woven: _Weaver, one: list[Unit], other: list[Unit]) -> None:
    for before, after in zip(one, other, strict=True):
        woven.same(before.text)
        if before.gap == after.gap:
            woven.same(before.gap)
        else:
            woven.differ(before.gap, after.gap)


def _replaced(woven: _Weaver, one: Sequence[Unit], other: Sequence[Unit]) -> None:
    gap = one[-1].gap if one and other and one[-1].gap == other[-1].gap else ""
    taken, added = "".join(unit.all for unit in one), "".join(unit.all for unit in other)
    woven.differ(taken[: len(taken) - len(gap)], added[: len(added) - len(gap)])
    woven.same(gap)


def _is_joint(run: Run, a: list[Unit], b: list[Unit]) -> bool:
    """Whether a run is one joint with numbers on both sides, in both texts."""
    if not run.same or run.b - run.a != 1:
        return False
    if a[run.a].text.isdecimal():
        return True
    if a[run.a].text not in _JOINTS:
        return False
    sides = (a[run.a - 1 : run.a], a[run.b : run.b + 1], b[run.c - 1 : run.c], b[run.d : run.d + 1])
    return all(side and any(sign.isdigit() for sign in side[0].text) for side in sides)


def _too_different(a: list[Unit], b: list[Unit], kept: list[int]) -> bool:
    total = sum(map(_is_word, a)) + sum(map(_is_word, b))
    shared = 2 * sum(_is_word(a[place]) for place in kept)
    return total > _LENGTH and shared < _SHARED * total


def _is_word(unit: Unit) -> bool:
    return any(map(str.isalnum, unit.text))
