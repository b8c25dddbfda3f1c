"""Blocks to a manuscript: every block is put in exactly one place, and the last resort is its section."""

from articles.importing import bodymatter, frontmatter, sections
from articles.importing.blocks import Block
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


def fill(manuscript: Manuscript, blocks: list[Block]) -> None:
    """Put every block into the manuscript."""
    progress = Progress(blocks, manuscript)
    while progress.at < len(blocks):
        block = blocks[progress.at]
        taken = next((count for rule in _RULES if (count := rule(progress, block))), 0)
        if not taken:
            progress.place(block)
        progress.at += taken or 1
    for what, lines in progress.left_out.items():
        manuscript.warnings.append(_left_out(what, lines))
    sections.finish(progress.drawers, manuscript)


def _left_out(what: str, lines: list[str]) -> str:
    shown = lines[0] if len(lines[0]) <= 80 else f"{lines[0][:80]}…"
    if len(lines) == 1:
        return f"Left out of the text ({what}): “{shown}”."
    return f"Left out of the text ({what}): “{shown}” and {len(lines) - 1} more."
