"""What was found in one file, before anything is stored."""

from dataclasses import asdict, dataclass, field
from typing import Any


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

    `claims` are the lines on reviewers and dates as they stood in the file, for the private source note.
    """

    kind: str = "explainer"
    title: str = ""
    language: str = "en"
    summary: str = ""
    authors: list[Person] = field(default_factory=list)
    reviewers: list[Person] = field(default_factory=list)
    dates: Dates = field(default_factory=Dates)
    source: str = ""
    sections: list[Section] = field(default_factory=list)
    key_points: list[str] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The manuscript as `import_articles --json` prints it, without the file's name."""
        article = asdict(self)
        unmapped, warnings = article.pop("unmapped"), article.pop("warnings")
        article.pop("claims")
        return {"article": article, "unmapped": unmapped, "warnings": warnings}
