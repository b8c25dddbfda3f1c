"""Authors and topics."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.validators import RegexValidator
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import slugify

from articles import writing
from articles.groups import Group, belongs
from articles.models import Article, Author, Topic

from .base import DeskAdmin
from .cleaning import CleanTextMixin

_orcid = RegexValidator(r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", "Write it as 0000-0002-1825-0097.")


class NamedForm(CleanTextMixin, forms.ModelForm):
    """A form whose address is made from the name when it is left blank."""

    slug = forms.SlugField(
        label="Address",
        max_length=80,
        required=False,
        help_text="Leave it blank to have it made from the name.",
    )

    def clean_slug(self) -> str:
        given = self.cleaned_data["slug"]
        if given or self.instance.slug:
            return given or self.instance.slug
        base = slugify(self.data.get(self.add_prefix("name"), ""))[:60] or "unnamed"
        slug, number = base, 2
        while self._meta.model.objects.filter(slug=slug).exists():
            slug, number = f"{base}-{number}", number + 1
        return slug


class AuthorForm(NamedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "orcid" in self.fields:
            self.fields["orcid"].validators.append(_orcid)


class SharedAdmin(DeskAdmin):
    """Something that stands in several articles: to change it is to save each of them."""

    part_of = ""

    def save_model(self, request: HttpRequest, obj: Model, form: NamedForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change:
            writing.record_all(Article.objects.filter(**{self.part_of: obj}).order_by("pk"), by=request.user)


@admin.register(Author)
class AuthorAdmin(SharedAdmin):
    part_of = "authorships__author"

    def get_readonly_fields(self, request: HttpRequest, obj: Author | None = None) -> list[str]:
        # The link keeps an author from signing their own article: writers do not undo it.
        may_link = request.user.is_superuser or belongs(request.user, Group.EDITOR)
        return [] if may_link else ["user"]

    form = AuthorForm
    fields = ["name", "credentials", "affiliation", "orcid", "user", "slug"]
    list_display = ["name", "credentials", "affiliation", "user"]
    list_select_related = ["user"]
    search_fields = ["name", "affiliation"]


@admin.register(Topic)
class TopicAdmin(SharedAdmin):
    part_of = "topics"
    form = NamedForm
    fields = ["name", "description", "slug"]
    list_display = ["name", "slug"]
    search_fields = ["name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Topic | None = None) -> list[str]:
        # A topic's address stands in signed documents and in readers' bookmarks.
        return ["slug"] if obj else []
