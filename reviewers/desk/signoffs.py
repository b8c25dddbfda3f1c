"""Signatures, to be read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.base import ReadOnlyAdmin
from reviewers.models import SignOff


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    list_display = ["named", "meaning", "scope", "printed_name", "credentials", "signed_at", "revoked"]
    list_filter = ["role", "scope", "signed_at"]
    search_fields = ["printed_name", "edition__article__title", "digest"]
    search_help_text = "By name, by the article's title, or by digest"
    ordering = ["-signed_at"]
    fields = [
        "named",
        "round",
        "role",
        "meaning",
        "scope",
        "printed_name",
        "credentials",
        "affiliation",
        "interests",
        "digest",
        "signed_at",
        "seal",
        "revoked",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignOff]:
        bytes_of_the_edition = [f"edition__{name}" for name in ["document", "html", "private", "manifest"]]
        found = super().get_queryset(request).select_related("edition__article", "revocation__by")
        return found.defer(*bytes_of_the_edition)

    @admin.display(description="edition")
    def named(self, signoff: SignOff) -> str:
        return f"{signoff.edition.article}, edition {signoff.edition.number}"

    @admin.display(description="revoked")
    def revoked(self, signoff: SignOff) -> str:
        revocation: Any = getattr(signoff, "revocation", None)
        return f"By {revocation.by}: {revocation.reason}" if revocation else ""
