"""The audit chain: whether each link holds, and what the chain tells of."""

import json
from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import Any

from articles import audit, document, seals
from articles.models import AuditEntry

from .flaw import Flaw, flaw

Event = audit.Event


class Told:
    """What the chain tells of: for each kind of record, the names of its rows and the values that must match."""

    def __init__(self) -> None:
        self.of: dict[str, dict[Hashable, Any]] = defaultdict(dict)

    def take(self, entry: AuditEntry) -> None:
        """Take in one entry. Raises ValueError, KeyError or TypeError when it cannot be read."""
        data = json.loads(entry.data)
        article, actor = entry.article_id, entry.actor_id
        match entry.event:
            case Event.ARTICLE_CREATED | Event.ARTICLE_SAVED:
                self.of["version"][article, data["version"]] = (data["sha256"], data["desk_sha256"], actor)
            case Event.EDITION_SUBMITTED:
                self.of["edition"][article, data["edition"]] = data["digest"]
            case Event.EDITION_RECALLED:
                self.of["recall"][article, data["edition"]] = (data["reason"], actor)
            case Event.CHANGES_REQUESTED:
                for comment in data["comments"]:
                    self.of["comment"][article, data["edition"], comment["quote"], comment["text"]] = actor
            case Event.SIGNED:
                self.of["sign-off"][data["signoff"]] = data["seal"]
            case Event.SIGNATURE_REVOKED:
                self.of["revocation"][data["signoff"]] = (data["reason"], actor)
                for publication in data["removed"]:
                    self.of["removal"][publication] = (data["reason"], actor)
            case Event.PUBLISHED:
                self.of["publication"][data["publication"]] = data["seal"]
                self.of["address"][data["slug"]] = article
            case Event.PUBLICATION_ENDED:
                ending = (data["at"], actor, data["because"], data["notice"])
                self.of["ending of publication"][data["publication"]] = ending
            case Event.SCHEDULED:
                self.of["schedule"][data["schedule"]] = (data["publish_at"], actor)
            case Event.SCHEDULE_ENDED:
                self.of["end of schedule"][data["schedule"]] = (data["outcome"], data["reason"])


def chain_flaws(told: Told) -> Iterator[Flaw]:
    """Each link that does not hold; `told` takes in what the links tell of."""
    last: AuditEntry | None = None
    last_of: dict[int | None, str] = {}
    for entry in AuditEntry.objects.select_related("article").order_by("number").iterator(1000):
        yield from (flaw(entry, sentence) for sentence in _link_flaws(entry, last, last_of))
        try:
            told.take(entry)
        except (ValueError, KeyError, TypeError):
            yield flaw(entry, f"Audit entry {entry.number} cannot be read.")
        last = entry
        if entry.article_id:
            last_of[entry.article_id] = entry.hash


def _link_flaws(entry: AuditEntry, last: AuditEntry | None, last_of: dict[int | None, str]) -> Iterator[str]:
    name = f"Audit entry {entry.number}"
    if entry.number != (last.number + 1 if last else 1):
        yield f"{name} does not follow the one before it: entries are missing."
    if entry.previous != (last.hash if last else ""):
        yield f"{name} does not carry the hash of the entry before it."
    if entry.article_previous != last_of.get(entry.article_id, ""):
        yield f"{name} does not carry the hash of its article's entry before it."
    try:
        computed = audit.entry_hash(entry)
    except document.NotCanonical:
        computed = ""
    if entry.hash != computed:
        yield f"{name} was changed: its hash does not match."
    elif not seals.holds(entry.sealed_payload(), entry.seal):
        yield f"{name} is forged: its seal does not hold."
    if last and entry.at < last.at:
        yield f"{name} is earlier than the entry before it."
