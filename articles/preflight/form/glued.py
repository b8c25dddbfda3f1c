"""Words that lost the space between them."""

import re
from collections import Counter
from collections.abc import Iterator

from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import Block, Part, Reading

from .names import BRAND_ENDINGS, COMBINING, HEADINGS, ISOMERS, NAMES, ORDINARY, RUN_TOGETHER, STARTERS

# CLL|The and Results|A, where the capital alone does not show it.
_HEADING = "|".join(sorted(HEADINGS))
_JOINED = re.compile(
    rf"[A-Z]{{2,}}(?=(?:The|This|These|There|Patients|Researchers|However)$)|(?:{_HEADING})(?=A$)"
)
_WORD = re.compile(r"[^\W\d_]+")
_MOST_LETTERS = 60

# Between two words without a space; the letters on both sides say whether that can be right.
_MARK = re.compile(r"(?<![^\W_])([^\W\d_]{1,40})([.,;:!?…]|\.,|[.!?]?[)”]\.?)(?=([^\W\d_]{2,40}))")
_TOKEN = re.compile(r"\S+\Z")
_AFTER_NUMBER = re.compile(r"(?<=[\d%)\]])[.,;:?!](?=([^\W\d_]{2,40}))")
_BEFORE_BRACKET = re.compile(r"(?<![^\W_])[^\W\d_]{4,40}\((?=[A-Z]{2,8}s?\))")
_AFTER_BRACKET = re.compile(r"(?<!\S)\([A-Z]{2,8}s?\)(?=[^\W\d_]{3})")
_KARYOTYPE = re.compile(r"[XY]{1,4}")
_LATIN = {"al", "etc", "ie", "eg", "vs", "cf"}
_AMINO_ACIDS = {
    "Ala",
    "Arg",
    "Asn",
    "Asp",
    "Cys",
    "Gln",
    "Glu",
    "Gly",
    "His",
    "Ile",
    "Leu",
    "Lys",
    "Met",
    "Phe",
    "Pro",
    "Ser",
    "Thr",
    "Trp",
    "Tyr",
    "Val",
}


def glued_words(reading: Reading) -> Iterator[Finding]:
    """`glued-words`, warn (PF-05): a capital inside a word, or no space after a mark or before a bracket.

    A capital inside counts when the second half begins sentences (OncologyThe), when the first is written small
    (formAuthored), or when one is an ordinary word and the word stands only once. Names with a capital inside
    (PubMed, MacArthur, FoundationOne), combining forms and brands are left alone; so are identifiers, addresses,
    isomers and karyotypes.
    """
    common = _common_words(reading)
    for block in reading.blocks:
        if block.kind == "code":
            continue
        spans = {*_inner_capitals(block, common, reading.language), *_missing_spaces(block, reading.english)}
        for start, end in sorted(spans):
            yield _finding(block, start, end)


def _finding(block: Block, start: int, end: int) -> Finding:
    return Finding(
        "glued-words",
        Severity.WARN,
        block.words(start, end, around=0),
        block.place,
        "Two words seem to have lost the space between them.",
        "Put the space back, or say that the word is written so.",
    )


def _common_words(reading: Reading) -> Counter[str]:
    """How often each word stands in the article, as it is written."""
    return Counter(match[0] for block in reading.blocks for match in _WORD.finditer(block.prose))


def _inner_capitals(block: Block, counts: Counter[str], language: str) -> Iterator[tuple[int, int]]:
    if block.part == Part.CREDENTIAL:
        return
    for match in _WORD.finditer(block.prose):
        word = match[0]
        if word.islower() or len(word) > _MOST_LETTERS or word.casefold() in NAMES:
            continue
        humps = _humps(word)
        if len(humps) > 1 and _was_two_words(humps, block, match.end(), counts, language):
            yield match.span()


