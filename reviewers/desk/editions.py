"""Editions and publications, to be read; and the door to the review screen."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.base import ReadOnlyAdmin
from articles.models import Edition

from . import assigning, comments, prompting, review
from .record import record


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ["named", "change_kind", "frozen_by", "frozen_at", "short_digest"]
    list_filter = ["change_kind", "frozen_at"]
    list_select_related = ["article", "frozen_by"]
    search_fields = ["article__title", "article__slug", "digest"]
    search_help_text = "By the article's title or address, or by digest"
    ordering = ["-frozen_at", "-pk"]

    def get_urls(self) -> list[URLPattern]:
        review_view = require_http_methods(["GET", "HEAD", "POST"])(self.review_view)
        return [
            path(
                "<int:pk>/review/", self.admin_site.admin_view(review_view), name="reviewers_edition_review"
            ),
            path(
                "<int:pk>/prompts/",
                self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.prompts_view)),
                name="reviewers_edition_prompts",
            ),
            path(
                "<int:pk>/claim/",
                self.admin_site.admin_view(require_POST(self.claim_view)),
                name="reviewers_edition_claim",
            ),
            *self._comment_urls(),
            *super().get_urls(),
        ]

    def _comment_urls(self) -> list[URLPattern]:
        return [
            path(f"<int:pk>/comments/{rest}", self.admin_site.admin_view(require_POST(view)), name=name)
            for rest, view, name in [
                ("", self.comment_view, "reviewers_edition_comments"),
                ("accept/", self.accept_view, "reviewers_edition_comments_accept"),
                ("<int:comment>/<slug:act>/", self.answer_view, "reviewers_edition_comment_act"),
            ]
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        # A list of editions needs none of their bytes.
        return super().get_queryset(request).defer("document", "html", "private", "manifest")

    @admin.display(description="edition", ordering="article__title")
    def named(self, edition: Edition) -> str:
        return f"{edition.article}, edition {edition.number}"

    @admin.display(description="digest", ordering="digest")
    def short_digest(self, edition: Edition) -> str:
        return edition.digest[:12]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        edition = self._readable(request, object_id)
        context = self._page(request) | record(edition)
        return TemplateResponse(request, "reviewers/desk/edition.html", context)

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return review.respond(request, self._readable(request, str(pk)), self._page(request))

    def prompts_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return prompting.respond(request, self._readable(request, str(pk)), self._page(request))

    def claim_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return assigning.claim(request, self._readable(request, str(pk)), self._page(request))

    def comment_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return comments.add(request, self._readable(request, str(pk)), self._page(request))

    def answer_view(self, request: HttpRequest, pk: int, comment: int, act: str) -> HttpResponse:
        return comments.answer(request, self._readable(request, str(pk)), comment, act, self._page(request))

    def accept_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return comments.accept_all(request, self._readable(request, str(pk)))

    def _readable(self, request: HttpRequest, object_id: str) -> Edition:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404("There is no such edition.")
        edition = (
            Edition.objects.select_related("article", "frozen_by", "recall__by").filter(pk=object_id).first()
        )
        if edition is None:
            raise Http404("There is no such edition.")
        return edition

    def _page(self, request: HttpRequest) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {"opts": self.opts}
