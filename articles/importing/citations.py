"""Numbers in brackets that point into a document's own list of references, as citations by key."""

import re

from articles.importing.manuscript import Manuscript

# `[1]`, `[1, 2]`, `[1–3]`, `[^1]`, escaped or raised or not, but no link's words and no definition.
_CITED = re.compile(
    r"(?<!!)(?<![^\d\\]\])(?P<raised>\^?)\\?\[\^?(?P<list>\d{1,3}(?:\s?(?:[,;]|[-–‑]|\s)\s?\d{1,3}){0,30})\\?\](?P=raised)(?![(:\w])"
)
_RANGE = re.compile(r"(\d+)\s?[-–‑]\s?(\d+)")
_CODE = re.compile(r"(^(?:`{3,}|~{3,})[\s\S]*?^(?:`{3,}|~{3,})[ \t]*$|`[^`\n]+`)", re.MULTILINE)


def link(manuscript: Manuscript) -> None:
    """Turn the numbers that the text cites into `[@key]`, wherever a page shows that as a link.

    Only where the file numbered its list of references, and only numbers that are on that list.
    """
    if not manuscript.numbers:
        return
    for section in manuscript.sections:
        section.text = _linked(section.text, manuscript.numbers)
    manuscript.key_points = [_linked(point, manuscript.numbers) for point in manuscript.key_points]


def _linked(text: str, numbers: dict[int, int]) -> str:
    def cite(found: re.Match[str]) -> str:
        cited = _cited(found["list"])
        if not cited or any(number not in numbers for number in cited):
            return found[0]
        return "".join(f"[@{numbers[number]}]" for number in dict.fromkeys(cited))

    # Every second piece is code, which says what it says.
    pieces = _CODE.split(text)
    pieces[::2] = [_CITED.sub(cite, piece) for piece in pieces[::2]]
    return "".join(pieces)


def _cited(listed: str) -> list[int]:
    """The numbers of `1, 3–5`; none where a range runs backwards or too far."""
    cited: list[int] = []
    for part in re.split(r"[,;]", listed):
        if found := _RANGE.fullmatch(part.strip()):
            first, last = int(found[1]), int(found[2])
            if not first <= last < first + 50:
                return []
            cited += range(first, last + 1)
        else:
            cited += [int(number) for number in part.split()]
    return cited
