"""Text as words to be found by: without case, accents and punctuation, alike in what is kept and in what is asked."""

import re
import unicodedata

from articles.text import seen

# Longer ones are cut: no engine keeps words of any length.
LONGEST = 60
_ACCENTS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text, in its order. `CLL-004` is two of them, `TP53` one; no digit is lost."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", seen(text)).casefold())
    return [word[:LONGEST] for word in _WORD.findall(unicodedata.normalize("NFC", plain))]
