"""The text field of the editors' desk, with its preview."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse_lazy
from django.views.decorators.cache import never_cache
from markdownx.widgets import MarkdownxWidget

from articles.rendering import TooLong, render_markdown

if TYPE_CHECKING:
    from .articles import ArticleAdmin


class EditorWidget(MarkdownxWidget):
    """A plain text area beside its preview. Nothing of the package's script, style or addresses is used."""

    template_name = "articles/admin/editor.html"

    class Media:
        extend = False
        js = ["editor.js"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Textarea.get_context(self, name, value, attrs)
        return context | {"preview_url": reverse_lazy("admin:articles_article_preview")}

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        return forms.Textarea.render(self, name, value, attrs, renderer)


def pages(desk: "ArticleAdmin") -> list[URLPattern]:
    """The address of the preview."""
    return [path("preview/", never_cache(partial(preview, desk)), name="articles_article_preview")]


def preview(desk: "ArticleAdmin", request: HttpRequest) -> HttpResponse:
    """The HTML of posted Markdown, as the page will have it, or a refusal as JSON: never a page to log in.

    Takes `text` and, in their order, the `key` of each reference.
    """
    if not (request.user.is_authenticated and request.user.is_staff):
        return _refusal(
            401, "You are signed out. Your text is still here: sign in in another tab, then go on."
        )
    if not (desk.has_change_permission(request) or desk.has_add_permission(request)):
        return _refusal(403, "You may not edit articles.")
    if request.method != "POST":
        return _refusal(405, "The preview takes a text by POST.")
    if "text" not in request.POST:
        return _refusal(400, "There is no text to show.")
    references = [{"key": key} for key in request.POST.getlist("key")]
    try:
        return HttpResponse(render_markdown(request.POST["text"], references=references))
    except TooLong as problem:
        return _refusal(413, str(problem))


def _refusal(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
