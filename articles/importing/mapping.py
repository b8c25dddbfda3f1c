"""Blocks to a manuscript: every block is put in exactly one place, and the last resort is `unmapped`."""

import re

from articles.importing import boilerplate, fields, headings, quotations, references, titles, vocabulary
from articles.importing.blocks import Block, Kind
from articles.importing.labels import Field
from articles.importing.manuscript import Manuscript
from articles.importing.sections import Drawer, finish
from articles.importing.vocabulary import Part

_SEPARATOR = re.compile(r"^[\W_]+$")
_STREET = re.compile(
    r"\b\d{1,5}[A-Za-z]?,? [A-ZÀ-Ý][\w.'-]+(?: [A-ZÀ-Ý][\w.'-]+){0,3} (?:street|st|road|rd|avenue|ave"
    r"|lane|ln|drive|dr|blvd"
    r"|boulevard|way|square|court|terrace|place)\b\.?|\b[A-Z]{2} \d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
    r"|\bP\.? ?O\.? Box\b|[\w.+-]{1,60}@[\w-]{1,60}\.\w|(?:tel|phone|fax)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[.!?。！？]+[\"”’)]*(?:\s|$)")
_MAX_ADDRESS = 10


class Mapper:
    """Goes through the blocks once. Each rule takes one block or more and puts them away, or leaves them."""

    def __init__(self, blocks: list[Block], manuscript: Manuscript) -> None:
        self.blocks, self.at = blocks, 0
        self.manuscript = manuscript
        self.drawers = [Drawer("", Part.SECTION, declared=False)]
        self.front = True  # nothing of the text has been seen yet
        self.seeking = True  # the title may still come
        self.boilerplate: dict[str, list[str]] = {}
        self.unmarked_points = 0
        levels = [b.level for b in blocks if b.kind is Kind.HEADING]
        self.titled = _declared_title(blocks)
        rest = [b.level for b in blocks if b.kind is Kind.HEADING and b is not self.titled]
        self.base = min(rest or levels or [2])

    def run(self) -> Manuscript:
        """The filled manuscript."""
        rules = [
            self._aside,
            self._separator,
            self._boilerplate,
            self._address,
            self._labelled,
            self._value_below,
            self._title,
            self._heading,
            self._run_in,
            self._quotation,
            self._entry,
            self._point,
        ]
        while self.at < len(self.blocks):
            taken = next((count for rule in rules if (count := rule(self.blocks[self.at]))), 0)
            if not taken:
                self._place(self.blocks[self.at])
                taken = 1
            self.at += taken
        for what, lines in self.boilerplate.items():
            self.manuscript.warnings.append(_left_out(what, lines))
        return finish(self.drawers, self.manuscript)

    @property
    def drawer(self) -> Drawer:
        """Where the text goes that is read now."""
        return self.drawers[-1]

    def _following(self, steps: int = 1) -> Block | None:
        return self.blocks[self.at + steps] if self.at + steps < len(self.blocks) else None

    def _place(self, block: Block) -> None:
        """Text that is nothing else belongs to the section it stands in."""
        if self.drawer.part in {Part.KEY_POINTS, Part.TOPICS}:
            self.drawers.append(Drawer("", Part.SECTION, declared=False))
        self.drawer.blocks.append(block)
        if block.kind is not Kind.ASIDE:
            self.front = self.front and len(block.plain) < 120 and not _SENTENCES.search(block.plain)
            self.seeking = False

    def _leave_out(self, what: str, line: str) -> None:
        self.manuscript.unmapped.append(line)
        self.boilerplate.setdefault(what, []).append(line)

    def _aside(self, block: Block) -> int:
        if block.kind is not Kind.ASIDE:
            return 0
        if fields.take(block.plain, self.manuscript, front=False):
            return 1
        self._leave_out(block.outside, block.plain)
        return 1

    def _separator(self, block: Block) -> int:
        if block.kind is Kind.WHOLE or not _SEPARATOR.match(block.plain):
            return 0
        self.manuscript.unmapped.append(block.plain)
        return 1

    def _boilerplate(self, block: Block) -> int:
        if block.kind not in {Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM}:
            return 0
        what = boilerplate.kind_of(block.plain)
        if not what and self.seeking and boilerplate.is_slogan(block.plain):
            what = "slogan"
        if not what or (block.kind is Kind.HEADING and block is self.titled):
            return 0
        self._leave_out(what, block.plain)
        return 1

    def _address(self, block: Block) -> int:
        """A block of short lines with a street, a postcode or an e-mail address above the text."""
        if not self.front or block.kind is not Kind.PARAGRAPH or not (block.gap or self.at == 0):
            return 0
        end = self.at + 1
        while end < len(self.blocks) and self.blocks[end].kind is Kind.PARAGRAPH and not self.blocks[end].gap:
            end += 1
        lines = [known.plain for known in self.blocks[self.at : end]]
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
            self._leave_out("address", line)
        return len(lines)

    def _labelled(self, block: Block) -> int:
        if (
            block.kind not in {Kind.PARAGRAPH, Kind.HEADING}
            or self.drawer.part is Part.REFERENCES
            and not block.gap
        ):
            return 0
        near = self.front or self.at + 1 == len(self.blocks)
        if (
            self.front
            and fields.is_bare_date(block.plain, self.manuscript.language)
            and not self.manuscript.dates.published
        ):
            fields.take(f"Published: {block.plain}", self.manuscript, front=True)
            return 1
        if not fields.take(block.plain, self.manuscript, front=near):
            return 0
        self._keep_links(block)
        return 1

    def _value_below(self, block: Block) -> int:
        """A label on a line of its own, and its value on the lines below."""
        field = fields.label_only(block.plain) if block.kind in {Kind.PARAGRAPH, Kind.HEADING} else None
        following = self._following()
        if (
            field is None
            or following is None
            or following.kind not in {Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING}
        ):
            return 0
        if not fields.take_value(field, block.plain, following.plain, self.manuscript):
            return 0
        self._keep_links(following)
        taken = 2
        while (
            (more := self._following(taken))
            and more.kind in {Kind.ITEM, Kind.PARAGRAPH}
            and self._adds(field, more)
        ):
            self._keep_links(more)
            taken += 1
        return taken

    def _adds(self, field: Field, block: Block) -> bool:
        """Whether a line below a name is one more person, or where the one above works."""
        if field not in {Field.AUTHOR, Field.REVIEWER} or fields.is_labelled(block.plain):
            return False
        if block.kind is Kind.PARAGRAPH and block.gap:
            return False
        if fields.take_value(field, "", block.plain, self.manuscript):
            return True
        return fields.take_affiliation(field, block.plain, self.manuscript)

    def _title(self, block: Block) -> int:
        if block is self.titled:
            return self._entitle(block)
        if not self.seeking or self.manuscript.title or self.titled:
            return 0
        following = self._following()
        if not titles.may_be_title(block, following):
            return 0
        assert following is not None
        if (kind := titles.kind_named(block.plain)) and titles.may_be_title(following, self._following(2)):
            self.manuscript.kind = self.drawers[0].hint = kind
            return 1
        if (
            titles.is_journal(block.plain)
            and not self.manuscript.source
            and titles.may_be_title(following, self._following(2))
        ):
            self.manuscript.source = block.plain
            self.manuscript.warnings.append(
                f"The line above the title was taken as the source: “{block.plain}”."
            )
            return 1
        return self._entitle(block)

    def _entitle(self, block: Block) -> int:
        title, taken = block.plain.replace("\n", " "), 1
        while taken < 4 and (following := self._following(taken)) and titles.goes_on(title, following):
            if fields.is_labelled(following.plain):
                break
            title, taken = f"{title} {following.plain}", taken + 1
        source, rest = titles.parted(title)
        if source:
            self.manuscript.warnings.append(
                f"“{title}” was read as the source “{source}” with the title “{rest}” glued to it."
            )
        if source and not self.manuscript.source:
            self.manuscript.source = source
        elif source:
            self.manuscript.unmapped.append(source)
        self.manuscript.title = rest
        self.seeking = False
        self._keep_links(block)
        return taken

    def _heading(self, block: Block) -> int:
        if not headings.is_heading(self.blocks, self.at):
            return 0
        words = headings.words_of(f"{block.marker} {block.plain}" if block.kind is Kind.ITEM else block.plain)
        if topic := _more_on(words, self._following()):
            self.manuscript.topics.append(topic)
            return 1
        part = vocabulary.part_of(words)
        deeper = block.kind is Kind.HEADING and block.level > self.base and len(self.drawers) > 1
        if deeper and part is Part.SECTION and self.drawer.part in {Part.SECTION, Part.RESOURCES}:
            self._place(block)
            return 1
        self.drawers.append(Drawer(words, part, declared=block.kind is Kind.HEADING))
        self._keep_links(block)
        self.front = self.seeking = False
        self.unmarked_points = 0
        return 1

    def _run_in(self, block: Block) -> int:
        found = headings.run_in(block)
        if found is None:
            return 0
        heading, rest = found
        part = vocabulary.part_of(heading)
        self.drawers.append(Drawer(heading, part, declared=False))
        self.front = self.seeking = False
        if part is Part.KEY_POINTS:
            self._keep_point(rest)
        else:
            self.drawer.blocks.append(rest)
        return 1

    def _quotation(self, block: Block) -> int:
        if self.drawer.part is Part.REFERENCES:
            return 0
        found = quotations.take(self.blocks, self.at)
        if found is None:
            return 0
        quotation, taken = found
        self.manuscript.quotations.append(quotation)
        if not quotation.speaker:
            self.manuscript.warnings.append(f"A quotation names no speaker: “{quotation.text[:80]}”.")
        for used in self.blocks[self.at : self.at + taken]:
            self._keep_links(used)
        if self.drawer.part is Part.KEY_POINTS:
            self.drawers.append(Drawer("", Part.SECTION, declared=False))
        self.drawer.emptied = True
        self.seeking = self.front = False
        return taken

    def _entry(self, block: Block) -> int:
        """An entry of a reference list, or of a list of topics."""
        if (
            self.drawer.part is Part.TOPICS
            and block.kind in {Kind.ITEM, Kind.PARAGRAPH}
            and len(block.plain) <= 200
        ):
            fields.take(f"Topics: {block.plain}", self.manuscript, front=True)
            return 1
        if self.drawer.part not in {Part.REFERENCES, Part.RESOURCES} or block.kind not in {
            Kind.ITEM,
            Kind.PARAGRAPH,
        }:
            return 0
        known = self.manuscript.references
        goes_on = self.drawer.entries and block.kind is Kind.PARAGRAPH and not block.gap
        if goes_on and references.continues(known[-1], block.plain):
            known[-1] = references.reference(f"{known[-1].label} {block.plain}", block.links)
            return 1
        strict = self.drawer.part is Part.REFERENCES
        fits = references.is_citation(block.plain) or bool(block.links) or block.kind is Kind.ITEM
        if not (fits if strict else references.is_resource(block.plain, block.links)) or (
            references.is_lead_in(block.plain) and not block.links
        ):
            return 0
        known.append(references.reference(block.plain, block.links))
        self._keep_further_links(block)
        self.drawer.entries += 1
        return 1

    def _point(self, block: Block) -> int:
        if self.drawer.part is not Part.KEY_POINTS or block.kind not in {Kind.ITEM, Kind.PARAGRAPH}:
            return 0
        following = self._following()
        if (
            references.is_lead_in(block.plain)
            and block.kind is Kind.PARAGRAPH
            and following
            and following.kind is Kind.ITEM
        ):
            self._leave_out("a lead-in to the key points", block.plain)
            return 1
        if block.kind is Kind.PARAGRAPH and not self._is_unmarked_point(block):
            return 0
        self._keep_point(block)
        return 1

    def _is_unmarked_point(self, block: Block) -> bool:
        """Whether a line without a bullet is a key point: the whole list has none, and it still goes on."""
        if self.drawer.entries > self.unmarked_points:
            return False
        if self.unmarked_points and block.gap and self.drawer.dense:
            return False
        if self.unmarked_points == 1:
            self.drawer.dense = not block.gap
        return len(_SENTENCES.findall(block.plain)) <= 2 and len(block.plain) <= 400

    def _keep_point(self, block: Block) -> None:
        self.manuscript.key_points.append(" ".join(block.plain.split()))
        self.drawer.entries += 1
        self.unmarked_points += block.kind is Kind.PARAGRAPH
        self._keep_links(block)

    def _keep_links(self, block: Block) -> None:
        """Links in words that become plain text: their addresses would be lost."""
        for link in block.links:
            line = f"{block.plain} <{link}>"
            if link not in block.plain and line not in self.manuscript.unmapped:
                self.manuscript.unmapped.append(line)

    def _keep_further_links(self, block: Block) -> None:
        for link in block.links[1:]:
            self.manuscript.unmapped.append(f"{block.plain} <{link}>")


