"""The parts of a manuscript that are read, put together at the end: sections, summary, kind."""

from dataclasses import dataclass, field

from articles.importing import vocabulary
from articles.importing.blocks import Block, Kind, as_markdown
from articles.importing.manuscript import Manuscript, Section
from articles.importing.vocabulary import Part

_LONGEST_SUMMARY = 3_000
_LONGEST_INTRODUCTION = 1_500
_SHORTEST_INTRODUCTION = 30


@dataclass
class Drawer:
    """One heading, what it announces, and the text under it that found no field of its own."""

    heading: str
    part: Part
    declared: bool
    blocks: list[Block] = field(default_factory=list)
    entries: int = 0  # key points, references or topics that stood here
    emptied: bool = False  # a quotation stood here
    dense: bool = False  # its entries follow each other without empty lines
    hint: str = ""  # of the first drawer: the kind that a line above the title named

    @property
    def words(self) -> list[Block]:
        """Its blocks without the images that stand among them."""
        return [block for block in self.blocks if block.kind is not Kind.IMAGE]


def finish(drawers: list[Drawer], manuscript: Manuscript, *, kind: str = "") -> None:
    """Give the manuscript its summary, its sections and its kind."""
    kind = kind or drawers[0].hint or _kind(drawers, manuscript)
    manuscript.kind = kind
    summary = _summary(drawers, kind)
    for drawer in drawers:
        if drawer is summary:
            manuscript.summary = _plain(drawer.words)
            _keep_links(drawer, manuscript)
            _add_images(drawer, manuscript)
        else:
            _add(drawer, manuscript)
    if not manuscript.title:
        manuscript.warnings.append("No title was found. Write one: none was made up.")


def _summary(drawers: list[Drawer], kind: str) -> Drawer | None:
    """The section that is the summary: by its name, or in clinical news the one paragraph above the key points."""
    named = [d for d in drawers if d.part is Part.SUMMARY and _is_plain(d.words, _LONGEST_SUMMARY)]
    if named:
        return min(named, key=lambda drawer: vocabulary.SUMMARY.get(vocabulary.name_of(drawer.heading), 999))
    first, *rest = drawers
    points_next = bool(rest) and rest[0].part is Part.KEY_POINTS
    if kind == "clinical_news" and points_next and len(first.words) == 1 and not first.emptied:
        sentence = len(first.words[0].plain) >= _SHORTEST_INTRODUCTION
        return first if sentence and _is_plain(first.words, _LONGEST_INTRODUCTION) else None
    return None


def _is_plain(blocks: list[Block], longest: int) -> bool:
    """Whether blocks can be one plain text without losing a table, a list inside a list or a heading."""
    fits = all(block.kind in {Kind.PARAGRAPH, Kind.ITEM} and "^" not in block.markdown for block in blocks)
    return bool(blocks) and fits and sum(len(block.plain) for block in blocks) <= longest


def _plain(blocks: list[Block]) -> str:
    return " ".join(" ".join(block.plain.split()) for block in blocks)


def _add(drawer: Drawer, manuscript: Manuscript) -> None:
    text = as_markdown(drawer.blocks)
    if not drawer.heading:
        if text:
            manuscript.sections.append(Section("", text))
        return
    used = drawer.entries or (drawer.part is Part.TOPICS)
    if drawer.words or not (used or drawer.emptied):
        manuscript.sections.append(Section(drawer.heading, text))
        return
    _add_images(drawer, manuscript)
    if not used:
        manuscript.unmapped.append(drawer.heading)
        manuscript.warnings.append(
            f"Under “{drawer.heading}” stood nothing but a quotation, so it is no section."
        )


def _add_images(drawer: Drawer, manuscript: Manuscript) -> None:
    """The images of a drawer whose words went elsewhere."""
    if text := as_markdown(block for block in drawer.blocks if block.kind is Kind.IMAGE):
        manuscript.sections.append(Section("", text))


def _keep_links(drawer: Drawer, manuscript: Manuscript) -> None:
    for block in drawer.blocks:
        manuscript.unmapped += [f"{block.plain} <{link}>" for link in block.links if link not in block.plain]


def _kind(drawers: list[Drawer], manuscript: Manuscript) -> str:
    """What the parts together look like."""
    names = [vocabulary.name_of(drawer.heading) for drawer in drawers if drawer.heading]
    study = sum(name in vocabulary.STUDY for name in names)
    guide = sum(name in vocabulary.EXPLAINER or drawer_asks(name) for name in names)
    bottom_line = any(name in {"bottom line", "what's the bottom line"} for name in names)
    points = bool(manuscript.key_points)
    if study >= 2 and (bottom_line or not (points and manuscript.source)):
        return "research_summary"
    if points and (manuscript.source or manuscript.quotations) and guide < 2:
        return "clinical_news"
    if bottom_line or (study >= 2 and study >= guide):
        return "research_summary" if study else "explainer"
    if points and guide < 2:
        return "clinical_news"
    return "explainer"


def drawer_asks(name: str) -> bool:
    """Whether a heading is a question as guides ask it (`what is asthma`)."""
    return name.startswith(
        ("what is ", "what are ", "what causes ", "how is ", "how are ", "who gets ", "when should ")
    )
