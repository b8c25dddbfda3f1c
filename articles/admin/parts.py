"""The parts of an article on its form: byline, key points with their evidence, references, quotations."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from articles.models import Author, Authorship, Evidence, KeyPoint, Quotation, Reference
from articles.text import clean

from . import evidence as evidence_lines
from . import statements
from .keys import made_key
from .numbers import number_in
from .part_forms import KnownChoiceField, PartForm, PartFormSet, lines

_MOST_ROWS = 2000


class AuthorshipForm(PartForm):
    stated = forms.ChoiceField(
        label="Interests",
        required=False,
        choices=[
            ("", "Not stated yet"),
            (statements.NONE_CHOSEN, "None"),
            (statements.THESE_CHOSEN, "These:"),
        ],
        help_text="What the author says of themselves. Readers see it beside the byline.",
    )
    interests = statements.statement_field(
        rows=2,
        help_text="Funding, employment, fees and shares of the last 36 months that touch this text.",
    )

    class Meta:
        field_classes = {"author": KnownChoiceField}
        error_messages = {"author": {"required": "Choose who this is, or remove the row."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["stated"], self.initial["interests"] = statements.taken_apart(
                self.instance.interests
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        choice, words = cleaned.get("stated", ""), cleaned.get("interests", "").strip()
        if choice == statements.THESE_CHOSEN and not words:
            choice = ""  # not written yet: the checks ask for it before review
        try:
            cleaned["interests"] = statements.put_together(choice, words)
        except ValueError as problem:
            self.add_error("interests", str(problem))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The field knows the authors that there are: the model would ask for each row's again.
        return super()._get_validation_exclusions() | {"author"}


class AuthorshipFormSet(PartFormSet):
    same = once = "author"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One list for all rows: each row would ask the database for its own.
        self.authors = {str(author.pk): author for author in Author.objects.all()}
        self.choices = [("", "---------"), *((author.pk, str(author)) for author in self.authors.values())]

    def add_fields(self, form: PartForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "author" in form.fields:
            form.fields["author"].choices = self.choices
            form.fields["author"].known = self.authors

    def make_way(self, changed: list[Authorship]) -> None:
        Authorship.objects.filter(pk__in=[part.pk for part in changed]).delete()
        for part in changed:
            part.pk = None


class KeyPointForm(PartForm):
    evidence = forms.CharField(
        required=False,
        widget=lines(2),
        help_text="One line each: [@key] and the source's own words. The key names a reference below.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["evidence"] = evidence_lines.written(self.instance.evidence.all())
        self.evidence: list[tuple[str, str]] = []

    def clean_evidence(self) -> str:
        try:
            self.evidence = evidence_lines.parse(clean(self.cleaned_data["evidence"]))
        except evidence_lines.BadEvidence as problem:
            raise forms.ValidationError(problem.reasons) from problem
        return self.cleaned_data["evidence"]


class KeyPointFormSet(PartFormSet):
    def clean(self) -> None:
        super().clean()
        keys = self._reference_keys()
        for form in self.standing():
            if reasons := evidence_lines.unknown(form.evidence, keys):
                form.add_error("evidence", reasons)

    def save_rest(self) -> None:
        references = {reference.key: reference for reference in self.instance.references.all()}
        points = self.instance.key_points.prefetch_related("evidence__reference").in_bulk()
        for form in self.standing():
            point = points[form.instance.pk]
            now = evidence_lines.parse(evidence_lines.written(point.evidence.all()))
            if now == form.evidence:
                continue
            point.evidence.all().delete()
            Evidence.objects.bulk_create(
                Evidence(key_point=point, reference=references[key], position=position, quote=quote)
                for position, (key, quote) in enumerate(form.evidence)
            )

    def _reference_keys(self) -> set[str]:
        """The keys that the references on the same form will have."""
        if "references-TOTAL_FORMS" not in self.data:
            return set(self.instance.references.values_list("key", flat=True)) if self.instance.pk else set()
        rows = range(min(number_in(str(self.data["references-TOTAL_FORMS"])) or 0, _MOST_ROWS))
        fields = [f"references-{row}-key" for row in rows if f"references-{row}-key" in self.data]
        return {self.data[name].strip() for name in fields if not self.data.get(f"{name[:-3]}DELETE")}


class ReferenceForm(PartForm):
    class Meta:
        help_texts = {"key": "Cited in the text as [@key]. Leave it blank to have one made."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].required = False

    def clean_doi(self) -> str:
        return re.sub(
            r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", self.cleaned_data["doi"], flags=re.IGNORECASE
        )

    def clean_nct(self) -> str:
        return self.cleaned_data["nct"].upper()


class ReferenceFormSet(PartFormSet):
    same = once = "key"

    def clean(self) -> None:
        rows = self.in_order()
        taken = {form.cleaned_data["key"] for form in rows if form.cleaned_data.get("key")}
        for number, form in enumerate(rows, start=1):
            if form.cleaned_data.get("key") == "":
                key = made_key(form.cleaned_data.get("text", ""), number=number, taken=taken)
                taken.add(key)
                form.cleaned_data["key"] = form.instance.key = key
        super().clean()

    def make_way(self, changed: list[Reference]) -> None:
        for part in changed:
            Reference.objects.filter(pk=part.pk).update(key=f"~{part.pk}")  # no key begins so


class PartInline:
    """What the inlines share. One blank row waits for people without script; with it, the button below adds rows.

    `purpose` says what the part is for, `empty` what to do when it has no row yet.
    """

    template = "articles/admin/part.html"
    extra = 1
    purpose = empty = ""
    formfield_overrides = {
        models.TextField: {"widget": lines(2)},
        models.URLField: {"widget": forms.URLInput(attrs={"class": "vURLField"})},
    }

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=["parts.js"])


class AuthorshipInline(PartInline, admin.StackedInline):
    model = Authorship
    form, formset = AuthorshipForm, AuthorshipFormSet
    fields = ["author", "stated", "interests"]
    verbose_name, verbose_name_plural = "author", "byline"
    purpose = (
        "Who wrote it, in the order that readers see. Somebody who is not on the list yet is added with the plus "
        "beside it."
    )
    empty = "No author yet. Every article names at least one."

    @admin.display(description="interests")
    def stated(self, authorship: Authorship) -> str:
        choice, _words = statements.taken_apart(authorship.interests)
        return dict(AuthorshipForm.base_fields["stated"].choices)[choice]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("author")


class KeyPointInline(PartInline, admin.StackedInline):
    model = KeyPoint
    form, formset = KeyPointForm, KeyPointFormSet
    fields = ["text", "evidence"]
    verbose_name, verbose_name_plural = "key point", "key points"
    purpose = "What a reader should take away, each with the words of a source that bear it out."
    empty = "No key point yet. Clinical news needs one; three to five serve most readers."

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("evidence__reference")

    @admin.display(description="evidence")
    def evidence(self, point: KeyPoint) -> str:
        return evidence_lines.written(point.evidence.all())


class ReferenceInline(PartInline, admin.StackedInline):
    model = Reference
    form, formset = ReferenceForm, ReferenceFormSet
    fields = ["key", "text", ("doi", "pmid", "nct"), "url"]
    purpose = "The sources. The text cites one as [@key], and key points take their evidence from here."
    empty = "No reference yet. Every article names the publication that it rests on."


class QuotationInline(PartInline, admin.StackedInline):
    model = Quotation
    form, formset = PartForm, PartFormSet
    fields = ["text", ("speaker", "credentials"), "affiliation", "url"]
    purpose = "Words of a named person, printed apart from the text."
    empty = "No quotation. An article needs none."
