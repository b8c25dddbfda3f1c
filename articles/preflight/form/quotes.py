"""Quotation marks that do not pair."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from articles.preflight.covering import COVER
from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import Block, Part, Reading

_OPENS = {'"': '"', "“": "“„”", "„": "„“", "”": "”", "«": "«»", "»": "»«", "‘": "‘"}
_LIST = ("item", "quote")
_BEFORE_OPENING = " \t\n([{—–-/“„‘«'*_|"
_AFTER_CLOSING = " \t\n.,;:!?)]}—–-/”’»'*_|…"
_SAME_BOTH_SIDES = {"sv", "fi"}

# Words that begin with an apostrophe, which a word processor turns into an opening mark.
_ELIDED = r"(?:\d|(?:tis|twas|em|n|til|till|cause|bout|round|neath|cos|t|s|k)\b)"
_OPENING_SINGLE = re.compile(
    rf"(?<![\w’'{COVER}])(?:‘(?!\s|{_ELIDED})|'(?!{_ELIDED})(?=[^\W\d_]))", re.IGNORECASE
)
_CLOSING_SINGLE = re.compile(r"(?<=[^\s(\[{])['’](?!\w)")


@dataclass(frozen=True)
class _Fault:
    position: int
    opening: bool


def unbalanced_quotes(reading: Reading) -> Iterator[Finding]:
    """`unbalanced-quote`, block: double quotation marks, one remark per block.

    Knows “…”, „…“, „…”, ”…” (Swedish, Finnish), «…», »…« and "…". Silent on inches, on ditto marks in tables, and on
    words quoted over several paragraphs: each opened anew, or closed at the end of the next.
    """
    yield from _unpaired(
        reading, lambda text: _double_faults(text, reading.language), Severity.BLOCK, set(Part)
    )


def unbalanced_single_quotes(reading: Reading) -> Iterator[Finding]:
    """`unbalanced-quote`, warn: a single mark that opens, with nothing after it that could close.

    A mark that only closes is an apostrophe as far as anybody can tell (the patients’ rights), and so is one before
    an elision (‘90s) or within a word (O’Brien, Hawai‘i).
    """
    yield from _unpaired(reading, _single_faults, Severity.WARN, {Part.PROSE})


def _unpaired(
    reading: Reading, faults: Callable[[str], list[_Fault]], severity: Severity, parts: set[Part]
) -> Iterator[Finding]:
    blocks = [block for block in reading.blocks if block.kind != "code" and block.part in parts]
    faulty = {index: found for index, block in enumerate(blocks) if (found := faults(block.prose))}
    ended: set[int] = set()
    for index, found in faulty.items():
        end = _end_of_quotation(blocks, faulty, index)
        if end > index:
            ended |= {end} if end in faulty and not faulty[end][0].opening else set()
        elif index not in ended:
            yield _finding(blocks[index], found[0], severity)


def _finding(block: Block, fault: _Fault, severity: Severity) -> Finding:
    sign = block.text[fault.position]
    return Finding(
        "unbalanced-quote",
        severity,
        block.words(fault.position, fault.position + 1),
        block.place,
        f"The quotation mark {sign} is opened and never closed."
        if fault.opening
        else f"The quotation mark {sign} closes nothing.",
        "Add the mark that is missing, so that readers see where the quoted words begin and end.",
    )


def _end_of_quotation(blocks: list[Block], faulty: dict[int, list[_Fault]], index: int) -> int:
    """The block up to which the words run that a block leaves open; the block itself, if they do not run on."""
    found = faulty[index]
    if len(found) != 1 or not found[0].opening or index + 1 == len(blocks):
        return index
    sign = blocks[index].text[found[0].position]
    following = index + 1
    if blocks[following].place != blocks[index].place:
        return index
    if blocks[following].text.lstrip(" *_\t\n")[:1] in set(_OPENS.get(sign, sign)):
        return following
    while following < len(blocks) and blocks[following].kind in _LIST and following not in faulty:
        following += 1
    if following == len(blocks) or blocks[following].place != blocks[index].place:
        return index
    last = faulty.get(following, [])
    ends = len(last) == 1 and not blocks[following].text[last[0].position + 1 :].strip(" *_.,;")
    return following if ends else index


def _double_faults(text: str, language: str) -> list[_Fault]:
    found = _straight_faults(text) + _curly_faults(text, language) + _guillemet_faults(text)
    return sorted(found, key=lambda fault: fault.position)


def _straight_faults(text: str) -> list[_Fault]:
    marks = [match.start() for match in re.finditer('"', text)]
    if not marks:
        return []
    inches = {mark for mark in marks if mark and text[mark - 1].isdigit()}
    dittos = {mark for mark in marks if re.fullmatch(r"[|\s]?\"[|\s]?", text[max(mark - 1, 0) : mark + 2])}
    found = _walk(text, [mark for mark in marks if mark not in dittos])
    return found and _walk(text, [mark for mark in marks if mark not in dittos | inches]) and found


def _walk(text: str, marks: list[int]) -> list[_Fault]:
    """Pair straight marks by what stands beside them; a mark that could be both opens and closes in turn."""
    sides = [_side(text, mark) for mark in marks]
    if len(marks) % 2 == 0 and (0 in sides or _nests(sides)):
        return []
    found: list[_Fault] = []
    opened: int | None = None
    for mark, side in zip(marks, sides, strict=True):
        if opened is None and side < 0:
            found.append(_Fault(mark, opening=False))
        elif opened is None:
            opened = mark
        elif side > 0:
            found.append(_Fault(opened, opening=True))
            opened = mark
        else:
            opened = None
    return found if opened is None else [*found, _Fault(opened, opening=True)]


def _side(text: str, mark: int) -> int:
    """1 if a mark can only open, -1 if it can only close, 0 if both or neither."""
    before, after = text[mark - 1 : mark] or " ", text[mark + 1 : mark + 2] or " "
    opens = before in _BEFORE_OPENING and not after.isspace()
    closes = after in _AFTER_CLOSING and not before.isspace()
    return int(opens) - int(closes)


def _nests(sides: list[int]) -> bool:
    depth = 0
    for side in sides:
        depth += side
        if depth < 0:
            return False
    return depth == 0


def _curly_faults(text: str, language: str) -> list[_Fault]:
    """English “…”, German „…“ and Polish „…” in one walk: “ closes what „ opened, and opens otherwise."""
    if language in _SAME_BOTH_SIDES and not re.search("[“„]", text):
        return _odd_one(text, "”")
    found: list[_Fault] = []
    opened: list[int] = []
    for match in re.finditer("[“”„]", text):
        if match[0] == "„" or (match[0] == "“" and not (opened and text[opened[-1]] == "„")):
            opened.append(match.start())
        elif opened:
            opened.pop()
        else:
            found.append(_Fault(match.start(), opening=False))
    return found + [_Fault(position, opening=True) for position in opened]


def _guillemet_faults(text: str) -> list[_Fault]:
    """French «…», German »…« or Finnish »…»: the first way of reading them that leaves none over."""
    marks = [(match.start(), match[0]) for match in re.finditer("[«»]", text)]
    if not marks:
        return []
    sides = [1 if sign == "«" else -1 for _, sign in marks]
    if _nests(sides) or _nests([-side for side in sides]) or (set(sides) == {-1} and len(sides) % 2 == 0):
        return []
    opener = "»" if marks[0][1] == "»" and any(sign == "«" for _, sign in marks) else "«"
    found: list[_Fault] = []
    opened: list[int] = []
    for position, sign in marks:
        if sign == opener:
            opened.append(position)
        elif opened:
            opened.pop()
        else:
            found.append(_Fault(position, opening=False))
    return found + [_Fault(position, opening=True) for position in opened]


def _odd_one(text: str, sign: str) -> list[_Fault]:
    return [_Fault(text.rindex(sign), opening=True)] if text.count(sign) % 2 else []


def _single_faults(text: str) -> list[_Fault]:
    if "‚" in text:  # German ‚…‘ closes with the mark that opens in English
        return []
    closing = [match.start() for match in _CLOSING_SINGLE.finditer(text)]
    used = 0
    for match in _OPENING_SINGLE.finditer(text):
        while used < len(closing) and closing[used] <= match.start():
            used += 1
        if used == len(closing):
            return [_Fault(match.start(), opening=True)]
        used += 1
    return []
