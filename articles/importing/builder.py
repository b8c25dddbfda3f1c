"""Opened and closed elements and their text to blocks; knows what an element means, nothing of how pages are parsed."""

import re
from dataclasses import dataclass, replace

from articles.importing import inline, text
from articles.importing.blocks import Block, Kind, as_markdown
from articles.importing.images import Image, mark
from articles.importing.inline import Run
from articles.importing.labels import labelled

_DASH = re.compile(r"^[–—―-]")
_MAX_HEADING = 250
_DEEPEST_QUOTE = 4


@dataclass
class _List:
    ordered: bool
    number: int
    item: Block | None = None
    in_item: bool = False


class Builder:
    """Takes what a document holds in its order; `blocks` is all of it, also what stands outside the article."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.heading = 0
        self.outside = ""
        self.attribution = False
        self._runs: list[Run] = []
        self._waiting: list[Block] = []
        self._lists: list[_List] = []
        self._outer: list[list[Block]] = []
        self._quotes = self._codes = 0
        self._tables: list[list[list[tuple[str, str]]] | None] = []
        self._code: list[str] | None = None
        self._gap = True

    def text(self, run: Run) -> None:
        """Some characters of the current paragraph."""
        if self._code is not None:
            self._code.append(run.text)
        elif run.text:
            self._runs.append(run)

    def line_break(self) -> None:
        """A line ends inside a paragraph; in a heading, a cell or an item it is only a space."""
        if self._code is not None:
            self._code.append("\n")
        elif self.heading or self._in_cell() or (self._lists and self._lists[-1].in_item):
            self._runs.append(Run(" "))
        else:
            self._gap = not self.flush()

    def flush(self) -> bool:
        """End the paragraph; whether there was one."""
        if self._in_cell():
            self._runs.append(Run(" "))
            return False
        runs = inline.settled(self._runs)
        self._runs = []
        if runs:
            self._add(runs)
        self.blocks += self._waiting
        self._waiting = []
        self._gap = True
        return bool(runs)

    def image(self, description: str, sha256: str, outside: str) -> None:
        """An image, which stands behind the paragraph that it is in; one that does not come along is kept aside."""
        if sha256 and not self.outside:
            self._waiting.append(Block(Kind.IMAGE, description, mark(sha256), image=sha256))
        else:
            line = Image(sha256, description).line
            self._waiting.append(Block(Kind.ASIDE, line, "", outside=self.outside or outside))

    def add_all(self, blocks: list[Block]) -> None:
        """Blocks that were read elsewhere."""
        self.flush()
        self.blocks += [
            replace(b, kind=Kind.ASIDE, outside=self.outside) if self.outside else b for b in blocks
        ]

    def open_list(self, *, ordered: bool, start: str) -> None:
        self._lists.append(
            _List(ordered, int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1)
        )

    def close_list(self) -> None:
        if self._lists:
            self._lists.pop()

    def open_item(self) -> None:
        if self._lists:
            self._lists[-1].in_item, self._lists[-1].item = True, None

    def close_item(self) -> None:
        if self._lists:
            self._lists[-1].in_item = False

    def open_quote(self) -> None:
        self._quotes += 1
        if self._quotes <= _DEEPEST_QUOTE:
            self._outer.append(self.blocks)
            self.blocks = []

    def close_quote(self) -> None:
        self._quotes -= 1
        if self._quotes >= _DEEPEST_QUOTE:
            return
        inner, self.blocks = self.blocks, self._outer.pop()
        asides = [block for block in inner if block.kind in {Kind.ASIDE, Kind.IMAGE}]
        words = [block for block in inner if block not in asides]
        if words:
            links = tuple(link for block in words for link in block.links)
            quoted = "\n".join(block.plain for block in words)
            self.blocks.append(Block(Kind.QUOTE, quoted, as_markdown(words), links=links))
        self.blocks += asides

    def open_code(self) -> None:
        self._codes += 1
        self._code = self._code or []

    def close_code(self) -> None:
        self._codes -= 1
        if self._codes:
            return
        code = "".join(self._code or []).strip("\n")
        self._code = None
        if code.strip() and self.outside:
            self.blocks.append(Block(Kind.ASIDE, code, "", outside=self.outside))
        elif code.strip():
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", code)), 3)
            self.blocks.append(Block(Kind.WHOLE, code, f"{fence}\n{code}\n{fence}"))

    def open_table(self, *, data: bool) -> None:
        self._tables.append([] if data else None)

    def open_row(self) -> None:
        if self._tables and self._tables[-1] is not None:
            self._runs = []
            self._tables[-1].append([])

    def close_cell(self) -> None:
        if not self._in_cell():
            self.flush()
            return
        runs = inline.settled(self._runs)
        self._runs = []
        self._tables[-1][-1].append((inline.plain(runs), inline.markdown(runs)))  # type: ignore[index]

    def close_table(self) -> None:
        rows = self._tables.pop() if self._tables else None
        filled = [row for row in rows or [] if any(plain for plain, _ in row)]
        if filled and self.outside:
            self.blocks += [
                Block(Kind.ASIDE, " | ".join(p for p, _ in row), "", outside=self.outside) for row in filled
            ]
        elif filled and all(len(row) == 2 and labelled(f"{row[0][0]}: {row[1][0]}") for row in filled):
            self.blocks += [
                Block(Kind.PARAGRAPH, f"{a.rstrip(':')}: {b}", f"{c}: {d}") for (a, c), (b, d) in filled
            ]
        elif filled:
            self.blocks.append(_table(filled))
        self.blocks += self._waiting
        self._waiting = []

    def _in_cell(self) -> bool:
        return bool(self._tables) and bool(self._tables[-1])

    def _add(self, runs: list[Run]) -> None:
        plain = inline.plain(runs)
        links = inline.addresses(runs)
        if self.outside:
            self.blocks.append(
                Block(Kind.ASIDE, " ".join([plain, *links]), "", links=links, outside=self.outside)
            )
        elif self.heading and len(plain) <= _MAX_HEADING:
            words = inline.markdown([replace(run, strong=False, emphasis=False) for run in runs])
            self.blocks.append(Block(Kind.HEADING, plain, words, level=self.heading, links=links))
        elif self._lists and self._lists[-1].in_item and self._item(plain, runs, links):
            pass
        else:
            self._paragraph(plain, runs, links)

    def _item(self, plain: str, runs: list[Run], links: tuple[str, ...]) -> bool:
        """Whether the text was an item's first words, or more of the item just before it."""
        current = self._lists[-1]
        words = inline.markdown(runs)
        if current.item is None:
            marker = f"{current.number}." if current.ordered else "-"
            current.number += 1
            current.item = Block(Kind.ITEM, plain, words, len(self._lists) - 1, marker, links=links)
            self.blocks.append(current.item)
            return True
        if not self.blocks or self.blocks[-1] is not current.item:
            return False
        current.item = replace(
            current.item,
            plain=f"{current.item.plain} {plain}",
            markdown=f"{current.item.markdown}\n\n{words}",
            links=current.item.links + links,
        )
        self.blocks[-1] = current.item
        return True

    def _paragraph(self, plain: str, runs: list[Run], links: tuple[str, ...]) -> None:
        if self.attribution and not _DASH.match(plain):
            plain, runs = f"— {plain}", [Run("— "), *runs]
        marker, rest = ("", plain) if self.attribution else text.split_marker(plain)
        if marker:
            runs = inline.without(runs, len(plain) - len(rest))
            plain = inline.plain(runs)
        self.blocks.append(
            Block(
                Kind.ITEM if marker else Kind.PARAGRAPH,
                plain,
                inline.markdown(runs),
                marker=marker or "-",
                gap=self._gap,
                strong=inline.is_strong(runs),
                links=links,
            )
        )


def _table(rows: list[list[tuple[str, str]]]) -> Block:
    width = max(len(row) for row in rows)
    lines = []
    for row in rows:
        cells = [markdown.replace("|", "\\|") for _, markdown in row] + [""] * (width - len(row))
        lines.append("| " + " | ".join(cells) + " |")
    lines.insert(1, "|" + " --- |" * width)
    words = "\n".join(" | ".join(plain for plain, _ in row) for row in rows)
    return Block(Kind.WHOLE, words, "\n".join(lines))
