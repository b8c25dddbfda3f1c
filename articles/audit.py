"""The audit trail: hash-chained entries, each written inside the act that it tells of."""

from typing import Any

from django.db import connection, transaction

from articles import clock, seals
from articles.document import canonical, sha256
from articles.models import Article, AuditEntry, User
from articles.refusals import Refused

Event = AuditEntry.Event
_CHAIN_LOCK = 0x636C696E  # any constant that every process of this project agrees on


class ClockWentBack(Refused):
    """The clock shows a time before the last entry: nothing may be recorded until it is put right."""


def record(event: Event, *, by: User | None, article: Article | None = None, **data: Any) -> AuditEntry:
    """Append one entry to the chain, in the transaction of the act that it tells of.

    `data` are plain values (strings, integers, lists, dicts). The chain's lock is taken here and held until the
    transaction ends, so this comes last in an act. Raises ClockWentBack when the last entry is later than now.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit entry belongs in the transaction of its act.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    last = AuditEntry.objects.order_by("-number").first()
    # The moment of recording, asked under the lock: two acts that ran side by side never cross in the chain.
    at = clock.not_before(last.at) if last else clock.now()
    if last and at < last.at:
        raise ClockWentBack(
            f"The server's clock says {clock.stamp(at)}, before the last audit entry, {clock.stamp(last.at)}. "
            "Nothing was done. Ask the operator to put the clock right."
        )
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=at,
        event=event,
        actor=by,
        actor_name=str(by) if by else "nobody",
        article=article,
        data=canonical(data),
        previous=last.hash if last else "",
        article_previous=_last_hash(article),
    )
    entry.hash = entry_hash(entry)
    entry.seal = seals.seal(entry.sealed_payload())
    entry.save()
    return entry


def entry_hash(entry: AuditEntry) -> str:
    """What `entry.hash` must be: SHA-256 over the canonical text of everything else in the entry."""
    return sha256(
        canonical(
            {
                "schema": 1,
                "number": entry.number,
                "at": clock.stamp(entry.at),
                "event": str(entry.event),
                "actor": entry.actor_id or 0,
                "actor_name": entry.actor_name,
                "article": str(entry.article.uuid) if entry.article else "",
                "data": entry.data,
                "previous": entry.previous,
                "article_previous": entry.article_previous,
            }
        )
    )


def _last_hash(article: Article | None) -> str:
    if article is None:
        return ""
    return (
        AuditEntry.objects.filter(article=article).order_by("-number").values_list("hash", flat=True).first()
        or ""
    )
