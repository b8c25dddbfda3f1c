"""The article's page on the editors' desk, and the one way in which it saves."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.core.validators import RegexValidator
from django.db import IntegrityError, connection, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from markdownx.models import MarkdownxField

from articles import audit, clock, document, preflight, writing
from articles.models import Article, ArticleVersion, User
from articles.rendering import MOST_CHARACTERS

from . import comparing, editor
from .base import DeskAdmin
from .cleaning import CleanTextMixin
from .parts import (
    AuthorshipInline,
    KeyPointFormSet,
    KeyPointInline,
    QuotationInline,
    ReferenceFormSet,
    ReferenceInline,
)

_language = RegexValidator(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "Write a language tag, such as en, en-GB or de.")


class ArticleForm(CleanTextMixin, forms.ModelForm):
    """The working copy. `seen` is the version that the person started from; `stale` the one that came since."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    refused = ""

    class Meta:
        model = Article
        exclude = ["created_at"]  # noqa: DJ006 - the page names its fields
        widgets = {"topics": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stale: writing.StaleSave | None = None
        if "slug" not in self.fields:
            return
        self.fields["slug"].required = False
        self.fields["slug"].help_text += " Leave it blank to have it made from the title."
        self.fields["language"].validators.append(_language)
        self.fields["body"].validators.append(forms.CharField(max_length=MOST_CHARACTERS).validators[0])
        self.fields["owner"].queryset = User.objects.filter(is_active=True, is_staff=True)
        if self.instance.pk:
            latest = self.instance.versions.order_by("-number").values_list("number", flat=True).first()
            self.initial["seen"] = latest or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.refused:
            self.add_error(None, self.refused)
        if self.instance.pk:
            self._refuse_stale()
        if not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = self.instance.slug or writing.free_slug(cleaned.get("title", ""))
        elif writing.taken(cleaned.get("slug", ""), self.instance):
            self.add_error("slug", "This address was another article's: old links lead there. Choose another.")
        return cleaned

    def _refuse_stale(self) -> None:
        try:
            writing.refuse_stale(self.instance, seen=self.cleaned_data.get("seen") or 0)
        except writing.StaleSave as stale:
            self.stale = stale
            self.add_error(None, stale.reasons)
            # The comparison is on the screen now: saving again is a decision.
            self.data = self.data.copy()
            self.data["seen"] = str(stale.current.number)
