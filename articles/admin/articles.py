"""The article's page on the editors' desk, and the one way in which it saves."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import IntegrityError, connection, models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from markdownx.models import MarkdownxField

from articles import audit, clock, document, preflight, states, writing
from articles.models import Article, ArticleVersion, User
from articles.rendering import MOST_CHARACTERS

from . import comparing, editor
from .base import DeskAdmin
from .cleaning import CleanTextMixin
from .lists import PublicStateFilter, WorkStateFilter
from .parts import AuthorshipInline, KeyPointInline, QuotationInline, ReferenceInline

_language = RegexValidator(
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "Write a language tag, such as en, en-GB or de."
)


class TopicsField(forms.ModelMultipleChoiceField):
    def _check_values(self, value: Any) -> Any:
        try:
            return super()._check_values(value)
        except OverflowError:  # a number that no row has and no database takes
            raise forms.ValidationError("Choose from the topics on the list.") from None


class ArticleForm(CleanTextMixin, forms.ModelForm):
    """The working copy. `seen` is the version that the person started from; `stale` the one that came since."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    refused = ""

    class Meta:
        model = Article
        exclude = ["created_at"]  # noqa: DJ006 - the page names its fields
        widgets = {"topics": forms.CheckboxSelectMultiple}
        field_classes = {"topics": TopicsField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stale: writing.StaleSave | None = None
        if "slug" not in self.fields:
            return
        self.fields["slug"].required = False
        self.fields["slug"].help_text += " Leave it blank to have it made from the title."
        self.fields["language"].validators.append(_language)
        self.fields["body"].validators.append(MaxLengthValidator(MOST_CHARACTERS))
        self.fields["owner"].queryset = User.objects.filter(
            Q(is_active=True, is_staff=True) | Q(pk=self.instance.owner_id)
        )
        if self.instance.pk:
            latest = self.instance.versions.order_by("-number").values_list("number", flat=True).first()
            self.initial["seen"] = latest or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self._slug_is_made_up() and cleaned.get("title", "").casefold() not in {"", "untitled"}:
            cleaned["slug"] = ""  # made from the title below, now that there is one
        if self.refused:
            self.add_error(None, self.refused)
        if self.instance.pk:
            self._refuse_stale()
        if not cleaned.get("slug") and "slug" not in self.errors:
            kept = "" if self._slug_is_made_up() and cleaned.get("title") else self.instance.slug
            cleaned["slug"] = kept or writing.free_slug(cleaned.get("title", ""))
        elif writing.taken(cleaned.get("slug", ""), self.instance):
            self.add_error(
                "slug", "This address was another article's: old links lead there. Choose another."
            )
        return cleaned

    def _slug_is_made_up(self) -> bool:
        """Whether the address is the one that an article without a title was given, and nobody chose another."""
        if not self.instance.pk or "slug" in self.changed_data:
            return False
        made_up = re.fullmatch(r"untitled(-\d+)?", self.instance.slug)
        return bool(made_up) and not self.instance.slugs.exists()

    def _refuse_stale(self) -> None:
        try:
            writing.refuse_stale(self.instance, seen=self.cleaned_data.get("seen") or 0)
        except writing.StaleSave as stale:
            self.stale = stale
            self.add_error(None, stale.reasons)
            # The comparison is on the screen now: saving again is a decision.
            self.data = self.data.copy()
            self.data["seen"] = str(stale.current.number)


class ArticleAdmin(DeskAdmin):
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
    list_display = ["__str__", "kind", "public_state", "work_state", "owner", "changed_at"]
    list_filter = ["kind", PublicStateFilter, WorkStateFilter]
    list_select_related = ["state", "owner"]
    search_fields = ["title", "slug"]
    search_help_text = "By title or address"
    ordering = ["-state__changed_at", "-pk"]

    def get_urls(self) -> list[URLPattern]:
        version = self.admin_site.admin_view(self.version_view)
        return [
            path("preview/", self.preview_view, name="articles_article_preview"),
            path("<int:pk>/history/<int:number>/", version, name="articles_article_version"),
            *super().get_urls(),
        ]

    @admin.display(description="public", ordering="state__live_since")
    def public_state(self, article: Article) -> str:
        return states.public_state(article.state, clock.now()).label

    @admin.display(description="work")
    def work_state(self, article: Article) -> str:
        return states.work_state(article.state).label

    @admin.display(description="changed", ordering="state__changed_at")
    def changed_at(self, article: Article) -> datetime | None:
        return article.state.changed_at

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        article = super().get_object(request, object_id, from_field)
        if article and request.method == "POST" and connection.in_atomic_block:
            return Article.objects.select_for_update().get(pk=article.pk)
        return article

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"owner": request.user.pk} | super().get_changeform_initial_data(request)

    def get_form(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> type[ArticleForm]:
        form = super().get_form(request, obj, **kwargs)
        form.refused = getattr(request, "refused", "")
        return form

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
        if article:
            stored = Article.objects.get(pk=article.pk)
            context["findings"] = preflight.findings(document.content_of(stored))
            context["blocking"] = sum(finding.blocks for finding in context["findings"])
        if form.is_bound and form.stale:
            current = form.stale.current
            seen = article.versions.filter(number=form.cleaned_data.get("seen") or 0).first()
            context |= {"current": current, "changes": comparing.changes(seen, current)}
        response = super().render_change_form(request, context, *args, **kwargs)
        if form.is_bound and form.stale:
            response.status_code = 409
        return response

    def typed(self, request: HttpRequest, article: Article | None) -> tuple[ArticleForm, list[Any]]:
        """The form and its parts as they were posted, for `typed.content`; nothing is saved."""
        form = self.get_form(request, article, change=article is not None)(request.POST, instance=article)
        formsets, _inlines = self._create_formsets(request, form.instance, change=article is not None)
        return form, formsets

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        may_write = self.has_change_permission(request) or self.has_add_permission(request)
        return editor.preview(request, may_write=may_write)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        article = self._readable(request, object_id)
        versions = list(article.versions.select_related("by").order_by("-number"))
        older = [*versions[1:], None]
        context = self._page(request, article, "Versions") | {
            "versions": [
                (version, comparing.changed_names(before, version))
                for version, before in zip(versions, older, strict=True)
            ]
        }
        return TemplateResponse(request, "articles/admin/versions.html", context)

    def version_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        article = self._readable(request, str(pk))
        versions = article.versions.select_related("by").order_by("-number")
        version = versions.filter(number=number).first()
        if version is None:
            raise Http404(f"There is no version {number}.")
        before = versions.filter(number__lt=number).first()
        context = self._page(request, article, f"Version {number}") | {
            "version": version,
            "before": before,
            "changes": comparing.changes(before, version),
            "whole": comparing.whole(version),
        }
        return TemplateResponse(request, "articles/admin/version.html", context)

    def _readable(self, request: HttpRequest, object_id: str) -> Article:
        article = self.get_object(request, object_id)
        if article is None:
            raise Http404("There is no such article.")
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        return article

    def _page(self, request: HttpRequest, article: Article, title: str) -> dict[str, Any]:
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