def _declared_title(blocks: list[Block]) -> Block | None:
    """The heading that a document declares as its title: the first of the first level that is no section's name."""
    found = [block for block in blocks if block.kind is Kind.HEADING]
    first = next(
        (
            b
            for b in found
            if b.level == 1 and not vocabulary.is_known(b.plain) and not boilerplate.kind_of(b.plain)
        ),
        None,
    )
    if first is not None or not found or vocabulary.is_known(found[0].plain):
        return first
    alone = [block for block in found if block.level <= found[0].level] == [found[0]]
    begins = all(
        block.kind is Kind.ASIDE or fields.is_labelled(block.plain)
        for block in blocks[: blocks.index(found[0])]
    )
    return found[0] if alone and begins and (len(found) > 1 or len(blocks) > 1) else None


def _more_on(words: str, following: Block | None) -> str:
    """The topic of a line `More on …` under which nothing of the article stands."""
    match = re.match(r"^(?:more (?:on|about)|related (?:topics?|to)[:：]?) (.{2,80})$", words, re.IGNORECASE)
    alone = following is None or following.kind is Kind.ASIDE or bool(boilerplate.kind_of(following.plain))
    return match[1].strip(" :.") if match and alone else ""


def _ends_sentence(line: str) -> bool:
    return line.endswith(("!", "?", "。")) or (line.endswith(".") and len(line.split()) > 6)


def _left_out(what: str, lines: list[str]) -> str:
    shown = lines[0] if len(lines[0]) <= 80 else f"{lines[0][:80]}…"
    if len(lines) == 1:
        return f"Left out of the text ({what}): “{shown}”."
    return f"Left out of the text ({what}): “{shown}” and {len(lines) - 1} more."
