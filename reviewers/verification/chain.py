"""The audit chain: whether each link holds, and what the chain tells of."""

import json
from collections.abc import Iterator

from articles import audit, document, seals
from articles.models import AuditEntry

from .erasures import Erasure, erasures, is_blank
from .flaw import Flaw, flaw
from .told import Told


def chain_flaws(told: Told) -> Iterator[Flaw]:
    """Each link that does not hold; `told` takes in what the links tell of."""
    last: AuditEntry | None = None
    last_of: dict[int | None, str] = {}
    key, erased = "", erasures()
    for entry in AuditEntry.objects.select_related("article").order_by("number").iterator(1000):
        name = f"Audit entry {entry.number}"
        erasure = erased.get(entry.number)
        found = [
            *_link_flaws(entry, last, last_of),
            *_key_flaws(entry, key),
            *_detail_flaws(entry, erasure),
        ]
        try:
            if erasure and is_blank(entry):
                told.take_erased(erasure.told)
            else:
                found += told.take(entry)
        except (ValueError, KeyError, TypeError, AttributeError):
            found.append("cannot be read")
        yield from (flaw(entry, f"{name} {words}.") for words in found)
        last, key = entry, seals.key_of(entry.seal)
        if entry.article_id:
            last_of[entry.article_id] = entry.hash


def _link_flaws(entry: AuditEntry, last: AuditEntry | None, last_of: dict[int | None, str]) -> Iterator[str]:
    if entry.number != (last.number + 1 if last else 1):
        yield "does not follow the one before it: entries are missing"
    if entry.previous != (last.hash if last else ""):
        yield "does not carry the hash of the entry before it"
    if entry.article_previous != last_of.get(entry.article_id, ""):
        yield "does not carry the hash of its article's entry before it"
    try:
        computed = audit.entry_hash(entry)
    except document.NotCanonical:
        computed = ""
    if entry.hash != computed:
        yield "was changed: its hash does not match"
    elif not seals.holds(entry.sealed_payload(), entry.seal):
        yield "is forged: its seal does not hold"
    if last and entry.at < last.at:
        yield "is earlier than the entry before it"


def _detail_flaws(entry: AuditEntry, erasure: Erasure | None) -> Iterator[str]:
    """Whether who did it, and with which values, is what the header's digest covers, or was erased lawfully."""
    if is_blank(entry):
        if erasure is None:
            yield "was blanked, and no entry says that it was erased by law"
        return
    try:
        computed = audit.detail_sha256(entry)
    except document.NotCanonical:
        computed = ""
    if entry.detail_sha256 != computed:
        yield "was changed: its values are not those that its digest covers"
    elif erasure:
        yield f"was erased by law (entry {erasure.by_entry}), and its words are back: erase it again"


def _key_flaws(entry: AuditEntry, key: str) -> Iterator[str]:
    """Whether the key that seals an entry is the one before it, or was introduced by this very entry."""
    own = seals.key_of(entry.seal)
    changed = entry.event == audit.Event.SIGNING_KEY_CHANGED
    if not key or (own == key and not changed):
        return
    try:
        said = json.loads(entry.data) if changed else {}
        introduced = (said.get("earlier"), said.get("key"), said.get("public_key")) == (
            key,
            own,
            seals.public_key(own),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        introduced = False
    if not introduced:
        yield f"is sealed with the key {own}, which no entry introduces"
