"""The parts of a document, compared: each difference that matters becomes a sentence with a rank."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from reviewers.risk.comparing import Hunk, hunks, is_respelt
from reviewers.risk.reading import read
from reviewers.risk.vocabulary import NAMES, Kind

Row = dict[str, Any]

# Ranks between and after the kinds of words.
_KEY_POINT, _EVIDENCE, _REFERENCE, _WHOLE, _OTHER = 2.5, 2.6, 7.5, 3.5, 12.0
_IDENTIFIERS = {"url": "address", "doi": "DOI", "pmid": "PMID", "nct": "NCT number", "key": "key"}
_COMPARED = frozenset(
    ["title", "summary", "body", "key_points", "figures", "quotations", "references", "authors", "source"]
)
# Which article it is, how it is shelved; the schema changes with the code, not with what the article says.
_IGNORED = frozenset(["uuid", "schema", "topics"])
_SETTINGS = {
    "audience": "The article is now for other readers.",
    "language": "The language of the article changed.",
    "kind": "The kind of the article changed.",
    "review_interval_months": "The number of months until the next review changed.",
}


class Reason(NamedTuple):
    """A sentence that names what changed; the lowest rank is the most telling."""

    rank: float
    sentence: str


def at(row: Row, name: str) -> str:
    """A field as text; one that is missing is empty."""
    value = row.get(name, "")
    return value if isinstance(value, str) else str(value)


def rows(document: Row, name: str) -> list[Row]:
    """The rows of a part; a part that is missing has none."""
    return list(document.get(name) or [])


def text(old: str, new: str, where: str, *, headings: bool = False) -> Iterator[Reason]:
    """Why the change of a text matters, at least one reason for each place where it does."""
    for hunk in hunks(old, new, headings=headings):
        if hunk.apart:
            yield Reason(Kind.WORD, f"Too much changed in {where} to compare it word by word.")
        yield from _told(hunk, where)


def _told(hunk: Hunk, where: str) -> Iterator[Reason]:
    old, new = _by_kind(hunk.old), _by_kind(hunk.new)
    told = sorted((old.keys() | new.keys()) - {Kind.WORD})
    for kind in told:
        gone, come = old.get(kind, []), new.get(kind, [])
        paired = 0 if hunk.apart else min(len(gone), len(come))
        name = NAMES[kind]
        for one, other in zip(gone[:paired], come[:paired], strict=True):
            # Two that look alike when shortened differ all the same.
            became = f'"{one}" became "{other}"' if one != other else f'"{one}" changed'
            yield Reason(kind, f"The {name} {became} in {where}.")
        for one in gone[paired:]:
            yield Reason(kind, f'The {name} "{one}" was removed from {where}.')
        for other in come[paired:]:
            yield Reason(kind, f'The {name} "{other}" was added to {where}.')
    if not told or Kind.WORD in old or Kind.WORD in new:
        yield Reason(Kind.WORD, _reworded(hunk, where))


def _reworded(hunk: Hunk, where: str) -> str:
    if hunk.old and hunk.new:
        return f'"{_quoted(hunk.old)}" became "{_quoted(hunk.new)}" in {where}.'
    if hunk.old:
        return f'"{_quoted(hunk.old)}" was removed from {where}.'
    return f'"{_quoted(hunk.new)}" was added to {where}.'


def _by_kind(tokens: list[Any]) -> dict[Kind, list[str]]:
    found: dict[Kind, list[str]] = {}
    for token in tokens:
        if token.shown:
            found.setdefault(token.kind, []).append(_shortened(token.shown))
    return found


def _quoted(tokens: list[Any]) -> str:
    return _shortened(" ".join(token.shown for token in tokens[:12] if token.shown))


def _shortened(shown: str) -> str:
    shown = shown.replace('"', "”").removeprefix("](")
    return shown if len(shown) <= 80 else shown[:79] + "…"


def _folded(words: str) -> tuple[str, ...]:
    return tuple(token.text for token in read(words))


def _pairs(old: list[Row], new: list[Row], key: Callable[[Row], Any]) -> list[tuple[int | None, int | None]]:
    """Which row became which: equal ones first, the others in their order; None stands for no row."""
    places: dict[Any, list[int]] = {}
    for place in reversed(range(len(new))):
        places.setdefault(key(new[place]), []).append(place)
    pairs: list[tuple[int | None, int | None]] = []
    left: list[int] = []
    for place, row in enumerate(old):
        same = places.get(key(row))
        if same:
            pairs.append((place, same.pop()))
        else:
            left.append(place)
    right = sorted(place for same in places.values() for place in same)
    both = min(len(left), len(right))
    pairs += zip(left[:both], right[:both], strict=True)
    pairs += [(place, None) for place in left[both:]]
    pairs += [(None, place) for place in right[both:]]
    return pairs


def key_points(old: list[Row], new: list[Row]) -> Iterator[Reason]:
    """Why the change of the key points matters: their number, order, words and evidence all do."""
    pairs = _pairs(old, new, lambda row: _folded(at(row, "text")))
    order = [pair[1] for pair in sorted((i, j) for i, j in pairs if i is not None and j is not None)]
    if order != sorted(order):
        yield Reason(_KEY_POINT, "The key points stand in another order.")
    for i, j in pairs:
        if i is None or j is None:
            row, done = (old[i], "removed") if i is not None else (new[j or 0], "added")
            yield Reason(_KEY_POINT, f'The key point "{_shortened(at(row, "text"))}" was {done}.')
            continue
        where = f"key point {j + 1}"
        found = list(text(at(old[i], "text"), at(new[j], "text"), where))
        yield from found
        if found or not is_respelt(at(old[i], "text"), at(new[j], "text")):
            yield Reason(_KEY_POINT, f"{where.capitalize()} was reworded.")
        # The words of another are not ours to spell: any other word counts.
        if Counter(map(_evidence, rows(old[i], "evidence"))) != Counter(
            map(_evidence, rows(new[j], "evidence"))
        ):
            yield Reason(_EVIDENCE, f"The evidence for {where} changed.")


def _evidence(row: Row) -> tuple[object, ...]:
    return (at(row, "reference"), _folded(at(row, "quote")))


def quotations(old: list[Row], new: list[Row]) -> Iterator[Reason]:
    """Why the change of the quotations matters; credentials, affiliation and order do not."""
    for i, j in _pairs(
        old, new, lambda row: (_folded(at(row, "text")), _folded(at(row, "speaker")), at(row, "url"))
    ):
        if i is None or j is None:
            row, done = (old[i], "removed") if i is not None else (new[j or 0], "added")
            yield Reason(_WHOLE, f'The quotation "{_shortened(at(row, "text"))}" was {done}.')
            continue
        yield from text(at(old[i], "text"), at(new[j], "text"), "a quotation")
        yield from text(at(old[i], "speaker"), at(new[j], "speaker"), "the name of a speaker")
        if at(old[i], "url") != at(new[j], "url"):
            yield Reason(
                Kind.LINK, f'The link of the quotation by "{_shortened(at(new[j], "speaker"))}" changed.'
            )


def figures(old: list[Row], new: list[Row]) -> Iterator[Reason]:
    """Why the change of the figures matters: which images there are does, and their captions; their order, credits and
    licences do not."""
    for i, j in _pairs(old, new, lambda row: at(row, "digest")):
        if i is None or j is None:
            row, done = (old[i], "removed") if i is not None else (new[j or 0], "added")
            yield Reason(_WHOLE, f'The figure "{_named(row)}" was {done}.')
            continue
        yield from text(at(old[i], "caption"), at(new[j], "caption"), "a caption")
        if at(old[i], "digest") != at(new[j], "digest"):
            yield Reason(_WHOLE, f'The image of the figure "{_named(new[j])}" is another.')
        elif rows(old[i], "renditions") != rows(new[j], "renditions"):
            yield Reason(_WHOLE, f'The figure "{_named(new[j])}" has other sizes.')


def _named(figure: Row) -> str:
    return _shortened(at(figure, "caption") or at(figure, "digest")[:12])


def references(old: list[Row], new: list[Row]) -> Iterator[Reason]:
    """Why the change of the references matters; a slip mended in the text of one does not, nor does their order."""
    for i, j in _pairs(old, new, lambda row: at(row, "key")):
        if i is None or j is None:
            row, done = (old[i], "removed") if i is not None else (new[j or 0], "added")
            yield Reason(
                _REFERENCE, f'The reference "{_shortened(at(row, "text") or at(row, "key"))}" was {done}.'
            )
            continue
        where = f'the reference "{_shortened(at(new[j], "key"))}"'
        yield from text(at(old[i], "text"), at(new[j], "text"), where)
        for name, shown in _IDENTIFIERS.items():
            if at(old[i], name) != at(new[j], name):
                yield Reason(_REFERENCE, f"The {shown} of {where} changed.")


def authors(old: list[Row], new: list[Row]) -> Iterator[Reason]:
    """Why the change of the byline matters: who is on it does; order, credentials and affiliation do not."""
    for i, j in _pairs(old, new, lambda row: _folded(at(row, "name"))):
        if i is None or j is None:
            row, done = (old[i], "removed from") if i is not None else (new[j or 0], "added to")
            yield Reason(_OTHER, f'The author "{_shortened(at(row, "name"))}" was {done} the byline.')
        else:
            yield from text(at(old[i], "name"), at(new[j], "name"), "the byline")


def rest(old: Row, new: Row) -> Iterator[Reason]:
    """Why what is left matters: the source, the settings, and any part that this code does not know yet."""
    before, after = old.get("source") or {}, new.get("source") or {}
    yield from text(at(before, "name"), at(after, "name"), "the name of the source")
    if at(before, "url") != at(after, "url"):
        yield Reason(Kind.LINK, "The address of the source changed.")
    for name in sorted((old.keys() | new.keys()) - _COMPARED - _IGNORED):
        if old.get(name) != new.get(name):
            yield Reason(_OTHER, _SETTINGS.get(name, f"The {name.replace('_', ' ')} changed."))
