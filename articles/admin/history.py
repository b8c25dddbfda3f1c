"""An article's versions, all of them, and what each changed."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from . import comparing

if TYPE_CHECKING:
    from .articles import ArticleAdmin


def pages(desk: "ArticleAdmin") -> list[URLPattern]:
    """The addresses of the history below an article's own."""
    version = desk.admin_site.admin_view(partial(version_page, desk))
    return [path("<int:pk>/history/<int:number>/", version, name="articles_article_version")]


def versions_page(desk: "ArticleAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """Every version, newest first, with the names of what it changed."""
    article = desk.readable(request, object_id)
    versions = list(article.versions.select_related("by").order_by("-number"))
    older = [*versions[1:], None]
    context = desk.page(request, article, "Versions") | {
        "versions": [
            (version, comparing.changed_names(before, version))
            for version, before in zip(versions, older, strict=True)
        ]
    }
    return TemplateResponse(request, "articles/admin/versions.html", context)


def version_page(desk: "ArticleAdmin", request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version whole, and what it changed."""
    article = desk.readable(request, str(pk))
    versions = article.versions.select_related("by").order_by("-number")
    version = versions.filter(number=number).first()
    if version is None:
        raise Http404(f"There is no version {number}.")
    before = versions.filter(number__lt=number).first()
    context: dict[str, Any] = desk.page(request, article, f"Version {number}") | {
        "version": version,
        "before": before,
        "changes": comparing.changes(before, version),
        "whole": comparing.whole(version),
    }
    return TemplateResponse(request, "articles/admin/version.html", context)
