"""Which part of the new document is which of the old one: rows of lists by what they are, whatever their place."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from articles.aligning import alike, rising_series
from reviewers.differences.parts import Part
from reviewers.differences.wording import likeness, words

FAMILIES = ("key_points", "figures", "quotations", "references")
# By what two rows are one, the surest first; then come those whose words are alike.
_IDENTITIES: dict[str, list[Callable[[Part], Any]]] = {
    "key_points": [lambda part: (part.part, part.text), lambda part: part.text, lambda part: part.part],
    "figures": [lambda part: part.part, lambda part: part.fields[1].text or part.part],
    "quotations": [lambda part: part.text, lambda part: part.fields[0].text],
    "references": [
        lambda part: (part.part, part.text),
        lambda part: part.part,
        lambda part: part.fields[0].text,
    ],
}


class Pair(NamedTuple):
    """A part in the old and in the new document; `moved`: it changed its place among the rows that are in both."""

    old: Part | None
    new: Part | None
    moved: bool = False


def paired(old: list[Part], new: list[Part]) -> list[Pair]:
    """All parts of both documents in page order; a row that was removed stands where it stood."""
    rows = {family: _rows(family, old, new) for family in FAMILIES}
    before = {part.part: part for part in old if not part.family}
    after = {part.part: part for part in new if not part.family}
    found: list[Pair] = []
    for name in _ORDER:
        if name in rows:
            found += rows[name]
        elif name in before or name in after:
            found.append(Pair(before.get(name), after.get(name)))
    return found


_ORDER = [
    "title", "byline", "summary", "key_points", "body", "figures", "quotations", "ai-assistance", "references",
    "topics", "source", "settings",
]  # fmt: skip


def _rows(family: str, old: list[Part], new: list[Part]) -> list[Pair]:
    left = [part for part in old if part.family == family]
    right = [part for part in new if part.family == family]
    both: list[tuple[Part, Part]] = []
    for identity in _IDENTITIES[family]:
        both += _same(left, right, identity)
    pairs = alike([words(part.text) for part in left], [words(part.text) for part in right], likeness)
    both += [(left[i], right[j]) for i, j in pairs]
    gone = [part for i, part in enumerate(left) if i not in {i for i, _ in pairs}]
    come = [part for j, part in enumerate(right) if j not in {j for _, j in pairs}]
    both.sort(key=lambda pair: pair[0].place)
    kept = set(rising_series([part.place for _, part in both]))
    found = [Pair(one, other, at not in kept) for at, (one, other) in enumerate(both)]
    found += [Pair(None, part) for part in come]
    found.sort(key=lambda pair: pair.new.place if pair.new else 0)
    return list(_with_gone(found, gone))


def _same(
    left: list[Part], right: list[Part], identity: Callable[[Part], Any]
) -> Iterator[tuple[Part, Part]]:
    """Pairs of rows that are one; both are taken out of the lists."""
    places: dict[Any, list[Part]] = {}
    for part in reversed(right):
        places.setdefault(identity(part), []).append(part)
    both = [(part, places[identity(part)].pop()) for part in left if places.get(identity(part))]
    taken = {id(part) for pair in both for part in pair}
    left[:] = [part for part in left if id(part) not in taken]
    right[:] = [part for part in right if id(part) not in taken]
    return iter(both)


def _with_gone(found: list[Pair], gone: list[Part]) -> Iterator[Pair]:
    waiting = sorted(gone, key=lambda part: part.place)
    for pair in found:
        while waiting and pair.new and waiting[0].place <= pair.new.place:
            yield Pair(waiting.pop(0), None)
        yield pair
    yield from (Pair(part, None) for part in waiting)
