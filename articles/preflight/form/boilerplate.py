"""Lines that belong to a website and came along when its text was copied."""

import re
from collections.abc import Iterator

from articles.preflight.finding import Finding, Severity
from articles.preflight.reading import Block, Part, Reading

# Anywhere in the text: nobody writes these about a disease.
_CHROME = re.compile(
    r"(?i:\byour privacy choices\b|\bprivacy choices form\b|\ball rights reserved\b|"
    r"\bskip to (?:main )?content\b"
    r"|\b(?:click|tap|continue)\b[^.!?\n]{0,40}\bleav(?:e|ing) (?:this|our|the) (?:web)?site\b"
    r"|\byou are (?:now |about to )+(?:leave|leaving)\b|\bno registration (?:is )?required\b"
    r"|\b(?:accept|manage|reject) (?:all )?cookies\b|\bcookie (?:settings|preferences)\b|"
    r"\bthis (?:web)?site uses cookies\b"
    r"|\bdo not sell (?:or share )?my personal information\b"
    r"|\b(?:sign up for|subscribe to) (?:our|the) (?:free )?(?:e-?mail )?newsletter\b"
    r"|\bshare (?:this )?(?:article |page |story )?(?:on|via) (?:facebook|twitter|x|linkedin|whatsapp)\b"
    r"|\bfollow us on\b|\blog ?in to (?:continue|read more|your account)\b|\bcreate a free account\b)"
    r"|\bPrivacy Choices\b"
)
# Only as a line by itself: within a text they may be what it is about.
_CHROME_LINE = re.compile(
    r"(?i:(?:back to top|read more|load more(?: comments)?|advertisement|sponsored content|"
    r"terms of (?:use|service)|"
    r"privacy (?:policy|notice|statement)|contact us|about us|print this page|e-?mail this (?:page|article)|"
    r"subscribe|log ?in|sign in|register|home|share|tweet|related articles|(?:©|copyright)\s?(?:©|"
    r"\(c\)|\d{4}).{0,120})[\s|·•.:»›]*)+"
)
_SITE = (
    r"(?:network|(?:web)?site|platform|portal|hub|media|magazine|news|communit(?:y|ies)|app|blog|"
    r"\w+\.(?:com|org|net))"
)
_COMPANY = r"(?:inc|llc|ltd|limited|gmbh|corp|corporation|company|plc|group|holdings|media|communications)"
_OWNED = re.compile(
    rf"(?i)(?:[^.!?]{{0,80}}\b{_SITE}\b[^.!?]{{0,20}}|[^.!?]{{0,80}}(?=.*\b{_COMPANY}\b\.?$)) "
    r"(?:is|are) owned(?: and operated)? by [^.!?]{2,60}[.\s]*"
)


def site_boilerplate(reading: Reading) -> Iterator[Finding]:
    """`site-boilerplate`, block (PF-29): privacy choices, leaving-site notices, ownership lines and the like.

    An ownership line counts when it is a line by itself; a sentence about who owns hospitals within a paragraph is
    left alone.
    """
    for block in reading.blocks:
        if (
            block.part == Part.PROSE
            and block.kind not in ("code", "quote")
            and block.place.startswith(("body", "summary", "title", "key_points"))
        ):
            for match in _found(block):
                yield Finding(
                    "site-boilerplate",
                    Severity.BLOCK,
                    block.words(match[0], match[1], around=10),
                    block.place,
                    "This line belongs to a website around the article, not to the article.",
                    "Take it out: the site shows its own ownership, privacy and leaving notices.",
                )


def _found(block: Block) -> Iterator[tuple[int, int]]:
    start = 0
    for line in block.prose.splitlines(keepends=True):
        bare = line.strip(" *_\n")
        found = [match.span() for match in _CHROME.finditer(line)]
        if not found and (_CHROME_LINE.fullmatch(bare) or _OWNED.fullmatch(bare)) and block.kind != "heading":
            first = line.index(bare)
            found = [(first, first + len(bare))]
        yield from ((start + first, start + last) for first, last in found[:1])
        start += len(line)
