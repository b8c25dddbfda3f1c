"""A day and time typed in the site's time zone. On two nights of the year the clocks are changed: an hour that does not
exist, or comes twice, is refused with both times to choose from."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from articles import clock

_FURTHEST = timedelta(days=730)
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M%z"]


class MomentField(forms.DateTimeField):
    """A moment, kept in UTC by whoever stores it: changed rules for summer time do not move it.

    A time may be written with its distance from UTC, `2026-10-25T02:30+02:00`.
    """

    def __init__(self, *, required_sentence: str, **options: Any) -> None:
        super().__init__(
            input_formats=_FORMATS,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            error_messages={"required": required_sentence, "invalid": "Write the time as 2027-03-01T09:00."},
            **options,
        )

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or isinstance(value, datetime):
            return super().to_python(value)
        typed = _read(str(value).strip())
        if typed is None or typed.year < 1970:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if timezone.is_aware(typed) or _is_ambiguous(typed):
            # A browser's own control for days and times takes no distance from UTC: now it has to.
            self.widget.input_type = "text"
        moment = typed if timezone.is_aware(typed) else self._placed(typed)
        if moment - clock.now() > _FURTHEST:
            raise forms.ValidationError("The time lies more than two years ahead: choose an earlier one.")
        return moment

    def _placed(self, typed: datetime) -> datetime:
        zone = timezone.get_current_timezone()
        first, second = _both(typed)
        if not _is_ambiguous(typed):
            return first
        exists = first.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) == typed
        on, at, where = f"{typed:%-d %B %Y}", f"{typed:%H:%M}", timezone.get_current_timezone_name()
        if exists:
            said = (
                f"On {on} the clocks are put back, and {at} comes twice in the time zone {where}: write {_text(first)} "
                f"for the first or {_text(second)} for the second."
            )
        else:
            # Read by the rule before the change it is the later time, by the rule after it the earlier one.
            early, late = sorted(
                moment.astimezone(ZoneInfo("UTC")).astimezone(zone) for moment in [first, second]
            )
            said = (
                f"On {on} the clocks are put forward, and there is no {at} in the time zone {where}: write "
                f"{_text(early)} or {_text(late)}."
            )
        raise forms.ValidationError(said, code="ambiguous")


def zone_help() -> str:
    """In which time zone a moment is typed."""
    return f"Day and time in the time zone {timezone.get_default_timezone_name()}."


def _both(typed: datetime) -> tuple[datetime, datetime]:
    """The two moments that a time on the clock may mean: nearly always one and the same."""
    zone = timezone.get_current_timezone()
    return typed.replace(tzinfo=zone, fold=0), typed.replace(tzinfo=zone, fold=1)


def _is_ambiguous(typed: datetime) -> bool:
    first, second = _both(typed)
    return first.utcoffset() != second.utcoffset()


def _read(text: str) -> datetime | None:
    for layout in _FORMATS:
        try:
            return datetime.strptime(text, layout)
        except (ValueError, OverflowError):
            continue
    return None


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
