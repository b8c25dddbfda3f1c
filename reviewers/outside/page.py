"""The page of an expert without an account: the edition, the question, and their comments, behind a link of their own.

The address is the whole secret. So nothing here is cached, indexed, or named to another site; no answer but a good
link's tells anything of the text; and reading changes nothing: mail scanners open links, too.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Edition
from articles.passages import passages
from articles.public.figures import file_answer
from articles.public.showing import lists
from articles.refusals import Refused
from articles.rendering import frozen_html
from reviewers import commenting
from reviewers.desk.remarking import RemarkForm
from reviewers.models import AdviceLink, Comment, Reply
from reviewers.outside import advising, doors
from reviewers.outside.doors import Door

ROOT = "/advice/"
_PRIVATE = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True)
class Said:
    """One comment of theirs, and what became of it, in words."""

    comment: Comment
    standing: str


def keep_private(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whatever is answered below `ROOT`, errors too, is kept by nobody and names its address to nobody."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith(ROOT):
            for name, value in _PRIVATE.items():
                response.headers[name] = value
            response.headers.pop("ETag", None)  # nobody has a copy that could be asked about
        return response

    return respond


# No cookie gives a right here, so that there is nothing for another site to ride on: whoever could forge a request
# knows the link. And a browser that names no referrer sends "Origin: null", which Django's check would refuse.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def advice(request: HttpRequest, token: str) -> HttpResponse:
    """Show the edition and take comments: 404 for a link that never was, 410 for one that works no more, 422 for what
    cannot be read, 409 for a refusal. What was typed is kept."""
    door, link = doors.find(token)
    if link is None:
        return render(request, "404.html", status=404)
    if door is not Door.OPEN:
        return _closed(request, door, link)
    edition = link.edition
    posted = request.POST if request.method == "POST" else None
    form = _form(edition, posted)
    reasons = doors.limit_objections(link)
    status = 409 if posted is not None and reasons else 200
    if posted is not None and not reasons:
        status = 422
        if form.is_valid():
            try:
                advising.comment(link, remark=form.remark())
            except Refused as refusal:
                door, _ = doors.find(token)
                if door is not Door.OPEN:
                    return _closed(request, door, link, typed=form.cleaned_data["text"])
                status, reasons = 409, refusal.reasons
            else:
                return HttpResponseRedirect(f"{request.path}?done#said")
    content = edition.content
    shows_figures = bool(content.get("figures"))
    context = {
        "link": link,
        "edition": edition,
        "content": content,
        "html": frozen_html(edition, images_below=request.path.rstrip("/") if shows_figures else ""),
        "is_as_signed": not shows_figures,
        "form": form,
        "reasons": reasons,
        "may": not doors.limit_objections(link),
        "said": [Said(comment, _standing(comment)) for comment in doors.said_by(link)],
        "thanked": "done" in request.GET,
    }
    return render(request, "reviewers/outside/advice.html", context, status=status)


@require_safe
def figure(request: HttpRequest, token: str, digest: str, extension: str) -> HttpResponse:
    """An image of the edition, for the holder of a link that works: 404 for everything else."""
    door, link = doors.find(token)
    if link is None or door is not Door.OPEN or not lists(link.edition.content, (digest, extension)):
        raise Http404
    return file_answer(digest, extension)


def _closed(request: HttpRequest, door: Door, link: AdviceLink, typed: str = "") -> HttpResponse:
    context = {"link": link, "door": door.value, "typed": typed}
    return render(request, "reviewers/outside/closed.html", context, status=410)


def _form(edition: Edition, posted: QueryDict | None) -> RemarkForm:
    form = RemarkForm(posted, page=lambda: passages(edition.content, edition.html))
    form.label_suffix = ""
    form.fields["quote"].label = "About these words"
    form.fields["text"].label = "Your comment"
    return form


def _standing(comment: Comment) -> str:
    match commenting.turn_of(comment):
        case Reply.What.RESOLVED:
            return "The editors answered it"
        case Reply.What.SETTLED:
            return "Settled"
        case _:
            return "With the editors"


# Without the last slash as well: a redirect there would be one more answer that names the address.
urls = [
    path("advice/<str:token>/", advice, name="advice"),
    path("advice/<str:token>", advice),
    path("advice/<str:token>/figures/<slug:digest>.<slug:extension>", figure),
]
