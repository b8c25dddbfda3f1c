"""Where the mapping of a document stands: what was read, what is open, and where the next block goes."""

import re

from articles.importing import boilerplate, fields, vocabulary
from articles.importing.blocks import Block, Kind
from articles.importing.manuscript import Manuscript
from articles.importing.sections import Drawer
from articles.importing.vocabulary import Part

SENTENCES = re.compile(r"[.!?。！？]+[\"”’)]*(?:\s|$)")


class Progress:
    """The state that all rules share."""

    def __init__(self, blocks: list[Block], manuscript: Manuscript) -> None:
        self.blocks, self.at = blocks, 0
        self.manuscript = manuscript
        self.drawers = [Drawer("", Part.SECTION, declared=False)]
        self.front = True  # nothing of the text has been seen yet
        self.seeking = True  # the title may still come
        self.left_out: dict[str, list[str]] = {}
        self.unmarked_points = 0
        levels = [b.level for b in blocks if b.kind is Kind.HEADING]
        self.titled = _declared_title(blocks)
        rest = [b.level for b in blocks if b.kind is Kind.HEADING and b is not self.titled]
        self.base = min(rest or levels or [2])

    @property
    def drawer(self) -> Drawer:
        """Where the text goes that is read now."""
        return self.drawers[-1]

    def following(self, steps: int = 1) -> Block | None:
        return self.blocks[self.at + steps] if self.at + steps < len(self.blocks) else None

    def place(self, block: Block) -> None:
        """Text that is nothing else belongs to the section it stands in."""
        if self.drawer.part in {Part.KEY_POINTS, Part.TOPICS}:
            self.drawers.append(Drawer("", Part.SECTION, declared=False))
        self.drawer.blocks.append(block)
        if block.kind is not Kind.ASIDE:
            self.front = self.front and len(block.plain) < 120 and not SENTENCES.search(block.plain)
            self.seeking = False

    def leave_out(self, what: str, line: str) -> None:
        self.manuscript.unmapped.append(line)
        self.left_out.setdefault(what, []).append(line)

    def keep_links(self, block: Block) -> None:
        """Links in words that become plain text: their addresses would be lost."""
        for link in block.links:
            line = f"{block.plain} <{link}>"
            if link not in block.plain and line not in self.manuscript.unmapped:
                self.manuscript.unmapped.append(line)

    def keep_further_links(self, block: Block) -> None:
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
