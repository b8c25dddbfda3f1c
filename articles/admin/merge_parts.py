"""A part on which two people differ, as the page for merging shows it and as a person may write it anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from articles import marking, merging, threeway
from articles.marking import Piece
from articles.merging import BOTH, MINE, THEIRS, Merge, Part
from articles.text import clean, clean_line

from . import comparing, evidence

EDITED = "edited"
_LINE, _LINES = False, True
# What of each part can be written anew: the name of each field, its label, and whether it has several lines.
_FIELDS: dict[str, list[tuple[str, str, bool]]] = {
    "title": [("text", "Title", _LINE)],
    "summary": [("text", "Bottom line", _LINES)],
    "body": [("text", "Text", _LINES)],
    "ai_assistance": [("text", "Use of AI tools", _LINE)],
    "language": [("text", "Language", _LINE)],
    "slug": [("text", "Address", _LINE)],
    "source_note": [("text", "Source note", _LINES)],
    "source": [("name", "Source", _LINE), ("url", "Source address", _LINE)],
    "key_points": [
        ("text", "Key point", _LINES),
        ("evidence", "Evidence, one on each line: [@key] the source’s own words", _LINES),
    ],
    "references": [
        ("key", "Key", _LINE),
        ("text", "Text", _LINES),
        ("doi", "DOI", _LINE),
        ("pmid", "PMID", _LINE),
        ("nct", "Trial number", _LINE),
        ("url", "Address", _LINE),
    ],
}


class Side(NamedTuple):
    """What one side says of a part: its text as pieces, or that it is not there."""

    name: str
    pieces: list[Piece]
    is_there: bool


class Field(NamedTuple):
    """A field in which a part can be written anew."""

    name: str
    label: str
    several: bool
    text: str


@dataclass(frozen=True)
class Shown:
    """A part as the page shows it: `choice` is what is chosen by now, `problems` what keeps that from being saved."""

    part: Part
    label: str
    sides: list[Side]
    options: list[tuple[str, str]]
    choice: str
    fields: list[Field]
    numbers: bool
    problems: list[str]

    @property
    def clashes(self) -> bool:
        return not self.part.proposal


def shown(
    merged: Merge,
    part: Part,
    *,
    theirs: str,
    people: comparing.People,
    posted: Mapping[str, str],
    problems: list[str],
) -> Shown:
    """A part for the page. `theirs` names the other person; `posted` is what was chosen and written before, if so."""
    base, mine, others = (
        text_of(merged, part, value, people) for value in (part.base, part.mine, part.theirs)
    )
    known = merged.base is not None
    against = base if known else others
    sides = [
        Side(THEIRS, marking.marked(base if known else mine, others)[1], _is_there(part.theirs)),
        Side("base", marking.marked_twice(base, mine, others), known and _is_there(part.base)),
        Side(MINE, marking.marked(against, mine)[1], _is_there(part.mine)),
    ]
    fields = [
        Field(name, label, several, posted.get(field_name(part, name), text))
        for (name, label, several), text in zip(_fields(part), _written(part, _begun(part)), strict=True)
    ]
    return Shown(
        part,
        label_of(merged, part),
        sides,
        _options(part, theirs),
        chosen(part, posted) or part.proposal,
        fields,
        marking.numbers_differ(*([base] if known else []), mine, others),
        problems,
    )


def chosen(part: Part, posted: Mapping[str, str]) -> str:
    """What was chosen for a part, if that can be chosen; "" otherwise."""
    choice = posted.get(f"choice-{part.name}", "")
    possible = {MINE, THEIRS} | ({BOTH} if part.both is not None else set())
    return choice if choice in possible | ({EDITED} if _fields(part) else set()) else ""


def edited(part: Part, posted: Mapping[str, str]) -> Any:
    """The value that was written for a part. Lines of evidence that cannot be read stay, for the form to refuse."""
    said = {name: posted.get(field_name(part, name), "") for name, _label, _several in _fields(part)}
    said = {
        name: clean(said[name]) if several else clean_line(said[name])
        for name, _label, several in _fields(part)
    }
    match part.section:
        case "body":
            return threeway.blocks(said["text"]) if said["text"].strip() else []
        case "source":
            return said
        case "key_points" | "references":
            row = part.mine or part.theirs or part.base
            if part.section == "key_points":
                said |= {"evidence": evidence_of(said["evidence"])}
            return row | said
        case _:
            return said["text"]


def evidence_of(text: str) -> list[dict[str, str]]:
    """Lines of evidence as a document has them; a line that cannot be read is one without a reference."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        read = evidence.readable(line)
        found += [{"reference": key, "quote": quote} for key, quote in read] or [
            {"reference": "", "quote": line}
        ]
    return found


