"""Beginning a new article with the words of another."""

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles import duplicating

if TYPE_CHECKING:
    from .articles import ArticleAdmin


def pages(desk: "ArticleAdmin") -> list[URLPattern]:
    """The address below an article's own."""
    view = desk.admin_site.admin_view(partial(duplicate_page, desk))
    return [path("<int:pk>/duplicate/", view, name="articles_article_duplicate")]


def duplicate_page(desk: "ArticleAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a copy has and has not (GET), or make it and go there (POST)."""
    article = desk.readable(request, str(pk))
    if not desk.has_add_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        copy = duplicating.duplicate(article, by=request.user)
        messages.success(
            request,
            f"This is the copy, and it is yours. “{article}” stays as it is. Give the copy a title first.",
        )
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[copy.pk]))
    return TemplateResponse(
        request, "articles/admin/duplicate.html", desk.page(request, article, "Duplicate")
    )
