"""What Word, Google Docs or a web page put on the clipboard, as Markdown for the text field."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from articles.importing import clipboard
from articles.importing.decoding import Unreadable

from .answers import refusal, to_script

if TYPE_CHECKING:
    from .articles import ArticleAdmin

_MOST_CHARACTERS = 2_000_000


def pages(desk: "ArticleAdmin") -> list[URLPattern]:
    """The address that turns HTML into Markdown."""
    return [path("paste/", to_script(desk, paste), name="articles_article_paste")]


def paste(desk: "ArticleAdmin", request: HttpRequest) -> HttpResponse:
    """The fields of a `clipboard.Pasted` for the posted `html`. Nothing is kept."""
    if not (desk.has_change_permission(request) or desk.has_add_permission(request)):
        raise PermissionDenied("You may not edit articles.")
    html = request.POST.get("html", "")
    if not html:
        return refusal(400, "There is nothing to paste.")
    if len(html) > _MOST_CHARACTERS:
        return refusal(413, "This is too much to paste at once. Save it as a file and import that.")
    try:
        pasted = clipboard.read(html)
    except Unreadable as problem:
        return refusal(400, str(problem))
    return JsonResponse(asdict(pasted))
