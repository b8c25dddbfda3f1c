"""Where two texts differ, and which of the differences matter.

A difference is let pass as minor only when it is known to be: case, punctuation and spacing (gone with reading), the
same word spelt right, a few words that carry no meaning, and wording in headings that holds none of the listed words.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from reviewers.risk.reading import Token, read_blocks
from reviewers.risk.spelling import is_same_word
from reviewers.risk.vocabulary import Kind

# Above these, word-by-word alignment could take long for a text made to hurt, and a comparison of sets takes its place.
MOST_PAIRS = 4_000_000
MOST_EQUAL_PAIRS = 400_000

_EMPTY_WORDS = frozenset(["the", "an", "that", "which", "who", "whom", "also"])
_AGREEING = [
    frozenset(pair.split("/")) for pair in ("is/are", "was/were", "has/have", "do/does", "a/an", "a/the")
]
# Prefixes that may only be written apart where they do not turn the meaning round: “a typical” is not “atypical”.
_TURNING = frozenset(
    [
        "a",
        "an",
        "anti",
        "contra",
        "de",
        "dis",
        "hyper",
        "hypo",
        "im",
        "in",
        "inter",
        "intra",
        "ir",
        "mis",
        "non",
        "post",
        "pre",
        "un",
        "under",
        "over",
    ]
)


@dataclass(frozen=True)
class Hunk:
    """What stood in one place before and after. `apart`: the two sides are not the same place."""

    old: list[Token]
    new: list[Token]
    apart: bool = False

    @property
    def matters(self) -> bool:
        """Whether a reader's understanding could change; when in doubt, it could."""
        return self.apart or _matters(self.old, self.new)


def hunks(old: str, new: str, *, headings: bool = False) -> Iterator[Hunk]:
    """The differences between two texts that matter. Moved paragraphs are none, unless what their heading says changes.

    Only a text that may have headings has them judged more mildly. Swapping the texts swaps the sides, nothing else.
    """
    before, after = read_blocks(old, headings=headings), read_blocks(new, headings=headings)
    if _texts(before) == _texts(after):
        return
    left, right = _without_common_blocks(before, after)
    found: Iterator[Hunk]
    if len(left) > len(right) or (len(left) == len(right) and _plain(left) > _plain(right)):
        found = (Hunk(hunk.new, hunk.old, hunk.apart) for hunk in _differences(right, left))
    else:
        found = _differences(left, right)
    yield from (hunk for hunk in found if hunk.matters)


def is_respelt(old: str, new: str) -> bool:
    """Whether a text has the same words one by one, but for their spelling, or the same letters, spaced anew."""
    a, b = _texts(read_blocks(old)), _texts(read_blocks(new))
    return "".join(a) == "".join(b) or (len(a) == len(b) and all(map(is_same_word, a, b)))


def _texts(blocks: list[list[Token]]) -> list[str]:
    return [token.text for block in blocks for token in block]


def _plain(tokens: list[Token]) -> list[str]:
    return [token.text for token in tokens]


def _without_common_blocks(
    before: list[list[Token]], after: list[list[Token]]
) -> tuple[list[Token], list[Token]]:
    """The tokens of those paragraphs that do not stand in the other text too, anywhere."""
    keys, others = _keys(before), _keys(after)
    common = Counter(keys) & Counter(others)
    return _rest(before, keys, common.copy()), _rest(after, others, common.copy())


def _rest(
    blocks: list[list[Token]], keys: list[tuple[object, ...]], common: Counter[tuple[object, ...]]
) -> list[Token]:
    rest: list[Token] = []
    for block, key in zip(blocks, keys, strict=True):
        if common[key] > 0:
            common[key] -= 1
        else:
            rest += block
    return rest


