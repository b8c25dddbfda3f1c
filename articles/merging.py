"""Two people's versions of one article and what both started from, put together part by part.

Nothing is dropped unseen: what one side changed is proposed, what both changed in different ways is asked.
"""

import copy
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from articles import threeway
from articles.document import canonical
from articles.figures.describing import digests

Document = dict[str, Any]
MINE, THEIRS, BOTH = "mine", "theirs", "both"
BODY, QUOTATIONS, TOPICS, AUTHORS = "body", "quotations", "topics", "authors"
ROWS = ("key_points", "references")
# What is taken whole, in the order of the form; the last three stand on the desk beside the document.
_BEFORE = ("kind", "audience", "title", "summary")
_AFTER = ("ai_assistance", "language", "review_interval_months", "slug", "owner", "source_note")
WHOLE = (*_BEFORE, "source", *_AFTER)
_IN_ORDER = (*_BEFORE, BODY, AUTHORS, *ROWS, QUOTATIONS, "source", TOPICS, *_AFTER)


class Undecided(ValueError):
    """Some parts clash, and nobody has chosen yet. `parts` are theirs."""

    def __init__(self, parts: list["Part"]) -> None:
        self.parts = parts
        super().__init__(", ".join(part.path for part in parts))


@dataclass(frozen=True)
class Edited:
    """A choice that is neither side's: the value that somebody wrote instead."""

    value: Any


@dataclass(frozen=True)
class Part:
    """One thing on which the two differ. A value is None where it is not there, `both` where nothing is both.

    `proposal` is the side to take, "" where only a person can say. `path` names the place: `title`, `body.3`,
    `key_points.<uuid>`, `references.order`.
    """

    path: str
    base: Any
    mine: Any
    theirs: Any
    proposal: str
    both: Any = None
    heading: str = ""

    @cached_property
    def name(self) -> str:
        """The path, and a digest of the three values: a choice that was made of other values is not taken for one."""
        said = canonical([_plain(value) for value in (self.base, self.mine, self.theirs)])
        return f"{self.path}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"

    @property
    def section(self) -> str:
        """The part of the document in which it is."""
        return self.path.partition(".")[0]

    def value(self, choice: "str | Edited") -> Any:
        """What is there if this is chosen."""
        if isinstance(choice, Edited):
            return choice.value
        return {MINE: self.mine, THEIRS: self.theirs, BOTH: self.both}[choice]


Choices = Mapping[str, str | Edited]
# What a sequence is made of: what stands for all, or a part that is chosen.
Woven = list["list[Any] | Part"]


@dataclass(frozen=True)
class Merge:
    """Three documents and the parts in which two of them differ. `base` is None where nobody knows it."""

    base: Document | None
    mine: Document
    theirs: Document
    parts: list[Part] = field(default_factory=list)
    woven: dict[str, Woven] = field(default_factory=dict)

    def part(self, path: str) -> Part | None:
        """The part at a place, if the two differ there."""
        return next((part for part in self.parts if part.path == path), None)


def merge(base: Document | None, mine: Document, theirs: Document) -> Merge:
    """What differs between two documents that began as `base`, in the order of the form.

    Documents have the shape of `document.content_of`; `slug`, `owner` and `source_note` may stand beside it. What is
    in one alone is left out of the parts only where both agree.
    """
    found = Merge(base, mine, theirs)
    for section in _IN_ORDER:
        found.parts.extend(_parts(found, section))
    return found


def resolved(merged: Merge, choices: Choices | None = None) -> Document:
    """The document that comes of the choices, by the names of the parts; where there is none, the proposal counts.

    Raises Undecided when a part has neither.
    """
    made = dict(choices or {})
    made |= {part.name: part.proposal for part in merged.parts if part.name not in made and part.proposal}
    if undecided := [part for part in merged.parts if part.name not in made]:
        raise Undecided(undecided)
    said = {part.path: part.value(made[part.name]) for part in merged.parts}
    content = copy.deepcopy(merged.theirs)
    content |= {section: said[section] for section in (*WHOLE, TOPICS) if section in said}
    for section, woven in merged.woven.items():
        items = [
            item
            for stretch in woven
            for item in (said[stretch.path] if isinstance(stretch, Part) else stretch)
        ]
        content[section] = threeway.joined(items) if section == BODY else items
    for section in (*ROWS, AUTHORS):
        content[section] = _rows_of(merged, section, said)
    content["figures"] = _figures(content[BODY], merged.theirs["figures"] + merged.mine["figures"])
    return content


def identity(section: str) -> Callable[[Any], str]:
    """By what a row of a section is known as the same one."""
    if section == AUTHORS:
        return lambda row: canonical({name: row[name] for name in row if name != "interests"})
    return lambda row: row["uuid"]


def path_of(section: str, row: str) -> str:
    """The path of the part for a row, by its identity."""
    return f"{section}.{hashlib.sha256(row.encode()).hexdigest()[:12] if section == AUTHORS else row}"


def order(merged: Merge, section: str, first: str = THEIRS) -> list[str]:
    """The rows of both sides in the order of one: each row of the other follows the one that it followed there."""
    mine, theirs = (list(_by_identity(side, section)) for side in (merged.mine, merged.theirs))
    found, others = (mine, theirs) if first == MINE else (theirs, mine)
    known = set(found)
    for place, row in enumerate(others):
        if row not in known:
            found.insert(found.index(others[place - 1]) + 1 if place else 0, row)
            known.add(row)
    return found


