"""The audit trail, to be read, narrowed down and downloaded; a download is on record itself."""

import csv
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join

from articles import audit, audit_words, clock
from articles.models import AuditEntry
from articles.text import clean_line

from .audit_filters import ArticleFilter, DayFilter, PersonFilter
from .base import ReadOnlyAdmin

MOST_SHOWN = 10_000
COLUMNS = ["number", "at", "event", "person", "account", "article", "address", "values", "hash"]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class BoundedPaginator(Paginator):
    """Counts no further than can be leafed through: whoever looks for something older narrows the list down."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:MOST_SHOWN].count()


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    change_list_template = "articles/admin/audit_list.html"
    paginator = BoundedPaginator
    list_display = ["number", "at", "event", "person", "article", "values"]
    list_display_links = ["number"]
    list_filter = ["event", PersonFilter, ArticleFilter, DayFilter]
    list_select_related = ["article"]
    ordering = ["-number"]
    fields = [
        "number",
        "at",
        "event",
        "person",
        "article",
        "all_values",
        "previous",
        "article_previous",
        "hash",
        "seal",
    ]

    @admin.display(description="person", ordering="actor_name")
    def person(self, entry: AuditEntry) -> str:
        return audit_words.person(entry)

    @admin.display(description="values")
    def values(self, entry: AuditEntry) -> str:
        return audit_words.sentence(entry)

    @admin.display(description="values")
    def all_values(self, entry: AuditEntry) -> str:
        return format_html_join("", "<p>{}: {}</p>", audit_words.lines(entry))

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(self.export_view)
        return [path("export/", export, name="articles_auditentry_export"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        query = request.GET.copy()
        query.pop("p", None)
        address = reverse("admin:articles_auditentry_export") + (f"?{query.urlencode()}" if query else "")
        return super().changelist_view(request, (extra_context or {}) | {"export_url": address})

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """The filtered list as CSV, row by row, however many there are."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if any("\0" in value for value in request.GET.values()):
            raise BadRequest("An address with a NUL character asks for nothing.")
        try:
            chosen = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            raise BadRequest("This filter cannot be read: choose it again on the list.") from None
        asked = {name: ", ".join(request.GET.getlist(name)) for name in sorted(request.GET)}
        with transaction.atomic():
            told = audit.record(
                audit.Event.EXPORTED, by=request.user, what="audit trail", filter=_words(asked)
            )
        response = StreamingHttpResponse(
            _rows(chosen.filter(number__lt=told.number)), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="audit-trail-{told.number}.csv"'
        return response


def defused(value: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    # A spreadsheet takes full-width signs and what is indented for one as well.
    first = unicodedata.normalize("NFKC", value.lstrip()[:1]) or value[:1]
    return f"'{value}" if first.startswith(_FORMULA) or value.startswith(_FORMULA) else value


def _words(asked: dict[str, str]) -> str:
    said = "; ".join(f"{name}: {value}" for name, value in asked.items() if value)
    return clean_line(said)[:1000] or "all entries"


class Line:
    """What a csv.writer writes to: it hands each line on."""

    def write(self, line: str) -> str:
        return line


def _rows(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    for entry in entries.iterator(1000):
        yield writer.writerow([defused(str(value)) for value in _cells(entry)])


def _cells(entry: AuditEntry) -> list[Any]:
    return [
        entry.number,
        clock.stamp(entry.at),
        entry.get_event_display(),
        audit_words.person(entry),
        entry.actor_id or "",
        entry.article or "",
        entry.article.slug if entry.article else "",
        audit_words.sentence(entry),
        entry.hash,
    ]
