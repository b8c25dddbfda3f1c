"""How many syllables an English word has: an estimate by its groups of vowels, better in sum than for each word."""

import re
import unicodedata
from functools import lru_cache

_VOWELS = re.compile(r"[aeiouy]+")
# What is written and not spoken at a word's end.
_SILENT = re.compile(
    r"(?:[^aeiouyl]|[aeiouyr]l|[gq]u)e$|(?:[^aeioutdy]|[aeiouy]r)ed$|[^aeiouysxzcg]es$|(?<=[^aeiouy])ely$"
)
# Vowels side by side that are spoken apart, and those of them that are not.
_APART = re.compile(
    r"i[aou]|[aeo]i[cns]t|iet|[^tcs]ien|[^gq]ua[^auieo]|eo|eus$|ea(?:tin|ct|lit)|[aeiou][^aeiou]+ea$|oe[mt]|ii|"
    r"[lr]ui[dn]|[aeiouy]i(?:ng|sm)$|thm$|sm$|y[io]"
)
_TOGETHER = re.compile(r"[tcg]i[aou]|si[ao]n|llion|geo[nu]|you")
_EXCEPTIONS = {
    "area": 3,
    "being": 2,
    "business": 2,
    "create": 2,
    "created": 3,
    "diabetes": 4,
    "does": 1,
    "every": 2,
    "evening": 2,
    "friend": 1,
    "friends": 1,
    "lifestyle": 2,
    "people": 2,
    "science": 2,
    "something": 2,
    "sometimes": 2,
    "themselves": 2,
    "vegetable": 3,
    "vegetables": 3,
    "wednesday": 2,
}


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """The syllables of a word, at least one. Capitals alone are spelt out; each half of a hyphenated word counts."""
    if "-" in word.strip("-"):
        return sum(syllables(half) for half in word.split("-") if half)
    if len(word) > 1 and word.isupper():
        return sum(3 if letter == "W" else 1 for letter in word)
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = re.sub(r"[^a-z]", "", plain.removesuffix("'s").removesuffix("’s"))
    if plain in _EXCEPTIONS:
        return _EXCEPTIONS[plain]
    found = len(_VOWELS.findall(plain)) + len(_APART.findall(plain)) - len(_TOGETHER.findall(plain))
    return max(1, found - bool(_SILENT.search(plain)))
