"""What kind of danger a changed word is: a number is a dose, a percentage or part of a date by what stands beside it.

Like the lists of vocabulary.py it understands nothing. It decides what is called out to a reader of two texts; what it
does not call out still counts for how much a change matters (assessing.py).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum

from reviewers.risk.reading import Token
from reviewers.risk.vocabulary import Kind


class Danger(StrEnum):
    """The kinds of changes that are called out, the most dangerous first; the value is the kind in words."""

    DOSE = "dose"
    DRUG = "drug name"
    NEGATION = "negation"
    PERCENT = "percentage"
    NUMBER = "number"
    UNIT = "unit"
    DIRECTION = "comparison or direction"
    STRENGTH = "advice or safety"
    PEOPLE = "group of people"
    KEY_POINT = "key point"
    IMAGE = "image"
    HEADING = "moved under another heading"
    REFERENCE = "reference"
    CITATION = "citation"
    DATE = "date"
    SPEAKER = "speaker"
    INTERESTS = "interests"
    AUTHOR = "author"
    LINK = "link"
    SIGN = "sign"
    SETTING = "setting"

    @property
    def rank(self) -> int:
        """0 for the most dangerous."""
        return _ORDER[self]


_ORDER = {danger: place for place, danger in enumerate(Danger)}
_BY_KIND = {
    Kind.DRUG: Danger.DRUG,
    Kind.NEGATION: Danger.NEGATION,
    Kind.STRENGTH: Danger.STRENGTH,
    Kind.DIRECTION: Danger.DIRECTION,
    Kind.POPULATION: Danger.PEOPLE,
    Kind.DATE: Danger.DATE,
    Kind.LINK: Danger.LINK,
    Kind.CITATION: Danger.CITATION,
    Kind.SIGN: Danger.SIGN,
}


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_DOSES = _words("""
    mg mcg μg ug ng g gram grams gramme grammes milligram milligrams microgram micrograms nanogram nanograms ml dl cl
    millilitre millilitres milliliter milliliters iu u unit units mmol meq drop drops puff puffs tablet tablets capsule
    capsules pill pills dose doses spray sprays sachet sachets patch patches ampoule ampoules vial vials injection
    injections infusion infusions teaspoon teaspoons tablespoon tablespoons spoonful spoonfuls hourly daily weekly
    fortnightly monthly nightly
""")
_PERCENTS = frozenset(["%", "‰", "percent", "percentage", "percentages"])
# Words that hold a sentence together: they tell something only where one of them takes the other's place.
_QUIET = _words("""
    and or if when until use used using uses take takes taking taken give gives given giving any all some each
    several many every start starts started starting begin cause causes caused causing show shows for with
    within against during while since long short little much great big small right left same different equal
    than further early late person persons people patient patients someone anyone only instead but however times
    time per first second third one once single both pair couple half least most can could would will need needs
    have ought usually often sometimes possible possibly consider considered suggest suggests suggested treat
    treats treated high low above below after before under over up down
""")
# A number and its unit may have another number between them: “10 to 20 mg”.
_BETWEEN = frozenset(["to", "or", "and"])
_MOST_BETWEEN = 3
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b\.?(?:,?\s+\d{{4}}\b)?"
    rf"|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b|\b{_MONTH}\s+\d{{4}}\b"
    r"|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}/\d{4}\b",
    re.IGNORECASE,
)
_OPPOSED = ("un", "in", "im", "il", "ir", "dis", "non", "mis", "anti", "contra", "de", "a", "an")
# What only looks like a word and its opposite: “form”, “inform”.
_NOT_OPPOSED = _words("""
    form forms formed side come take takes port ports prove proves proved proving press ease eases cover covers covered
    play plays crease creased creases vest vests volve
""")
_OPPOSITES = (("hyper", "hypo"), ("over", "under"), ("pre", "post"), ("inter", "intra"), ("endo", "exo"))


class Reading:
    """A text read once: its tokens, and what each of them is in its place."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self._starts = [token.start for token in tokens]
        self._dates = [match.span() for match in _DATE.finditer(text)]
        self._date_starts = [start for start, _ in self._dates]

    def between(self, start: int, end: int) -> range:
        """The places of the tokens that stand, in part at least, between two offsets."""
        first = bisect_right(self._starts, start)
        while first and self.tokens[first - 1].end > start:
            first -= 1
        last = first
        while last < len(self.tokens) and self.tokens[last].start < end:
            last += 1
        return range(first, last) if start < end else range(first, first)

    def date(self, place: int) -> tuple[int, int] | None:
        """The span of the date that a token is part of."""
        start = self.tokens[place].start
        at = bisect_right(self._date_starts, start) - 1
        return self._dates[at] if at >= 0 and start < self._dates[at][1] else None

    def unit(self, place: int) -> int | None:
        """The place of the unit that belongs to a number, “10 to 20 mg” and “140/90 mmHg” included."""
        for after in range(place + 1, min(place + 2 + _MOST_BETWEEN, len(self.tokens))):
            token = self.tokens[after]
            if "\n" in self.text[self.tokens[after - 1].end : token.start]:
                return None
            if token.kind is Kind.UNIT:
                return after
            if token.text not in _BETWEEN and not token.text[0].isdigit():
                return None
        return None

    def number(self, place: int) -> int | None:
        """The place of the number right before a unit."""
        before = place - 1
        if before >= 0 and self.tokens[before].kind is Kind.NUMBER and not self.date(before):
            return before
        return None

    def danger(self, place: int) -> Danger | None:
        """What a change of this token is; None for a word that is in none of the lists."""
        token = self.tokens[place]
        if self.date(place):
            return Danger.DATE
        if token.kind is Kind.NUMBER:
            unit = self.unit(place)
            return _by_unit(Danger.NUMBER, None if unit is None else self.tokens[unit].text)
        if token.kind is Kind.UNIT:
            has_number = self.number(place) is not None or token.text in _PERCENTS
            return _by_unit(Danger.UNIT, token.text) if has_number else Danger.UNIT
        return _BY_KIND.get(token.kind)

    def is_quiet(self, place: int) -> bool:
        """Whether a token tells something only where another takes its place."""
        token = self.tokens[place]
        if token.kind is Kind.UNIT and self.number(place) is None and token.text not in _PERCENTS:
            return True
        if token.kind is Kind.NUMBER and self.unit(place) is not None:
            return False
        return token.text in _QUIET and not self.date(place)


def is_opposite(one: str, other: str) -> bool:
    """Whether a word is the other turned round by what it begins with: “common”, “uncommon”; “hyper-”, “hypo-”."""
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and long.endswith(short) and long.removesuffix(short) in _OPPOSED:
        return short not in _NOT_OPPOSED
    return any(
        (one.startswith(a) and other.startswith(b) and one.removeprefix(a) == other.removeprefix(b))
        or (one.startswith(b) and other.startswith(a) and one.removeprefix(b) == other.removeprefix(a))
        for a, b in _OPPOSITES
    )


def _by_unit(otherwise: Danger, unit: str | None) -> Danger:
    if unit in _PERCENTS:
        return Danger.PERCENT
    return Danger.DOSE if unit in _DOSES else otherwise
