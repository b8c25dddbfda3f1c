"""Plain text to blocks: every line that is not blank goes into exactly one of them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from articles.importing.blocks import Block, Kind, escape
from articles.importing.dates import starts_with_date

_BULLET = re.compile(
    r"^(?:[•‣◦▪▫●○■□◆◇►➢➤✓✔·∙・٭\uf0a7\uf0b7\uf0d8\uf076\uf0fc]\s*|[-*+–—−]\s+|[-–](?=[^\W\d_])|o(?:\t|\s{2,}))(?=\S)"
)
_NUMBER = re.compile(r"^(?:[(\[](\d{1,3})[)\]]|(\d{1,3})[.)．、])\s*(?<=[\s．、])(?=\S)")
_LETTER = re.compile(r"^(?:\([a-zA-Z]\)|[a-z]\)|[ivx]{1,5}\))\s+(?=\S)")
_SPACES = re.compile(r"[ \t]+")
_ENDED = re.compile(r"[.!?:;…。！？：；؟][\"'”’»)\]]*$")
_UNDERLINE = re.compile(r"^(={3,}|-{3,}|~{3,})$")
_RULE = re.compile(r"^[\W_]{3,}$")
_MAX_WRAP = 110


def blocks(text: str) -> list[Block]:
    """The blocks of a plain text: items, and paragraphs of which some are headings nobody marked."""
    found: list[Block] = []
    indents: list[int] = []
    gap = True
    for line in _unwrapped(text.split("\n")):
        stripped = line.strip()
        if not stripped:
            gap = True
        elif _UNDERLINE.match(stripped) and not gap and found[-1].kind is Kind.PARAGRAPH:
            level = 1 if stripped[0] == "=" else 2
            found[-1] = Block(
                Kind.HEADING, found[-1].plain, found[-1].markdown, level=level, gap=found[-1].gap
            )
            gap = True
        else:
            block = block_of(stripped, gap=gap)
            found.append(replace(block, level=_depth(line, indents)) if block.kind is Kind.ITEM else block)
            indents = indents if block.kind is Kind.ITEM else []
            gap = False
    return found


def block_of(line: str, *, gap: bool) -> Block:
    """One line of plain text as an item or a paragraph."""
    marker, rest = split_marker(line.strip())
    plain = _SPACES.sub(" ", rest).strip()
    if not marker:
        return Block(Kind.PARAGRAPH, plain, escape(plain), gap=gap)
    return Block(Kind.ITEM, plain, escape(plain), marker=marker, gap=gap)


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


def _depth(line: str, indents: list[int]) -> int:
    """How deep an item is: by the indents of the items above it in the same list, which it joins."""
    indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
    while indents and indents[-1] > indent:
        indents.pop()
    if not indents or indents[-1] < indent:
        indents.append(indent)
    return min(len(indents) - 1, 3)


def _unwrapped(lines: list[str]) -> list[str]:
    """The lines with those joined that an editor broke at a fixed width, or that hang under their bullet."""
    groups: list[list[str]] = []
    for run in _runs(lines):
        width = _wrap_width(run)
        for index, line in enumerate(run):
            last = run[index - 1] if index else ""
            if index and (_continues(last, line, width) or _hangs(groups[-1], line)):
                groups[-1].append(line.strip())
            else:
                groups.append([line])
    return [_joined(group) for group in groups]


def _runs(lines: list[str]) -> Iterator[list[str]]:
    """The lines between empty lines, and each empty line by itself."""
    run: list[str] = []
    for line in lines:
        if line.strip():
            run.append(line.rstrip())
        else:
            yield from ([run] if run else [])
            yield [""]
            run = []
    yield from ([run] if run else [])


def _joined(group: list[str]) -> str:
    """Lines as one; a hyphen at a line's end stays, without a space after it."""
    pieces = [group[0]]
    for before, line in pairwise(group):
        pieces += ["" if before.endswith("-") and line[:1].islower() else " ", line]
    return "".join(pieces)


def _wrap_width(run: list[str]) -> int:
    """The width at which lines were broken, or 0: some line is full, ends in mid-sentence and goes on in lower case."""
    width = max(len(line) for line in run)
    if not 40 <= width <= _MAX_WRAP:
        return 0
    for line, following in pairwise(run):
        goes_on = following.strip()[:1].islower() and not _ENDED.search(line[-8:])
        if goes_on and _continues(line, following, width):
            return width
    return 0


def _continues(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted on this line, as when text is wrapped."""
    if not width or len(line.strip()) <= width // 2 or split_marker(following.strip())[0]:
        return False
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width


def _hangs(group: list[str], line: str) -> bool:
    """Whether a line stands deeper than the bullet above it and goes on in lower case."""
    if not line[:1].isspace() or not line.strip()[:1].islower():
        return False
    indent = len(line) - len(line.lstrip())
    bullet = len(group[0]) - len(group[0].lstrip())
    return indent > bullet and bool(split_marker(group[0].strip())[0]) and not split_marker(line.strip())[0]
