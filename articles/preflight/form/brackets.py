"""Brackets that do not pair."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from articles.preflight.covering import COVER
from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import Block, Reading

_PAIRS = {"(": ")", "[": "]", "{": "}", "「": "」", "『": "』", "【": "】", "〔": "〕", "《": "》"}
_OPENERS = {close: open_ for open_, close in _PAIRS.items()}
_BRACKET = re.compile("[" + re.escape("".join(_PAIRS) + "".join(_OPENERS)) + "]")
# Japanese and Chinese texts mix wide and narrow brackets within one pair.
_NARROW = str.maketrans("（）［］｛｝", "()[]{}")

_BOUND = r"\s{0,3}[-−–+±]?(?:\d[\d., ]{0,15}|∞|[A-Za-z]\d{0,2})%?\s{0,3}"
_INTERVAL = re.compile(rf"[\[(\]]{_BOUND}(?:[,;–-]|to|bis){_BOUND}[\])\[]")
_QUOTED = re.compile(r"[\"'“‘][()\[\]{}][\"'”’]")
_SMILEY = re.compile(r"(?<!\S)[:;=][-']?[()\[\]](?!\S)")
_LINE_MARKER = re.compile(r"(?m)^[ \t]*(?:[A-Za-z]|\d{1,3}|[ivxIVX]{1,5}|\*{1,3})[)\]]")
_MARKER = re.compile(r"(?:(?<=[\s:;,–—])|^)(?:(?P<number>\d{1,2})|(?P<roman>[ivx]{1,4})|(?P<letter>[a-z]))\)")
_SERIES = {
    "number": [str(number) for number in range(1, 31)],
    "roman": ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"],
    "letter": list("abcdefghijklmnopqrstuvwxyz"),
}


# A block with more faults is no prose: it is not read again more kindly, and the first ones say enough.
_MOST_READ_AGAIN = 100
_MOST_OF_A_BLOCK = 10


@dataclass
class _Fault:
    start: int
    end: int
    opened: bool


@dataclass
class _Opened:
    position: int
    sign: str
    stray: _Fault | None = None  # what tried to close it and is of another kind


def unbalanced_brackets(reading: Reading) -> Iterator[Finding]:
    """`unbalanced-bracket`, block (PF-01): in every text, block by block.

    Silent on half-open intervals `[0, 1)`, list markers `a)`, smileys, brackets escaped on purpose, and a
    remark in brackets that runs over several paragraphs.
    """
    blocks = [block for block in reading.blocks if block.kind != "code"]
    faulty = {index: found for index, block in enumerate(blocks) if (found := _faults_of(block))}
    for index, found in faulty.items():
        if _runs_on(blocks, faulty, index) or _runs_on(blocks, faulty, index - 1):
            continue
        yield from dict.fromkeys(_finding(blocks[index], fault) for fault in found[:_MOST_OF_A_BLOCK])


def _finding(block: Block, fault: _Fault) -> Finding:
    signs = block.text[fault.start], block.text[fault.end - 1]
    if fault.end - fault.start > 1:
        why = f"The bracket “{signs[0]}” is closed with “{signs[1]}”."
    elif fault.opened:
        why = f"The bracket “{signs[0]}” is opened and never closed."
    else:
        why = f"The bracket “{signs[0]}” closes nothing."
    return Finding(
        "unbalanced-bracket",
        Severity.BLOCK,
        block.words(fault.start, fault.end),
        block.place,
        why,
        "Add the bracket that is missing, or take this one out.",
    )


def _faults_of(block: Block) -> list[_Fault]:
    """The faults in the first reading that has none, else in the plain one."""
    text = block.prose.translate(_NARROW)
    first = found = _faults(text)
    if found and len(found) <= _MOST_READ_AGAIN:
        for read in (_without_intervals, _without_markers, _without_smileys, _without_quoted):
            text = read(text)
            found = _faults(text)
            if not found:
                return found
        signs = list(text)
        for position in block.escaped:
            signs[position] = COVER
        if not _faults("".join(signs)):
            return []
    return first


def _faults(text: str) -> list[_Fault]:
    stack: list[_Opened] = []
    waiting: Counter[str] = Counter()
    found: list[_Fault] = []
    for match in _BRACKET.finditer(text):
        sign, position = match[0], match.start()
        if sign in _PAIRS:
            stack.append(_Opened(position, sign))
            waiting[sign] += 1
        elif waiting[_OPENERS[sign]]:
            while (opened := stack.pop()).sign != _OPENERS[sign]:
                waiting[opened.sign] -= 1
                found.append(_unclosed(opened))
            waiting[opened.sign] -= 1
            if opened.stray:
                found.append(opened.stray)
        else:
            stray = _Fault(position, position + 1, opened=False)
            if stack and not stack[-1].stray:
                stack[-1].stray = stray
            else:
                found.append(stray)
    return sorted(found + [_unclosed(opened) for opened in stack], key=lambda fault: fault.start)


def _unclosed(opened: _Opened) -> _Fault:
    """One fault for a pair of different kinds, `(…]`, not two."""
    end = opened.stray.end if opened.stray else opened.position + 1
    return _Fault(opened.position, end, opened=True)


def _runs_on(blocks: list[Block], faulty: dict[int, list[_Fault]], index: int) -> bool:
    """Whether a block begins with a bracket that the end of the next one closes."""
    found, following = faulty.get(index, []), faulty.get(index + 1, [])
    if len(found) != 1 or len(following) != 1 or blocks[index].place != blocks[index + 1].place:
        return False
    opened, closed = found[0], following[0]
    before = blocks[index].text[: opened.start].strip(" *_")
    after = blocks[index + 1].text[closed.end :].strip(" *_.")
    return opened.opened and not closed.opened and not before and not after


def _hidden(match: re.Match[str]) -> str:
    return COVER * len(match[0])


def _without_intervals(text: str) -> str:
    return _INTERVAL.sub(_hidden, text)


def _without_quoted(text: str) -> str:
    return _QUOTED.sub(_hidden, text)


def _without_smileys(text: str) -> str:
    return _SMILEY.sub(_hidden, text)


def _without_markers(text: str) -> str:
    """Without list markers: at the start of a line, or in a series `a) … b) …` that begins at its beginning."""
    signs = list(_LINE_MARKER.sub(_hidden, text))
    series: dict[str, list[int]] = {kind: [] for kind in _SERIES}
    for match in _MARKER.finditer(text):
        for kind, found in series.items():
            expected = _SERIES[kind][len(found) : len(found) + 1]
            if expected == [match[0][:-1]]:
                found.append(match.end() - 1)
    for found in series.values():
        for position in found if len(found) > 1 else []:
            signs[position] = COVER
    return "".join(signs)
