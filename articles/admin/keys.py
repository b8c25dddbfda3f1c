"""Keys for references whose writer gave none."""

import re
from collections.abc import Collection

from django.utils.text import slugify

_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


def made_key(text: str, *, number: int, taken: Collection[str]) -> str:
    """A key that no other reference has: the first author and the year, as in “byron-2024”, or “ref-3” by number."""
    first = slugify(text.split(maxsplit=1)[0])[:40] if text.strip() else ""
    year = _YEAR.search(text)
    author = first if re.match("[a-z]", first) else ""
    base = "-".join(filter(None, [author, year[0] if year else ""])) if author else f"ref-{number}"
    key, again = base, 2
    while key in taken:
        key, again = f"{base}-{again}", again + 1
    return key
