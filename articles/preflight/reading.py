"""A document as the checks read it: every text in it, cut into blocks that stand by themselves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from markdown_it import MarkdownIt

from .addresses import leads_somewhere
from .covering import COVER, Link, LinkKind, cover

LONGEST_WORDS = 80

# The blocks as the page shows them (`articles.rendering.markdown`); inline signs are read by `cover`.
_PARSER = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .disable(["reference", "code", "inline", "text_join"])
)
_CONTAINERS = {"list_item": "item", "blockquote": "quote", "th": "cell", "td": "cell", "heading": "heading"}
_ROOTS = {
    "doi": "https://doi.org/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "nct": "https://clinicaltrials.gov/study/",
}
_REGISTERED = re.compile(r"\b(?:NCT\d{8}\b|PMID:?\s?\d)")
_CUT = re.compile(r"\S*\s*")


class Part(StrEnum):
    """What a block is of: it decides which checks make sense."""

    PROSE = "prose"  # title, summary, body, key points, quotations, change note
    NAME = "name"  # a person's name
    CREDENTIAL = "credential"
    LABEL = "label"  # an affiliation or a source's name
    REFERENCE = "reference"  # an entry of the reference list


@dataclass(frozen=True)
class Block:
    """A stretch of text that stands by itself: a paragraph, heading, list item, table cell, or short field.

    `prose` is `text` with everything covered that is not prose, at the same offsets. `kind` is "heading", "item",
    "quote", "cell", "code" or "paragraph".
    """

    place: str
    text: str
    prose: str
    part: Part = Part.PROSE
    kind: str = "paragraph"
    level: int = 0
    links: list[Link] = field(default_factory=list)
    escaped: list[int] = field(default_factory=list)

    @property
    def followable(self) -> list[Link]:
        """The links, addresses and identifiers here that lead somewhere."""
        kinds = (LinkKind.INLINE, LinkKind.BARE)
        return [link for link in self.links if link.kind in kinds and leads_somewhere(link.target)]

    @property
    def leads_somewhere(self) -> bool:
        """Whether a reader can follow something here: a link, an address, an identifier or a citation."""
        cites = any(link.kind == LinkKind.CITATION for link in self.links)
        return bool(cites or _REGISTERED.search(self.text) or self.followable)

    def words(self, start: int, end: int, *, around: int = 25) -> str:
        """The text from `start` to `end` with a little around it: of one line, 80 characters at most."""
        first = self.text.rfind("\n", 0, start + 1) + 1
        last = self.text.find("\n", start + 1)
        last = len(self.text) if last < 0 else last
        end = min(end, last, start + LONGEST_WORDS)
        room = min(around, (LONGEST_WORDS - (end - start)) // 2)
        left, right = max(first, start - room), min(last, end + room)
        if left > first and not self.text[left - 1].isspace():
            left += _to_next_word(self.text[left:start])
        if right < last and not self.text[right].isspace():
            right -= _to_next_word(self.text[end:right][::-1])
        return self.text[left:right].strip()


class Reading:
    """A content document, read once for all rules of a family."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.language = document["language"].lower().replace("_", "-").split("-")[0] or "en"
        self.english = self.language == "en"

    @cached_property
    def body(self) -> list[Block]:
        return list(_body_blocks(self.document["body"]))

    @cached_property
    def fields(self) -> list[Block]:
        """The blocks of every text but the body."""
        return [
            _with_addresses(block, self.document)
            for place, text, part in _fields(self.document)
            for block in _plain_blocks(place, text, part)
        ]

    @property
    def blocks(self) -> list[Block]:
        return self.fields + self.body

    @cached_property
    def keys(self) -> set[str]:
        """The keys of the article's references."""
        return {reference["key"] for reference in self.document["references"]}

    @cached_property
    def cited(self) -> set[str]:
        """The keys that a citation or a key point's evidence names."""
        links = [link for block in self.blocks for link in block.links]
        cited = {link.target for link in links if link.kind == LinkKind.CITATION}
        evidence = [item for point in self.document["key_points"] for item in point["evidence"]]
        return cited | {item["reference"] for item in evidence}