def _humps(word: str) -> list[str]:
    """A word cut where a capital with a small letter behind it follows a small letter; also CLL|The."""
    cuts = [
        index
        for index in range(1, len(word) - 1)
        if word[index].isupper() and word[index + 1].islower() and word[index - 1].islower()
    ]
    joined = _JOINED.match(word)
    cuts = [joined.end()] if joined and not cuts else cuts
    return [word[start:end] for start, end in zip([0, *cuts], [*cuts, len(word)], strict=True)]


def _was_two_words(humps: list[str], block: Block, end: int, counts: Counter[str], language: str) -> bool:
    first, *rest = humps
    if first in HEADINGS:
        return True
    if language == "de" and rest[-1] in ("Innen", "In"):
        return False
    if any(hump in STARTERS and (len(hump) > 3 or len(first) > 2 or first.islower()) for hump in rest):
        return not (len(first) == 1 or first.casefold() in COMBINING)
    if block.part != Part.PROSE or len(first) < 3 or not first[-3:].islower():
        return False
    named = block.prose[end : end + 1] in ("®", "™", "©") or block.prose[end : end + 1].isdigit()
    if named or first.casefold() in COMBINING or rest[-1].casefold() in BRAND_ENDINGS:
        return False
    if counts["".join(humps)] > 1:
        return False
    ordinary = ORDINARY.fullmatch(first) or all(counts[hump.lower()] for hump in humps)
    return first.islower() or bool(ordinary)


def _missing_spaces(block: Block, english: bool) -> Iterator[tuple[int, int]]:
    for match in _MARK.finditer(block.prose):
        before, mark, after = match[1], match[2], match[3]
        if _needs_space(before, mark, after, english) and not _is_abbreviation(block.prose, match):
            yield match.start(), match.end() + len(after)
    for match in _AFTER_NUMBER.finditer(block.prose):
        if match[1] in STARTERS:
            token = _TOKEN.search(block.prose, max(match.start() - 20, 0), match.start())
            yield (token or match).start(), match.end() + len(match[1])
    if english:
        for match in _WORD.finditer(block.prose):
            if match[0].lower() in RUN_TOGETHER:
                yield match.span()
    for pattern in (_BEFORE_BRACKET, _AFTER_BRACKET):
        for match in pattern.finditer(block.prose):
            if not match[0].lower().startswith(("poly", "oligo", "anti")):
                following = _WORD.match(block.prose, match.end())
                yield match.start(), following.end() if following else match.end() + 2


def _needs_space(before: str, mark: str, after: str, english: bool) -> bool:
    sentence = after[0].isupper() and after[1:2].islower()
    if mark in (",", ".,"):
        return _is_listed_without_space(before, mark, after)
    if mark == ";":
        return len(before) > 2 and len(after) > 2 and (before.islower() or sentence)
    if mark == ":":
        return len(before) > 2 and after in STARTERS
    if mark.strip(".!?") in (")", "”"):
        return english and sentence and after in STARTERS and len(after) > 1
    if before.lower() in _LATIN:
        return sentence
    small = mark == "." and english and len(before) > 2 and after.capitalize() in STARTERS and len(after) > 2
    return (sentence and len(before) > 1 and before[-1].islower()) or (small and before.islower())


def _is_listed_without_space(before: str, mark: str, after: str) -> bool:
    """Whether a comma joins two words, not two letters of a formula."""
    if mark == ".,":
        return len(after) > 2
    if min(len(before), len(after)) < 2 or max(len(before), len(after)) < 3:
        return False
    if {before.lower(), after.lower()} & ISOMERS or {before, after} & _AMINO_ACIDS:
        return False
    return not (_KARYOTYPE.fullmatch(before) or (before.isupper() and after.isupper()))


def _is_abbreviation(text: str, match: re.Match[str]) -> bool:
    """Whether a full stop is one of several within an abbreviation, as in Clin.Oncol. or Ph.Eur."""
    end = match.end() + len(match[3])
    if match[2] != ".":
        return False
    chained = text[end : end + 1] == "." and not text[end + 1 : end + 2].isspace()
    titled = text[end : end + 1] == "." and len(match[3]) < 6 and len(match[1]) < 6 and match[1][0].isupper()
    return chained or titled or text[match.start() - 1 : match.start()] == "."
