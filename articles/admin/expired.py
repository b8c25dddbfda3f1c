"""A form sent after one was logged out: said plainly, with what was typed in it, instead of a page that loses it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.views.csrf import csrf_failure

from .numbers import number_in

_OPEN = {"login", "logout", "admin_password_reset", "password_reset_confirm", "articles_article_preview"}
_NEW = {"articles_article_add", "articles_article_go_on"}
_SECRET = {"csrfmiddlewaretoken", *settings.AXES_SENSITIVE_PARAMETERS}
_WORTH_SHOWING = 20


def keep_what_was_typed(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a POST to the desk without a session answers 401 with what to do; nothing is redirected away."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        asked = request.method == "POST" and request.path.startswith(reverse("admin:index"))
        if not asked or request.user.is_authenticated or response.status_code != 302:
            return response
        if resolve(request.path_info).url_name in _OPEN:
            return response
        return render(request, "logged_out.html", _typed(request), status=401)

    return respond


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token is of an earlier log-in, with what was typed in it."""
    if request.method != "POST" or not request.path.startswith(reverse("admin:index")):
        return csrf_failure(request, reason)
    return render(request, "form_too_old.html", _typed(request), status=403)


def _typed(request: HttpRequest) -> dict[str, object]:
    """What was posted, and for an article's form where it can be gone on with; secrets are left out."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in _SECRET and "password" not in name
    ]
    article = _article_form(request)
    return {
        "fields": fields,
        "go_on": article,
        "texts": [] if article else [value for _name, value in fields if len(value) > _WORTH_SHOWING],
    }


def _article_form(request: HttpRequest) -> str:
    """Where the posted form of an article is shown again with all that stands in it; "" for other forms."""
    try:
        match: ResolverMatch = resolve(request.path_info)
    except Resolver404:
        return ""
    if match.url_name in _NEW and not match.kwargs:
        return reverse("admin:articles_article_go_on")
    key = match.kwargs.get("object_id") if match.url_name == "articles_article_change" else None
    if match.url_name == "articles_article_go_on":
        key = str(match.kwargs["pk"])
    pk = number_in(key)
    return reverse("admin:articles_article_go_on", args=[pk]) if pk else ""
