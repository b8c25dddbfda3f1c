"""Where in a table of the text a place is: its row and its column, in words."""

import re

_CELLS = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:\-]+")


def cell(text: str, offset: int) -> str:
    """The row and the column of a place in a Markdown table (“row “Losartan”, column “Dose””); empty outside tables."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : end if end >= 0 else len(text)]
    if not line.lstrip().startswith("|"):
        return ""
    row = _named(line, 0)
    column = _named(_heading(text, start), len(_CELLS.findall(line[: offset - start])) - 1)
    known = [f"{kind} “{name}”" for kind, name in (("row", row), ("column", column)) if name]
    return ", ".join(known)


def _heading(text: str, start: int) -> str:
    """The first line of the table that a line beginning at `start` is in."""
    first = start
    while first:
        before = text.rfind("\n", 0, first - 1) + 1
        if not text[before:first].lstrip().startswith("|"):
            break
        first = before
    return text[first:].split("\n", 1)[0]


def _named(line: str, column: int) -> str:
    cells = [part.strip() for part in _CELLS.split(line.strip().strip("|"))]
    if _RULE.fullmatch(line) or not 0 <= column < len(cells):
        return ""
    name = cells[column]
    return name if len(name) <= 40 else name[:39] + "…"