def _parts(merged: Merge, section: str) -> Iterator[Part]:
    if section in (BODY, QUOTATIONS):
        yield from _sequence(merged, section)
    elif section in (*ROWS, AUTHORS):
        yield from _rows(merged, section)
    elif section == TOPICS:
        yield from _topics(merged)
    elif section in merged.mine and section in merged.theirs:
        before = merged.base or {}
        values = [side.get(section) for side in (before, merged.mine, merged.theirs)]
        yield from _asked(section, *values, known=section in before)


def _asked(path: str, base: Any, mine: Any, theirs: Any, *, known: bool) -> Iterator[Part]:
    """The part for three values, if the two sides differ; `known` says whether anybody knows the base."""
    if mine == theirs:
        return
    proposal = "" if not known else MINE if theirs == base else THEIRS if mine == base else ""
    yield Part(path, base, mine, theirs, proposal)


def _sequence(merged: Merge, section: str) -> Iterator[Part]:
    items, key = (threeway.blocks, str.rstrip) if section == BODY else (list, canonical)
    base = items(merged.base[section]) if merged.base is not None else None
    mine, theirs = items(merged.mine[section]), items(merged.theirs[section])
    woven = merged.woven.setdefault(section, [])
    heading = ""
    for segment in threeway.segments(base, mine, theirs, key):
        if segment.side == "same":
            # Only white space can differ here, which nobody need be asked about.
            pairs = zip(segment.base or segment.theirs, segment.mine, segment.theirs, strict=False)
            alike = len(segment.base or segment.theirs) == len(segment.mine)
            woven.append([threeway.chosen(*each) for each in pairs] if alike else segment.mine)
        else:
            both = _both(segment.mine, segment.theirs) if not segment.side else None
            path = f"{section}.{len(woven)}"
            before = None if base is None else segment.base
            part = Part(path, before, segment.mine, segment.theirs, segment.side, both, heading)
            woven.append(part)
            yield part
        heading = _last_heading(section, segment.base or segment.theirs) or heading


def _both(mine: list[Any], theirs: list[Any]) -> list[Any] | None:
    """What the one wrote, and then what the other did and the first did not; None if that is no third thing."""
    both = mine + [item for item in theirs if item not in mine]
    return both if both not in (mine, theirs) else None


def _last_heading(section: str, items: list[Any]) -> str:
    if section != BODY:
        return ""
    headings = [line for block in items for line in block.split("\n") if line.startswith("#")]
    return headings[-1].lstrip("#").strip() if headings else ""


def _topics(merged: Merge) -> Iterator[Part]:
    mine, theirs = ({row["slug"]: row for row in side[TOPICS]} for side in (merged.mine, merged.theirs))
    if mine.keys() == theirs.keys():
        return
    either = mine.keys() | theirs.keys()
    before = merged.base[TOPICS] if merged.base is not None else None
    if before is not None:
        known = {row["slug"] for row in before}
        either = {slug for slug in either if slug in (theirs if (slug in mine) == (slug in known) else mine)}
    rows = [(theirs | mine)[slug] for slug in sorted(either)]
    ours, others = merged.mine[TOPICS], merged.theirs[TOPICS]
    proposal = MINE if rows == ours else THEIRS if rows == others else BOTH
    both = rows if proposal == BOTH else None
    yield Part(TOPICS, before, ours, others, proposal if before is not None else "", both)


def _rows(merged: Merge, section: str) -> Iterator[Part]:
    mine, theirs = (_by_identity(side, section) for side in (merged.mine, merged.theirs))
    base = _by_identity(merged.base, section) if merged.base is not None else None
    known, before = base is not None, base or {}
    first = _first(before if known else None, mine, theirs)
    for row in order(merged, section, first or THEIRS):
        values = (before.get(row), mine.get(row), theirs.get(row))
        yield from _asked(path_of(section, row), *values, known=known)
    if first is not None:
        yield Part(f"{section}.order", list(before) if known else None, list(mine), list(theirs), first)


def _first(base: Iterable[str] | None, mine: Iterable[str], theirs: Iterable[str]) -> str | None:
    """Whose order counts, "" where both changed it or nobody knows, None where it is the same."""
    shared = set(mine) & set(theirs)
    ours, others = ([row for row in side if row in shared] for side in (mine, theirs))
    if ours == others:
        return None
    before = [] if base is None else [row for row in base if row in shared]
    there = set(before)
    for side, other in [(MINE, others), (THEIRS, ours)]:
        if base is not None and before == [row for row in other if row in there]:
            return side
    return ""


def _rows_of(merged: Merge, section: str, said: dict[str, Any]) -> list[Any]:
    mine, theirs = (_by_identity(side, section) for side in (merged.mine, merged.theirs))
    asked = merged.part(f"{section}.order")
    chosen = said.get(f"{section}.order")
    first = MINE if asked and chosen == asked.mine else THEIRS
    rows = []
    for row in order(merged, section, first):
        path = path_of(section, row)
        rows.append(said[path] if path in said else theirs.get(row, mine.get(row)))
    return [row for row in rows if row is not None]


def _by_identity(side: Document, section: str) -> dict[str, Any]:
    known = identity(section)
    return {known(row): row for row in side[section]}


def _figures(body: str, known: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    by_digest = {figure["digest"]: figure for figure in reversed(list(known))}
    return [by_digest[digest] for digest in digests(body) if digest in by_digest]


def _plain(value: Any) -> Any:
    return [] if value is None else [value]
