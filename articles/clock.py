"""The one clock of all acts. The server's time, in UTC; a browser's time is never asked (21 CFR 11.10(e))."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)
_SKEW = timedelta(seconds=2)
DAY = timedelta(days=1)


def now() -> datetime:
    """This moment, in UTC, to the microsecond."""
    return _set_to.get() or datetime.now(UTC)


def not_before(moment: datetime) -> datetime:
    """This moment; if another host's clock is up to two seconds ahead, wait until ours has caught up with `moment`.

    A clock that is further behind, or set, is not waited for: the answer is then earlier than `moment`.
    """
    behind = moment - now()
    if timedelta(0) < behind <= _SKEW and _set_to.get() is None:
        time.sleep(behind.total_seconds())
    return now()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Stop the clock at a moment. Only tests do this, and `demo` on an empty database."""
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


def stamp(moment: datetime) -> str:
    """A moment in the one text form that seals and records use: `2026-03-03T09:30:00.000000+00:00`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def day(moment: datetime) -> date:
    """The day of a moment in the site's own time zone: what `reviewed on` and `due on` are reckoned in."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def today() -> date:
    """The day it is now in the site's own time zone."""
    return day(now())
