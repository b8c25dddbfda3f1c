"""Where the open form sends what is typed, asks who else is there, and where unsaved text is found again."""

import json
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from articles import clock, keeping
from articles.keeping import Sitting
from articles.models import Article

from . import merging, restoring
from .answers import TOO_MUCH, refusal, to_script

if TYPE_CHECKING:
    from .articles import ArticleAdmin

_SOMEBODY_ELSE = "Somebody else is signed in here now. Your text is kept in this browser, for you alone."
_MOST_COUNTED = 2**31 - 1
_MOST_LISTED = 100


class Unreadable(ValueError):
    """What a script sent cannot be read."""


def pages(desk: "ArticleAdmin") -> list[URLPattern]:
    """The addresses that the open form asks, and those of unsaved text."""
    text = desk.admin_site.admin_view(partial(text_page, desk))
    unsaved = desk.admin_site.admin_view(partial(unsaved_page, desk))
    again = desk.admin_site.admin_view(csrf_exempt(partial(go_on, desk)))
    return [
        path("autosave/", to_script(desk, autosave), name="articles_article_autosave"),
        path("token/", to_script(desk, token), name="articles_article_token"),
        path("kept/", to_script(desk, notice), name="articles_article_kept"),
        path("kept/<uuid:sitting>/", text, name="articles_article_kept_text"),
        path("unsaved/", unsaved, name="articles_article_unsaved"),
        path("<int:pk>/presence/", to_script(desk, presence), name="articles_article_presence"),
        path("go-on/", again, name="articles_article_go_on"),
        path("<int:pk>/go-on/", again, name="articles_article_go_on"),
    ]


def autosave(desk: "ArticleAdmin", request: HttpRequest) -> HttpResponse:
    """Keep what stands in an open form. Takes JSON: by, form, sitting, article, count, seen, fields.

    Answers `at`, the time it was kept; 409 when the sitting is `over`, or when a higher `count` came before.
    """
    if len(request.body) > keeping.MOST_BYTES:
        return refusal(413, TOO_MUCH)
    try:
        asked = _asked(request)
        sitting = Sitting(request.user, _uuid(asked, "form"), _uuid(asked, "sitting"))
        count, seen = _number(asked, "count"), _number(asked, "seen")
        fields = keeping.written(asked.get("fields"))
    except (Unreadable, keeping.Unreadable) as problem:
        return refusal(400, str(problem))
    if asked.get("by") != request.user.pk:
        return refusal(403, _SOMEBODY_ELSE, somebody="else")
    article = _article(desk, request, sitting.form, new=asked.get("article") is None)
    kept = keeping.keep(sitting, count=count, seen=seen, fields=fields, article=article)
    if kept.over:
        return JsonResponse({"error": "This form was saved already.", "over": True}, status=409)
    if (kept.count, kept.fields) != (count, fields):
        return JsonResponse({"error": "A later text is kept already.", "count": kept.count}, status=409)
    return JsonResponse({"at": f"{timezone.localtime(kept.at):%H:%M:%S}", "count": count})


def token(desk: "ArticleAdmin", request: HttpRequest) -> HttpResponse:
    """Whether the form can be sent now: who is signed in, and the token that holds. Takes JSON: form.

    `saved` is where the article is that a form for a new one became already.
    """
    try:
        form = _uuid(_asked(request), "form")
    except Unreadable as problem:
        return refusal(400, str(problem))
    made = Article.objects.filter(uuid=form).values_list("pk", flat=True).first()
    saved = reverse("admin:articles_article_change", args=[made]) if made else ""
    return JsonResponse({"token": get_token(request), "by": request.user.pk, "saved": saved})


def notice(desk: "ArticleAdmin", request: HttpRequest) -> HttpResponse:
    """What was typed into a form and never saved, as the page says it. Takes JSON: form, article, sitting."""
    try:
        asked = _asked(request)
        form, sitting = _uuid(asked, "form"), _uuid(asked, "sitting")
    except Unreadable as problem:
        return refusal(400, str(problem))
    article = _article(desk, request, form, new=asked.get("article") is None)
    kept = restoring.offered(desk, request, article, but=sitting)
    return JsonResponse({"html": render_to_string("articles/admin/_kept.html", {"kept": kept}, request)})


