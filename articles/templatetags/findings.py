"""Where a finding's words stand: as people say it, and the field of the article's form."""

from collections.abc import Iterable

from django import template

from articles.preflight import Finding

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
    "ai_assistance": "Use of AI tools",
    "change": "Change note",
}

_FIELDS = {
    "title": "id_title",
    "summary": "id_summary",
    "body": "id_body",
    "source.name": "id_source_name",
    "source.url": "id_source_url",
    "topics": "id_topics",
    "ai_assistance": "id_ai_assistance",
    "language": "id_language",
}
# The formset of a part, and its field for what a document says of a row; the rest is in the author's profile.
_ROWS = {
    "authors": ("authorships", {"interests": "stated"}, "author"),
    "key_points": ("key_points", {"text": "text", "evidence": "evidence"}, "text"),
    "quotations": (
        "quotations",
        {name: name for name in ["text", "speaker", "credentials", "affiliation", "url"]},
        "text",
    ),
    "references": (
        "references",
        {name: name for name in ["key", "text", "doi", "pmid", "nct", "url"]},
        "text",
    ),
}


@register.filter
def place(path: str) -> str:
    """`key_points.2.text` as “Key point 3”."""
    field, _, rest = path.partition(".")
    number = rest.partition(".")[0]
    name = _ONE.get(field, field.replace("_", " ").capitalize())
    return f"{name} {int(number) + 1}" if number.isdecimal() else name


_TO_WRITE = {
    "missing-part",
    "missing-section",
    "empty-section",
    "empty-part",
    "interests-not-stated",
    "ai-assistance-not-stated",
}


@register.filter
def to_write(findings: Iterable[Finding]) -> list[Finding]:
    """What is not written yet: of a new draft nearly everything, and no mistake."""
    return [finding for finding in findings if finding.rule in _TO_WRITE and finding.blocks]


@register.filter
def to_mend(findings: Iterable[Finding]) -> list[Finding]:
    """What is written, and not as it should be."""
    return [finding for finding in findings if finding.rule not in _TO_WRITE or not finding.blocks]


@register.filter
def field(path: str) -> str:
    """The id of the field that holds what stands at a place of a document; of a part without rows, the part's own.

    The rows are numbered as in the document: a form whose rows were moved and not saved finds its row by script.
    """
    part, *rest = path.split(".")
    if part not in _ROWS:
        return _FIELDS.get(path, "")
    prefix, fields, first = _ROWS[part]
    if not rest:
        return f"{prefix}-group"
    return f"id_{prefix}-{rest[0]}-{fields.get(rest[1] if rest[1:] else '', first)}"
