"""Links, and invitations to follow one, that lead nowhere."""

import re
from collections.abc import Iterator

from articles.preflight.addresses import leads_somewhere
from articles.preflight.covering import Link, LinkKind
from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import Block, Part, Reading

_READ = (Part.PROSE, Part.REFERENCE)
_VERBS = (
    "read|watch|see|view|find|listen|download|access|visit|register|learn|get|explore|browse|order|book|"
    "enroll?|sign up|join|subscribe|donate|apply|found|viewed|watched|downloaded|accessed|ordered|available|"
    "click|tap|press"
)
_LEADING_IN = r"(?:^|[.;!?:]\s{1,2}|\b(?:can|may|could|to|please|and|or|also|is|are|be|you|this|it)\s)"
_HERE = re.compile(
    rf"{_LEADING_IN}(?:also\s|now\s|freely\s|"
    rf"then\s)?(?:{_VERBS})\b[^.!?;:\n]{{0,120}}?\bhere(?=\s{{0,2}}(?:[.:!)]|$))",
    re.IGNORECASE | re.MULTILINE,
)
_CLICK = re.compile(r"\b(?:click|tap|press)(?:ing)?\s(?:on\s)?(?:right\s)?(?:here|below)\b", re.IGNORECASE)
_THE_LINK = re.compile(
    r"\b(?:follow|use|using|click|open|visit)\s(?:on\s)?"
    r"(?:this|the|the following|the attached|these)\s(?:web\s)?links?\b"
    r"(?!\s(?:between|with|of|in)\b)"
    r"|\b(?:via|through|at|see)\s(?:this|the|the following|the attached|these)\s(?:web\s)?links?"
    r"(?=\s{0,2}(?:[.:;!)]|above|below|$))"
    r"|\bthe (?:link|button)s? (?:above|below)\b",
    re.IGNORECASE | re.MULTILINE,
)
# A citation or identifier numbers things in brackets too: [12][13], thieno[2,3-b][1,4]diazepine.
_NUMBERING = re.compile(r"[\d\s,;a-h'′*–-]{0,30}")
_LINE_TO_COME = re.compile(r"\s{0,2}:\s*(?:\Z|\n)")
_DEFINITION = re.compile(r"(?m)^ {0,3}\[([^\[\]\n]{1,200})\]:\s{0,3}\S")


def links_without_target(reading: Reading) -> Iterator[Finding]:
    """`link-without-target`, block (PF-03): `[words]()`, `[words](#)`, `[words](http://)`, `[words][label]`.

    A target must be a web address, a mailbox, or a page or part of this site. Reference-style links are shown as
    they are typed on this site: an undefined label blocks, a defined one warns.
    """
    labels = {match[1].casefold() for match in _DEFINITION.finditer(reading.document["body"])}
    for block in reading.body:
        for link in block.links:
            if link.kind == LinkKind.REFERENCE:
                yield from _reference_style(block, link, labels)
            elif link.kind == LinkKind.BROKEN:
                yield _broken(
                    block,
                    link,
                    "has something in its target that no address has, such as a space",
                )
            elif link.kind in (LinkKind.INLINE, LinkKind.BARE) and not leads_somewhere(link.target):
                shown = f"“{link.target}”" if link.target else "nothing"
                yield _broken(block, link, f"leads to {shown}, which is no address a reader can open")
            elif link.kind == LinkKind.INLINE and not link.words.strip():
                yield Finding(
                    "link-without-words",
                    Severity.WARN,
                    block.words(link.start, link.end, around=0),
                    block.place,
                    "This link has no words, so nobody sees it.",
                    "Write what it leads to between the square brackets, or take it out.",
                )


def invitations_without_link(reading: Reading) -> Iterator[Finding]:
    """`link-without-target`, block (PF-03): English words that offer a link, such as “Read the abstract here: …” or
    “Click below”, in a text where there is nothing to follow. A citation, identifier or address will do.

    “Below” may point to the next two blocks. A pointer that ends its block with a colon is left to `dangling-here`.
    """
    if not reading.english:
        return
    blocks = [block for block in reading.blocks if block.part in _READ and block.kind != "code"]
    for index, block in enumerate(blocks):
        match = _invitation(block)
        if not match or block.leads_somewhere or _LINE_TO_COME.match(block.prose, match.end()):
            continue
        points_down = "here" not in match[0].lower()[-5:]
        if points_down and any(_has_something(other) for other in _near(blocks, index)):
            continue
        yield Finding(
            "link-without-target",
            Severity.BLOCK,
            block.words(match.start(), match.end(), around=20),
            block.place,
            "This offers the reader a link, and there is none.",
            "Make it a link, [words](https://…), or take the offer out.",
        )


def _reference_style(block: Block, link: Link, labels: set[str]) -> Iterator[Finding]:
    if _NUMBERING.fullmatch(link.target) or link.words.startswith("@") or link.target.startswith("@"):
        return
    defined = link.target.casefold() in labels
    known = "is shown as it is typed, because links of this form are not used here"
    yield Finding(
        "link-without-target",
        Severity.WARN if defined else Severity.BLOCK,
        block.words(link.start, link.end, around=0),
        block.place,
        f"This link {known}."
        if defined
        else f"This link names a target, “{link.target}”, that is nowhere given.",
        "Write it as [words](https://…).",
    )


def _broken(block: Block, link: Link, what: str) -> Finding:
    return Finding(
        "link-without-target",
        Severity.BLOCK,
        block.words(link.start, link.end, around=0),
        block.place,
        f"This link {what}.",
        "Give the whole address, as in [words](https://…), or take the link out.",
    )


def _near(blocks: list[Block], index: int) -> Iterator[Block]:
    """The block before, and the two behind within the same section."""
    if index:
        yield blocks[index - 1]
    for block in blocks[index + 1 : index + 3]:
        if block.kind == "heading" or block.place != blocks[index].place:
            return
        yield block


def _has_something(block: Block) -> bool:
    return bool(block.followable) or block.kind == "cell"


def _invitation(block: Block) -> re.Match[str] | None:
    if block.kind == "heading":
        return None
    return _CLICK.search(block.prose) or _HERE.search(block.prose) or _THE_LINK.search(block.prose)
