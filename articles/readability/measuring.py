"""An article measured section by section: words, time, grades, its hardest sentences, its unexplained abbreviations."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from articles.preflight.covering import COVER, LinkKind
from articles.preflight.reading import Block, Part
from articles.preflight.reading import Reading as Blocks

from .abbreviations import unexplained
from .syllables import syllables

# Adults read 238 words of English non-fiction a minute (Brysbaert 2019, doi:10.1016/j.jml.2019.104047); what is new
# and matters to them is read more slowly.
WORDS_A_MINUTE = 200
# What NIH and AMA advise for patients; for professionals there is none.
TARGET = (6, 8)
_HARDEST = 3
_SHORTEST = 8
# SMOG is defined for thirty sentences and more (McLaughlin 1969, Journal of Reading 12:639-646).
_ENOUGH_FOR_SMOG = 30
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[*_]*[A-Z0-9])")
_NO_END = re.compile(
    r"(?:^|[\s(])(?:[A-Z]|Dr|Drs|Prof|Mr|Mrs|Ms|St|vs|approx|e\.g|i\.e|al|Fig|No|ca|cf|etc|incl)$"
)


@dataclass(frozen=True)
class Measure:
    """One section's numbers. `grade` and `smog` are US school grades; None where they cannot be told."""

    name: str
    words: int
    sentences: int
    grade: float | None = None
    smog: float | None = None

    @property
    def minutes(self) -> int:
        """At 200 words a minute, one at least."""
        return max(1, math.ceil(self.words / WORDS_A_MINUTE))


@dataclass(frozen=True)
class Hard:
    """A sentence that is hard to read: its grade by itself, and where its first words stand."""

    grade: float
    words: str
    place: str


@dataclass(frozen=True)
class Reading:
    """What there is to say of an article's reading: `target` is the grades to aim at, or None."""

    whole: Measure
    sections: list[Measure]
    hardest: list[Hard]
    abbreviations: list[str]
    target: tuple[int, int] | None
    in_english: bool

    @property
    def is_too_hard(self) -> bool:
        return bool(self.target and self.whole.grade is not None and self.whole.grade > self.target[1])


@dataclass(frozen=True)
class _Sentence:
    """Its words, how many syllables they have, how many of them have three and more, and where it stands."""

    words: int
    syllables: int
    long_words: int
    opening: str
    place: str


def measured(document: dict[str, Any]) -> Reading:
    """Measure a content document: each section, the whole, and what is hardest in it.

    Grades are Flesch-Kincaid's (Kincaid et al. 1975) and SMOG's, over an estimate of syllables, for English texts; of
    other languages only words and time are told. Links' addresses, citations, figures and code do not count.
    """
    blocks = Blocks(document)
    sections = list(_sections(blocks))
    whole = [block for _name, of_section in sections for block in of_section]
    sentences = [sentence for block in whole for sentence in _sentences(block)] if blocks.english else []
    hardest = sorted(
        (sentence for sentence in sentences if sentence.words >= _SHORTEST), key=_grade_of_one, reverse=True
    )
    return Reading(
        whole=_measure("Whole article", whole, blocks.english),
        sections=[_measure(name, of_section, blocks.english) for name, of_section in sections],
        hardest=[Hard(round(_grade_of_one(one), 1), one.opening, one.place) for one in hardest[:_HARDEST]],
        abbreviations=unexplained(block.prose for block in whole) if blocks.english else [],
        target=TARGET if document["audience"] == "patients" and blocks.english else None,
        in_english=blocks.english,
    )


def _sections(blocks: Blocks) -> Iterator[tuple[str, list[Block]]]:
    """The parts that a reader reads as one, in the order of the page, by name; empty ones are left out."""
    prose = [block for block in blocks.fields if block.part == Part.PROSE]
    yield from _named("Bottom line", (block for block in prose if block.place == "summary"))
    yield from _named("Key points", (block for block in prose if block.place.startswith("key_points.")))
    name, run = "Before the first heading", list[Block]()
    for block in blocks.body:
        if block.kind == "heading" and block.level <= 2:
            yield from _named(name, run)
            name, run = _text(block).strip(), []
        elif block.kind != "code":
            run.append(block)
    yield from _named(name, run)
    yield from _named("Quotations", (block for block in prose if block.place.startswith("quotations.")))


def _named(name: str, blocks: Iterable[Block]) -> Iterator[tuple[str, list[Block]]]:
    found = [block for block in blocks if _WORD.search(_text(block))]
    if found:
        yield name, found


def _measure(name: str, blocks: list[Block], in_english: bool) -> Measure:
    words = sum(len(_WORD.findall(_text(block))) for block in blocks)
    found = [one for block in blocks for one in _sentences(block)]
    if not in_english or not found:
        return Measure(name, words, len(found))
    grade = _flesch_kincaid(sum(one.words for one in found), len(found), sum(one.syllables for one in found))
    smog = None
    if len(found) >= _ENOUGH_FOR_SMOG:
        long_words = sum(one.long_words for one in found)
        smog = round(1.0430 * math.sqrt(long_words * 30 / len(found)) + 3.1291, 1)
    return Measure(name, words, len(found), round(max(grade, 0), 1), smog)


def _flesch_kincaid(words: int, sentences: int, spoken: int) -> float:
    return 0.39 * words / sentences + 11.8 * spoken / words - 15.59


def _grade_of_one(sentence: _Sentence) -> float:
    return _flesch_kincaid(sentence.words, 1, sentence.syllables)


def _sentences(block: Block) -> Iterator[_Sentence]:
    """The sentences of a block: headings and cells are none, and a list's item is one though it has no full stop."""
    if block.kind in {"heading", "cell", "code"}:
        return
    text, start = _text(block), 0
    for end in [*_ends(text), len(text)]:
        words = list(_WORD.finditer(text, start, end))
        if words:
            counts = [syllables(word[0]) if word[0][0].isalpha() else 1 for word in words]
            yield _Sentence(
                len(words),
                sum(counts),
                sum(count >= 3 for count in counts),
                block.words(words[0].start(), words[-1].end(), around=0),
                block.place,
            )
        start = end


def _ends(text: str) -> Iterator[int]:
    """Where sentences end, but for the last."""
    for match in _END.finditer(text):
        if match[0] != "." or not _NO_END.search(text, max(0, match.start() - 8), match.start()):
            yield match.end()


def _text(block: Block) -> str:
    """A block's prose at the same offsets, without what nobody reads as text: images, covered signs, emphasis."""
    text = block.prose
    for link in block.links:
        if link.kind == LinkKind.IMAGE:
            text = text[: link.start] + " " * (link.end - link.start) + text[link.end :]
    return text.replace(COVER, " ")
