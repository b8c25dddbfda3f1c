"""Rules for what stands round an article's text: bylines, dates, addresses, the title, and what belongs to a site.

Each rule puts away the block it is given, and perhaps some after it, and says how many; 0 is "not mine".
"""

import re

from articles.importing import boilerplate, credentials, fields, people, titles
from articles.importing.blocks import Block, Kind
from articles.importing.labels import Field
from articles.importing.progress import Progress
from articles.importing.vocabulary import Part

_NOTE_MARKS = re.compile(r"[¹²³⁴-⁹⁰*†‡§]|(?<=[^\W\d])\d(?=,|;|$| and )")
_SEPARATOR = re.compile(r"^[\W_]+$")
_STREET = re.compile(
    r"\b\d{1,5}[A-Za-z]?,? [A-ZÀ-Ý][\w.'-]+(?: [A-ZÀ-Ý][\w.'-]+){0,3} (?:street|st|road|rd|avenue|ave"
    r"|lane|ln|drive|dr|blvd"
    r"|boulevard|way|square|court|terrace|place)\b\.?|\b[A-Z]{2} \d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
    r"|\bP\.? ?O\.? Box\b|[\w.+-]{1,60}@[\w-]{1,60}\.\w|(?:tel|phone|fax)\b",
    re.IGNORECASE,
)
_MAX_ADDRESS = 10


def aside(progress: Progress, block: Block) -> int:
    if block.kind is not Kind.ASIDE:
        return 0
    if fields.take(block.plain, progress.manuscript, front=False):
        return 1
    progress.leave_out(block.outside, block.plain)
    return 1


def separator(progress: Progress, block: Block) -> int:
    if block.kind is Kind.WHOLE or not _SEPARATOR.match(block.plain):
        return 0
    progress.manuscript.unmapped.append(block.plain)
    return 1


def boilerplate_line(progress: Progress, block: Block) -> int:
    if block.kind not in {Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM}:
        return 0
    what = boilerplate.kind_of(block.plain)
    if not what and progress.seeking and boilerplate.is_slogan(block.plain):
        what = "slogan"
    if not what or (block.kind is Kind.HEADING and block is progress.titled):
        return 0
    progress.leave_out(what, block.plain)
    return 1


def address(progress: Progress, block: Block) -> int:
    """A block of short lines with a street, a postcode or an e-mail address above the text."""
    if not progress.front or block.kind is not Kind.PARAGRAPH or not (block.gap or progress.at == 0):
        return 0
    end = progress.at + 1
    while (
        end < len(progress.blocks)
        and progress.blocks[end].kind is Kind.PARAGRAPH
        and not progress.blocks[end].gap
    ):
        end += 1
    lines = [known.plain for known in progress.blocks[progress.at : end]]
    short = 2 <= len(lines) <= _MAX_ADDRESS and all(
        len(line) <= 70 and not _ends_sentence(line) for line in lines
    )
    if (
        not short
        or not any(_STREET.search(line) for line in lines)
        or any(fields.is_labelled(line) for line in lines)
    ):
        return 0
    for line in lines:
        progress.leave_out("address", line)
    return len(lines)


def labelled_line(progress: Progress, block: Block) -> int:
    among_references = progress.drawer.part is Part.REFERENCES and not block.gap
    if block.kind not in {Kind.PARAGRAPH, Kind.HEADING} or (
        among_references and not fields.claims_review(block.plain)
    ):
        return 0
    near = progress.front or progress.at + 1 == len(progress.blocks)
    if (
        progress.front
        and fields.is_bare_date(block.plain, progress.manuscript.language)
        and not progress.manuscript.dates.published
    ):
        fields.take(f"Published: {block.plain}", progress.manuscript, front=True)
        return 1
    if not fields.take(block.plain, progress.manuscript, front=near):
        return 0
    progress.keep_links(block)
    return 1


def value_below(progress: Progress, block: Block) -> int:
    """A label on a line of its own, and its value on the lines below."""
    field = fields.label_only(block.plain) if block.kind in {Kind.PARAGRAPH, Kind.HEADING} else None
    following = progress.following()
    if field is None or following is None or following.kind not in {Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING}:
        return 0
    if not fields.take_value(field, block.plain, following.plain, progress.manuscript):
        return 0
    progress.keep_links(following)
    taken = 2
    while (
        (more := progress.following(taken))
        and more.kind in {Kind.ITEM, Kind.PARAGRAPH}
        and _adds(progress, field, more)
    ):
        progress.keep_links(more)
        taken += 1
    return taken


def _adds(progress: Progress, field: Field, block: Block) -> bool:
    """Whether a line below a name is one more person, or where the one above works."""
    if field not in {Field.AUTHOR, Field.REVIEWER} or fields.is_labelled(block.plain):
        return False
    if block.kind is Kind.PARAGRAPH and block.gap:
        return False
    if fields.take_value(field, "", block.plain, progress.manuscript):
        return True
    return fields.take_affiliation(field, block.plain, progress.manuscript)


def unsaid_name(progress: Progress, block: Block) -> int:
    """A name with degrees above the text that no label explains: perhaps the author, perhaps not."""
    if not progress.front or block.kind is not Kind.PARAGRAPH:
        return 0
    named = people.parse(_NOTE_MARKS.sub("", block.plain))
    if not named or not all(p.credentials and credentials.is_certain(p.credentials[0]) for p in named):
        return 0
    progress.manuscript.unmapped.append(block.plain)
    progress.manuscript.warnings.append(f"This line does not say what these people did: “{block.plain}”.")
    return 1


def title(progress: Progress, block: Block) -> int:
    if block is progress.titled:
        return _entitle(progress, block)
    if not progress.seeking or progress.manuscript.title or progress.titled:
        return 0
    following = progress.following()
    if not titles.may_be_title(block, following):
        return 0
    assert following is not None
    above = titles.may_be_title(following, progress.following(2))
    if above and (kind := titles.kind_named(block.plain)):
        progress.manuscript.kind = progress.drawers[0].hint = kind
        return 1
    if above and titles.is_kicker(block.plain):
        progress.leave_out("a line above the title", block.plain)
        return 1
    if above and titles.is_journal(block.plain) and not progress.manuscript.source:
        progress.manuscript.source = block.plain
        progress.manuscript.warnings.append(
            f"The line above the title was taken as the source: “{block.plain}”."
        )
        return 1
    return _entitle(progress, block)


def _entitle(progress: Progress, block: Block) -> int:
    title, taken = block.plain.replace("\n", " "), 1
    while taken < 4 and (following := progress.following(taken)) and titles.goes_on(title, following):
        if fields.is_labelled(following.plain):
            break
        title, taken = f"{title} {following.plain}", taken + 1
    source, rest = titles.parted(title)
    if source:
        progress.manuscript.warnings.append(
            f"“{title}” was read as the source “{source}” with the title “{rest}” glued to it."
        )
    if source and not progress.manuscript.source:
        progress.manuscript.source = source
    elif source:
        progress.manuscript.unmapped.append(source)
    progress.manuscript.title = rest
    progress.seeking = False
    progress.keep_links(block)
    return taken


def _ends_sentence(line: str) -> bool:
    return line.endswith(("!", "?", "。")) or (line.endswith(".") and len(line.split()) > 6)
