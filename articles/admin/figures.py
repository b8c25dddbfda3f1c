"""Figures on the desk: the gallery, and a page for each with its words and where it is used."""

import json
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse

from articles.figures import removing
from articles.figures.words import StaleWords, Words, change_words
from articles.models import Article, Edition, EditionFigure, Figure, FigureUse
from articles.refusals import Refused

from . import figure_upload
from .base import DeskAdmin
from .cleaning import CleanTextMixin
from .figure_rows import UseFilter, address


class WordsForm(CleanTextMixin, forms.ModelForm):
    """A figure's words, and those that stood on the page when it was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Figure
        fields = ["caption", "credit", "licence"]
        widgets = {"caption": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = json.dumps(asdict(Words.of(self.instance)), ensure_ascii=False)

    def seen_words(self) -> Words:
        """The words that the person had before them; none for a field that was tampered with."""
        try:
            return Words(**json.loads(self.cleaned_data["seen"]))
        except (ValueError, TypeError, RecursionError):
            return Words()

    def overtaken(self, current: Words) -> None:
        """Take the words that stand now for seen: to save once more is then to mean it."""
        self.data = self.data.copy()
        self.data["seen"] = json.dumps(asdict(current), ensure_ascii=False)


@admin.register(Figure)
class FigureAdmin(DeskAdmin):
    """Images are uploaded, given words, and deleted while nothing shows them; their pixels never change."""

    change_list_template = "articles/admin/figure_list.html"
    list_display = ["caption"]
    list_display_links = None
    list_filter = [UseFilter]
    list_per_page = 24
    search_fields = ["caption", "credit", "licence", "digest"]
    search_help_text = "By words of the caption or credit"
    ordering = ["-pk"]

    def get_urls(self) -> list[URLPattern]:
        return [*figure_upload.pages(self), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Figure]:
        figures = super().get_queryset(request).prefetch_related("renditions")
        return figures.annotate(drafts=_number(FigureUse), in_editions=_number(EditionFigure))

    def has_delete_permission(self, request: HttpRequest, obj: Figure | None = None) -> bool:
        return request.user.has_perm("articles.delete_figure")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": "Figures"} | (extra_context or {}))

    def add_view(self, request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
        return figure_upload.upload_page(self, request)

    def change_view(self, request: HttpRequest, object_id: str, *_: Any, **__: Any) -> HttpResponse:
        """The image, its words, and where it is used."""
        figure = self._readable(request, object_id)
        may_change = self.has_change_permission(request, figure)
        form, status = WordsForm(instance=figure), 200
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            form, status = WordsForm(request.POST, instance=Figure.objects.get(pk=figure.pk)), 422
            if form.is_valid():
                try:
                    return self._saved(request, figure, form)
                except StaleWords as stale:
                    form.add_error(None, stale.reasons)
                    form.overtaken(stale.current)
                    status = 409
                except Refused as refusal:
                    form.add_error(None, refusal.reasons)
        context = (
            self.page(request, str(figure)) | self._shown(figure) | {"form": form, "may_change": may_change}
        )
        return TemplateResponse(request, "articles/admin/figure.html", context, status=status)

    def delete_view(self, request: HttpRequest, object_id: str, *_: Any, **__: Any) -> HttpResponse:
        """Asked once more; or why not, and where it is used."""
        figure = self._readable(request, object_id)
        if not self.has_delete_permission(request, figure):
            raise PermissionDenied
        reasons = removing.uses(figure)
        if request.method == "POST":
            try:
                removing.delete(figure, by=request.user)
            except Refused as refusal:
                reasons = refusal.reasons
            else:
                messages.success(request, "The figure is deleted, and its files with it.")
                return HttpResponseRedirect(reverse("admin:articles_figure_changelist"))
        context = self.page(request, "Delete this figure") | self._shown(figure) | {"reasons": reasons}
        status = 409 if request.method == "POST" else 200
        return TemplateResponse(request, "articles/admin/figure_delete.html", context, status=status)

    def history_view(self, request: HttpRequest, object_id: str, *_: Any, **__: Any) -> HttpResponse:
        raise Http404("The audit trail has it.")

    def page(self, request: HttpRequest, title: str) -> dict[str, Any]:
        """What the template of each page about figures needs."""
        return self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "has_delete_permission": self.has_delete_permission(request),
        }

    def _readable(self, request: HttpRequest, object_id: str) -> Figure:
        figure = self.get_object(request, object_id)
        if figure is None:
            raise Http404("There is no such figure.")
        if not self.has_view_or_change_permission(request, figure):
            raise PermissionDenied
        return figure

    def _shown(self, figure: Figure) -> dict[str, Any]:
        sizes = list(figure.renditions.all())
        drafts = Article.objects.filter(figure_uses__figure=figure).order_by("title", "pk")
        editions = Edition.objects.filter(figures__figure=figure).select_related("article")
        return {
            "figure": figure,
            "sizes": sizes,
            "largest": sizes[-1],
            "source": address(sizes[-1]),
            "drafts": drafts.only("title"),
            "editions": editions.only("number", "article__title").order_by("article__title", "number"),
            "goes_on": figure.unused_since
            and not figure.in_editions
            and figure.unused_since + removing.GRACE,
        }

    def _saved(self, request: HttpRequest, figure: Figure, form: WordsForm) -> HttpResponse:
        words = Words(**{name: form.cleaned_data[name] for name in ["caption", "credit", "licence"]})
        before = Words.of(Figure.objects.get(pk=figure.pk))
        articles = change_words(figure, words, by=request.user, seen=form.seen_words())
        said = "Nothing changed." if words == before else "Saved."
        if articles:
            named = ", ".join(f"“{article.title}”" for article in articles[:3])
            more = f" and {len(articles) - 3} more" if len(articles) > 3 else ""
            said = f"Saved. A new version was made of what shows it: {named}{more}."
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:articles_figure_change", args=[figure.pk]))


def _number(uses: type[Model]) -> Coalesce:
    """How many uses of a kind a figure has, counted for the rows that are shown alone."""
    of_one = uses.objects.filter(figure=OuterRef("pk")).order_by().values("figure")
    return Coalesce(Subquery(of_one.annotate(number=Count("pk")).values("number")), 0)
