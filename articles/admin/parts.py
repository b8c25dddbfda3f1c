"""The parts of an article on its form: byline, key points with their evidence, references, quotations."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import QueryDict

from articles.models import Author, Authorship, Evidence, KeyPoint, Quotation, Reference

from . import evidence as evidence_lines
from .cleaning import CleanTextMixin
from .rows import ordered, settled


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"})


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
    """All rows of one part. `same` names the field by which a row is known when its id is gone."""

    same = "text"
    once = ""

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        if data is not None and self.instance.pk:
            self.data = settled(
                data, self.prefix, rows=self.get_queryset(), same=self.same, initial=self._initial_row
            )

    def clean(self) -> None:
        super().clean()
        values = Counter(str(form.cleaned_data[self.once]) for form in self.standing() if self.once in form.cleaned_data)
        for value, times in values.items():
            if self.once and times > 1:
                raise forms.ValidationError(f"“{value}” is given {times} times: once is enough.")

    def standing(self) -> list[PartForm]:
        """The rows that stay: neither deleted nor left blank."""
        return [
            form
            for form in self.forms
            if hasattr(form, "cleaned_data")
            and (form.has_changed() or form.instance.pk)
            and not form.cleaned_data.get("DELETE")
        ]

    def save_parts(self) -> None:
        """Delete, write and number the rows."""
        self.save(commit=False)
        for gone in self.deleted_objects:
            gone.delete()
        rows = [
            (form, form.cleaned_data.get("order"), form.initial.get("order")) for form in self.standing()
        ]
        changed = {id(instance) for instance, _fields in self.changed_objects}
        for position, form in enumerate(ordered(rows)):
            part = form.instance
            if part.pk is None or id(part) in changed or part.position != position:
                part.position = position
                part.article = self.instance
                self.write(part)

    def write(self, part: Model) -> None:
        part.save()

    def _initial_row(self, row: Model) -> dict[str, str]:
        form = self.form(instance=row, **self.form_kwargs)
        values = {name: form[name].value() for name in form.fields}
        return {name: "" if value is None else str(value) for name, value in values.items()}


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

    def write(self, part: Authorship) -> None:
        # Two rows that swap their authors would meet the database's "once per article" half-way.
        if part.pk:
            Authorship.objects.filter(article=part.article, author=part.author).exclude(pk=part.pk).update(author=part.author)
        part.save()


class KeyPointForm(PartForm):
    evidence = forms.CharField(
        required=False,
        widget=_lines(3),
        help_text="One line each: [@key] and the source's own words. The key names a reference below.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["evidence"] = evidence_lines.written(self.instance.evidence.all())
        self.written: list[tuple[str, str]] = []

    def clean_evidence(self) -> str:
        try:
            self.written = evidence_lines.parse(self.cleaned_data["evidence"])
        except evidence_lines.BadEvidence as problem:
            raise forms.ValidationError(problem.reasons) from problem
        return self.cleaned_data["evidence"]
