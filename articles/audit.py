"""The audit trail: hash-chained entries, each written inside the act that it tells of."""

import secrets
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from articles import clock, seals
from articles.document import canonical, sha256
from articles.models import Article, AuditEntry, User
from articles.refusals import Refused

Event = AuditEntry.Event
_CHAIN_LOCK = 0x636C696E  # any constant that every process of this project agrees on


# Taking down is gated by nothing, and whoever comes or is turned away is on record, even by a clock that was set back:
# the entry then bears the time of the one before it.
ALWAYS_RECORDED = {
    Event.PUBLICATION_ENDED,
    Event.REMOVED,
    Event.SIGNATURE_REVOKED,
    Event.SCHEDULE_ENDED,
    Event.WITHDRAWAL_PLAN_ENDED,
    Event.LOGGED_IN,
    Event.LOGGED_OUT,
    Event.LOGIN_FAILED,
    Event.LOCKED_OUT,
    Event.REFUSED,
}


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
    if last and at < last.at and event in ALWAYS_RECORDED:
        at = last.at
    if last and at < last.at:
        raise ClockWentBack(
            f"The server's clock says {clock.stamp(at)}, before the last audit entry, {clock.stamp(last.at)}. "
            "Nothing was done. Ask the operator to put the clock right."
        )
    if last and seals.key_of(last.seal) != seals.key_id():
        # The key's history stands in the chain itself: which key sealed what, from when on.
        last = _append(Event.SIGNING_KEY_CHANGED, last=last, at=at, by=None, article=None, data=_keys(last))
    return _append(event, last=last, at=at, by=by, article=article, data=data)


def moment() -> datetime:
    """This moment, or that of the last entry if a clock that was set back shows an earlier one: for taking down."""
    last = AuditEntry.objects.order_by("-number").values_list("at", flat=True).first()
    return max(clock.now(), last) if last else clock.now()


def head() -> str:
    """The last link of the chain, `number:hash`: kept elsewhere, it shows later that no entry was cut off."""
    last = AuditEntry.objects.order_by("-number").values_list("number", "hash").first()
    return f"{last[0]}:{last[1]}" if last else "0:"


def dates_are_invented() -> bool:
    """Whether the chain begins by saying that this is a demonstration, whose dates are invented."""
    return AuditEntry.objects.filter(number=1, event=Event.DEMONSTRATION).exists()


def entry_hash(entry: AuditEntry) -> str:
    """What `entry.hash` must be: SHA-256 over the canonical text of the entry's header."""
    return sha256(canonical(entry.header()))


def detail_sha256(entry: AuditEntry) -> str:
    """What `entry.detail_sha256` must be: SHA-256 over who did it and with which values, salted."""
    return sha256(canonical(entry.detail()))


def _append(
    event: Event,
    *,
    last: AuditEntry | None,
    at: datetime,
    by: User | None,
    article: Article | None,
    data: dict[str, Any],
) -> AuditEntry:
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=at,
        event=event,
        actor=by,
        actor_name=str(by) if by else "nobody",
        article=article,
        data=canonical(data),
        salt=secrets.token_hex(16),
        previous=last.hash if last else "",
        article_previous=_last_hash(article),
    )
    entry.detail_sha256 = detail_sha256(entry)
    entry.hash = entry_hash(entry)
    entry.seal = seals.seal(entry.sealed_payload())
    entry.save()
    return entry


def _keys(last: AuditEntry) -> dict[str, str]:
    return {"earlier": seals.key_of(last.seal), "key": seals.key_id(), "public_key": seals.public_key()}


def _last_hash(article: Article | None) -> str:
    if article is None:
        return ""
    return (
        AuditEntry.objects.filter(article=article).order_by("-number").values_list("hash", flat=True).first()
        or ""
    )
