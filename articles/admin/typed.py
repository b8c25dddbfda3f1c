"""What the article's form says now, saved or not: the same document that a save of it would write.

The preview, the checks and counts beside the form, and the merging of two people's texts all start from it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

from articles import document
from articles.figures.describing import described
from articles.models import Article, Authorship
from articles.models.people import credential_list
from articles.text import clean, clean_line

from . import evidence

Row = dict[str, Any]


def content(form: forms.ModelForm, formsets: Iterable[Any]) -> Row:
    """The content document of a bound form, in the shape of `document.content_of`. Nothing is written.

    A field that is not valid counts with what was typed, cleaned; one that could not be rendered so (an unknown kind,
    no number of months) with what is stored. New rows have UUIDs of their own. Validates the forms.
    """
    form.is_valid()
    rows = {formset.prefix: _rows(formset) for formset in formsets}
    body = said(form, "body")
    return {
        "schema": document.SCHEMA,
        "uuid": str(form.instance.uuid),
        "kind": _chosen(form, "kind", Article.Kind),
        "audience": _chosen(form, "audience", Article.Audience),
        "language": said(form, "language"),
        "title": said(form, "title"),
        "summary": said(form, "summary"),
        "body": body,
        "source": {"name": said(form, "source_name"), "url": said(form, "source_url")},
        "review_interval_months": _months(form),
        "ai_assistance": said(form, "ai_assistance"),
        "topics": [
            {"slug": topic.slug, "name": topic.name}
            for topic in sorted(form.cleaned_data.get("topics", []), key=lambda topic: topic.slug)
        ],
        **{part: rows.get(part, []) for part in ["key_points", "quotations", "references"]},
        "authors": rows.get("authorships", []),
        "figures": described(body),
    }


def said(form: forms.ModelForm, name: str) -> str:
    """What a text field of a validated form says, whether or not it is valid, in clean text."""
    if name not in form.fields:
        return str(getattr(form.instance, name))
    if name in form.cleaned_data:
        return str(form.cleaned_data[name])
    several = isinstance(form.fields[name].widget, forms.Textarea)
    typed = str(form[name].value() or "")
    return clean(typed) if several else clean_line(typed)


def _chosen(form: forms.ModelForm, name: str, choices: Any) -> str:
    value = said(form, name)
    stored = getattr(Article.objects.filter(pk=form.instance.pk).first(), name, "") if form.errors else ""
    return next(str(known) for known in [value, stored, choices.values[0]] if known in choices.values)


def _months(form: forms.ModelForm) -> int:
    months = form.cleaned_data.get("review_interval_months")
    return months if isinstance(months, int) else Article._meta.get_field("review_interval_months").default


def _rows(formset: Any) -> list[Row]:
    formset.is_valid()
    return [_ROWS[formset.prefix](form) for form in formset.in_order()]


def _authorship(form: forms.ModelForm) -> Row:
    author = form.cleaned_data.get("author")
    interests = said(form, "interests") if author else ""
    return document.author_of(Authorship(author=author, interests=interests)) if author else _NOBODY


def _key_point(form: Any) -> Row:
    supports = form.evidence or evidence.readable(said(form, "evidence"))
    return {
        "uuid": str(form.instance.uuid),
        "text": said(form, "text"),
        "evidence": [{"reference": key, "quote": quote} for key, quote in supports],
    }


def _quotation(form: forms.ModelForm) -> Row:
    return {name: said(form, name) for name in ["text", "speaker", "affiliation", "url"]} | {
        "credentials": credential_list(said(form, "credentials"))
    }


def _reference(form: forms.ModelForm) -> Row:
    names = ["key", "text", "url", "doi", "pmid", "nct"]
    return {"uuid": str(form.instance.uuid)} | {name: said(form, name) for name in names}


_NOBODY: Row = {"name": "", "credentials": [], "affiliation": "", "orcid": "", "interests": ""}
_ROWS: dict[str, Callable[[Any], Row]] = {
    "authorships": _authorship,
    "key_points": _key_point,
    "quotations": _quotation,
    "references": _reference,
}
