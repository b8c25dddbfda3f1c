"""The working copy as a form: what is typed, cleaned, and refused when somebody else saved first."""

import re
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db.models import Q

from articles import writing
from articles.models import Article, User
from articles.rendering import MOST_CHARACTERS

from .cleaning import CleanTextMixin

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
