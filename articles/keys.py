"""The site's signing keys over time, as the audit chain tells: only those that the site goes by."""

from collections.abc import Iterator

from articles import clock, seals
from articles.models import AuditEntry


def history() -> list[dict[str, str]]:
    """Each key that the site goes by: `id`, `public_key` in base64, `from` and `until`; the one that signs now is last.

    The chain says when a key came and went; a key that is named in the database alone counts for nothing. Until the
    first act after a rotation, the new key's time begins with the last entry that the earlier one sealed.
    """
    known = seals.key_names()
    periods = list(_periods())
    return [
        {"id": name, "public_key": seals.public_key(name), "from": since, "until": until}
        for (name, since), (_, until) in zip(periods, [*periods[1:], ("", "")], strict=True)
        if name in known
    ]


def _periods() -> Iterator[tuple[str, str]]:
    """From when on each key was the one that signs, in order."""
    entries = AuditEntry.objects.order_by("number")
    first, last = entries.first(), entries.last()
    current = ""
    if first:
        current = seals.key_of(first.seal)
        yield current, clock.stamp(first.at)
    for entry in entries.filter(event=AuditEntry.Event.SIGNING_KEY_CHANGED):
        # The seal itself says which key made it; the words beside it could be altered.
        if seals.holds(entry.sealed_payload(), entry.seal):
            current = seals.key_of(entry.seal)
            yield current, clock.stamp(entry.at)
    if current != seals.key_id():
        yield seals.key_id(), clock.stamp(last.at) if last else ""
