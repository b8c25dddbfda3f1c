"""Markdown to blocks, each holding its own source: what was Markdown stays as it is."""

import re
from collections.abc import Callable
from itertools import pairwise

from articles.importing.blocks import Block, Kind
from articles.importing.images import Image, Images, lifted, mark
from articles.importing.labels import labelled

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*)$")
_CLOSING = re.compile(r"(?:^|[ \t])#+$")
_SETEXT = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r"^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_ITEM = re.compile(r"^(\s*)([-*+•]|\d{1,9}[.)])(?:[ \t]+|(?<=•))(\S.*)$")
_QUOTE = re.compile(r"^ {0,3}> ?")
_TABLE = re.compile(r"^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_NOTE = re.compile(r"^ {0,3}\[\^([^\s\[\]]{1,60})\]:[ \t]+(\S.*)$")
_PICTURE = re.compile(r"^ {0,3}\[([^\[\]]{1,200})\]:[ \t]*<?((?:figure|not-taken):[0-9a-z]{1,64})>?[ \t]*$")
_PICTURED = re.compile(r"!\[([^\[\]]*)\]\[([^\[\]]{0,200})\]")
_FRONT = re.compile(r"^([A-Za-z][\w -]{0,40}):[ \t]*(.*)$")
_LINK = re.compile(
    r"(!?)\[([^\[\]]*)\]\(\s*<?([^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s+[\"'][^\"']*[\"'])?\s*\)"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\w*_])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_RAISED = re.compile(r"\^([0-9+()−-]{1,6})\^")
