"""The parts of an article on its form: byline, key points with their evidence, references, quotations."""

import re
from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Model
from django.http import HttpRequest, QueryDict

from articles.models import Author, Authorship, Evidence, KeyPoint, Quotation, Reference
from articles.text import clean

from . import evidence as evidence_lines
from . import statements
from .cleaning import CleanTextMixin
from .rows import ordered, settled


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"})


_MOST_ROWS = 2000


class PartForm(CleanTextMixin, forms.ModelForm):
    """One row. `order` counts from 1; the server numbers the rows when they are saved."""

    order = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=10_000,
        widget=forms.NumberInput(attrs={"class": "order"}),
        help_text="Leave it blank to put a new row last.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["order"] = self.instance.position + 1

    def _get_validation_exclusions(self) -> set[str]:
        # Rows are unique within their article, and all of the article's rows are on the form: the formset compares
        # them with each other. Comparing with the database would refuse two rows that swap their values.
        return super()._get_validation_exclusions() | {"article"}


class PartFormSet(forms.BaseInlineFormSet):
    """All rows of one part. `same` is the field by which a row is known when its id is gone; `once` the field whose
    value no two rows share."""

    same = "text"
    once = ""

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        if data is not None and self.instance.pk:
            rows = self.get_queryset()
            self.data = settled(data, self.prefix, rows=rows, same=self.same, initial=self._initial_row)

    def clean(self) -> None:
        super().clean()
        given = Counter(
            str(form.cleaned_data[self.once]) for form in self.standing() if self.once in form.cleaned_data
        )
        twice = [value for value, times in given.items() if times > 1]
        if twice:
            raise forms.ValidationError(
                [f"“{value}” stands here twice: keep one of them." for value in twice]
            )

    def standing(self) -> list[PartForm]:
        """The rows that stay: neither deleted nor left blank."""
        return [
            form
            for form in self.forms
            if hasattr(form, "cleaned_data")
            and (form.instance.pk or form.has_changed())
            and not form.cleaned_data.get("DELETE")
        ]

    def in_order(self) -> list[PartForm]:
        """The rows that stay, in the order that people asked for."""
        return ordered(
            (form, form.cleaned_data.get("order"), form.initial.get("order")) for form in self.standing()
        )

    def save_parts(self) -> None:
        """Delete, write and number the rows."""
        self.save(commit=False)
        for gone in self.deleted_objects:
            gone.delete()
        changed = [part for part, _fields in self.changed_objects]
        self.make_way(changed)
        for position, form in enumerate(self.in_order()):
            part = form.instance
            if part.pk is None or part in changed or part.position != position:
                part.position = position
                part.save()

    def save_rest(self) -> None:
        """Write what needs the other parts: they are saved by now."""

    def make_way(self, changed: list[Any]) -> None:
        """Clear from the database what would stop changed rows from swapping values with each other."""

    def _initial_row(self, row: Model) -> dict[str, str]:
        form = self.form(instance=row, **self.form_kwargs)
        values = {name: form[name].value() for name in form.fields}
        return {name: "" if value is None else str(value) for name, value in values.items()}


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["stated"], self.initial["interests"] = statements.taken_apart(
                self.instance.interests
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            cleaned["interests"] = statements.put_together(
                cleaned.get("stated", ""), cleaned.get("interests", "").strip()
            )
        except ValueError as problem:
            self.add_error("interests", str(problem))
        return cleaned


class AuthorshipFormSet(PartFormSet):
    same = once = "author"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One list for all rows: each row would ask the database for its own.
        self.authors = [("", "---------"), *((author.pk, str(author)) for author in Author.objects.all())]

    def add_fields(self, form: PartForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "author" in form.fields:
            form.fields["author"].choices = self.authors

    def make_way(self, changed: list[Authorship]) -> None:
        Authorship.objects.filter(pk__in=[part.pk for part in changed]).delete()
        for part in changed:
            part.pk = None


class KeyPointForm(PartForm):
    evidence = forms.CharField(
        required=False,
        widget=_lines(2),
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
        total = str(self.data["references-TOTAL_FORMS"])
        rows = range(min(int(total), _MOST_ROWS)) if total.isdecimal() else range(0)
        fields = [f"references-{row}-key" for row in rows if f"references-{row}-key" in self.data]
        return {self.data[name].strip() for name in fields if not self.data.get(f"{name[:-3]}DELETE")}


class ReferenceForm(PartForm):
    def clean_doi(self) -> str:
        return re.sub(
            r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", self.cleaned_data["doi"], flags=re.IGNORECASE
        )

    def clean_nct(self) -> str:
        return self.cleaned_data["nct"].upper()


class ReferenceFormSet(PartFormSet):
    same = once = "key"

    def make_way(self, changed: list[Reference]) -> None:
        for part in changed:
            Reference.objects.filter(pk=part.pk).update(key=f"~{part.pk}")  # no key begins so


class PartInline:
    """What the inlines share. Rows are added by the button below them."""

    extra = 0
    formfield_overrides = {
        models.TextField: {"widget": _lines(2)},
        models.URLField: {"widget": forms.URLInput(attrs={"class": "vURLField"})},
    }

    @admin.display(description="order")
    def order(self, part: Any) -> int:
        return part.position + 1


class AuthorshipInline(PartInline, admin.StackedInline):
    model = Authorship
    form, formset = AuthorshipForm, AuthorshipFormSet
    fields = [("author", "order"), "stated", "interests"]
    verbose_name, verbose_name_plural = "author", "byline"

    @admin.display(description="interests")
    def stated(self, authorship: Authorship) -> str:
        choice, _words = statements.taken_apart(authorship.interests)
        return dict(AuthorshipForm.base_fields["stated"].choices)[choice]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("author")


class KeyPointInline(PartInline, admin.StackedInline):
    model = KeyPoint
    form, formset = KeyPointForm, KeyPointFormSet
    fields = ["text", "evidence", "order"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("evidence__reference")

    @admin.display(description="evidence")
    def evidence(self, point: KeyPoint) -> str:
        return evidence_lines.written(point.evidence.all())


class ReferenceInline(PartInline, admin.StackedInline):
    model = Reference
    form, formset = ReferenceForm, ReferenceFormSet
    fields = ["key", "text", ("doi", "pmid", "nct"), "url", "order"]


class QuotationInline(PartInline, admin.StackedInline):
    model = Quotation
    form, formset = PartForm, PartFormSet
    fields = ["text", ("speaker", "credentials"), "affiliation", "url", "order"]
