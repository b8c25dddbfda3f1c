"""What a comparison is made of. Nothing is left out of it: the old and the new text can be rebuilt from its pieces."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from reviewers.risk.dangers import Danger

SAME, TAKEN, ADDED = "same", "taken", "added"


class Piece(NamedTuple):
    """A stretch of text: in both texts (“same”), in the old one only (“taken”) or in the new one only (“added”).

    `change` is the number of the changed place that begins here; 0 for every other piece.
    """

    mark: str
    text: str
    change: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to see in it but space."""
        return not self.text.strip()

    @property
    def spaces(self) -> str:
        """White space in words, for a change of nothing else."""
        if "\n" in self.text:
            return "line break"
        if "\u00a0" in self.text or "\u202f" in self.text:
            return "unbreakable space"
        return "space" if len(self.text) == 1 else f"{len(self.text)} spaces"


@dataclass
class Line:
    """One line as its pieces, with its line end.

    `moved` says that it went “away” from here, or came “here” from elsewhere in the same field; one that came here and
    changed on the way has the two texts of the line as pieces in `within`.
    """

    pieces: list[Piece]
    moved: str = ""
    within: list[Piece] = field(default_factory=list)

    def __iter__(self) -> Iterator[Piece]:
        return iter(self.pieces)

    def __len__(self) -> int:
        return len(self.pieces)

    @property
    def is_same(self) -> bool:
        """Whether nothing in it changed."""
        return all(piece.mark == SAME for piece in self.pieces)

    @property
    def change(self) -> int:
        """The number of its first changed place; 0 if nothing in it changed."""
        return next((piece.change for piece in self.pieces if piece.change), 0)

    @property
    def is_blank(self) -> bool:
        """Whether it is an empty line, or was one."""
        return all(piece.is_blank for piece in self.pieces)

    def text(self, mark: str) -> str:
        """The line in the old text (“taken”) or in the new one (“added”)."""
        return "".join(piece.text for piece in self.pieces if piece.mark in {SAME, mark})


@dataclass
class PartDifference:
    """A part of the article that differs: its stable name, its name in words, what became of it, and all its lines.

    `status` is “changed”, “added”, “removed”, “moved” or “moved and changed”. A row of a list (a key point, a
    quotation, a reference) that was moved, added or removed says at which place of the list it stood and stands,
    counted from 1; 0 stands for none.
    """

    part: str
    name: str
    status: str
    lines: list[Line]
    moved_from: int = 0
    moved_to: int = 0

    @property
    def old(self) -> str:
        """The part's text in the old document; each line ends with a line feed."""
        return "".join(line.text(TAKEN) for line in self.lines)

    @property
    def new(self) -> str:
        """The part's text in the new document."""
        return "".join(line.text(ADDED) for line in self.lines)

    @property
    def is_only_space(self) -> bool:
        """Whether nothing but white space differs."""
        return self.status == "changed" and self.old.split() == self.new.split()

    @property
    def runs(self) -> list[tuple[bool, list[Line]]]:
        """The lines in runs, each with whether it is a long one in which nothing changed."""
        return _runs(self.lines)


@dataclass(frozen=True)
class Callout:
    """A change that could hurt a reader: what kind it is of, what stood there and what stands there now.

    One of `old` and `new` is empty where a whole line was added or removed. `anchor` names the changed place
    (“change-3”); `quote`, with what stands before and after it, are the new words, or what stands next where words were
    removed.
    """

    danger: Danger
    old: str
    new: str
    part: str
    name: str
    anchor: str
    quote: str = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def kind(self) -> str:
        """The kind in words: “dose”, “negation”."""
        return self.danger.value

    @property
    def sentence(self) -> str:
        """What changed and where, as one sentence that stands by itself."""
        return f"{self.name}: {self.became}."

    @property
    def became(self) -> str:
        """What changed, in words."""
        if self.old and self.new:
            return f"“{self.old}” became “{self.new}”"
        return f"“{self.old}” was removed" if self.old else f"“{self.new}” was added"


@dataclass
class Comparison:
    """All that differs between two documents: the parts in page order, and the call-outs, the most dangerous first.

    `words` counts the words of the new text, `changed_words` those that were put in, taken out or replaced; a phrase
    that replaces another counts once, and what was only moved does not count.
    """

    parts: list[PartDifference] = field(default_factory=list)
    callouts: list[Callout] = field(default_factory=list)
    words: int = 0
    changed_words: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not self.parts


_LONG, _SHOWN = 4, 1


def _runs(lines: list[Line]) -> list[tuple[bool, list[Line]]]:
    runs: list[tuple[bool, list[Line]]] = []
    for line in lines:
        if not runs or runs[-1][0] != line.is_same:
            runs.append((line.is_same, []))
        runs[-1][1].append(line)
    found: list[tuple[bool, list[Line]]] = []
    for same, run in runs:
        told = [line for line in run if not line.is_blank]
        if not same or len(told) < _LONG:
            found.append((False, run))
        else:
            found += [(False, told[:_SHOWN]), (True, told[_SHOWN:-_SHOWN]), (False, told[-_SHOWN:])]
    return found
