"""Labelled lines into a manuscript's fields: who wrote it, who reviewed it, when, where it comes from."""

import re

from articles.importing import dates, names, people
from articles.importing.labels import Field, Labelled, labelled
from articles.importing.manuscript import Manuscript, Person

_BEFORE_DATE = re.compile(
    r"[\s,|(（–—-]*(?:\b(?:on|am|le|el|em|il|op|vom|den|of|dated)\b[\s,]*)?$", re.IGNORECASE
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*$|\b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo),?\s*$"
    r"|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag),?\s*$",
    re.IGNORECASE,
)
_BY = re.compile(r"^[\s,|–—-]*(?:by|por|par|von|di|door)\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]{2,2000}", re.IGNORECASE)
_READING_TIME = re.compile(r"[\s|•·–—-]*\b\d{1,3}[ -]min(?:ute)?s?\.? read\b[\s|•·–—-]*", re.IGNORECASE)
_PROSE = re.compile(r"[a-z]{3,}[.。]$|[.!?] \S+ ")
_CITATION = re.compile(r"10\.\d{4,9}/|\bPMID\b|\b(?:19|20)\d{2};|\bdoi\b|NCT\d{8}|et al\b", re.IGNORECASE)
_DATED = {Field.PUBLISHED: "published", Field.REVIEWED: "reviewed", Field.UPDATED: "updated"}


def take(line: str, manuscript: Manuscript, *, front: bool) -> bool:
    """Fill the fields a labelled line gives and say whether the line was one.

    What it gives and no field can hold goes to `unmapped`, with a warning. `front` is true before the text
    begins: only there is a bare `By …` a byline.
    """
    parts = labelled(line)
    if not parts or not _is_line_of_fields(parts, line, manuscript.language, front):
        return False
    kept = [_fill(part, line, manuscript) for part in parts]
    if not all(kept) and line not in manuscript.unmapped:
        manuscript.unmapped.append(line)
    return True


def label_only(line: str) -> Field | None:
    """The field a line announces whose value must be on the next line."""
    parts = labelled(line)
    if len(parts) != 1 or parts[0].value or parts[0].field in {Field.TOPICS, Field.NONE}:
        return None
    return None if len(parts[0].label) < 3 else parts[0].field


def take_value(field: Field, label: str, value: str, manuscript: Manuscript) -> bool:
    """Fill a field from the line after its label; False if that line is no such value."""
    part = Labelled(field, label, value)
    if field in {Field.AUTHOR, Field.REVIEWER, Field.BOTH}:
        name, found = _without_date(value, manuscript.language)
        if not people.parse(name if found else value):
            return False
    elif field in _DATED:
        found = dates.find(value, language=manuscript.language)
        if found is None or len(value) > 60:
            return False
    elif len(value) > 150 or value.endswith((".", ":")):
        return False
    if not _fill(part, f"{label} {value}", manuscript):
        manuscript.unmapped.append(f"{label} {value}")
    return True


def claims_review(line: str) -> bool:
    """Whether a line of fields says who reviewed or checked something, or when."""
    parts = labelled(line)
    return any(part.field in {Field.REVIEWER, Field.BOTH, Field.REVIEWED} for part in parts)


def is_bare_date(line: str, language: str) -> bool:
    """Whether a line is a date and nothing else."""
    found = dates.find(line, language=language) if len(line) < 60 else None
    return (
        found is not None
        and not _words(_WEEKDAY.sub("", line[: found.start]))
        and not _words(line[found.end :])
    )


def _is_line_of_fields(parts: tuple[Labelled, ...], line: str, language: str, front: bool) -> bool:
    """Whether a line that begins with a label is one of fields, not prose that begins with the same word."""
    first = parts[0]
    if first.field in {Field.AUTHOR, Field.REVIEWER, Field.BOTH, Field.NONE}:
        bare = first.label.casefold() in {"by", "por", "par", "von", "di", "door", "av"}
        name, _ = _without_date(_READING_TIME.sub(" ", first.value), language)
        if people.parse(name):
            return (front or not bare) and not _reads_on(first.value)
        by_and_day = first.label.casefold().endswith("by") and name != first.value and len(line) <= 200
        if first.field is Field.REVIEWER and by_and_day:
            return True  # nobody by name, but a claim all the same
        by_whom = bool(first.value) and not bare and len(line) <= 120 and not _PROSE.search(line)
        return by_whom and " " in first.label and not first.dated and first.value[:1].isupper()
    if first.dated or first.field is Field.PUBLISHED:
        found = dates.find(first.value, language=language)
        return (
            found is not None
            and not _words(_WEEKDAY.sub("", first.value[: found.start]))
            and len(line) <= 200
        )
    if first.field is Field.SOURCE:
        return front and bool(first.value) and len(line) <= 250 and not _CITATION.search(line)
    if first.field is Field.TITLE:
        return front and bool(first.value) and not manuscript_title_is_prose(first.value)
    return bool(first.value) and len(line) <= 400 and not first.value.endswith(".")


