"""Blocks to a manuscript: every block is put in exactly one place, and the last resort is its section."""

from collections import deque

from articles.importing import bodymatter, citations, frontmatter, sections
from articles.importing.blocks import Block, Kind
from articles.importing.images import Image
from articles.importing.manuscript import Manuscript
from articles.importing.progress import Progress

# In this order; the first rule that takes a block has it.
_RULES = [
    frontmatter.aside,
    frontmatter.separator,
    frontmatter.boilerplate_line,
    frontmatter.address,
    frontmatter.labelled_line,
    frontmatter.value_below,
    frontmatter.unsaid_name,
    frontmatter.title,
    bodymatter.heading,
    bodymatter.run_in,
    bodymatter.quotation,
    bodymatter.stray_entries,
    bodymatter.entry,
    bodymatter.point,
]


def fill(manuscript: Manuscript, blocks: list[Block], *, kind: str = "") -> None:
    """Put every block into the manuscript. Its kind is the one that is given, or else told from its parts."""
    words = [block for block in blocks if block.kind is not Kind.IMAGE]
    waiting = _with_places(blocks)
    progress = Progress(words, manuscript)
    while progress.at < len(words):
        _show(progress, waiting)
        block = words[progress.at]
        taken = next((count for rule in _RULES if (count := rule(progress, block))), 0)
        if not taken:
            progress.place(block)
        progress.at += taken or 1
    _show(progress, waiting)
    for what, lines in progress.left_out.items():
        manuscript.warnings.append(_left_out(what, lines))
    sections.finish(progress.drawers, manuscript, kind=kind)
    citations.link(manuscript)


def _with_places(blocks: list[Block]) -> deque[tuple[int, Block]]:
    """The images, each with the number of blocks of words before it."""
    places: deque[tuple[int, Block]] = deque()
    before = 0
    for block in blocks:
        if block.kind is Kind.IMAGE:
            places.append((before, block))
        else:
            before += 1
    return places


def _show(progress: Progress, waiting: deque[tuple[int, Block]]) -> None:
    """Put the images that stand before the next words where the text goes now: they change nothing of its reading."""
    known = {image.sha256: image for image in progress.manuscript.images}
    while waiting and waiting[0][0] <= progress.at:
        _, block = waiting.popleft()
        progress.drawer.blocks.append(block)
        image = Image(block.image, block.plain)
        first = known.setdefault(block.image, image)
        if first is image:
            progress.manuscript.images.append(image)
        elif image.description and image.line not in progress.manuscript.unmapped and image != first:
            progress.manuscript.unmapped.append(image.line)


def _left_out(what: str, lines: list[str]) -> str:
    shown = lines[0] if len(lines[0]) <= 80 else f"{lines[0][:80]}…"
    if len(lines) == 1:
        return f"Left out of the text ({what}): “{shown}”."
    return f"Left out of the text ({what}): “{shown}” and {len(lines) - 1} more."
