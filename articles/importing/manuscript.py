"""What was found in one file, before anything is stored."""

from dataclasses import asdict, dataclass, field
from typing import Any

from articles.importing.images import Image, without_marks

_PRINTED = (
    "kind",
    "title",
    "language",
    "summary",
    "authors",
    "reviewers",
    "dates",
    "source",
    "sections",
    "key_points",
    "quotations",
    "references",
    "topics",
)


@dataclass
class Person:
    """Somebody a file names as author, reviewer or speaker, in the file's own words."""

    name: str
    credentials: list[str] = field(default_factory=list)
    affiliation: str = ""


@dataclass
class Dates:
    """Dates a file claims, as ISO 8601 (`2026-03-03`, or `2026-03` where no day is given); empty if absent."""

    published: str = ""
    reviewed: str = ""
    updated: str = ""


@dataclass
class Section:
    """A heading (empty before the first one) and the Markdown under it."""

    heading: str
    text: str


@dataclass
class Quotation:
    """Somebody's words without the quotation marks, and whose they are."""

    text: str
    speaker: str = ""
    credentials: list[str] = field(default_factory=list)
    affiliation: str = ""


@dataclass
class Reference:
    """One entry of a reference list: the whole entry as its label, and the identifiers found in it."""

    label: str
    url: str = ""
    doi: str = ""
    pmid: str = ""
    nct: str = ""


@dataclass
class Manuscript:
    """A file's article, with every line that found no place and every doubt.

    `claims` are the lines on reviewers and dates as they stood in the file, for the private source note. `numbers`
    says which reference stood under which number in the file's own list, counted from 1. `images` stand in the
    sections' texts, each under the mark of `images.mark`.
    """

    kind: str = "explainer"
    title: str = ""
    language: str = "en"
    summary: str = ""
    authors: list[Person] = field(default_factory=list)
    reviewers: list[Person] = field(default_factory=list)
    dates: Dates = field(default_factory=Dates)
    source: str = ""
    source_url: str = ""
    sections: list[Section] = field(default_factory=list)
    key_points: list[str] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict, compare=False)
    images: list[Image] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The manuscript as `import_articles --json` prints it, without the file's name.

        It is words alone: of an image it tells what the file says that it shows, among what found no place.
        """
        everything = asdict(self)
        article = {name: everything[name] for name in _PRINTED}
        article["source"] = " ".join(filter(None, [self.source, self.source_url]))
        sections = [Section(section.heading, without_marks(section.text)) for section in self.sections]
        article["sections"] = [asdict(section) for section in sections if section.heading or section.text]
        pictured = [image.line for image in self.images]
        return {
            "article": article,
            "unmapped": [*self.unmapped, *pictured],
            "warnings": [*self.warnings, *([_pictures(len(pictured))] if pictured else [])],
        }


def _pictures(count: int) -> str:
    many = "1 image stands" if count == 1 else f"{count} images stand"
    return f"{many} in the text. Alternative text must be written for each before review."
