"""The text field of the editors' desk: its toolbar, its dialogs, and the preview of the whole article beside it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from markdownx.widgets import MarkdownxWidget

from articles.rendering import TooLong, render_document

from . import typed
from .answers import refusal, to_script
from .beside import text_beside

if TYPE_CHECKING:
    from .articles import ArticleAdmin


class EditorWidget(MarkdownxWidget):
    """A plain text area beside its preview. Nothing of the package's script, style or addresses is used.

    `article` is the key of the article on the form, None for a new one.
    """

    template_name = "articles/admin/editor.html"
    article: int | None = None

    class Media:
        extend = False
        css = {"all": ["editor.css"]}
        js = [
            "editor-text.js",
            "editor-asking.js",
            "editor-step.js",
            "editor-preview.js",
            "editor-toolbar.js",
            "editor-citing.js",
            "editor-figures.js",
            "editor-pasting.js",
            "editor.js",
        ]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Textarea.get_context(self, name, value, attrs)
        of_article = [self.article] if self.article else []
        return context | {
            "preview_url": reverse("admin:articles_article_preview", args=of_article),
            "upload_url": reverse("admin:articles_figure_upload"),
            "choose_url": reverse("admin:articles_figure_choose"),
        }

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        return forms.Textarea.render(self, name, value, attrs, renderer)


def pages(desk: "ArticleAdmin") -> list[URLPattern]:
    """The addresses of the preview: of an article's form, and of the form for a new one."""
    view = to_script(desk, preview)
    return [
        path("preview/", view, name="articles_article_preview"),
        path("<int:pk>/preview/", view, name="articles_article_preview"),
    ]


def preview(desk: "ArticleAdmin", request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """What the posted form would be on the public page, and what is to be said of it; nothing is saved.

    `html` is what an edition of the same content has between its article tags, but for the note of a change; `beside`
    stands beside the form: findings and reading measures.
    """
    article = desk.get_object(request, str(pk)) if pk else None
    if pk and article is None:
        raise Http404
    allowed = desk.has_change_permission(request, article) if article else desk.has_add_permission(request)
    if not allowed:
        raise PermissionDenied("You may not edit this article.")
    if "body" not in request.POST:
        return refusal(400, "There is no text to show.")
    content = typed.content(*desk.typed(request, article))
    try:
        html = render_document(content)
    except TooLong as problem:
        return refusal(413, str(problem))
    beside = render_to_string("articles/admin/_beside_text.html", text_beside(content), request)
    return JsonResponse({"html": html, "beside": beside})