def presence(desk: "ArticleAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has the form open. Takes JSON: seen, typed, leaving. Answers what is to be said of the others."""
    try:
        asked = _asked(request)
        seen = _number(asked, "seen")
    except Unreadable as problem:
        return refusal(400, str(problem))
    article = Article.objects.filter(pk=pk).first()
    if article is None:
        raise Http404
    if not desk.has_change_permission(request, article):
        raise PermissionDenied
    if asked.get("leaving"):
        keeping.leave(article, request.user)
        return JsonResponse({})
    keeping.be_present(article, request.user, typed=bool(asked.get("typed")))
    latest = article.versions.select_related("by").defer("document", "desk").order_by("-number").first()
    said = keeping.said_of(keeping.company(article, request.user), clock.now())
    newer = latest if latest and latest.number > seen else None
    return JsonResponse(
        {
            "others": said,
            "version": latest.number if latest else 0,
            "newer": keeping.said_of_version(newer, request.user) if newer else "",
        }
    )


def text_page(desk: "ArticleAdmin", request: HttpRequest, sitting: uuid.UUID) -> HttpResponse:
    """One unsaved text of one's own against what is stored; POST discards it."""
    kept = keeping.unsaved_anywhere(request.user).filter(sitting=sitting).first()
    if kept is None:
        raise Http404("There is no such text of yours: it was saved or discarded.")
    article, back = kept.article, restoring.form_of(kept)
    if request.method == "POST":
        keeping.end(Sitting(request.user, kept.form, kept.sitting), article=article)
        messages.info(request, "The unsaved text is discarded.")
        return HttpResponseRedirect(back)
    if not (desk.has_change_permission(request, article) if article else desk.has_add_permission(request)):
        raise PermissionDenied
    context = desk.admin_site.each_context(request) | {
        "title": "Typed and not saved",
        "subtitle": keeping.title_of(kept),
        "opts": desk.opts,
        "article": article,
        "kept": kept,
        "changes": restoring.difference(desk, request, article, kept),
        "back": back,
        "restore": f"{back}?restore={kept.sitting}",
    }
    return TemplateResponse(request, "articles/admin/kept_text.html", context)


def unsaved_page(desk: "ArticleAdmin", request: HttpRequest) -> HttpResponse:
    """All unsaved text of one's own, and where to go on with it."""
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    context = desk.admin_site.each_context(request) | {
        "title": "My unsaved text",
        "opts": desk.opts,
        "texts": [restoring.offer(kept) for kept in keeping.unsaved_anywhere(request.user)[:_MOST_LISTED]],
    }
    return TemplateResponse(request, "articles/admin/unsaved.html", context)


def go_on(desk: "ArticleAdmin", request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The form with what was posted, after a save of it was refused because of the log-in. Nothing is saved.

    It is the one form page without a token: the one that the browser has is of an earlier log-in. It only shows.
    """
    page = (
        reverse("admin:articles_article_change", args=[pk]) if pk else reverse("admin:articles_article_add")
    )
    if request.method != "POST":
        return HttpResponseRedirect(page)
    messages.info(request, "This is what you typed. It is not saved yet.")
    if pk and merging.is_answer(request):
        return merging.shown_again(desk, request, str(pk))
    article = Article.objects.filter(pk=pk).first() if pk else None
    shown = restoring.showing(request, request.POST.copy(), article)
    return desk.changeform_view(shown, str(pk) if pk else None, form_url=page)


def _article(desk: "ArticleAdmin", request: HttpRequest, form: uuid.UUID, *, new: bool) -> Article | None:
    """The article whose form this is, None for a new one. Raises Http404 and PermissionDenied."""
    article = Article.objects.filter(uuid=form).first()
    if article is None and not new:
        raise Http404
    allowed = desk.has_change_permission(request, article) if article else desk.has_add_permission(request)
    if not allowed:
        raise PermissionDenied
    return article


def _asked(request: HttpRequest) -> dict[str, Any]:
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Unreadable("This is no JSON.") from None
    if not isinstance(asked, dict):
        raise Unreadable("This is no JSON object.")
    return asked


def _uuid(asked: dict[str, Any], name: str) -> uuid.UUID:
    try:
        return uuid.UUID(asked[name])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Unreadable(f"“{name}” is no UUID.") from None


def _number(asked: dict[str, Any], name: str) -> int:
    value = asked.get(name)
    if type(value) is not int or not 0 <= value <= _MOST_COUNTED:
        raise Unreadable(f"“{name}” is no number that counts.")
    return value
