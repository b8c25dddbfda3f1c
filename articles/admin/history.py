"""An article's versions: all of them, what each changed, any two compared, their names, and an earlier one again."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from articles import naming, returning, writing
from articles.models import Article, ArticleVersion
from articles.refusals import Refused

from . import comparing
from .numbers import number_in

if TYPE_CHECKING:
    from .articles import ArticleAdmin

PER_PAGE = 50


def pages(desk: "ArticleAdmin") -> list[URLPattern]:
    """The addresses of the history below an article's own."""

    def page(view: Any) -> Any:
        return desk.admin_site.admin_view(view)

    get_or_post = require_http_methods(["GET", "HEAD", "POST"])
    return [
        path(
            "<int:pk>/history/compare/",
            page(partial(compare_page, desk)),
            name="articles_article_compare",
        ),
        path(
            "<int:pk>/history/<int:number>/",
            page(partial(version_page, desk)),
            name="articles_article_version",
        ),
        path(
            "<int:pk>/history/<int:number>/name/",
            page(require_POST(partial(name_page, desk))),
            name="articles_article_name_version",
        ),
        path(
            "<int:pk>/history/<int:number>/return/",
            page(get_or_post(partial(return_page, desk))),
            name="articles_article_return",
        ),
    ]


def versions_page(desk: "ArticleAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """The versions, newest first, fifty to a page, with the names of what each changed."""
    article = desk.readable(request, object_id)
    versions = article.versions.select_related("by").order_by("-number")
    latest = versions.values_list("number", flat=True).first() or 0
    below = _number(request, "before")
    shown = list((versions.filter(number__lt=below) if below else versions)[: PER_PAGE + 1])
    older = [*shown[1:], None]
    rows = list(zip(shown, older, strict=True))[:PER_PAGE]
    names = naming.names_of(shown)
    context = desk.page(request, article, "Versions") | {
        "versions": [
            {
                "version": version,
                "changed": comparing.changed_names(before, version),
                "begun": before is None,
                "name": names.get(version.pk, ""),
            }
            for version, before in rows
        ],
        "latest": latest,
        "older": rows[-1][0].number if len(shown) > PER_PAGE else 0,
        "is_later_page": bool(below),
    }
    return TemplateResponse(request, "articles/admin/versions.html", context)


def version_page(
    desk: "ArticleAdmin",
    request: HttpRequest,
    pk: int,
    number: int,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """One version whole, what it changed, and its name."""
    article, version = _version(desk, request, pk, number)
    versions = article.versions.order_by("-number")
    before = versions.filter(number__lt=number).first()
    context: dict[str, Any] = desk.page(request, article, f"Version {number}") | {
        "version": version,
        "before": before,
        "is_latest": not versions.filter(number__gt=number).exists(),
        "name": request.POST.get("name", "") if problem else naming.name_of(version),
        "problem": problem,
        "may_change": desk.has_change_permission(request, article),
        "changes": comparing.changes(before, version),
        "whole": comparing.whole(version),
    }
    return TemplateResponse(request, "articles/admin/version.html", context, status=status)


def compare_page(desk: "ArticleAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """What differs between any two versions, the earlier one first."""
    article = desk.readable(request, str(pk))
    numbers = sorted({_number(request, "from"), _number(request, "to")})
    found = list(article.versions.select_related("by").filter(number__in=numbers).order_by("number"))
    if len(found) != 2:
        messages.warning(request, "Choose two different versions to compare.")
        return HttpResponseRedirect(reverse("admin:articles_article_history", args=[pk]))
    before, after = found
    title = f"Version {before.number} and version {after.number}"
    context = desk.page(request, article, title) | {
        "before": before,
        "after": after,
        "changes": comparing.changes(before, after),
    }
    return TemplateResponse(request, "articles/admin/compare.html", context)


def name_page(desk: "ArticleAdmin", request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Give a version a name, or take it away."""
    article, version = _version(desk, request, pk, number)
    if not desk.has_change_permission(request, article):
        raise PermissionDenied
    try:
        made = naming.name_version(version, name=request.POST.get("name", ""), by=request.user)
    except Refused as refusal:
        return version_page(desk, request, pk, number, problem=str(refusal), status=422)
    if made and made.name:
        messages.success(request, f"Version {number} is named “{made.name}”.")
    else:
        messages.info(request, f"Version {number} has no name now." if made else "Nothing changed.")
    return HttpResponseRedirect(reverse("admin:articles_article_version", args=[pk, number]))


def return_page(desk: "ArticleAdmin", request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An earlier version as the working copy again: what that would change, and the act."""
    article, version = _version(desk, request, pk, number)
    if not desk.has_change_permission(request, article):
        raise PermissionDenied
    reasons: list[str] = []
    if request.method == "POST":
        try:
            made = returning.make_current(version, by=request.user, seen=_posted(request, "seen"))
        except writing.StaleSave as stale:
            reasons = [
                f"{stale.current.by} saved version {stale.current.number} meanwhile. Nothing was changed: this is what "
                "would change now."
            ]
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            said = (
                f"Version {number} is the working copy again, as version {made.number}."
                if made
                else f"Nothing changed: the article says what version {number} says."
            )
            messages.success(request, said)
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
    current = article.versions.select_related("by").latest("number")
    again = returning.returned(version)
    now = comparing.said(current)
    context = desk.page(request, article, f"Make version {number} the working copy again") | {
        "version": version,
        "current": current,
        "notes": again.notes,
        "reasons": reasons,
        "changes": comparing.between(now, now | again.content),
    }
    return TemplateResponse(
        request, "articles/admin/version_return.html", context, status=409 if reasons else 200
    )


def _version(
    desk: "ArticleAdmin", request: HttpRequest, pk: int, number: int
) -> tuple[Article, ArticleVersion]:
    """An article that somebody may read, and one of its versions. Raises Http404 and PermissionDenied."""
    article = desk.readable(request, str(pk))
    version = article.versions.select_related("by", "article").filter(number=number).first()
    if version is None:
        raise Http404(f"There is no version {number}.")
    return article, version


def _number(request: HttpRequest, name: str) -> int:
    return _as_number(request.GET.get(name, ""))


def _posted(request: HttpRequest, name: str) -> int:
    return _as_number(request.POST.get(name, ""))


def _as_number(text: str) -> int:
    return number_in(text, digits=9) or 0