def opening(text: str) -> str:
    """The first words of a text, in whole: of one line, 80 characters at most."""
    line = text.strip().split("\n", 1)[0]
    cut = line[:LONGEST_WORDS].rstrip()
    return cut if len(line) <= LONGEST_WORDS or " " not in cut else cut[: cut.rindex(" ")].rstrip()


def _to_next_word(text: str) -> int:
    """How far to go to come out of a word that was cut; nowhere, if that leaves nothing."""
    cut = _CUT.match(text)
    return cut.end() if cut and cut.end() < len(text) else 0


def _fields(document: dict[str, Any]) -> Iterator[tuple[str, str, Part]]:
    yield "title", document["title"], Part.PROSE
    yield "summary", document["summary"], Part.PROSE
    for index, author in enumerate(document["authors"]):
        yield from _person(f"authors.{index}", author, author["name"], "name")
    # Only a file that is being looked at before import has reviewers; an article's are known when they sign.
    for index, reviewer in enumerate(document.get("reviewers", [])):
        yield from _person(f"reviewers.{index}", reviewer, reviewer["name"], "name")
    yield "source.name", document["source"]["name"], Part.LABEL
    for index, point in enumerate(document["key_points"]):
        yield f"key_points.{index}.text", point["text"], Part.PROSE
    for index, quotation in enumerate(document["quotations"]):
        yield f"quotations.{index}.text", quotation["text"], Part.PROSE
        yield from _person(f"quotations.{index}", quotation, quotation["speaker"], "speaker")
    for index, reference in enumerate(document["references"]):
        yield f"references.{index}.text", reference["text"], Part.REFERENCE
    if "change" in document:
        yield "change.note", document["change"]["note"], Part.PROSE


def _person(
    place: str, person: dict[str, Any], name: str, field_name: str
) -> Iterator[tuple[str, str, Part]]:
    yield f"{place}.{field_name}", name, Part.NAME
    for index, credential in enumerate(person["credentials"]):
        yield f"{place}.credentials.{index}", credential, Part.CREDENTIAL
    yield f"{place}.affiliation", person["affiliation"], Part.LABEL


def _with_addresses(block: Block, document: dict[str, Any]) -> Block:
    """An entry of the reference list leads where its own address, DOI, PubMed or trial number leads."""
    if block.part != Part.REFERENCE:
        return block
    reference = document["references"][int(block.place.split(".")[1])]
    targets = [
        reference["url"],
        *(root + reference[name] for name, root in _ROOTS.items() if reference[name]),
    ]
    end = len(block.text)
    return replace(
        block, links=block.links + [Link(LinkKind.BARE, end, end, "", target) for target in targets]
    )


def _plain_blocks(place: str, text: str, part: Part) -> Iterator[Block]:
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            covered = cover(paragraph, markdown=False)
            yield Block(place, paragraph, covered.prose, part, links=covered.links)


def _body_blocks(body: str) -> Iterator[Block]:
    within: list[str] = []
    level = 0
    for token in _PARSER.parse(body, {}):
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.type == "fence":
            yield Block("body", token.content, COVER * len(token.content), kind="code")
        elif token.type == "inline" and token.content.strip():
            kind = within[-1] if within else "paragraph"
            # A pipe in a cell was written with a stroke before it; the parser took that away.
            text = token.content.replace("|", r"\|") if kind == "cell" else token.content
            covered = cover(text, markdown=True)
            yield Block(
                "body",
                text,
                covered.prose,
                Part.PROSE,
                kind,
                level if kind == "heading" else 0,
                covered.links,
                covered.escaped,
            )
        elif name in _CONTAINERS and token.nesting == 1:
            within.append(_CONTAINERS[name])
            level = int(token.tag[1]) if name == "heading" else level
        elif name in _CONTAINERS and token.nesting == -1:
            within.pop()
