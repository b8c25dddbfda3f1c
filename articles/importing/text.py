"""Plain text to blocks: every line that is not blank goes into exactly one of them."""

import re
from itertools import pairwise

from articles.importing.blocks import Block, Kind, escape
from articles.importing.dates import starts_with_date

_BULLET = re.compile(
    r"^(?:[•‣◦▪▫●○■□◆◇►➢➤✓✔·∙・٭\uf0a7\uf0b7\uf0d8\uf076\uf0fc]\s*|[-*+–—−]\s+|-(?=[^\W\d_])|o(?:\t|\s{2,}))(?=\S)"
)
_NUMBER = re.compile(r"^(?:\((\d{1,3})\)|(\d{1,3})[.)．、])\s*(?<=[\s．、])(?=\S)")
_LETTER = re.compile(r"^(?:\([a-zA-Z]\)|[a-z]\)|[ivx]{1,5}\))\s+(?=\S)")
_SPACES = re.compile(r"[ \t]+")
_ENDED = re.compile(r"[.!?:;…。！？：；؟][\"'”’»)\]]*$")
_UNDERLINE = re.compile(r"^(={3,}|-{3,}|~{3,})$")
_RULE = re.compile(r"^[\W_]{3,}$")
_MAX_WRAP = 110


def blocks(text: str) -> list[Block]:
    """The blocks of a plain text: items, and paragraphs of which some are headings nobody marked."""
    lines = _unwrapped(text.split("\n"))
    found: list[Block] = []
    gap = True
    for line in lines:
        stripped = line.strip()
        if not stripped:
            gap = True
            continue
        if _UNDERLINE.match(stripped) and not gap and found and found[-1].kind is Kind.PARAGRAPH:
            found[-1] = heading(found[-1].plain, 2 if stripped[0] == "-" else 1, found[-1].gap)
            gap = True
            continue
        found.append(block_of(line, gap=gap))
        gap = False
    return found


def heading(plain: str, level: int, gap: bool = True) -> Block:
    """A heading that the document declares by its form."""
    return Block(Kind.HEADING, plain, escape(plain), level=level, gap=gap)


def block_of(line: str, *, gap: bool, depth: int | None = None) -> Block:
    """One line of plain text as an item or a paragraph."""
    marker, rest = split_marker(line.strip())
    plain = _SPACES.sub(" ", rest).strip()
    if not marker:
        return Block(Kind.PARAGRAPH, plain, escape(plain), gap=gap)
    level = _depth(line) if depth is None else depth
    return Block(Kind.ITEM, plain, escape(plain), level=level, marker=marker, gap=gap)


def split_marker(text: str) -> tuple[str, str]:
    """The Markdown marker for a line's bullet or number (empty if it has none), and the line without it."""
    if _RULE.match(text) or starts_with_date(text):
        return "", text
    if match := _BULLET.match(text):
        return "-", text[match.end() :]
    if match := _NUMBER.match(text):
        return f"{int(match[1] or match[2])}.", text[match.end() :]
    # Markdown knows no lettered lists, so the letter stays in the text.
    return ("-", text) if _LETTER.match(text) else ("", text)


def _depth(line: str) -> int:
    indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
    return min(indent // 4, 3) if indent >= 6 else 0


def _unwrapped(lines: list[str]) -> list[str]:
    """The lines with those joined that an editor broke at a fixed width."""
    width = _wrap_width(lines)
    if not width:
        return lines
    joined: list[str] = []
    last = ""
    for line in lines:
        if joined and _continues(last, line, width):
            hyphenated = joined[-1].endswith("-") and line.strip()[:1].islower()
            joined[-1] += line.strip() if hyphenated else f" {line.strip()}"
        else:
            joined.append(line.rstrip())
        last = line.rstrip()
    return joined


def _wrap_width(lines: list[str]) -> int:
    """The width a text was broken at, or 0: lines are full, end in mid-sentence and go on in lower case."""
    lengths = [len(line.rstrip()) for line in lines if " " in line.strip()]
    width = max(lengths, default=0)
    if not 40 <= width <= _MAX_WRAP:
        return 0
    for line, following in pairwise(lines):
        if _continues(line, following, width) and following.strip()[:1].islower() and not _ENDED.search(line.rstrip()):
            return width
    return 0


def _continues(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted on this line, as when text is wrapped."""
    first, *_ = following.split(maxsplit=1) or [""]
    if not line.strip() or not first or split_marker(following.strip())[0] or len(line.rstrip()) > width:
        return False
    return len(line.rstrip()) + 1 + len(first) > width and len(line.strip()) > width // 2
