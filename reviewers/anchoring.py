"""Where a comment's words stand on a page: found once when it is written, and again on each later edition.

After the text quote selector of the W3C Web Annotation model: the exact words, with what stands before and after.
They are never moved silently to words that only look alike: what cannot be found again is said to have changed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from articles.passages import Passage, collapsed

CONTEXT = 32
# Words as long as this hardly stand twice: they are found again whatever is written around them now.
_TELLING = 40
_MOST_PLACES = 500
# What is read as one word: “5 mg” does not stand in “15 mg” or “0.5 mg”, nor “significant” in “non-significant”.
_WORD = re.compile(r"(?<!\w)[+−-]?\d+(?:[.,·:/]\d+)*(?:[ \u00a0\u202f]?%|\w+)?|\w+(?:[-‐‑'’]\w+)*")


class NotFound(ValueError):
    """The words do not stand on the page, or not in one place only; the message says which."""


@dataclass(frozen=True)
class Anchor:
    """Where words stand: their part, the words, up to 32 characters around them, and their place in the page's text."""

    part: str
    quote: str
    prefix: str
    suffix: str
    start: int

    @property
    def end(self) -> int:
        """Where they end, in the page's text."""
        return self.start + len(self.quote)


def anchor(page: Sequence[Passage], quote: str, *, prefix: str = "", suffix: str = "") -> Anchor:
    """The one place on the page where the words stand; the context tells which, if there are several.

    Raises NotFound, with what to do.
    """
    quote, prefix, suffix = collapsed(quote), collapsed(prefix), collapsed(suffix)
    found = [place for passage in page for place in _places(passage, quote)]
    shown = quote if len(quote) <= 80 else quote[:79] + "…"
    if not found:
        raise NotFound(
            f"The words “{shown}” do not stand together in one part of the page: copy them from it exactly."
        )
    if len(found) == 1:
        return found[0]
    # Each page that shows the comment looks at each of them: a letter that stands everywhere is no quotation.
    if len(found) > _MOST_PLACES:
        raise _ambiguous(shown, len(found))
    # What was copied from the page begins and ends where it likes: perhaps in the parts before and after.
    text = " ".join(passage.text for passage in page)
    around = [(text[max(0, one.start - CONTEXT) : one.start], text[one.end :][:CONTEXT]) for one in found]
    best = _most_alike(found, around, prefix, suffix)
    if best is None:
        raise _ambiguous(shown, len(found))
    return best


def place_again(
    page: Sequence[Passage],
    part: str,
    quote: str,
    prefix: str,
    suffix: str,
    *,
    original: Sequence[Passage] = (),
) -> Anchor | None:
    """Where the words of a comment stand on another edition's page; None when the text changed there.

    The same words in the same part, as whole as they were. Where `original`, the page they were quoted from, shows that
    they stood there once, and they do now, that is the place; else it must lie among at least half of what stood
    around them: anything less could be other words that look alike. Without `original`, long words pass for unique.
    """
    if not quote:
        return None
    cut = _cut(prefix, quote, suffix)
    found = list(_standing(page, part, quote, cut))
    there = list(islice(_standing(original, part, quote, cut), 2))
    once = len(there) == 1 if original else len(quote) >= _TELLING
    if once and len(found) == 1:
        return found[0]
    return _most_alike(found, [(place.prefix, place.suffix) for place in found], prefix, suffix)


def _ambiguous(words: str, places: int) -> NotFound:
    return NotFound(
        f"The words “{words}” stand in {places} places: copy a few words more, so that it is clear which."
    )


def _standing(page: Sequence[Passage], part: str, quote: str, cut: tuple[bool, bool]) -> Iterator[Anchor]:
    for passage in page:
        if passage.part == part:
            for place in _places(passage, quote):
                if _cut(place.prefix, quote, place.suffix) == cut:
                    yield place


def _places(passage: Passage, quote: str) -> Iterator[Anchor]:
    before = passage.text.find(quote) if quote else -1
    while before >= 0:
        after = before + len(quote)
        yield Anchor(
            passage.part,
            quote,
            passage.text[max(0, before - CONTEXT) : before],
            passage.text[after : after + CONTEXT],
            passage.start + before,
        )
        before = passage.text.find(quote, before + 1)


def _cut(prefix: str, quote: str, suffix: str) -> tuple[bool, bool]:
    """Whether the quotation begins, and ends, inside a word."""
    around, begin = prefix + quote + suffix, len(prefix)
    end = begin + len(quote)
    spans = [match.span() for match in _WORD.finditer(around)]
    return any(a < begin < b for a, b in spans), any(a < end < b for a, b in spans)


def _most_alike(
    found: list[Anchor], around: list[tuple[str, str]], prefix: str, suffix: str
) -> Anchor | None:
    """The place among at least half of these surroundings, and among more of them than any other; or None.

    `around` are the words before and after each place.
    """
    alike = [_in_common(before[::-1], prefix[::-1]) + _in_common(after, suffix) for before, after in around]
    most = max(alike, default=0)
    if alike.count(most) != 1 or 2 * most < len(prefix.strip()) + len(suffix.strip()):
        return None
    if not (prefix.strip() or suffix.strip()) and len(found) > 1:
        return None
    return found[alike.index(most)]


def _in_common(one: str, other: str) -> int:
    """How many characters two texts begin alike with, spaces at their beginning aside."""
    one, other = one.lstrip(), other.lstrip()
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count
