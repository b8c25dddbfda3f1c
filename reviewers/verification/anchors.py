"""Links of the audit chain that were kept elsewhere: by them it shows that nothing was cut off or made anew."""

import re
from collections.abc import Iterable, Iterator

from articles.models import AuditEntry

from .flaw import Flaw, flaw

_ANCHOR = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")


def parse(anchor: str) -> tuple[int, str]:
    """The number and the hash of an anchor, `number:hash`, as `verify` and the feed print it. Raises ValueError."""
    found = _ANCHOR.fullmatch(anchor.strip())
    if found is None:
        raise ValueError(
            f"{anchor[:100]!r} is no anchor: it takes NUMBER:HASH, as verify prints the audit chain's head."
        )
    return int(found[1]), found[2]


def anchor_flaws(anchors: Iterable[tuple[int, str]]) -> Iterator[Flaw]:
    """Each anchor that the chain does not have any more: it is not the chain that the anchor was taken of."""
    for number, kept in anchors:
        entry = AuditEntry.objects.filter(number=number).first()
        if entry is None:
            words = f"The audit chain has no entry {number}, which it had: its end was cut off, or it was made anew."
            yield Flaw(AuditEntry._meta.db_table, 0, words)
        elif entry.hash != kept:
            words = f"Audit entry {number} is not the one that was kept: the chain was changed or made anew."
            yield flaw(entry, words)