def _keys(blocks: list[list[Token]]) -> list[tuple[object, ...]]:
    """Each paragraph as what it says and what its heading makes of it: “Do not take it if” governs what follows."""
    keys: list[tuple[object, ...]] = []
    governing: frozenset[str] = frozenset()
    for block in blocks:
        if block[0].heading:
            governing = frozenset(token.text for token in block if _is_special(token))
        keys.append((governing, *_plain(block)))
    return keys


def _differences(left: list[Token], right: list[Token]) -> Iterator[Hunk]:
    a, b = _plain(left), _plain(right)
    start, end_a, end_b = 0, len(a), len(b)
    while start < min(end_a, end_b) and a[start] == b[start]:
        start += 1
    while min(end_a, end_b) > start and a[end_a - 1] == b[end_b - 1]:
        end_a, end_b = end_a - 1, end_b - 1
    a, b = a[start:end_a], b[start:end_b]
    counts, others = Counter(a), Counter(b)
    equal_pairs = sum(count * others[text] for text, count in counts.items())
    if len(a) * len(b) > MOST_PAIRS or equal_pairs > MOST_EQUAL_PAIRS:
        yield from _by_count(left[start:end_a], right[start:end_b], counts & others)
        return
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Hunk(_with_units(left, start + i, start + j), _with_units(right, start + k, start + m))


def _by_count(left: list[Token], right: list[Token], common: Counter[str]) -> Iterator[Hunk]:
    yield Hunk(_more(left, common.copy()), [], apart=True)
    yield Hunk([], _more(right, common.copy()), apart=True)


def _more(tokens: list[Token], common: Counter[str]) -> list[Token]:
    rest = []
    for token in tokens:
        if common[token.text] > 0:
            common[token.text] -= 1
        else:
            rest.append(token)
    return rest


def _with_units(tokens: list[Token], start: int, end: int) -> list[Token]:
    """The tokens, each number shown with the unit that follows it, even where that one did not change."""
    found: list[Token] = []
    for place in range(start, end):
        token = tokens[place]
        if token.kind is Kind.NUMBER and place + 1 < len(tokens) and tokens[place + 1].kind is Kind.UNIT:
            token = token._replace(shown=_joined(token, tokens[place + 1]))
        elif token.kind is Kind.UNIT and place and tokens[place - 1].kind is Kind.NUMBER:
            if place > start:
                # Shown with its number already; kept for the comparison.
                token = token._replace(shown="")
            else:
                token = token._replace(shown=_joined(tokens[place - 1], token))
        found.append(token)
    return found


def _joined(number: Token, unit: Token) -> str:
    return f"{number.shown}{'' if unit.shown in '%‰' else ' '}{unit.shown}"


def _is_special(token: Token) -> bool:
    return token.kind not in {Kind.WORD, Kind.LINK, Kind.CITATION}


def _matters(old: list[Token], new: list[Token]) -> bool:
    tokens = old + new
    if any(token.kind is not Kind.WORD for token in tokens):
        # What agrees with its subject may be a listed word; nothing else that is listed may change.
        return not _agree(old, new)
    if all(token.heading for token in tokens):
        return False
    if "".join(_plain(old)) == "".join(_plain(new)):
        return any(token.text in _TURNING for token in tokens)
    a, b = _plain(old), _plain(new)
    return not (_are_same(a, b) or _are_same(_without_empty(a), _without_empty(b)))


def _without_empty(texts: list[str]) -> list[str]:
    return [text for text in texts if text not in _EMPTY_WORDS]


def _are_same(one: list[str], other: list[str]) -> bool:
    return len(one) == len(other) and all(_is_same(*pair) for pair in zip(one, other, strict=True))


def _agree(old: list[Token], new: list[Token]) -> bool:
    return len(old) == len(new) and all(
        one.text == other.text or frozenset({one.text, other.text}) in _AGREEING
        for one, other in zip(old, new, strict=True)
    )


def _is_same(one: str, other: str) -> bool:
    return is_same_word(one, other) or frozenset({one, other}) in _AGREEING
