"""Where words that a reader sees are written: from the plain words of the page to the Markdown of a field."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.rendering.markdown import CITATION

Span = tuple[int, int]
_Step = tuple[int, int, int] | None

# Between two words that stand on lines of their own: line ends with the marks that begin a line.
_NEXT_LINE = re.compile(
    r"[^\S\n]*\\?\n(?:\s|>|#{1,6}(?=\s)|[-*+](?=\s)|\d{1,9}[.)](?=\s)|\|[ \t:|-]*|={3,}|-{3,})*"
)
_NEXT_CELL = re.compile(r"[^\S\n]*\|[^\S\n]*")
_SPACES = re.compile(r"\s+")
# Marks that are not shown: of emphasis, code, raised and lowered letters, and links.
_MARKS = re.compile(r"[*_`~^\[<>]|\]\([^()\s]*(?:\s+\"[^\"\n]*\")?\)")
_CITED = re.compile(f" *{CITATION.pattern}")
_ENTITY = re.compile(r"&#?\w{1,32};")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MOST_MARKS = 12  # one behind the other
_MOST_STEPS = 500_000
_FIRST_WORD = re.compile(r"\w+|.", re.DOTALL)


@dataclass(frozen=True)
class Field:
    """A field of a document: where it is, what it says, and whether it is Markdown."""

    path: tuple[str | int, ...]
    text: str
    is_markdown: bool = False


def traces(field: Field, quote: str, known: dict[str, int]) -> list[list[Span]]:
    """Where in the field the words may stand: for each of their characters, where it is written.

    `known` are the numbers under which references are cited, by their keys. Nowhere, in a text that repeats itself so
    often that looking would take too long.
    """
    word = _FIRST_WORD.match(quote)
    # By its first letter only where its first word is not written in one piece: most letters stand everywhere.
    for first in dict.fromkeys([word[0] if word else quote, quote[:1]]):
        starts = list(occurrences(field.text, first))
        if first == "[":
            starts += [match.start() for match in CITATION.finditer(field.text)]
        found, steps = [], 0
        for start in starts:
            spans = _follow(field, start, quote, known)
            found += [spans] if len(spans) == len(quote) else []
            steps += len(spans)
            if steps > _MOST_STEPS:
                return []
        if found:
            return found
    return []


def occurrences(text: str, words: str) -> Iterator[int]:
    """Where the words begin in a text, each place."""
    place = text.find(words)
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


def _follow(field: Field, start: int, quote: str, known: dict[str, int]) -> list[Span]:
    """Where each character of the words is written from here on, as far as they are."""
    spans: list[Span] = []
    at, hidden = start, 0
    while len(spans) < len(quote):
        step = _step(field, at, quote, len(spans), known)
        if step is not None:
            count, begin, at = step
            spans += [(begin, at)] * count
            hidden = 0
        else:
            mark = _MARKS.match(field.text, at) if field.is_markdown and hidden < _MOST_MARKS else None
            if mark is None:
                break
            at, hidden = mark.end(), hidden + 1
    return spans


def _step(field: Field, at: int, quote: str, done: int, known: dict[str, int]) -> _Step:
    """How many characters of the words are written next, and where: (how many, from, to)."""
    text, letter = field.text, quote[done]
    cites = field.is_markdown or field.path[0] == "key_points"
    if cites and letter == "[":
        match = _CITED.match(text, at)
        shown = f"[{known.get(match[1], 0)}]" if match else ""
        if match and quote.startswith(shown, done):
            return len(shown), at, match.end()
    if letter == " ":
        return _gap(field, at, quote, done)
    if field.is_markdown and (coded := _coded(text, at, letter)):
        return 1, at, coded
    return (1, at, at + 1) if text[at : at + 1] == letter else None


def _coded(text: str, at: int, letter: str) -> int:
    """Where a letter that is written in another way ends; 0 if it is not."""
    escaped = _ESCAPED.match(text, at)
    if escaped and escaped[1] == letter:
        return escaped.end()
    entity = _ENTITY.match(text, at)
    return entity.end() if entity and html.unescape(entity[0]) == letter else 0


def _gap(field: Field, at: int, quote: str, done: int) -> _Step:
    text = field.text
    patterns = [_NEXT_LINE, _NEXT_CELL, _SPACES] if field.is_markdown else [_SPACES]
    if quote[done + 1 : done + 2] == "|" and _NEXT_CELL in patterns:
        patterns.remove(_NEXT_CELL)
    for pattern in patterns:
        if match := pattern.match(text, at):
            return 1, at, match.end()
    return None
