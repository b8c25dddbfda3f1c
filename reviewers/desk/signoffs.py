"""Signatures, to be read; and the door to the page where one's own is taken back."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from articles.admin.base import ReadOnlyAdmin
from reviewers.models import SignOff

from . import revoking


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    change_form_template = "reviewers/desk/signoff.html"
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

    def get_urls(self) -> list[URLPattern]:
        revoke_view = self.admin_site.admin_view(
            require_http_methods(["GET", "HEAD", "POST"])(self.revoke_view)
        )
        return [
            path("<int:pk>/revoke/", revoke_view, name="reviewers_signoff_revoke"),
            *super().get_urls(),
        ]

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = SignOff.objects.select_related("edition__article", "signer__user", "revocation")
        signoff = found.filter(pk=min(pk, 2**63 - 1)).first()
        if signoff is None:
            raise Http404("There is no such signature.")
        context = self.admin_site.each_context(request) | {"opts": self.opts}
        return revoking.respond(request, signoff, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        signoff = context["original"]
        context["may_revoke"] = (
            signoff.signer.user_id == request.user.pk and getattr(signoff, "revocation", None) is None
        )
        return super().render_change_form(request, context, *args, **kwargs)

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