def evidence_lines(items: list[dict[str, str]]) -> str:
    """Evidence as lines that `evidence_of` reads."""
    return "\n".join(
        f"[@{item['reference']}] {' '.join(item['quote'].split())}" if item["reference"] else item["quote"]
        for item in items
    )


def field_name(part: Part, name: str) -> str:
    """What a field of a part is called where it is posted."""
    return f"text-{part.name}-{name}"


def label_of(merged: Merge, part: Part) -> str:
    """What a part is called on the page."""
    section, row = part.section, part.mine or part.theirs or part.base
    name = comparing.NAMES[section]
    if part.path.endswith(".order"):
        return f"Order of the {name.lower()}"
    match section:
        case "key_points":
            rows = merging.order(merged, section)
            return f"Key point {rows.index(row['uuid']) + 1}"
        case "references":
            return f"Reference [@{row['key']}]"
        case "authors":
            return f"Byline: {row['name']}"
        case "body":
            return f"Body, under “{part.heading}”" if part.heading else "Body"
        case _:
            return name


def text_of(merged: Merge, part: Part, value: Any, people: comparing.People) -> str:
    """A value of a part as text."""
    if not _is_there(value):
        return ""
    if part.path.endswith(".order"):
        names = {}
        for side in (merged.mine, merged.theirs, merged.base or {}):
            for row in side.get(part.section, []):
                names[merging.identity(part.section)(row)] = next(comparing.item_lines(part.section, row), "")
        return "\n".join(f"{number}. {names[row]}" for number, row in enumerate(value, start=1))
    if part.section == "body":
        return threeway.joined(value).strip("\n")
    rows = [value] if part.section in {"key_points", "references", "authors"} else value
    return "\n".join(comparing.lines(part.section, rows, people))


def _is_there(value: Any) -> bool:
    return value is not None and value != []


def _fields(part: Part) -> list[tuple[str, str, bool]]:
    return [] if part.path.endswith(".order") else _FIELDS.get(part.section, [])


def _begun(part: Part) -> Any:
    """What stands in the fields before anybody wrote there: both texts where that can be, else one's own."""
    if part.section == "body":
        return part.both or part.mine or part.theirs
    if part.section in {"summary", "source_note"} and part.mine and part.theirs:
        return f"{part.mine}\n\n{part.theirs}"
    return part.mine if _is_there(part.mine) else part.theirs


def _written(part: Part, value: Any) -> list[str]:
    match part.section:
        case _ if not _fields(part):
            return []
        case "body":
            return [threeway.joined(value or [])]
        case "key_points":
            return [value["text"], evidence_lines(value["evidence"])]
        case "source" | "references":
            return [value[name] for name, _label, _several in _fields(part)]
        case _:
            return [value]


def _options(part: Part, theirs: str) -> list[tuple[str, str]]:
    """What can be chosen for a part, with its words."""
    # What only one of the two wrote, the other did not take out.
    mine, others = (", as in mine", f", as {theirs} did") if _is_there(part.base) else ("", "")
    taken = [
        (MINE, "Take mine" if _is_there(part.mine) else f"Leave it out{mine}"),
        (THEIRS, f"Take {theirs}’s" if _is_there(part.theirs) else f"Leave it out{others}"),
    ]
    if part.both is not None:
        taken.append((BOTH, "Keep both"))
    if _fields(part):
        taken.append((EDITED, "Write it here"))
    return taken
