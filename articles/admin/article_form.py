"""The working copy as a form: what is typed, cleaned, and refused when somebody else saved first."""

import re
import uuid
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db.models import Q

from articles import writing
from articles.beginnings import BEGINNINGS, is_untouched
from articles.models import Article, User
from articles.rendering import MOST_CHARACTERS

from . import merge_form
from .cleaning import CleanTextMixin

language_tag = RegexValidator(
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "Write a language tag, such as en, en-GB or de."
)


# What every article has: left blank it stays as it was, for nothing blank stops a draft from being saved.
_STAYS = ["kind", "audience", "language", "owner", "review_interval_months"]


class TopicsField(forms.ModelMultipleChoiceField):
    def _check_values(self, value: Any) -> Any:
        try:
            return super()._check_values(value)
        except OverflowError:  # a number that no row has and no database takes
            raise forms.ValidationError("Choose from the topics on the list.") from None


class ArticleForm(CleanTextMixin, forms.ModelForm):
    """The working copy. `seen` is the version that the person started from; `stale` the one that came since.

    `by` is whoever writes: a new article is theirs, if nobody else is chosen.
    """

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form = forms.UUIDField(required=False, widget=forms.HiddenInput)
    sitting = forms.UUIDField(required=False, widget=forms.HiddenInput)
    rows = forms.CharField(required=False, widget=forms.HiddenInput)
    refused = ""
    restored: Any = None
    by: User | None = None

    class Meta:
        model = Article
        exclude = ["created_at"]  # noqa: DJ006 - the page names its fields
        widgets = {"topics": forms.CheckboxSelectMultiple}
        field_classes = {"topics": TopicsField}

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(self.restored if data is None else data, *args, **kwargs)
        self.label_suffix = ""
        self.stale: writing.StaleSave | None = None
        self.initial |= {"form": self.instance.uuid, "sitting": uuid.uuid4()}
        if "slug" not in self.fields:
            return
        for name in ["slug", *_STAYS]:
            self.fields[name].required = False
        self.fields["kind"].choices = Article.Kind.choices
        self.fields["owner"].empty_label = None
        self.fields["slug"].help_text += f" {self._about_address()}"
        self.fields["language"].validators.append(language_tag)
        self.fields["body"].validators.append(MaxLengthValidator(MOST_CHARACTERS))
        self.fields["body"].widget.article = self.instance.pk
        self.fields["owner"].queryset = User.objects.filter(
            Q(is_active=True, is_staff=True) | Q(pk=self.instance.owner_id)
        )
        if self.instance.pk:
            latest = self.instance.versions.order_by("-number").values_list("number", flat=True).first()
            self.initial |= {"seen": latest or 0, "rows": merge_form.identities(self.instance)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._fill_in(cleaned)
        if self._slug_is_made_up() and cleaned.get("title", "").casefold() not in {"", "untitled"}:
            cleaned["slug"] = ""  # made from the title below, now that there is one
        if self.refused:
            self.add_error(None, self.refused)
        if self.instance.pk is None:
            self.instance.uuid = cleaned.get("form") or self.instance.uuid
        elif self.restored is None:
            self._refuse_stale()
        if not cleaned.get("slug") and "slug" not in self.errors:
            kept = "" if self._slug_is_made_up() and cleaned.get("title") else self.instance.slug
            cleaned["slug"] = kept or writing.free_slug(cleaned.get("title", ""))
        elif problem := self._taken(cleaned.get("slug", "")):
            self.add_error("slug", problem)
        return cleaned

    def _fill_in(self, cleaned: dict[str, Any]) -> None:
        """What was left blank stays as it was; a text in which nothing is written begins as its kind does."""
        begins = {"kind": Article.Kind.values[0], "owner": self.by}
        for name in _STAYS:
            if name not in self.errors and cleaned.get(name) in (None, ""):
                there = getattr(self.instance, name) if self.instance.pk or name not in begins else None
                cleaned[name] = there or begins.get(name, there)
        body = cleaned.get("body", "")
        if body.strip() and is_untouched(body) and "kind" in cleaned:
            chosen = "kind" in self.changed_data and cleaned["kind"] != self.instance.kind
            if chosen or not self.instance.pk:
                cleaned["body"] = BEGINNINGS[cleaned["kind"]]

    def _about_address(self) -> str:
        """What becomes of an address that is changed, said before it is."""
        live = self.instance.pk and self.instance.publications.live().values_list("slug", flat=True).first()
        if not live:
            return "Leave it blank to have it made from the title."
        return (
            f"Readers find it at /articles/{live}/ now. A new address begins with the next edition that is "
            "published; from then on the old ones lead there in one step."
        )

    def _taken(self, slug: str) -> str:
        """Why an article cannot have this address; "" if it can. Its own earlier ones it can have again."""
        holder = Article.objects.filter(slug=slug).exclude(pk=self.instance.pk).first()
        if holder:
            return f"“{slug}” is the address of “{holder}”. Choose another."
        former = Article.objects.filter(slugs__slug=slug).exclude(pk=self.instance.pk).first()
        return (
            f"“{slug}” was the address of “{former}”: old links lead there. Choose another." if former else ""
        )

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
