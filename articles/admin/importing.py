"""Bringing a document in: the page that takes a file or a text, and its images while they wait."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from articles.figures import decoding
from articles.importing import pending, reading
from articles.models import Article, PendingImport
from articles.refusals import Refused
from articles.trashing import trashed_objections

from .importing_forms import UploadForm
from .importing_review import review

if TYPE_CHECKING:
    from .articles import ArticleAdmin

_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}


def pages(desk: "ArticleAdmin") -> list[URLPattern]:
    """The addresses of an import, beside the articles' and below an article's own."""
    asked = require_http_methods(["GET", "HEAD", "POST"])
    view = desk.admin_site.admin_view
    new, newer = partial(upload, desk), partial(upload_newer, desk)
    return [
        path("import/", view(asked(new)), name="articles_article_import"),
        path("<int:pk>/import/", view(asked(newer)), name="articles_article_import_newer"),
        path(
            "import/<int:waiting>/",
            view(asked(partial(reviewed, desk))),
            name="articles_article_import_review",
        ),
        path(
            "import/<int:waiting>/images/<str:sha256>/",
            # What the address names never changes; shown for an hour, it is decoded once.
            view(
                require_safe(cache_control(private=True, max_age=3600)(partial(image, desk))), cacheable=True
            ),
            name="articles_article_import_image",
        ),
    ]


def upload(desk: "ArticleAdmin", request: HttpRequest) -> HttpResponse:
    """A file or a text for a new article."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    return _take(desk, request, None)


def upload_newer(desk: "ArticleAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """A newer file for an article that is there."""
    article = desk.readable(request, str(pk))
    if not desk.has_change_permission(request, article):
        raise PermissionDenied
    return _take(desk, request, article)


def reviewed(desk: "ArticleAdmin", request: HttpRequest, waiting: int) -> HttpResponse:
    """What was read of a file that waits, to be confirmed or discarded."""
    return review(desk, request, _waiting(desk, request, waiting))


def image(desk: "ArticleAdmin", request: HttpRequest, waiting: int, sha256: str) -> HttpResponse:
    """A small rendition of one image of a file that waits: decoded and written anew, for its owner alone."""
    content = reading.picture(bytes(_waiting(desk, request, waiting).content), sha256)
    if content is None:
        raise Http404("The file has no such image.")
    try:
        smallest = decoding.decoded(content).sizes[0]
    except decoding.BadImage as problem:
        return HttpResponse(str(problem), status=415, content_type="text/plain; charset=utf-8")
    return HttpResponse(smallest.content, content_type=_TYPES[smallest.extension])


def _take(desk: "ArticleAdmin", request: HttpRequest, article: Article | None) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    refused: Refused | None = None
    if article and (reasons := trashed_objections(article)):
        refused = Refused(reasons)
    elif request.method == "POST" and form.is_valid():
        try:
            kept = pending.keep(by=request.user, into=article, **form.sent())
        except Refused as refusal:
            refused = refusal
        else:
            return HttpResponseRedirect(reverse("admin:articles_article_import_review", args=[kept.pk]))
    context = _page(desk, request, article) | {"form": form, "refused": refused}
    status = 422 if request.method == "POST" else 409 if refused else 200
    return TemplateResponse(request, "articles/admin/import.html", context, status=status)


def _page(desk: "ArticleAdmin", request: HttpRequest, article: Article | None) -> dict[str, Any]:
    waiting = PendingImport.objects.filter(by=request.user).defer("content").select_related("into")
    return desk.admin_site.each_context(request) | {
        "title": "Import a newer file" if article else "Import",
        "subtitle": str(article) if article else None,
        "opts": desk.opts,
        "article": article,
        "waiting": waiting.order_by("-at"),
        "days": pending.KEPT.days,
    }


def _waiting(desk: "ArticleAdmin", request: HttpRequest, waiting: int) -> PendingImport:
    """One's own pending import, to be confirmed with the right that its confirmation takes."""
    found = PendingImport.objects.filter(pk=waiting, by=request.user).select_related("into").first()
    if found is None:
        raise Http404("There is no such import: it was confirmed or discarded, or a week has passed.")
    allowed = (
        desk.has_change_permission(request, found.into) if found.into else desk.has_add_permission(request)
    )
    if not allowed:
        raise PermissionDenied
    return found
