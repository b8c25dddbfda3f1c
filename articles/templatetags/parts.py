"""The rows of an article's parts, as the form shows them."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def rows(inline_formset: Any) -> list[Any]:
    """The rows of an inline in the order that people asked for, without the one that new rows are made from."""
    by_form = {id(row.form): row for row in inline_formset}
    return [by_form[id(form)] for form in inline_formset.formset.shown()]


@register.filter
def new_row(inline_formset: Any) -> Any:
    """The row that new rows are made from; None for whoever may add none."""
    return list(inline_formset)[-1] if inline_formset.has_add_permission else None


@register.filter
def an(name: str) -> str:
    """A noun with its article: “an author”, “a key point”."""
    return f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}"
