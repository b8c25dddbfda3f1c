"""One field of a part in both documents: its lines, its changed places, and what is told of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

from reviewers.differences.calling import Caller, Place, Told, number, shown
from reviewers.differences.headings import Headings
from reviewers.differences.parts import PAPER, WORDS, Part, Watch
from reviewers.differences.shapes import ADDED, TAKEN, Line
from reviewers.differences.wording import is_like, lines
from reviewers.risk.dangers import Danger
from reviewers.risk.reading import read

# So many words taken out in one place and put in in another were moved; fewer may mean something else there.
MOVED = 4
Found = Iterator[tuple[Place, Told]]


@dataclass
class FieldDifference:
    """A field in the old and in the new text, its lines, and its changed places with their numbers."""

    watch: Watch
    old: str
    new: str
    lines: list[Line]
    places: list[Place]

    def told(self) -> Found:
        """What is to be said of its changed places, in their order."""
        if self.watch == WORDS:
            yield from _words(self)
        elif self.watch == PAPER:
            yield from _paper(self)
        elif isinstance(self.watch, Danger):
            yield from _lines(self, self.watch)


def field_differences(old: Part | None, new: Part | None, first: int) -> list[FieldDifference]:
    """The fields of a part in both documents, their changed places numbered from `first`."""
    before = {field.name: field for field in old.fields} if old else {}
    after = {field.name: field for field in new.fields} if new else {}
    found = []
    for name in after or before:
        one, other = before.get(name), after.get(name)
        old_text, new_text = one.text if one else "", other.text if other else ""
        said = lines(old_text, new_text)
        places = number(said, first)
        first += len(places)
        found.append(FieldDifference((other or before[name]).watch, old_text, new_text, said, places))
    return found


def _words(field: FieldDifference) -> Found:
    caller = Caller(field.old, field.new, headings=True)
    carried = _carried(caller, field.places)
    headings = Headings(field.old, field.new, field.places)
    for place in field.places:
        if place.line.within:
            yield from zip(repeat(place), _told_within(place))
        elif place.line.moved:
            if heading := headings.told(place):
                yield place, heading
        elif place.number not in carried:
            yield from zip(repeat(place), caller.told(place))


def _told_within(place: Place) -> Iterator[Told]:
    """What is to be said of a line that moved and changed: what changed in it, not that it moved."""
    line = Line(list(place.line.within))
    caller = Caller(line.text(TAKEN), line.text(ADDED))
    for inner in number([line], 1):
        for told in caller.told(inner):
            start, end = told.span
            yield told._replace(span=(start + place.new[0], end + place.new[0]))


def _carried(caller: Caller, places: list[Place]) -> set[int]:
    """The places whose words were taken out here and put in there, unchanged: a sentence that moved."""
    waiting: dict[tuple[str, ...], list[tuple[bool, int]]] = {}
    carried: set[int] = set()
    for place in places:
        signature = None if place.line.moved else caller.signature(place)
        if signature is None or len(signature[1]) < MOVED:
            continue
        taken, said = signature
        others = waiting.setdefault(said, [])
        if others and others[-1][0] != taken:
            carried |= {place.number, others.pop()[1]}
        else:
            others.append((taken, place.number))
    return carried


def _paper(field: FieldDifference) -> Found:
    """A reference that is to another paper now; a slip mended in its text is none."""
    if field.places and field.old and field.new and not is_like(field.old, field.new):
        old, new = ((0, len(text)) for text in (field.old, field.new))
        yield field.places[0], Told(Danger.REFERENCE, shown(field.old, old), shown(field.new, new), new)


def _lines(field: FieldDifference, danger: Danger) -> Found:
    """Fields of which each line is one thing: a name, an address, a setting."""
    before: Line | None = None
    for place in field.places:
        line, before = before, place.line
        if line is place.line or place.line.moved:
            continue
        old, new = place.line.text(TAKEN), place.line.text(ADDED)
        if _is_same(old, new) or (danger is Danger.REFERENCE and not (old and new)):
            continue
        told = Told(danger, shown(old, (0, len(old))), shown(new, (0, len(new))), place.new_line)
        yield place, told


def _is_same(old: str, new: str) -> bool:
    """Whether two lines read the same, whatever their case, spacing and punctuation."""
    return [token.text for token in read(old)] == [token.text for token in read(new)]
