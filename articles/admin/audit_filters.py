"""How the audit trail is narrowed down: by what a person types; the page never lists every person or article."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.text import clean_line


class TypedFilter(admin.ListFilter):
    """A filter with fields to type into. `asked` names its parameters: label and kind of input."""

    template = "articles/admin/typed_filter.html"
    asked: dict[str, tuple[str, str]] = {}

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        for name in self.asked:
            if name in params:
                self.used_parameters[name] = clean_line(params.pop(name)[-1])

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str]:
        return list(self.asked)

    def choices(self, changelist: Any) -> list[dict[str, Any]]:
        """One form: its fields, what the other filters say, and the address without this one."""
        others = [
            (name, value)
            for name, values in changelist.filter_params.items()
            if name not in self.asked
            for value in (values if isinstance(values, list) else [values])
        ]
        fields = [
            {"name": name, "label": label, "type": kind, "value": self.used_parameters.get(name, "")}
            for name, (label, kind) in self.asked.items()
        ]
        clear = changelist.get_query_string(remove=list(self.asked))
        return [
            {"fields": fields, "others": others, "clear": clear, "used": any(self.used_parameters.values())}
        ]


class PersonFilter(TypedFilter):
    title = "person"
    asked = {"person": ("Name or e-mail address", "search")}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.used_parameters.get("person")
        if not wanted:
            return queryset
        return queryset.filter(Q(actor_name__icontains=wanted) | Q(actor__email__iexact=wanted))


class ArticleFilter(TypedFilter):
    title = "article"
    asked = {"about": ("Title or address", "search")}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.used_parameters.get("about")
        if not wanted:
            return queryset
        return queryset.filter(Q(article__slug=wanted) | Q(article__title__icontains=wanted))


class DayFilter(TypedFilter):
    title = "day"
    asked = {"from": ("From", "date"), "until": ("Until", "date")}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.used_parameters
        begin, end = span(asked.get("from", ""), asked.get("until", ""))
        if begin:
            queryset = queryset.filter(at__gte=begin)
        return queryset.filter(at__lt=end) if end else queryset


def span(first: str, last: str) -> tuple[datetime | None, datetime | None]:
    """When one day begins and another is over; None where no day is given. Raises BadRequest for what is no day."""
    begin, end = _midnight(first), _midnight(last)
    return begin, end and end + timedelta(days=1)


def _midnight(given: str) -> datetime | None:
    if not given:
        return None
    try:
        day = date.fromisoformat(given)
        midnight = datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
        # The database is asked in UTC, where the first and the last days of all are none.
        for moment in [midnight, midnight + timedelta(days=1)]:
            moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRequest(f"“{given}” is no day: write it as 2026-03-03.") from None
    return midnight