_LOWERED = re.compile(r"(?<!~)~([0-9+()−-]{1,6})~(?!~)")
_LONG = 20_000
_UP = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_DOWN = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_ALL_STRONG = re.compile(r"^(\*\*|__)(?!\s)([^*_]+)(?<!\s)\1\s*[:：]?$")
_ATX = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Whether a text without a name is evidently Markdown: several headings, one of them below the first level."""
    return len(_ATX.findall(text)) >= 2 and bool(re.search(r"^ {0,3}##+[ \t]+\S", text, re.MULTILINE))


def raised(text: str) -> str:
    """Digits and signs as superscript characters, so that 10⁹ does not become 109 where there is no markup."""
    return text.translate(_UP)


def lowered(text: str) -> str:
    """Digits and signs as subscript characters."""
    return text.translate(_DOWN)


def plain(markdown: str) -> str:
    """What a person reads of a piece of Markdown; of a very long one, all of it, marks and all."""
    if len(markdown) > _LONG:
        return markdown
    text = _AUTOLINK.sub(r"\1", _LINK.sub(r"\2", markdown))
    text = _RAISED.sub(lambda m: raised(m[1]), _LOWERED.sub(lambda m: lowered(m[1]), text))
    text = _TAG.sub("", _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text)))
    text = _ESCAPED.sub(r"\1", text)
    return _lines(text) or _lines(markdown)


def _lines(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def links(markdown: str) -> tuple[str, ...]:
    """The addresses a piece of Markdown leads to."""
    return tuple(m[3] for m in _LINK.finditer(markdown) if not m[1] and m[3])


def block(kind: Kind, markdown: str, *, gap: bool, level: int = 0, marker: str = "-") -> Block:
    """A block of this source."""
    words = plain(markdown)
    strong = bool(_ALL_STRONG.match(markdown.strip()))
    return Block(kind, words, markdown, level, marker, gap, strong, links(markdown))


def blocks(text: str, images: Images | None = None) -> list[Block]:
    """The blocks of a Markdown text, front matter as lines `key: value` included."""
    lines = _with_addresses(text.split("\n"))
    found, start = _front_matter(lines)
    reader = _Reader(lines, start, found, images or Images())
    while reader.at < len(reader.lines):
        reader.step()
    return [block for block in reader.found if block.plain or block.markdown.strip()]


def _with_addresses(lines: list[str]) -> list[str]:
    """The lines with images that are named (`![words][image1]`) and defined elsewhere written with their address."""
    defined = {found[1].casefold(): found[2] for line in lines if (found := _PICTURE.match(line))}
    if not defined:
        return lines

    def write(found: re.Match[str]) -> str:
        address = defined.get((found[2] or found[1]).casefold())
        return f"![{found[1]}]({address})" if address else found[0]

    return [_PICTURED.sub(write, line) for line in lines if not _PICTURE.match(line)]


def _front_matter(lines: list[str]) -> tuple[list[Block], int]:
    if lines[0].strip() != "---":
        return [], 0
    end = next((i for i, line in enumerate(lines[1:60], start=1) if line.strip() in {"---", "..."}), 0)
    inside = [line for line in lines[1:end] if line.strip()]
    if not inside or not _FRONT.match(inside[0]):
        return [], 0
    return [_front_line(line) for line in inside], end + 1


def _front_line(line: str) -> Block:
    words = line.strip()
    if match := _FRONT.match(words):
        words = f"{match[1]}: " + match[2].strip().strip("\"'[]")
    return Block(Kind.PARAGRAPH if labelled(words) else Kind.ASIDE, words, words, outside="front matter")


class _Reader:
    """Goes through the lines once; every line ends up in one block."""

    def __init__(self, lines: list[str], at: int, found: list[Block], images: Images) -> None:
        self.lines, self.at, self.found, self.images = lines, at, found, images
        self.gap = True

    def step(self) -> None:
        line = self.lines[self.at]
        if not line.strip():
            self.at, self.gap = self.at + 1, True
            return
        if _FENCE.match(line):
            self._fenced()
        elif match := _HEADING.match(line):
            words = _CLOSING.sub("", match[2].rstrip()).rstrip()
            self._add(block(Kind.HEADING, words, gap=True, level=len(match[1])), 1)
        elif _RULE.match(line):
            self._add(Block(Kind.WHOLE, "", "---"), 1)
        elif _QUOTE.match(line):
            taken = self._while(lambda text: bool(_QUOTE.match(text)))
            self._add(block(Kind.QUOTE, "\n".join(_QUOTE.sub("", text) for text in taken), gap=self.gap), 0)
        elif match := _NOTE.match(line):
            self._note(match)
        elif match := _ITEM.match(line):
            self._item(match)
        elif self.at + 1 < len(self.lines) and "|" in line and _TABLE.match(self.lines[self.at + 1]):
            taken = self._while(lambda text: bool(text.strip()))
            table = "\n".join(taken)
            self._add(Block(Kind.WHOLE, plain(table), table), 0)
        else:
            self._paragraph()
        self.gap = False

    def _add(self, found: Block, lines: int) -> None:
        """Keep a block, and behind it the images of this file that stand in it."""
        self.at += lines
        rest, pictures = lifted(found.markdown, self.images)
        if not pictures:
            self.found.append(found)
            return
        if rest.strip():
            again = block(found.kind, rest.strip(), gap=found.gap, level=found.level, marker=found.marker)
            self.found.append(again)
        for sha256, description, reason in pictures:
            line = Image(sha256, description).line
            self.found.append(
                Block(Kind.ASIDE, line, "", outside=reason)
                if reason
                else Block(Kind.IMAGE, description, mark(sha256), image=sha256)
            )

    def _while(self, holds: Callable[[str], bool]) -> list[str]:
        start = self.at
        while self.at < len(self.lines) and holds(self.lines[self.at]):
            self.at += 1
        return self.lines[start : self.at]

    def _fenced(self) -> None:
        fence = _FENCE.match(self.lines[self.at])
        assert fence is not None
        start, self.at = self.at, self.at + 1
        while self.at < len(self.lines) and not self.lines[self.at].strip().startswith(fence[1]):
            self.at += 1
        self.at = min(self.at + 1, len(self.lines))
        code = "\n".join(self.lines[start : self.at])
        closed = (
            code
            if self.lines[self.at - 1].strip().startswith(fence[1]) and self.at - start > 1
            else f"{code}\n{fence[1]}"
        )
        self._add(Block(Kind.WHOLE, code, closed), 0)

    def _note(self, match: re.Match[str]) -> None:
        """`[^1]: a note`: an item under its number, which is how the list of references has it."""
        self.at += 1
        rest = self._while(lambda text: bool(text.strip()) and not _interrupts(text))
        text = " ".join([match[2].strip(), *(line.strip() for line in rest)])
        if match[1].isdecimal() and len(match[1]) <= 4:
            self._add(block(Kind.ITEM, text, gap=self.gap, marker=f"{int(match[1])}."), 0)
        else:
            self._add(block(Kind.ITEM, f"{match[1]}: {text}", gap=self.gap), 0)

    def _item(self, match: re.Match[str]) -> None:
        indent = len(match[1].expandtabs(4))
        self.at += 1
        rest = self._while(lambda text: _goes_on(text, indent))
        text = " ".join([match[3].strip(), *(line.strip() for line in rest)])
        marker = "-" if match[2] in "-*+•" else f"{int(match[2][:-1])}."
        self._add(block(Kind.ITEM, text, gap=self.gap, level=min(indent // 2, 3), marker=marker), 0)

    def _paragraph(self) -> None:
        start = self.at
        self.at += 1
        taken = [self.lines[start], *self._while(lambda text: bool(text.strip()) and not _interrupts(text))]
        if self.at < len(self.lines) and _SETEXT.match(self.lines[self.at]):
            level = 1 if self.lines[self.at].strip()[0] == "=" else 2
            self._add(block(Kind.HEADING, " ".join(text.strip() for text in taken), gap=True, level=level), 1)
            return
        gap = self.gap
        for piece in _parted(taken):
            self._add(block(Kind.PARAGRAPH, piece, gap=gap), 0)
            gap = False


def _interrupts(line: str) -> bool:
    starts = (_FENCE, _HEADING, _RULE, _QUOTE, _SETEXT, _NOTE)
    item = _ITEM.match(line)
    # Only a list that begins with 1 may interrupt a paragraph (CommonMark 0.31, 5.2).
    begins_list = item is not None and (item[2] in "-*+•" or item[2][:-1] == "1")
    return begins_list or any(pattern.match(line) for pattern in starts)


def _goes_on(line: str, indent: int) -> bool:
    return bool(line.strip()) and not _ITEM.match(line) and not _interrupts(line)


def _parted(lines: list[str]) -> list[str]:
    """A paragraph's lines as one piece, but each labelled line and each line after a hard break on its own."""
    pieces = [[lines[0].strip()]]
    for before, line in pairwise(lines):
        hard = before.endswith(("  ", "\\")) or line.lstrip().startswith("•")
        if hard or _ALL_STRONG.match(before.strip()) or labelled(plain(line)) or labelled(plain(before)):
            pieces[-1][-1] = pieces[-1][-1].removesuffix("\\").rstrip()
            pieces.append([line.strip()])
        else:
            pieces[-1].append(line.strip())
    return ["\n".join(piece) for piece in pieces]
