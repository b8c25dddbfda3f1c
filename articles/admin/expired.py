"""A form sent after one was logged out: said plainly, instead of a log-in page that loses what was typed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse

_OPEN = {"login", "logout", "admin_password_reset", "password_reset_confirm", "articles_article_preview"}


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
        return render(request, "logged_out.html", status=401)

    return respond
