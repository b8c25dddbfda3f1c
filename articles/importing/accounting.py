"""The last look: every word that was read is in the manuscript, or its line is listed as unmapped."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from articles.importing import dates, titles, vocabulary
from articles.importing.labels import labelled
from articles.importing.manuscript import Manuscript
from articles.importing.vocabulary import word_set

_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(r"[\\*_~^`]")
# Words between the parts of a byline or an attribution, which the fields themselves stand for.
_BETWEEN = word_set(
    """
    and on by the in of at am le el em il op to und et y e og och for with from said says explained explains
    noted notes added adds commented comments stated states concluded wrote according more about related
    topic topics published monday tuesday wednesday quote quotation expert thursday friday saturday sunday
    """
)


def add_missing(lines: Iterable[str], manuscript: Manuscript) -> int:
    """List every line of which a word is nowhere, and say how many there were.

    Headings, labels and dates are not missing where a field stands for them.
    """
    known = {word for text in _texts(manuscript) for word in _words(text)} | _BETWEEN
    listed = set(manuscript.unmapped)
    found = 0
    for line in lines:
        if line in listed or _words(line) <= known or _words(line) <= known | _stood_for(line):
            continue
        manuscript.unmapped.append(line)
        known |= _words(line)
        found += 1
    return found


def _words(text: str) -> set[str]:
    """The words of a text, with and without Markdown's marks between their letters."""
    # NFKC, because 10⁹ in words is 10^9^ in Markdown.
    text = unicodedata.normalize("NFKC", text)
    return {word.casefold() for form in (text, _MARKS.sub("", text)) for word in _WORD.findall(form)}


def _stood_for(line: str) -> set[str]:
    """Words of a line that a field's name stands for: a known heading, labels, a date."""
    if vocabulary.part_of(line) is not vocabulary.Part.SECTION or titles.kind_named(line):
        return _words(line)
    heading, colon, _ = line.partition(":")
    excused = _words(heading) if colon and vocabulary.may_run_in(heading) else set()
    for part in labelled(line):
        excused |= _words(part.label)
    for found in dates.every(line):
        excused |= _words(line[found.start : found.end])
    return excused


def _texts(manuscript: Manuscript) -> Iterator[str]:
    yield from [
        manuscript.title,
        manuscript.summary,
        manuscript.source,
        manuscript.source_url,
        manuscript.source + manuscript.source_url,  # nothing need stand between them in the file
        *manuscript.topics,
        *manuscript.unmapped,
    ]
    yield from [*manuscript.key_points, *manuscript.warnings]
    yield from (image.description for image in manuscript.images)
    for person in [*manuscript.authors, *manuscript.reviewers]:
        yield from [person.name, *person.credentials, person.affiliation]
    for section in manuscript.sections:
        yield from [section.heading, section.text]
    for quotation in manuscript.quotations:
        yield from [quotation.text, quotation.speaker, *quotation.credentials, quotation.affiliation]
    for reference in manuscript.references:
        yield from [reference.label, reference.url, reference.doi, reference.pmid, reference.nct]
