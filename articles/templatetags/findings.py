"""Where a finding's words stand, as people say it."""

from django import template

register = template.Library()

_ONE = {
    "title": "Title",
    "summary": "Bottom line",
    "body": "Body",
    "source": "Source",
    "authors": "Author",
    "key_points": "Key point",
    "quotations": "Quotation",
    "references": "Reference",
    "topics": "Topic",
    "change": "Change note",
}


@register.filter
def place(path: str) -> str:
    """`key_points.2.text` as “Key point 3”."""
    field, _, rest = path.partition(".")
    number = rest.partition(".")[0]
    name = _ONE.get(field, field.replace("_", " ").capitalize())
    return f"{name} {int(number) + 1}" if number.isdecimal() else name
