"""Answers to the scripts of the desk: JSON with what was asked for, or with one sentence. Never a page to log in."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

if TYPE_CHECKING:
    from .articles import ArticleAdmin

SIGNED_OUT = "You are signed out. Your text is kept here: sign in in another tab, then go on."
OTHER_LOGIN = "You signed in anew since this page was opened. Your text is kept here."
TOO_MUCH = "This is more than can be sent at once. Your text is kept here."

Answering = Callable[..., HttpResponse]


def to_script(desk: "ArticleAdmin", view: Answering) -> Answering:
    """A view for POSTs of a script by staff, called as `view(desk, request, ...)`; every refusal is JSON.

    Somebody signed out gets 401, the token of an earlier log-in 403 with the `token` that holds now, another method
    405, too much 413. What the view raises for a missing right or article is said as 403 or 404.
    """

    @csrf_exempt  # it is checked here, where a refusal can be said in JSON
    @never_cache
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        @csrf_protect
        def checked(request: HttpRequest) -> HttpResponse:
            return view(desk, request, *args, **kwargs)

        if not desk.admin_site.has_permission(request):
            return refusal(401, SIGNED_OUT)
        if request.method != "POST":
            return refusal(405, "This address takes POST alone.")
        try:
            answer = checked(request)
        except PermissionDenied as problem:
            return refusal(403, str(problem) or "You may not edit this article.")
        except Http404:
            return refusal(404, "There is no such article any more.")
        except SuspiciousOperation:
            return refusal(413, TOO_MUCH)
        if answer.status_code == 403 and not isinstance(answer, JsonResponse):
            return refusal(403, OTHER_LOGIN, token=get_token(request))
        return answer

    return wraps(view)(answered)


def refusal(status: int, sentence: str, **more: str) -> JsonResponse:
    """A refusal that a script can show as it stands."""
    return JsonResponse({"error": sentence} | more, status=status)
