"""A part of an article as rows of a form: ordered, numbered, saved together, and never asked for one by one."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict

from .cleaning import CleanTextMixin
from .numbers import number_in
from .rows import ordered, settled


def lines(rows: int) -> forms.Textarea:
    """A box for a short text of several lines."""
    return forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"})


class KnownChoiceField(forms.ModelChoiceField):
    """A choice among rows that were read already: `known`, by key. A row of a formset asks the database nothing."""

    known: Mapping[str, Model] = {}

    def to_python(self, value: Any) -> Model | None:
        if value in self.empty_values:
            return None
        try:
            return self.known[str(value)]
        except KeyError:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            ) from None


class PartForm(CleanTextMixin, forms.ModelForm):
    """One row. `order` counts from 1; the server numbers the rows when they are saved."""

    order = forms.IntegerField(
        label="Place",
        required=False,
        min_value=1,
        max_value=10_000,
        widget=forms.NumberInput(attrs={"class": "order"}),
        help_text="Leave it blank to put a new row last.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if self.instance.pk:
            self.initial["order"] = self.instance.position + 1

    def has_changed(self) -> bool:
        """Whether somebody wrote something here: a place alone makes no new row."""
        return bool(self.changed_data if self.instance.pk else set(self.changed_data) - {"order"})

    @property
    def is_blank(self) -> bool:
        """Whether this is the row that waits to be written in."""
        return not self.instance.pk and not (self.is_bound and self.has_changed())

    @property
    def place(self) -> int | None:
        """The number that was asked for, as far as it is one, whether or not the form is valid."""
        return number_in(str(self["order"].value() or ""), digits=5)

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

    def add_fields(self, form: PartForm, index: int | None) -> None:
        super().add_fields(form, index)
        name = self._pk_field.name
        asked = form.fields[name]
        form.fields[name] = KnownChoiceField(
            asked.queryset, initial=asked.initial, required=False, widget=forms.HiddenInput
        )
        if self.instance.pk:
            form.fields[name].known = {str(row.pk): row for row in self.get_queryset()}

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

    def shown(self) -> list[PartForm]:
        """Every row, in the order that people asked for: also what is removed, and what cannot be saved as it is."""
        return ordered((form, form.place, form.initial.get("order")) for form in self.forms)

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
