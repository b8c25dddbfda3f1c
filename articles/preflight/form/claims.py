"""What in a key point can be checked against a source: numbers, dates, and "only", "first", "approved"."""

import re
from collections.abc import Iterator

_DASHES = r"\-‐‑–—−"
_LETTERS = "A-Za-zΑ-Ωα-ω"

# A number that says which one, not how many: phase 3, type 2, grades 3 and 4, stage IIIB.
_WHICH = (
    r"(?:types?|typ|tipo|phases?|fase|stages?|grades?|grad|class(?:es)?|categor(?:y|ies)|levels?|"
    r"steps?|tiers?|schedule|chromosomes?|"
    r"factors?|figures?|tables?|parts?|cohorts?|arms?|versions?|omega|interleukins?|vitamin|exons?|"
    r"codons?|covid)"
)
_DESIGNATION = re.compile(
    rf"\b{_WHICH}[\s{_DASHES}]\s?[≥≤<>]?\s?\d{{1,3}}[a-dA-D]?"
    rf"(?:\s?(?:,|/|[{_DASHES}]|and|or|to|und|oder|bis)\s?\d{{1,3}}[a-dA-D]?)*(?![\d%]|"
    rf"[.,]\d)(?!\s?(?:%|per\s?cent))",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d(?:[\d.,:]*\d)?")
_NAME_BEFORE = re.compile(rf"(?<![\w])[{_LETTERS}][\w]*[{_DASHES}./]?(?:\d[\w]*[/{_DASHES}.])*\Z")
_NAME_AFTER = re.compile(
    rf"(?:[pq](?:[\d.]*)(?:[{_DASHES}]|\b)|[{_DASHES}]?(?!(?:IU|Gy|MBq|L|M|K|C|F|W|Hz|U)\b)[A-Z]"
    rf"|[{_DASHES}](?:lead|fluoro|mercapto|thioguan|alpha|beta|hydroxy|deoxy|oxo|amino|methyl|aza|cis|trans)"
    rf"|[{_DASHES}]\d[A-Z]|[′']|D\b)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")

_COUNTS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?"
)
_IN_WORDS = re.compile(
    rf"\b(?:(?:{_COUNTS})\b|one (?:in|out of) \w+|one[{_DASHES} ](?:third|quarter|fifth|tenth|half)"
    r"|(?:a|two|three|four)[\s-](?:third|quarter|fifth|tenth)s?\b(?! (?:line|generation|dose|party))|"
    r"half\b(?!-life)|halv(?:e|es|ed|ing)\b"
    r"|twice\b|doubl(?:e|es|ed|ing)\b(?![\s-](?:blind|dummy|hit|strand|negative|positive|mast))|"
    r"tripl(?:ed|es|ing)\b|quadrupled\b"
    r"|\w*fold\b(?<=[ow]fold|[-e]fold|rfold|xfold|nfold|tfold)|per\s?cent\b|percentage points?)",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"\b(?:January|February|April|June|July|August|September|October|November|December)\b"
    r"|(?:\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|of|[Ff]rom|[Oo]n|[Ll]ate|[Ee]arly|mid)\s)(?:March|May)\b|"
    r"\b(?:March|May)\s\d{1,4}"
)
_ONLY = re.compile(r"(?<!\bnot )(?<!-)\bonly\b(?!\s(?:if|when)\b)", re.IGNORECASE)
_FIRST = re.compile(
    r"(?<!\bat )(?<!-)\bfirst(?:-in-class|-ever)?\b(?![\s-](?:line|lines|degree|generation|trimester|"
    r"aid|pass|order|dose|doses|step|steps|"
    r"responders?|of all|time|name|contact|choice|visit|appointment|hand|stage|year|month|week|day|"
    r"few|hours?|menstrual|symptoms?|signs?)\b)",
    re.IGNORECASE,
)
_APPROVED = re.compile(
    r"\b(?:un)?(?:approv(?:al|als|ed|es|e)|authori[sz](?:ed|ation)|licen[sc]ed|licensure)\b", re.IGNORECASE
)


def checkable(text: str) -> tuple[int, int] | None:
    """Where the first thing in a key point stands that a source can bear out, or None.

    A number counts in digits and in words (two prior treatments, a third, twice, one in five, doubled), a date
    with its year or month; "one" alone does not. What names a thing does not count: BCL2, CD19, COVID-19, 17p,
    5-FU, phase 3, type 2, grades 3 and 4. Neither do first-line, first-degree, at first, not only, only if.
    "Approved" counts in all its forms, and so do "authorised" and "licensed".
    """
    found = [match.span() for pattern in _WORDS if (match := pattern.search(text))]
    if number := next(numbers(text), None):
        found.append(number)
    return min(found, default=None)


def numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where each number in digits stands that a source can bear out, its per cent sign with it; see `checkable`."""
    plain = _DESIGNATION.sub(lambda match: " " * len(match[0]), text)
    for match in _NUMBER.finditer(plain):
        start, end = match.span()
        if _YEAR.fullmatch(match[0]) or not _is_of_a_name(plain, start, end):
            yield start, end + (plain[end : end + 1] == "%")


_WORDS = (_IN_WORDS, _MONTH, _ONLY, _FIRST, _APPROVED)


def _is_of_a_name(text: str, start: int, end: int) -> bool:
    """Whether digits belong to a name: letters straight before them, or the letters of a name behind."""
    if text[end : end + 1] == "%":
        return False
    before = text[max(start - 40, 0) : start]
    if _NAME_BEFORE.search(before) or _NAME_AFTER.match(text, end):
        return True
    # A trial's number, as in TRIAL 004: no count begins with a nought.
    return len(text[start:end]) > 1 and text[start] == "0" and text[start + 1].isdigit()
