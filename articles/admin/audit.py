"""The audit trail, to be read."""

import json

from django.contrib import admin

from articles.models import AuditEntry

from .base import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["number", "at", "event", "actor_name", "article", "values"]
    list_display_links = ["number"]
    list_filter = ["event", "at"]
    list_select_related = ["article"]
    search_fields = ["actor_name", "article__title", "article__slug"]
    search_help_text = "By person, or by the article's title or address"
    ordering = ["-number"]
    fields = [
        "number",
        "at",
        "event",
        "actor_name",
        "article",
        "values",
        "previous",
        "article_previous",
        "hash",
    ]

    @admin.display(description="values")
    def values(self, entry: AuditEntry) -> str:
        data = json.loads(entry.data)
        return "; ".join(f"{name}: {value}" for name, value in sorted(data.items()))
