"""Putting other words in place of some that a reader sees: in the field that they come from, and nowhere else.

The page shows plain words; the field may hold Markdown. So a change is tried on the field and believed only when the
page, rendered anew, says exactly what it should.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from articles.passages import BODY, Passage, collapsed, passages
from articles.rendering import render_document
from articles.rendering.markdown import numbers
from articles.tracing import Field, Span, occurrences, traces

Document = dict[str, Any]

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
# How many pairs of like tokens two wordings may have to be compared word by word: beyond it that takes seconds.
_MOST_PAIRS = 40_000
_TAGS = re.compile(r"</?\w+")
_SPECIAL = re.compile(r"([\\`*_\[\]()#+\-.!~^|<>&])")
_MOST_TRIES = 6
_NO_FIELD = "These words do not come from a text of the article’s own: change them by hand."
_NOT_FOUND = "These words are not written in one field as the page shows them: change them by hand."
_FORMATTED = "The words cross formatting: change them by hand."
_EMPTY = "Nothing would be left there: take it out by hand."


class CannotReword(ValueError):
    """The words cannot be replaced by a machine; the message says why, and what to do."""


def reword(document: Document, part: str, start: int, quote: str, replacement: str) -> Document:
    """The document with a passage's words, which begin at `start` in it, replaced by others; all else as it was.

    `part` names a passage of the document's page. Only what differs between the two wordings is touched, so that
    what is formatted around it stays so. Raises CannotReword.
    """
    replacement = collapsed(replacement)
    field = _field_of(document, part)
    page, tags = _shown(document)
    expected = _expected(page, part, start, quote, replacement)
    nth = len(list(occurrences(next(one.text for one in page if one.part == part)[:start], quote)))
    for changed in _wordings(document, field, quote, replacement, nth)[:_MOST_TRIES]:
        made = _put(document, field.path, changed)
        if not collapsed(changed):
            raise CannotReword(_EMPTY)
        shown, new_tags = _shown(made)
        if new_tags == tags and _says(shown, expected, field, changed):
            return made
    raise CannotReword(_FORMATTED)


def rewording_objection(document: Document, part: str, quote: str, replacement: str) -> str:
    """Why words surely cannot be replaced by a machine, or "" where it is worth trying; nothing is rendered."""
    try:
        field = _field_of(document, part)
        _wordings(document, field, quote, collapsed(replacement), 0)
    except CannotReword as problem:
        return str(problem)
    return ""


def _field_of(document: Document, part: str) -> Field:
    kind, _, key = part.partition(":")
    rows = {"key-point": "key_points", "reference": "references"}
    if kind in rows:
        for place, row in enumerate(document[rows[kind]]):
            if row["uuid"] == key:
                return Field((rows[kind], place, "text"), row["text"])
    elif kind == "quotation" and key.isdecimal() and int(key) < len(document["quotations"]):
        return Field(("quotations", int(key), "text"), document["quotations"][int(key)]["text"])
    elif part in {"title", "summary", BODY}:
        return Field((part,), document[part], is_markdown=part == BODY)
    elif part == "ai-assistance":
        return Field(("ai_assistance",), document["ai_assistance"])
    raise CannotReword(_NO_FIELD)


def _put(document: Document, path: tuple[str | int, ...], text: str) -> Document:
    """A copy of the document with another text at this place."""
    first, *rest = path
    if not rest:
        return document | {str(first): text}
    place, name = int(rest[0]), str(rest[1])
    rows = list(document[str(first)])
    rows[place] = rows[place] | {name: text}
    return document | {str(first): rows}


def _shown(document: Document) -> tuple[list[Passage], list[str]]:
    page = render_document(document)
    return passages(document, page), _TAGS.findall(page)


def _expected(page: Sequence[Passage], part: str, start: int, quote: str, replacement: str) -> dict[str, str]:
    """What each passage says when the words are replaced."""
    found = {one.part: one.text for one in page}
    text = found[part]
    if text[start : start + len(quote)] != quote:
        raise CannotReword(_NOT_FOUND)
    found[part] = collapsed(text[:start] + replacement + text[start + len(quote) :])
    return found


def _says(shown: Sequence[Passage], expected: dict[str, str], field: Field, changed: str) -> bool:
    """Whether the page says what it should. A reference is printed again beside each point that cites it."""
    said = {one.part: one.text for one in shown}
    if field.path[0] == "references":
        old, new = collapsed(field.text), collapsed(changed)
        expected = {
            part: text.replace(f": {old}", f": {new}") if part.startswith("key-point:") else text
            for part, text in expected.items()
        }
    return said == {part: text for part, text in expected.items() if text}


def _wordings(document: Document, field: Field, quote: str, replacement: str, nth: int) -> list[str]:
    """The field's text with the words replaced, at each place where they may stand; the likeliest first."""
    places = traces(field, quote, numbers(document["references"]))
    if not places:
        raise CannotReword(_NOT_FOUND)
    found = []
    for _index, spans in sorted(enumerate(places), key=lambda item: abs(item[0] - nth)):
        edits = _edits(field.text, spans, quote, replacement)
        if edits is not None:
            found.append(_edited(field.text, edits))
            if field.is_markdown:
                found.append(_edited(field.text, [(a, b, _SPECIAL.sub(r"\\\1", new)) for a, b, new in edits]))
    if not found:
        raise CannotReword(_FORMATTED)
    return list(dict.fromkeys(found))


def _edits(text: str, spans: list[Span], quote: str, replacement: str) -> list[tuple[int, int, str]] | None:
    """What to write where, as (from, to, words), touching nothing but words; None if formatting is in the way."""
    found = []
    for a, b, new in _differing(quote, replacement):
        if a < b:
            if not _plain(text, spans[a:b]):
                return None
            begin, end = spans[a][0], spans[b - 1][1]
        else:
            begin = spans[a - 1][1] if a else spans[0][0]
            end = begin
            if a < len(spans) and begin != spans[a][0]:
                return None
        found.append((begin, end, new))
    return found


def _plain(text: str, spans: list[Span]) -> bool:
    """Whether these characters stand side by side, each written as itself, with nothing but spaces between them."""
    if any(one[1] != other[0] for one, other in itertools.pairwise(spans)):
        return False
    written = [text[a:b] for a, b in spans]
    return all(len(one) == 1 or (not one.strip() and one.count("\n") < 2) for one in written)


def _differing(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    """Where two wordings differ: (from, to) in the old one, and what the new one says there; as little as can be."""
    a, b = _TOKENS.findall(old), _TOKENS.findall(new)
    begin, seen = 0, Counter(b)
    if sum(count * seen[token] for token, count in Counter(a).items()) > _MOST_PAIRS:
        a, b = [old], [new]  # taken as one piece: all between what they begin and end alike with
    for verb, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        gone, come = "".join(a[a1:a2]), "".join(b[b1:b2])
        end = begin + len(gone)
        if verb != "equal":
            left = _alike(gone, come)
            right = _alike(gone[left:][::-1], come[left:][::-1])
            yield begin + left, end - right, come[left : len(come) - right]
        begin = end


def _alike(one: str, other: str) -> int:
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    for begin, end, new in reversed(edits):
        # What is taken out leaves one space behind, not two.
        if not new and text[begin - 1 : begin] in {"", " "} and text[end : end + 1] == " ":
            end += 1
        text = text[:begin] + new + text[end:]
    return text
