"""The article's page on the editors' desk, and the one way in which it saves."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from markdownx.models import MarkdownxField

from articles import audit, clock, document, writing
from articles.beginnings import BEGINNINGS
from articles.models import Article, ArticleVersion

from . import beside, bulk, duplicate, editor, history, importing, keeping, merging, pasting, typed
from .article_form import ArticleForm
from .article_list import ArticleList
from .parts import AuthorshipInline, KeyPointInline, QuotationInline, ReferenceInline
from .problems import problems
from .restoring import KeepsTyping


class ArticleAdmin(KeepsTyping, ArticleList):
    """Writing an article. `reviewers.desk` registers it, with what may be done next."""

    form = ArticleForm
    change_form_template = "articles/admin/article_form.html"
    formfield_overrides = {
        MarkdownxField: {"widget": editor.EditorWidget},
        models.URLField: {"widget": forms.URLInput(attrs={"class": "vURLField"})},
    }
    fieldsets = [
        ("Text", {"fields": [("kind", "audience"), "title", "summary", "body"]}),
        (
            "Details",
            {
                "classes": ["after"],
                "fields": [("source_name", "source_url"), "topics", "ai_assistance", "slug", "language"],
            },
        ),
        ("Desk", {"classes": ["after"], "fields": ["owner", "review_interval_months", "source_note"]}),
    ]
    inlines = [AuthorshipInline, KeyPointInline, ReferenceInline, QuotationInline]

    def get_urls(self) -> list[URLPattern]:
        modules = [editor, pasting, keeping, history, bulk, duplicate, importing]
        ours = [page for module in modules for page in module.pages(self)]
        return [*ours, *super().get_urls()]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        article = super().get_object(request, object_id, from_field)
        if article and request.method == "POST" and connection.in_atomic_block:
            return Article.objects.select_for_update().get(pk=article.pk)
        return article

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        kind = Article.Kind.values[0]
        begun = {"owner": request.user.pk, "kind": kind, "body": BEGINNINGS[kind]}
        return begun | super().get_changeform_initial_data(request)

    def get_form(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> type[ArticleForm]:
        form = super().get_form(request, obj, **kwargs)
        form.refused, form.by = getattr(request, "refused", ""), request.user
        return form

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if merging.is_answer(request):
            return merging.answered(self, request, object_id)
        return super().change_view(request, object_id, *args, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            request.refused = (
                "Somebody else saved something at this very moment. Nothing is lost: save again."
            )
        except (audit.ClockWentBack, document.NotCanonical) as problem:
            request.refused = str(problem)
        # All of it was rolled back. Once more, with the refusal on the form and everything that was typed.
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        if not change:
            obj.created_at = clock.now()
        obj.save()

    def save_related(
        self, request: HttpRequest, form: ArticleForm, formsets: list[Any], change: bool
    ) -> None:
        form.save_m2m()
        for formset in formsets:
            formset.save_parts()
        for formset in formsets:
            formset.save_rest()
        request.version = writing.record(form.instance, by=request.user)
        self.end_sitting(request, form)

    def log_addition(self, *_: Any) -> None:
        """The audit trail has it."""

    def log_change(self, *_: Any) -> None:
        """The audit trail has it."""

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._saved(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._saved(request, obj) or super().response_change(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form, article = context["adminform"].form, context["original"]
        if form.is_bound and form.stale:
            return merging.stale_page(self, request, article)
        inlines = context["inline_admin_formsets"]
        context["problems"] = problems(form, inlines, context["adminform"].fieldsets)
        context["beginnings"] = BEGINNINGS
        if form.is_bound:
            context |= beside.text_beside(typed.content(form, [inline.formset for inline in inlines]))
        elif article:
            context |= beside.text_beside(document.content_of(article))
        return super().render_change_form(request, context, *args, **kwargs)

    def typed(self, request: HttpRequest, article: Article | None) -> tuple[ArticleForm, list[Any]]:
        """The form and its parts as they were posted, for `typed.content`; nothing is saved."""
        form = self.get_form(request, article, change=article is not None)(
            self.posted(request), instance=article
        )
        formsets, _inlines = self._create_formsets(request, form.instance, change=article is not None)
        return form, formsets

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return history.versions_page(self, request, object_id)

    def readable(self, request: HttpRequest, object_id: str) -> Article:
        """The article, for somebody who may read it. Raises Http404 and PermissionDenied."""
        article = self.get_object(request, object_id)
        if article is None:
            raise Http404("There is no such article.")
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        return article

    def page(self, request: HttpRequest, article: Article, title: str) -> dict[str, Any]:
        """What the template of a page about one article needs."""
        return self.admin_site.each_context(request) | {
            "title": title,
            "subtitle": str(article),
            "article": article,
            "opts": self.opts,
        }

    def _saved(self, request: HttpRequest, article: Article) -> HttpResponse | None:
        """Say what was saved and stay on the page, where the next act stands; None in a popup."""
        if IS_POPUP_VAR in request.POST:
            return None
        version: ArticleVersion | None = request.version
        said = f"Saved as version {version.number}." if version else "Nothing changed."
        messages.add_message(request, messages.SUCCESS if version else messages.INFO, said)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
