"""Rules for an article's text: headings, quotations, references, key points.

Each rule puts away the block it is given, and perhaps some after it, and says how many; 0 is "not mine".
"""

import re

from articles.importing import boilerplate, fields, headings, quotations, references, vocabulary
from articles.importing.blocks import Block, Kind
from articles.importing.progress import SENTENCES, Progress
from articles.importing.sections import Drawer
from articles.importing.vocabulary import Part


def heading(progress: Progress, block: Block) -> int:
    if not headings.is_heading(progress.blocks, progress.at):
        return 0
    words = headings.words_of(f"{block.marker} {block.plain}" if block.kind is Kind.ITEM else block.plain)
    if topic := _more_on(words, progress.following()):
        progress.manuscript.topics.append(topic)
        return 1
    part = vocabulary.part_of(words)
    deeper = block.kind is Kind.HEADING and block.level > progress.base and len(progress.drawers) > 1
    if deeper and part is Part.SECTION and progress.drawer.part in {Part.SECTION, Part.RESOURCES}:
        progress.place(block)
        return 1
    progress.drawers.append(Drawer(words, part, declared=block.kind is Kind.HEADING))
    progress.keep_links(block)
    progress.front = progress.seeking = False
    progress.unmarked_points = 0
    return 1


def run_in(progress: Progress, block: Block) -> int:
    found = headings.run_in(block)
    if found is None:
        return 0
    heading, rest = found
    progress.unmarked_points = 0
    part = vocabulary.part_of(heading)
    progress.drawers.append(Drawer(heading, part, declared=False))
    progress.front = progress.seeking = False
    if part is Part.KEY_POINTS:
        _keep_point(progress, rest)
        progress.drawer.dense = True
    elif part is not Part.REFERENCES or not entry(progress, rest):
        progress.drawer.blocks.append(rest)
    return 1


def quotation(progress: Progress, block: Block) -> int:
    if progress.drawer.part is Part.REFERENCES:
        return 0
    found = quotations.take(progress.blocks, progress.at)
    if found is None:
        return 0
    quotation, taken = found
    progress.manuscript.quotations.append(quotation)
    if not quotation.speaker:
        progress.manuscript.warnings.append(f"A quotation names no speaker: “{quotation.text[:80]}”.")
    for used in progress.blocks[progress.at : progress.at + taken]:
        progress.keep_links(used)
    if progress.drawer.part is Part.KEY_POINTS:
        progress.drawers.append(Drawer("", Part.SECTION, declared=False))
    progress.drawer.emptied = True
    progress.seeking = progress.front = False
    return taken


def stray_entries(progress: Progress, block: Block) -> int:
    """References without a heading: `Source: …` with a citation, or a numbered list of nothing but citations."""
    if progress.drawer.part in {Part.REFERENCES, Part.RESOURCES}:
        return 0
    label, colon, cited = block.plain.partition(":")
    if (
        colon
        and block.kind is Kind.PARAGRAPH
        and references.announces(label)
        and references.is_identified(cited)
    ):
        references.keep(progress.manuscript, cited.strip(), block.links)
        return 1
    run: list[Block] = []
    while (item := progress.following(len(run))) and item.kind is Kind.ITEM and item.marker != "-":
        if not references.is_citation(item.plain):
            return 0
        run.append(item)
    identified = sum(references.is_identified(item.plain, item.links) for item in run)
    if not run or identified * 2 < len(run):
        return 0
    for item in run:
        references.keep(progress.manuscript, item.plain, item.links, marker=item.marker)
        progress.keep_further_links(item)
    return len(run)


def entry(progress: Progress, block: Block) -> int:
    """An entry of a reference list, or of a list of topics."""
    if (
        progress.drawer.part is Part.TOPICS
        and block.kind in {Kind.ITEM, Kind.PARAGRAPH}
        and len(block.plain) <= 200
    ):
        fields.take(f"Topics: {block.plain}", progress.manuscript, front=True)
        return 1
    if progress.drawer.part not in {Part.REFERENCES, Part.RESOURCES} or block.kind not in {
        Kind.ITEM,
        Kind.PARAGRAPH,
    }:
        return 0
    known = progress.manuscript.references
    goes_on = progress.drawer.entries and block.kind is Kind.PARAGRAPH and not block.gap
    if goes_on and references.continues(known[-1], block.plain):
        links = tuple(filter(None, [known[-1].url])) + block.links
        known[-1] = references.reference(f"{known[-1].label} {block.plain}", links)
        return 1
    strict = progress.drawer.part is Part.REFERENCES
    fits = references.is_citation(block.plain) or bool(block.links) or block.kind is Kind.ITEM
    if not (fits if strict else references.is_resource(block.plain, block.links)) or (
        references.is_lead_in(block.plain) and not block.links
    ):
        return 0
    marker = block.marker if strict else "-"
    references.keep(progress.manuscript, block.plain, block.links, marker=marker)
    progress.keep_further_links(block)
    progress.drawer.entries += 1
    return 1


def point(progress: Progress, block: Block) -> int:
    if progress.drawer.part is not Part.KEY_POINTS or block.kind not in {Kind.ITEM, Kind.PARAGRAPH}:
        return 0
    following = progress.following()
    if (
        references.is_lead_in(block.plain)
        and block.kind is Kind.PARAGRAPH
        and following
        and following.kind is Kind.ITEM
    ):
        progress.leave_out("a lead-in to the key points", block.plain)
        return 1
    if block.kind is Kind.PARAGRAPH and not _is_unmarked_point(progress, block):
        return 0
    _keep_point(progress, block)
    return 1


def _is_unmarked_point(progress: Progress, block: Block) -> bool:
    """Whether a line without a bullet is a key point: the whole list has none, and it still goes on."""
    if progress.drawer.entries > progress.unmarked_points:
        return False
    if progress.unmarked_points and block.gap and progress.drawer.dense:
        return False
    if progress.unmarked_points == 1 and not progress.drawer.dense:
        progress.drawer.dense = not block.gap
    return len(SENTENCES.findall(block.plain)) <= 2 and len(block.plain) <= 400


def _keep_point(progress: Progress, block: Block) -> None:
    progress.manuscript.key_points.append(" ".join(block.plain.split()))
    progress.drawer.entries += 1
    progress.unmarked_points += block.kind is Kind.PARAGRAPH
    progress.keep_links(block)


def _more_on(words: str, following: Block | None) -> str:
    """The topic of a line `More on …` under which nothing of the article stands."""
    match = re.match(r"^(?:more (?:on|about)|related (?:topics?|to)[:：]?) (.{2,80})$", words, re.IGNORECASE)
    alone = following is None or following.kind is Kind.ASIDE or bool(boilerplate.kind_of(following.plain))
    return match[1].strip(" :.") if match and alone else ""
