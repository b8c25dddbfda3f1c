"""The changed places of a part, and which of them are called out."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from reviewers.differences.shapes import ADDED, SAME, TAKEN, Line
from reviewers.risk.comparing import Hunk
from reviewers.risk.dangers import Danger, Reading, is_opposite
from reviewers.risk.reading import Token, read
from reviewers.risk.vocabulary import Kind

CONTEXT = 32
# Up to so many tokens a change is told whole; a longer one is told by what is dangerous in it.
SHORT, WHOLE, MOST_SHOWN, MOST_LISTED = 3, 8, 80, 6
_MARKS = re.compile(r"\*\*|__|^\s*(?:[-*+]|#{1,6}|>)\s+|[*`|]", re.MULTILINE)
# What stands otherwise on the page, or not at all.
_BREAKS = re.compile(rf"\[@[^\]\s]*\]|\]\([^)\s]*\)?|\[|\n|{_MARKS.pattern}", re.MULTILINE)
_BREAK = re.compile(r"[.!?…;|]|\n")


@dataclass(frozen=True)
class Place:
    """A changed place: its number, its line, and where it is in the old and in the new text of its field."""

    number: int
    line: Line
    old: tuple[int, int]
    new: tuple[int, int]
    # Where the line itself is in the two texts.
    old_line: tuple[int, int]
    new_line: tuple[int, int]

    @property
    def anchor(self) -> str:
        """The id of the place in a rendered comparison."""
        return f"change-{self.number}"


class Told(NamedTuple):
    """What is said of a place: the danger and the words before and after, and the span of the new words."""

    danger: Danger
    old: str
    new: str
    span: tuple[int, int]


def number(lines: list[Line], first: int) -> list[Place]:
    """The changed places of lines, numbered from `first`, in their pieces too."""
    places: list[Place] = []
    old = new = 0
    for line in lines:
        old_line, new_line = (old, old + len(line.text(TAKEN))), (new, new + len(line.text(ADDED)))
        starts: tuple[int, int, int] | None = None
        for at, piece in enumerate(line.pieces):
            if piece.mark == SAME and starts:
                places.append(Place(starts[0], line, (starts[1], old), (starts[2], new), old_line, new_line))
                starts = None
            elif piece.mark != SAME and not starts:
                starts = (first, old, new)
                line.pieces[at] = piece._replace(change=first)
                first += 1
            old += len(piece.text) if piece.mark != ADDED else 0
            new += len(piece.text) if piece.mark != TAKEN else 0
        if starts:
            places.append(Place(starts[0], line, (starts[1], old), (starts[2], new), old_line, new_line))
    return places


class Caller:
    """Reads both texts of a field once, and tells of each changed place what is dangerous in it."""

    def __init__(self, old: str, new: str, *, headings: bool = False) -> None:
        self.old = Reading(old, read(old, headings=headings))
        self.new = Reading(new, read(new, headings=headings))

    def told(self, place: Place) -> list[Told]:
        """What is to be said of a changed place, the most dangerous first; nothing for most."""
        old, new = self.old.between(*place.old), self.new.between(*place.new)
        gone, come = _tokens(self.old, old), _tokens(self.new, new)
        if _texts(gone) == _texts(come):
            return []
        opposed = self._are_opposed(gone, come)
        if not (opposed or Hunk(gone, come).matters):
            return []
        found = self._dangers(old, new)
        if opposed:
            found = {Danger.NEGATION: (list(old), list(new))} | found
        if not found:
            return []
        if max(len(old), len(new)) <= WHOLE or not old or not new:
            danger = min(found, key=lambda danger: danger.rank)
            return [self._whole(danger, place, old, new, found[danger])]
        return [self._listed(danger, place, *sides) for danger, sides in found.items()]

    def signature(self, place: Place) -> tuple[bool, tuple[str, ...]] | None:
        """Whether a place only takes away, and its tokens; None for one that replaces."""
        old, new = self.old.between(*place.old), self.new.between(*place.new)
        if bool(old) == bool(new):
            return None
        return bool(old), tuple(_texts(_tokens(self.old, old) or _tokens(self.new, new)))

    def _dangers(self, old: range, new: range) -> dict[Danger, tuple[list[int], list[int]]]:
        """The places of the tokens of each danger that the two sides do not share."""
        aloud = bool(old) and bool(new) and max(len(old), len(new)) <= SHORT
        before, after = _by_danger(self.old, old, aloud), _by_danger(self.new, new, aloud)
        found = {}
        for danger in sorted(before.keys() | after.keys(), key=lambda danger: danger.rank):
            one, other = before.get(danger, []), after.get(danger, [])
            if [self.old.tokens[at].text for at in one] != [self.new.tokens[at].text for at in other]:
                found[danger] = (one, other)
        return found

    def _are_opposed(self, gone: list[Token], come: list[Token]) -> bool:
        if len(gone) * len(come) > WHOLE:
            return False
        return any(is_opposite(one.text, other.text) for one in gone for other in come)

    def _whole(
        self, danger: Danger, place: Place, old: range, new: range, at: tuple[list[int], list[int]]
    ) -> Told:
        """The change in its own words, with those beside it where words were only put in or taken out."""
        one, other = _span(self.old, old, place.old), _span(self.new, new, place.new)
        if _has_number(self.old, old) or _has_number(self.new, new):
            one, other = _from_number(self.old, old, one), _from_number(self.new, new, other)
        alone = not (old and new) and max(len(old), len(new)) <= SHORT
        if alone or danger is Danger.SIGN:
            one = _with_neighbours(self.old.text, self.old, one, place.old_line)
            other = _with_neighbours(self.new.text, self.new, other, place.new_line)
        focus = [
            reading.tokens[places[0]].start if places else None
            for reading, places in zip((self.old, self.new), at, strict=True)
        ]
        return Told(danger, shown(self.old.text, one, focus[0]), shown(self.new.text, other, focus[1]), other)

    def _listed(self, danger: Danger, place: Place, one: list[int], other: list[int]) -> Told:
        """Of a long change only what is dangerous in it."""
        one, other = _without_told_units(self.old, one), _without_told_units(self.new, other)
        before = [self._with_unit(self.old, at) for at in one]
        after = [self._with_unit(self.new, at) for at in other]
        while before and after and before[0] == after[0]:
            before, after, other = before[1:], after[1:], other[1:]
        while before and after and before[-1] == after[-1]:
            before, after = before[:-1], after[:-1]
        span = place.new
        if after and other:
            span = (self.new.tokens[other[0]].start, self.new.tokens[other[0]].end)
        return Told(danger, _joined(before), _joined(after), span)

    @staticmethod
    def _with_unit(reading: Reading, at: int) -> str:
        return shown(reading.text, _span(reading, range(at, at + 1), (0, 0)))


def shown(text: str, span: tuple[int, int], focus: int | None = None) -> str:
    """A stretch of text as a sentence quotes it: without marks, on one line, and not too long; `focus` stays in it."""
    start, end = span
    if end - start > MOST_SHOWN:
        begin = start if focus is None or focus - start < MOST_SHOWN // 2 else focus - MOST_SHOWN // 3
        words = " ".join(_MARKS.sub("", text[begin : begin + MOST_SHOWN]).split())
        before, after = "…" if begin > start else "", "…" if begin + MOST_SHOWN < end else ""
        return f"{before}{words}{after}"
    said = " ".join(text[start:end].split())
    return " ".join(_MARKS.sub("", said).split()) or said


def context(text: str, span: tuple[int, int]) -> tuple[str, str, str]:
    """Words as they can be found on the page, and what stands before and after them as far as no mark comes between.

    Where there are no words, those that stand next.
    """
    start, end = span
    if not text[start:end].strip():
        following = _BREAKS.split(text[end : end + CONTEXT])[0]
        start, end = end, end + len(following)
    before = _BREAKS.split(text[max(0, start - CONTEXT) : start])[-1]
    after = _BREAKS.split(text[end : end + CONTEXT])[0]
    return shown(text, (start, end)), " ".join(before.split()), " ".join(after.split())


def _tokens(reading: Reading, places: range) -> list[Token]:
    return [reading.tokens[at] for at in places]


def _texts(tokens: list[Token]) -> list[str]:
    return [token.text for token in tokens]


def _by_danger(reading: Reading, places: range, aloud: bool) -> dict[Danger, list[int]]:
    found: dict[Danger, list[int]] = {}
    for at in places:
        danger = reading.danger(at)
        if danger and (aloud or not reading.is_quiet(at)):
            found.setdefault(danger, []).append(at)
    return found


def _span(reading: Reading, places: range, otherwise: tuple[int, int]) -> tuple[int, int]:
    """Where the tokens stand, with the number of a unit, the unit of a number, and the whole of a date."""
    if not places:
        return (otherwise[0], otherwise[0])
    first, last, text = places[0], places[-1], reading.text
    start, end = reading.tokens[first].start, reading.tokens[last].end
    if reading.tokens[last].kind is Kind.NUMBER and (unit := reading.unit(last)) is not None:
        end = reading.tokens[unit].end
    if text.startswith("](", start):
        start += 2
    if text[start - 1 : start] == "[" and reading.tokens[first].kind is Kind.CITATION:
        start -= 1
    if text[end : end + 1] == "]" and reading.tokens[last].kind is Kind.CITATION:
        end += 1
    for date in (reading.date(first), reading.date(last)):
        if date:
            start, end = min(start, date[0]), max(end, date[1])
    return start, end


def _has_number(reading: Reading, places: range) -> bool:
    """Whether the first token is the unit of a number that stands before it."""
    return (
        bool(places) and reading.tokens[places[0]].kind is Kind.UNIT and reading.number(places[0]) is not None
    )


def _from_number(reading: Reading, places: range, span: tuple[int, int]) -> tuple[int, int]:
    number = reading.number(places[0]) if places else None
    return span if number is None else (min(span[0], reading.tokens[number].start), span[1])


def _without_told_units(reading: Reading, places: list[int]) -> list[int]:
    """The places without those of units that are told with their numbers."""
    told = {reading.unit(at) for at in places if reading.tokens[at].kind is Kind.NUMBER}
    return [at for at in places if at not in told]


def _with_neighbours(
    text: str, reading: Reading, span: tuple[int, int], line: tuple[int, int]
) -> tuple[int, int]:
    """The span with the word before it and the word after it, where they belong to the same sentence."""
    start, end = span
    at = reading.between(max(line[0], start - CONTEXT), start)
    if at and not _BREAK.search(text[reading.tokens[at[-1]].end : start]):
        start = reading.tokens[at[-1]].start
    at = reading.between(end, min(line[1], end + CONTEXT))
    if at and not _BREAK.search(text[end : reading.tokens[at[0]].start]):
        end = reading.tokens[at[0]].end
    return start, end


def _joined(said: list[str]) -> str:
    return ", ".join(said[:MOST_LISTED]) + (" …" if len(said) > MOST_LISTED else "")
