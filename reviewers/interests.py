"""Statements of interests: whether one says “none”, and which products it shares with an article.

This compares words; it understands nothing. It cannot see a company that is named in one place and its product in the
other, a brand against its generic name, an abbreviation against the full name, a name that the article has only in
lower case, a name that both have only at the beginning of sentences, or an interest told without any name (“a company
that makes these tablets”). It may take a place or a person for a brand. What it finds is a question to ask; that it
finds nothing proves nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, NamedTuple

from articles.text import alike, seen
from reviewers.drug_names import is_drug
from reviewers.ordinary_words import ACRONYMS, BODIES, EPONYM_NOUNS, FUNCTION, INSTITUTIONS, ORDINARY, STUDIES

LONGEST_NAME = 5

_WHO = "(?:(?:i|we|the (?:authors?|reviewers?|signer)) (?:have|has|had|declares?|disclose|reports?) )?"
_KIND = "(?:competing |conflicting |other |financial (?:or|and) (?:other|personal|non-? ?financial) )?"
_THING = "(?:interests?|conflicts?(?: of interests?)?|disclosures?|relationships?)"
_DONE = "(?: (?:to (?:declare|disclose|report)|declared|disclosed|reported))?"
_WHEN = r"(?: (?:in|within|during|over|for) the (?:past|last) (?:\d+|three|five) (?:months|years))?"
_NONE = re.compile(
    "(?:(?:competing|conflicts? of|declarations? of) interests? |interests |disclosures? )?"
    f"(?:(?:none|nil)|{_WHO}(?:that )?(?:(?:i|we|they|there) (?:have|are|is) )?(?:none|nothing|no {_KIND}{_THING}))"
    f"{_DONE}{_WHEN}"
)

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’ʼ]s$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s\-‐‑–&*_®™©'’ʼ]{0,8}")
_HYPHENS = {"-", "‐", "‑"}
_OPENS = re.compile(r"[.!?:;|“\"•>]|\n\s*\n|\n\s*(?:[-*+]|\d+[.)])")
_NOT_READ = re.compile(r"\]\([^()\s]*|\[@[^\s\[\]]*\]|(?:https?://|www\.)\S+")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s")
_BODIES = INSTITUTIONS | BODIES
_TITLES = {"dr", "prof", "professor", "mr", "mrs", "ms", "sir", "dame"}
_NEVER_FIRST = FUNCTION | _TITLES


class Word(NamedTuple):
    """One word of a text: how it compares, where it stands, and what its looks say."""

    norm: str
    start: int
    end: int
    capital: bool
    opens: bool
    joined: bool
    hyphened: bool
    marked: bool


def none_declared(statement: str) -> bool:
    """Whether a statement says that there are no interests, and nothing else: “None.”, “Nothing to disclose”.

    “None except …”, “no financial interests” and an empty statement are not that.
    """
    plain = alike(statement)
    plain = " ".join(re.sub(r"[^\w\s-]", " ", plain).replace("‑", "-").split())
    return bool(_NONE.fullmatch(plain))


def products_in_both(statement: str, document: dict[str, Any]) -> list[str]:
    """The drugs, brands, devices and companies named in a statement and in an article, as the statement writes them.

    Each once, in the statement's order. A drug counts by its name in any case, references included; any other word
    must be capitalised in the statement and, inside a sentence, in the text, and be none of the ordinary words. The
    names of authors and speakers, institutions and abbreviations that the text explains are left out.
    """
    names, openers, drugs = _named(document)
    people = {word.norm for person in _people(document) for word in _words(person)}
    expanded = {
        found.casefold() for text in _texts(document) for found in re.findall(r"\(([A-Z]{2,4})s?\)", text)
    }
    silent = people | expanded | ACRONYMS | ORDINARY
    statement = seen(statement)
    words = _words(statement)
    found: dict[tuple[str, ...], str] = {}
    place = 0
    while place < len(words):
        # A word that the text has at the beginning of sentences alone is a name if the statement has it inside one.
        known = names if words[place].opens else names | openers
        length = _length_of_name(words, place, known, silent) or _length_of_drug(words, place, drugs)
        if length:
            key = tuple(word.norm for word in words[place : place + length])
            told = any(len(other) > length and set(key) <= set(other) for other in found)
            if not told:
                found.setdefault(key, statement[words[place].start : words[place + length - 1].end])
        place += length or 1
    return list(found.values())


def _length_of_name(
    words: list[Word], place: int, names: set[tuple[str, ...]], silent: set[str] | frozenset[str]
) -> int:
    """How many words from here on are one name that the text has too; 0 for none."""
    first = words[place]
    if not first.capital or first.norm in _NEVER_FIRST or _is_about_institution(words, place):
        return 0
    run = _run(words, place)
    whole = _run(words, _start_of_run(words, place))
    if any(word.norm in INSTITUTIONS for word in whole):
        return 0
    if place and words[place - 1].norm in _TITLES:
        return 0
    after = words[place + len(run)].norm if place + len(run) < len(words) else ""
    if after in EPONYM_NOUNS:
        return 0
    most = 1 if any(word.norm in BODIES for word in whole) else LONGEST_NAME
    for length in range(min(most, len(run)), 0, -1):
        phrase = tuple(word.norm for word in run[:length])
        if phrase in names and not all(
            norm in silent or len(norm) < 2 or norm.isnumeric() for norm in phrase
        ):
            return length
    return 0


def _length_of_drug(words: list[Word], place: int, drugs: set[str]) -> int:
    if words[place].norm in drugs:
        return 1
    both = words[place : place + 2]
    if len(both) == 2 and both[1].hyphened and both[0].norm + both[1].norm in drugs:
        return 2
    return 0


def _run(words: list[Word], place: int) -> list[Word]:
    """The capitalised words that follow each other from here on."""
    rest = takewhile(
        lambda word: word.capital and word.joined, words[place + 1 : place + 1 + 4 * LONGEST_NAME]
    )
    return [words[place], *rest]


def _start_of_run(words: list[Word], place: int) -> int:
    # Bounded, so that a statement of nothing but capitals is read in proportion to its length.
    first = max(0, place - 4 * LONGEST_NAME)
    while place > first and words[place].joined and words[place - 1].capital:
        place -= 1
    return place


def _is_about_institution(words: list[Word], place: int) -> bool:
    """Whether a word stands in “University of Leeds”."""
    start = _start_of_run(words, place)
    return (
        start >= 2 and words[start - 1].norm in {"of", "for", "in", "at"} and words[start - 2].norm in _BODIES
    )


def _named(document: dict[str, Any]) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]], set[str]]:
    """The names in a document, as tuples of words; what may be one, at the beginning of a sentence; and the drugs."""
    names: Counter[tuple[str, ...]] = Counter()
    openers: set[tuple[str, ...]] = set()
    small: Counter[str] = Counter()
    drugs: set[str] = set()
    for text in _texts(document):
        words = _words(text)
        small.update(word.norm for word in words if not word.capital)
        drugs.update(_drugs(words))
        names.update(_names(words))
        openers.update((word.norm,) for word in words if word.opens and word.capital)
    for reference in document.get("references") or []:
        drugs.update(_drugs(_words(str(reference.get("text", "")))))
    # What is mostly written small is a word, not a name.
    names_alone = {name for name, count in names.items() if len(name) > 1 or small[name[0]] <= count}
    return names_alone, {opener for opener in openers if not small[opener[0]]}, drugs


def _drugs(words: list[Word]) -> Iterator[str]:
    for place, word in enumerate(words):
        if is_drug(word.norm):
            yield word.norm
        if place and word.hyphened and is_drug(both := words[place - 1].norm + word.norm):
            yield both


def _names(words: list[Word]) -> Iterator[tuple[str, ...]]:
    place = 0
    while place < len(words):
        if not words[place].capital:
            place += 1
            continue
        run = _run(words, place)
        end = place + len(run)
        after = words[end].norm if end < len(words) else ""
        if not (
            any(word.norm in _BODIES for word in run)
            or after in EPONYM_NOUNS
            or _is_about_institution(words, place)
            or (after in STUDIES and len(run) == 1 and run[0].opens)
        ):
            for start in range(len(run)):
                for stop in range(start + 1, min(len(run), start + LONGEST_NAME) + 1):
                    if stop - start > 1 or not run[start].opens or run[start].marked:
                        yield tuple(word.norm for word in run[start:stop])
        place = end


def _words(text: str) -> list[Word]:
    words: list[Word] = []
    last, text = 0, seen(text)
    for match in _WORD.finditer(text):
        raw = _POSSESSIVE.sub("", match.group())
        gap = text[last : match.start()]
        opens = not words or bool(_OPENS.search(gap))
        joined = not opens and bool(_BETWEEN.fullmatch(gap))
        end = match.start() + len(raw)
        hyphened = joined and gap in _HYPHENS
        marked = text[match.end() : match.end() + 1] in {"®", "™"}
        words.append(Word(_norm(raw), match.start(), end, raw[0].isupper(), opens, joined, hyphened, marked))
        last = match.end()
    return words


def _norm(raw: str) -> str:
    norm = alike(re.sub("['’ʼ]", "", raw))
    return norm[:-1] if len(norm) > 4 and norm.endswith("s") and norm[-2] not in "sui" else norm


def _people(document: dict[str, Any]) -> Iterator[str]:
    yield from (str(author.get("name", "")) for author in document.get("authors") or [])
    yield from (str(quotation.get("speaker", "")) for quotation in document.get("quotations") or [])


def _texts(document: dict[str, Any]) -> Iterator[str]:
    """What the article says, by piece; headings in title case say nothing about names, and are written small."""
    yield _untitled(str(document.get("title", "")))
    yield str(document.get("summary", ""))
    for point in document.get("key_points") or []:
        yield str(point.get("text", ""))
        yield from (str(item.get("quote", "")) for item in point.get("evidence") or [])
    yield from (str(quotation.get("text", "")) for quotation in document.get("quotations") or [])
    # The name of a source is a name throughout: these words keep it from counting as the beginning of a sentence.
    yield f"from {(document.get('source') or {}).get('name', '')}"
    lines = _NOT_READ.sub(" ", str(document.get("body", ""))).split("\n")
    yield "\n".join(f"\n\n{_untitled(line)}\n\n" if _HEADING.match(line) else line for line in lines)


def _untitled(heading: str) -> str:
    long = [word for word in heading.lstrip("# ").split()[1:] if len(word) > 3 and word[0].isalpha()]
    capital = [word for word in long if word[0].isupper()]
    return heading.lower() if len(capital) > 1 and 2 * len(capital) > len(long) else heading
