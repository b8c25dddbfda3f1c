"""A text as tokens: what is left when case, white space and punctuation are taken away.

A token is a number, a word, a sign that means something, the target of a link, or a citation. White space never makes
a difference beyond parting tokens, so a text that was only spaced anew reads the same.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reviewers.risk.vocabulary import Kind, kind_of, speaks

_TOKEN = re.compile(
    r"""
      \]\(\s*<?(?P<target>(?:[^\s()<>]|\([^\s()<>]*\))+)             # [words](target
    | (?P<address>(?:https?://|www\.)(?:[^\s<>"()\[\]]|\([^\s<>"()\[\]]*\))+)    # a bare address
    | @(?P<citation>[^\s\[\]@]{1,80})(?=\])                             # [@key]
    | (?P<number>(?:(?<!\w)[-−–](?=[.,·]?\d))?(?:(?<!\w)[.,·](?=\d))?\d+(?:[.,:/·]\d+)*)
    | (?P<word>[^\W\d_](?:[^\W_]|['’ʼ](?=[^\W\d_]))*)
    | (?P<other>[^\s])
    """,
    re.VERBOSE,
)
_HEADING = re.compile(r"^[ \t]{0,3}\#{1,6}[ \t].*$", re.MULTILINE)
_BLANK = re.compile(r"\n\s*\n")
_UNSEEN = re.compile("[\u00ad\u200b\u2060]")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:[.·]\d+)?")
_DECIMAL_COMMA = re.compile(r"\d+,\d+")


class Token(NamedTuple):
    """`text` is compared, `shown` is what a sentence quotes; `start` and `end` say where it stands in what was read."""

    text: str
    shown: str
    heading: bool
    start: int = 0
    end: int = 0

    @property
    def kind(self) -> Kind:
        """What the token is."""
        return kind_of(self.text)


def read(text: str, *, headings: bool = False) -> list[Token]:
    """The tokens of a text, in order."""
    return [token for block in read_blocks(text, headings=headings) for token in block]


def read_blocks(text: str, *, headings: bool = False) -> list[list[Token]]:
    """The tokens of a text by paragraph; what follows a colon stays with it, a heading stands alone."""
    places = _places(text)
    text = _UNSEEN.sub("", text)
    spans = [match.span() for match in _HEADING.finditer(text) if headings]
    spans.append((len(text) + 1, len(text) + 1))
    blocks: list[list[Token]] = [[]]
    at, last, was_heading = 0, 0, False
    for match in _TOKEN.finditer(text):
        while spans[at][1] <= match.start():
            at += 1
        heading = spans[at][0] <= match.start()
        tokens = list(_tokens(match, heading))
        if not tokens:
            continue
        gap = text[last : match.start()]
        if heading != was_heading or (_BLANK.search(gap) and ":" not in gap):
            blocks.append([])
        start, end = places[match.start()], places[match.end() - 1] + 1
        blocks[-1] += [token._replace(start=start, end=end) for token in tokens]
        last, was_heading = match.end(), heading
    return [block for block in blocks if block]


def _places(text: str) -> Sequence[int]:
    """Where each character that is seen stands."""
    if not _UNSEEN.search(text):
        return range(len(text))
    return [place for place, character in enumerate(text) if not _UNSEEN.match(character)]


def _tokens(match: re.Match[str], heading: bool) -> Iterator[Token]:
    group, raw = match.lastgroup, match.group()
    if group in {"target", "address"}:
        target = (match["target"] or match["address"]).rstrip(".,;:!?'\"*_")
        yield Token(f"]({target}", target, heading)
    elif group == "citation":
        yield Token(f"@{match['citation']}", f"[@{match['citation']}]", heading)
    elif group == "number":
        yield Token(_plain_number(raw), raw, heading)
    elif group == "word":
        yield from (Token(word, _shown(raw), heading) for word in _plain_words(raw))
    elif raw.isalnum() or speaks(raw):
        yield Token(raw, raw, heading)


def _shown(raw: str) -> str:
    return raw if len(raw) <= 60 else raw[:59] + "…"


def _plain_number(raw: str) -> str:
    number = raw.replace("−", "-").replace("–", "-").replace("·", ".")
    sign, digits = ("-", number[1:]) if number.startswith("-") else ("", number)
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(digits):
        digits = digits.replace(",", ".")
    return sign + digits


def _plain_words(raw: str) -> list[str]:
    word = re.sub("[’ʼ]", "'", raw).casefold()
    if word == "cannot":
        return ["can", "not"]
    if word.endswith("n't"):
        stem = word[:-3]
        return [{"ca": "can", "wo": "will", "sha": "shall"}.get(stem, stem), "not"] if stem else ["not"]
    word = word.replace("'", "")
    return ["%"] if word == "percent" else [word] if word else []