def manuscript_title_is_prose(value: str) -> bool:
    """Whether words are too many for a title."""
    return len(value) > 300 or len(value.split()) > 45


def _fill(part: Labelled, line: str, manuscript: Manuscript) -> bool:
    """Put one labelled value where it belongs; False where it, or a part of it, found no place."""
    if part.field in {Field.AUTHOR, Field.REVIEWER, Field.BOTH}:
        return _fill_people(part, line, manuscript)
    if part.field in _DATED:
        return _fill_date(_DATED[part.field], part.value, line, manuscript)
    if part.field is Field.TOPICS:
        listed = re.split(r"[,;|、，،؛#]|\s[•·/]\s", part.value)
        manuscript.topics += [topic.strip(" .") for topic in listed if topic.strip(" .")]
        return True
    if part.field is Field.SOURCE and not manuscript.source:
        manuscript.source, manuscript.source_url = _without_address(part.value)
        return True
    if part.field is Field.TITLE and not manuscript.title:
        manuscript.title = part.value
        return True
    manuscript.warnings.append(f"No field holds this line: “{line}”.")
    return False


def _fill_people(part: Labelled, line: str, manuscript: Manuscript) -> bool:
    value, found = _without_date(_READING_TIME.sub(" ", part.value), manuscript.language)
    named = people.parse(value)
    if not named:
        manuscript.warnings.append(f"This line names no person, so nobody was entered: “{line}”.")
        return False
    kept = not _READING_TIME.search(part.value)
    if part.field in {Field.AUTHOR, Field.BOTH}:
        manuscript.authors = people.join(manuscript.authors, named)
    if part.field in {Field.REVIEWER, Field.BOTH}:
        copies = [Person(p.name, list(p.credentials), p.affiliation) for p in named]
        manuscript.reviewers = people.join(manuscript.reviewers, copies)
        _claim(line, manuscript)
    if found:
        field = "published" if part.field is Field.AUTHOR else "reviewed"
        kept = _fill_date(field, part.value[found.start : found.end], line, manuscript) and kept
    return kept


def _fill_date(field: str, value: str, line: str, manuscript: Manuscript) -> bool:
    found = dates.find(value, language=manuscript.language)
    _claim(line, manuscript)
    if found is None or not found.iso:
        why = found.problem if found else "could not be read"
        manuscript.warnings.append(f"The date in “{line}” {why}, so none was entered.")
        return False
    held = getattr(manuscript.dates, field)
    if held and held != found.iso:
        manuscript.warnings.append(f"There is a second date for “{field}”: “{line}”.")
        return False
    setattr(manuscript.dates, field, found.iso)
    rest = _WEEKDAY.sub("", value[: found.start]) + " " + value[found.end :]
    if by := _BY.match(value[found.end :]):
        who = value[found.end + by.end() :]
        role = Field.REVIEWER if field == "reviewed" else Field.AUTHOR
        return _fill_people(Labelled(role, "by", who), line, manuscript)
    return not _words(rest)


def _without_address(value: str) -> tuple[str, str]:
    """A source's name and its address, even where nothing stands between them (`Journal of Ahttps://…`)."""
    found = _ADDRESS.search(value)
    if found is None:
        return value, ""
    address = found[0].rstrip(".,;:!?'\"”»]>" + ("" if "(" in found[0] else ")"))
    rest = value[found.start() + len(address) :].strip(" .,;:)>]–—-|")
    name = value[: found.start()].strip(" \t,;:(<[–—-|")
    return (value, "") if rest or not name else (name, address)


def _without_date(value: str, language: str) -> tuple[str, dates.Found | None]:
    """The value without a date at its end, and that date."""
    found = dates.last(value, language=language)
    if found is None or _words(value[found.end :]):
        return value, None
    return _BEFORE_DATE.sub("", _WEEKDAY.sub("", value[: found.start])), found


def _reads_on(value: str) -> bool:
    """Whether a name is followed by a sentence, as in `Jane Roe is a nurse who …`."""
    return bool(re.search(r"\s(?:is|was|are|were|has|have|had|works|and colleagues|et al)\b", value)) or (
        len(value.split()) > 12 and bool(re.search(r"[a-z]{4,}\. [A-Z]", value))
    )


def _claim(line: str, manuscript: Manuscript) -> None:
    if line not in manuscript.claims:
        manuscript.claims.append(line)


def _words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def is_labelled(line: str) -> bool:
    """Whether a line begins with a label and could be one of fields."""
    return bool(labelled(line))


def take_affiliation(field: Field, line: str, manuscript: Manuscript) -> bool:
    """Add the line below a single name to that person, if it is written like a post or an institution."""
    named = manuscript.authors if field is Field.AUTHOR else manuscript.reviewers
    if not named or named[-1].affiliation or len(line) > 150 or line.endswith((".", ":", "?")):
        return False
    if not names.is_institution(line):
        return False
    named[-1].affiliation = line
    return True
