"""A paragraph under another heading may say something else there: “Do not take it if” governs what follows."""

import re
from bisect import bisect_left

from reviewers.differences.calling import Place, Told, shown
from reviewers.differences.shapes import ADDED, TAKEN
from reviewers.risk.dangers import Danger, Reading
from reviewers.risk.reading import read
from reviewers.risk.vocabulary import Kind

_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t].*$", re.MULTILINE)
_NONE = "no heading"


class Headings:
    """Under which headings the moved lines of a text stood and stand."""

    def __init__(self, old: str, new: str, places: list[Place]) -> None:
        self._old, self._new = _Above(old), _Above(new)
        self._stood = {place.line.text(TAKEN): place.old[0] for place in places if place.line.moved == "away"}

    def told(self, place: Place) -> Told | None:
        """What is to be said of a line that moved here, if its headings differ in a telling word."""
        line = place.line.text(ADDED)
        if place.line.moved != "here" or line not in self._stood:
            return None
        old, new = self._old.heading(self._stood[line]), self._new.heading(place.new[0])
        if _telling(old) == _telling(new):
            return None
        said = shown(line, (0, len(line)))
        return Told(
            Danger.HEADING,
            f"{said} (under “{old or _NONE}”)",
            f"{said} (under “{new or _NONE}”)",
            place.new,
        )


class _Above:
    def __init__(self, text: str) -> None:
        self._text = text
        self._spans = [match.span() for match in _HEADING.finditer(text)]
        self._starts = [start for start, _ in self._spans]

    def heading(self, offset: int) -> str:
        at = bisect_left(self._starts, offset)
        return shown(self._text, self._spans[at - 1]).lstrip("# ") if at else ""


def _telling(heading: str) -> list[str]:
    reading = Reading(heading, read(heading))
    return [
        token.text
        for at, token in enumerate(reading.tokens)
        if token.kind not in {Kind.WORD, Kind.LINK, Kind.CITATION} and not reading.is_quiet(at)
    ]
