"""What a line of a pile says: which thing, what about it, and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from articles import clock

SHOWN = 5


@dataclass(frozen=True)
class Line:
    """Something that is said of it: `late` words stand out; `label` is a link to what may be done about it."""

    text: str
    late: str = ""
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class Row:
    """One thing that waits, with the page where it is done."""

    title: str
    url: str
    lines: Sequence[Line] = ()


def by_when(due_on: date) -> tuple[str, str]:
    """When something is due, in words: (as it is, as it is late); one of the two is empty."""
    left = (due_on - clock.today()).days
    if left < 0:
        return "", f"{counted(-left, 'day')} late, it was due by {day(due_on)}"
    if left == 0:
        return f"due today, {day(due_on)}", ""
    return f"due by {day(due_on)}, in {counted(left, 'day')}", ""


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 day, 2 days."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def day(on: date) -> str:
    return f"{on:%-d %B %Y}"


def day_of(at: datetime | None) -> str:
    return day(clock.day(at)) if at else ""


def moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M %Z}"
