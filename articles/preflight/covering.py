"""The inline part of a text: its links, and the text with everything that is no prose covered up.

Covering keeps every offset: code, addresses, identifiers, citations and the signs of links become `COVER`, so
that a check for words and punctuation cannot stumble over them. One pass, in linear time.
"""

import re
from bisect import bisect
from dataclasses import dataclass
from enum import StrEnum

from articles.rendering.markdown import CITATION

COVER = "\ufffc"

_IN_ADDRESS = r"(?:[^\s<>\[\]]|\[[^\s<>\[\]]*\](?!\())"
_ENDINGS = "com|org|net|gov|edu|int|info|io|health|uk|eu|fr|nl|ch|dk|au|nz|ca|jp|cn|br|ie"
_BARE = rf"""
    (?P<citation>{CITATION.pattern})
  | (?P<address>(?<!\w)(?:https?://{_IN_ADDRESS}*+|www\.{_IN_ADDRESS}++))
  | (?P<doi>(?<![\w.])10\.\d{{4,9}}(?:\.\d+)*/{_IN_ADDRESS}++)
  | (?P<mailbox>(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++)
  | (?P<domain>(?<![\w@.-])(?:[A-Za-z0-9-]++\.)+
      (?:(?i:{_ENDINGS})(?![\w-])(?:/{_IN_ADDRESS}*+)?|[a-z]{{2,3}}/{_IN_ADDRESS}++))
"""
_PLAIN = re.compile(_BARE, re.VERBOSE)
_MARKDOWN = re.compile(
    rf"""
    (?P<escape>\\[!-/:-@\[-`{{-~])
  | (?P<code>`+)
  | (?P<auto><(?:https?://|mailto:)[^\s<>]*>)
  | (?P<entity>&\#?\w{{1,31}};)
  | {_BARE}
  | (?P<open>!?\[)
  | (?P<close>\])
    """,
    re.VERBOSE,
)
_TARGET = re.compile(
    r"""\([ \n]*+(?:<(?P<angle>[^<>\n]*)>|(?P<bare>(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*+\))*+))"""
    r"""(?:[ \n]++(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \n]*+\)"""
)
_LABEL = re.compile(r"\[([^\[\]\n]{0,200})\]")
_MEANT_AS_TARGET = re.compile(r"\([ ]?(?:https?:|www\.)[^()\n]{0,300}\)", re.IGNORECASE)
_NOT_OF_THE_ADDRESS = ".,;:!?'\"*_~”’»“‘›|。，、；："


class LinkKind(StrEnum):
    INLINE = "inline"  # [words](target)
    IMAGE = "image"  # ![words](target)
    REFERENCE = "reference"  # [words][label], which the page shows as it is typed
    BROKEN = "broken"  # [words](http://… …) that is no link for a reason, such as a space
    CITATION = "citation"  # [@key]; the key is its target
    BARE = "bare"  # an address, mailbox or identifier in the text


@dataclass(frozen=True)
class Link:
    """A link, or what was meant as one: the span it takes in its block's text, its words and its target."""

    kind: LinkKind
    start: int
    end: int
    words: str
    target: str


@dataclass
class Covered:
    """The text with its non-prose covered, the links in it, and where escaped signs stand."""

    prose: str
    links: list[Link]
    escaped: list[int]


def cover(text: str, *, markdown: bool) -> Covered:
    """Read the inline part of a block of Markdown, or of plain text with citations and addresses."""
    return _Cover(text, _MARKDOWN if markdown else _PLAIN).read()


class _Cover:
    def __init__(self, text: str, events: re.Pattern[str]) -> None:
        self.text = text
        self.events = events
        self.prose = list(text)
        self.links: list[Link] = []
        self.escaped: list[int] = []
        self.opened: list[int] = []
        self.ticks: dict[int, list[int]] | None = None

    def read(self) -> Covered:
        position = 0
        while event := self.events.search(self.text, position):
            position = getattr(self, f"_{event.lastgroup}", self._hidden)(event)
        return Covered("".join(self.prose), self.links, self.escaped)

    def _hide(self, start: int, end: int) -> int:
        self.prose[start:end] = COVER * (end - start)
        return end

    def _hidden(self, event: re.Match[str]) -> int:
        return self._hide(*event.span())

    def _escape(self, event: re.Match[str]) -> int:
        self._hide(event.start(), event.start() + 1)
        self.escaped.append(event.start() + 1)
        return event.end()

    def _citation(self, event: re.Match[str]) -> int:
        self._add(LinkKind.CITATION, event.start(), event.end(), "", event[0][2:-1])
        return self._hidden(event)

    def _code(self, event: re.Match[str]) -> int:
        if self.ticks is None:
            self.ticks = {}
            for run in re.finditer("`+", self.text):
                self.ticks.setdefault(len(run[0]), []).append(run.start())
        ends = self.ticks.get(len(event[0]), [])
        following = bisect(ends, event.start())
        if following == len(ends):
            return event.end()
        return self._hide(event.start(), ends[following] + len(event[0]))

    def _auto(self, event: re.Match[str]) -> int:
        self._add(LinkKind.BARE, event.start(), event.end(), "", event[0][1:-1])
        return self._hidden(event)

    def _address(self, event: re.Match[str]) -> int:
        end = event.start() + len(_without_following(event[0]))
        address = self.text[event.start() : end]
        target = address if address.lower().startswith("http") else f"https://{address}"
        self._add(LinkKind.BARE, event.start(), end, "", target)
        return self._hide(event.start(), end)

    def _domain(self, event: re.Match[str]) -> int:
        end = event.start() + len(_without_following(event[0]))
        self._add(LinkKind.BARE, event.start(), end, "", f"https://{self.text[event.start() : end]}")
        return self._hide(event.start(), end)

    def _doi(self, event: re.Match[str]) -> int:
        end = event.start() + len(_without_following(event[0]))
        self._add(LinkKind.BARE, event.start(), end, "", f"https://doi.org/{self.text[event.start() : end]}")
        return self._hide(event.start(), end)

    def _mailbox(self, event: re.Match[str]) -> int:
        self._add(LinkKind.BARE, event.start(), event.end(), "", f"mailto:{event[0]}")
        return self._hidden(event)

    def _open(self, event: re.Match[str]) -> int:
        self.opened.append(event.start())
        return event.end()

    def _close(self, event: re.Match[str]) -> int:
        end = event.end()
        if not self.opened:
            return end
        start = self.opened.pop()
        image = self.text[start] == "!"
        words = self.text[start + 1 + image : event.start()]
        if target := _TARGET.match(self.text, end):
            kind = LinkKind.IMAGE if image else LinkKind.INLINE
            address = target["bare"] if target["angle"] is None else target["angle"]
            self._add(kind, start, target.end(), words, address)
            self._hide(start, start + 1 + image)
            return self._hide(event.start(), target.end())
        if meant := _MEANT_AS_TARGET.match(self.text, end):
            self._add(LinkKind.BROKEN, start, meant.end(), words, "")
        elif label := _LABEL.match(self.text, end):
            self._add(LinkKind.REFERENCE, start, label.end(), words, label[1] or words)
        return end

    def _add(self, kind: LinkKind, start: int, end: int, words: str, target: str) -> None:
        self.links.append(Link(kind, start, end, words, target))


def _without_following(address: str) -> str:
    """The address without the punctuation of the sentence around it; brackets that it opens belong to it."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while end and (address[end - 1] in _NOT_OF_THE_ADDRESS or (address[end - 1] == ")" and surplus > 0)):
        surplus -= address[end - 1] == ")"
        end -= 1
    return address[:end]
