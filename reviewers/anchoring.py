"""Where a comment's words stand on a page: found once when it is written, and again on each later edition.

After the text quote selector of the W3C Web Annotation model: the exact words, with what stands before and after.
They are never moved silently to words that only look alike: what cannot be found again is said to have changed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.passages import Passage, collapsed

CONTEXT = 32


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
    quote = collapsed(quote)
    found = [place for passage in page for place in _places(passage, quote)]
    if not found:
        shown = quote if len(quote) <= 80 else quote[:79] + "…"
        raise NotFound(
            f"The words “{shown}” do not stand together in one part of the page: copy them from it exactly."
        )
    best = _best(found, collapsed(prefix), collapsed(suffix))
    if best is None:
        raise NotFound(
            f"The words “{quote}” stand in {len(found)} places: copy a few words more, so that it is clear which."
        )
    return best


def place_again(page: Sequence[Passage], part: str, quote: str, prefix: str, suffix: str) -> Anchor | None:
    """Where the words of a comment stand on another edition's page; None when the text changed there."""
    passage = next((passage for passage in page if passage.part == part), None)
    if passage is None or not quote:
        return None
    return _best(list(_places(passage, quote)), prefix, suffix)


def _places(passage: Passage, quote: str) -> Iterator[Anchor]:
    if not quote:
        return
    for match in re.finditer(f"(?={re.escape(quote)})", passage.text):
        before, after = match.start(), match.start() + len(quote)
        yield Anchor(
            passage.part,
            quote,
            passage.text[max(0, before - CONTEXT) : before],
            passage.text[after : after + CONTEXT],
            passage.start + before,
        )


def _best(found: list[Anchor], prefix: str, suffix: str) -> Anchor | None:
    """The only place, or the one whose surroundings are most alike; None if that is none, or more than one."""
    if len(found) <= 1:
        return found[0] if found else None
    alike = [
        _in_common(place.prefix[::-1], prefix[::-1]) + _in_common(place.suffix, suffix) for place in found
    ]
    most = max(alike)
    return found[alike.index(most)] if most and alike.count(most) == 1 else None


def _in_common(one: str, other: str) -> int:
    """How many characters two texts begin alike with, spaces at their beginning aside."""
    pairs = zip(one.lstrip(), other.lstrip(), strict=False)
    return next(
        (count for count, (a, b) in enumerate(pairs) if a != b), min(len(one.strip()), len(other.strip()))
    )
