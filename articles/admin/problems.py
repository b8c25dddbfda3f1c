"""What keeps a form from being saved, as sentences that lead to their fields."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import flatten


@dataclass(frozen=True)
class Problem:
    """One sentence, the name of the field that it is about, and that field's id; both "" if it is about the whole."""

    label: str
    target: str
    sentence: str


def problems(form: Any, inlines: Iterable[Any], fieldsets: Iterable[Any]) -> list[Problem]:
    """Every error of the article's form and of its parts, in the order of the page; rows that are removed have none."""
    if not form.is_bound:
        return []
    before, after = [], []
    for _name, options in fieldsets:
        (after if "after" in options.get("classes", []) else before).extend(flatten(options["fields"]))
    found = [Problem("", "", sentence) for sentence in form.non_field_errors()]
    found += _of_fields(form, before)
    for inline in inlines:
        found += _of_part(inline.formset, inline.opts)
    return found + list(_of_fields(form, after))


def _of_fields(form: Any, names: Iterable[str], row: str = "") -> Iterator[Problem]:
    for name in names:
        if name in form.errors and name in form.fields:
            field = form[name]
            label = f"{row}: {field.label}" if row else field.label
            yield from (Problem(label, field.id_for_label or field.auto_id, said) for said in field.errors)


def _of_part(formset: Any, part: Any) -> Iterator[Problem]:
    label = str(part.verbose_name_plural).capitalize()
    yield from (Problem(label, f"{formset.prefix}-group", said) for said in formset.non_form_errors())
    number = 0
    for form in formset.shown() if formset.is_bound else []:
        if form.is_blank or formset._should_delete_form(form):
            continue
        number += 1
        row = f"{str(part.verbose_name).capitalize()} {number}"
        yield from (Problem(row, form.prefix, said) for said in form.non_field_errors())
        yield from _of_fields(form, form.fields, row)
