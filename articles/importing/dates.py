"""Dates as people write them, in words and numbers, to ISO 8601. What could be two dates is none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = """
january jan janvier janv januar jänner enero ene gennaio gen janeiro januari gener styczeń января январь 1月 يناير كانون
february feb février févr fevrier februar febrero febbraio fevereiro fev februari luty февраля февраль 2月 فبراير شباط
march mar mars märz maerz mrz marzo março marco maart marzec марта март 3月 مارس آذار
april apr avril avr abril abr aprile abr april kwiecień апреля апрель 4月 أبريل نيسان
may mai mayo maggio mag maio mei maj мая май 5月 مايو أيار
june jun juin juni junio giugno giu junho czerwiec июня июнь 6月 يونيو حزيران
july jul juillet juil juli julio luglio lug julho lipiec июля июль 7月 يوليو تموز
august aug août aout agosto ago augustus sierpień августа август 8月 أغسطس آب
september sep sept septembre septiembre set settembre setembro wrzesień сентября сентябрь 9月 سبتمبر أيلول
october oct octobre oktober okt octubre ottobre ott outubro out październik октября октябрь 10月 أكتوبر تشرين
november nov novembre noviembre novembro listopad ноября ноябрь 11月 نوفمبر نونبر
december dec décembre déc dezember dez diciembre dic dicembre dezembro december grudzień декабря декабрь 12月 ديسمبر
"""
MONTHS = {
    word: number for number, line in enumerate(_MONTHS.strip().splitlines(), start=1) for word in line.split()
}
_WORD = r"(?P<{0}>[^\W\d_]{{3,12}})\.?"
_TIME = (
    r"(?:(?:T|,?\s+(?:(?:at|um|à|a las)\s+)?)\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d{1,6})?)?"
    r"(?:\s*[ap]\.?m\.?)?(?:\s*(?:Z|UTC|GMT|[ECMP][SD]?T|CES?T|[+-]\d{2}:?\d{2}))?)?"
)
_FORMS = [
    r"(?<!\d)(?P<y1>\d{4})\s?[-/.]\s?(?P<m1>\d{1,2})\s?[-/.]\s?(?P<d1>\d{1,2})(?!\d)" + _TIME,
    r"(?<!\d)(?P<y2>\d{4})\s?[年년]\s?(?P<m2>\d{1,2})\s?[月월]\s?(?:(?P<d2>\d{1,2})\s?[日일])?",
    r"(?<!\d)(?P<d3>\d{1,2})(?:st|nd|rd|th|er|[ºª°.])?[ -]?(?:(?:of|de|d['’])\s?)?"
    + _WORD.format("m3")
    + r",?[ -]?(?:del?\s|of\s)?(?P<y3>\d{4})(?!\d)"
    + _TIME,
    _WORD.format("m4") + r"\s?(?P<d4>\d{1,2})(?:st|nd|rd|th)?(?:,\s?|\s)(?P<y4>\d{4})(?!\d)" + _TIME,
    r"(?<![\d./-])(?P<a5>\d{1,2})(?P<s5>[./-])\s?(?P<b5>\d{1,2})(?P=s5)\s?(?P<y5>\d{4}|\d{2})(?![\d/-])"
    + _TIME,
    _WORD.format("m6") + r",?\s?(?:del?\s)?(?P<y6>\d{4})(?!\d)",
]
_DATE = re.compile("|".join(f"(?:{form})" for form in _FORMS), re.IGNORECASE)
_START = re.compile(r"^\d{1,2}\.\s?([^\W\d_]{3,12})\.?\s?(?:\d{4}|$)")


@dataclass(frozen=True)
class Found:
    """A date in a text: where, as ISO 8601 or empty, and why not."""

    start: int
    end: int
    iso: str
    problem: str = ""


def find(text: str, *, language: str = "en") -> Found | None:
    """The first date in a short text, or None. The language decides the order of day and month in numbers."""
    return next(every(text, language), None)


def last(text: str, *, language: str = "en") -> Found | None:
    """The last date in a short text, or None."""
    found = list(every(text, language))
    return found[-1] if found else None


def starts_with_date(text: str) -> bool:
    """Whether a line begins like `3. März 2026`, which is no item number three."""
    match = _START.match(text)
    return match is not None and match[1].casefold() in MONTHS


def every(text: str, language: str = "en") -> Iterator[Found]:
    """Every date in the beginning of a text, in order."""
    for match in _DATE.finditer(text[:2000]):
        found = _read({key: value for key, value in match.groupdict().items() if value}, language)
        if found is not None:
            yield Found(match.start(), match.end(), *found)


def _read(parts: dict[str, str], language: str) -> tuple[str, str] | None:
    named = {key[0]: value for key, value in parts.items()}
    if "a" in named:
        return _numeric(int(named["a"]), int(named["b"]), named["y"], named["s"], language)
    month = named["m"]
    number = int(month) if month.isdecimal() else MONTHS.get(month.casefold())
    if number is None:
        return None
    if "d" not in named:
        return (f"{int(named['y']):04}-{number:02}", "") if 1 <= number <= 12 else None
    return _checked(int(named["y"]), number, int(named["d"]))


def _numeric(first: int, second: int, year: str, separator: str, language: str) -> tuple[str, str]:
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    day_first = separator == "." or language != "en"
    if first > 12 or first == second or (day_first and second <= 12):
        return _checked(full_year, second, first)
    if second > 12:
        return _checked(full_year, first, second)
    return "", "could be two different days"


def _checked(year: int, month: int, day: int) -> tuple[str, str]:
    try:
        return date(year, month, day).isoformat(), ""
    except ValueError:
        return "", "is no day of the calendar"
