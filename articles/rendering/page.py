"""A content document to the inside of the signed article element."""

import re
from typing import Any
from urllib.parse import quote, urlsplit

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.models.edition import Edition
from articles.text import NONE

from .figures import moved_images
from .markdown import CITATION, citation_html, numbers, render_markdown
from .sanitising import sanitised

Document = dict[str, Any]

_KINDS = {
    "research_summary": "Research summary",
    "clinical_news": "Clinical news",
    "explainer": "Explainer",
}
# A correction puts right what was wrong; an update says what is new: neither ever goes by the other's name (ICMJE).
_CHANGES = {"minor": "Minor change", "update": "Updated", "correction": "Correction to this page"}
_SEVERITIES = dict(Edition.Severity.choices)


def render_document(document: Document) -> SafeString:
    """The whole inside of the signed element: same document, same bytes.

    Takes the content document, with `change` in it when it is an edition's. Raises `TooLong` for a body that
    is longer than `render_markdown` takes.
    """
    known = numbers(document["references"])
    change = document.get("change", {"kind": "first", "note": ""})
    context = {
        "document": document,
        "kind": _KINDS[document["kind"]],
        "source": _link(document["source"]["url"], document["source"]["name"]),
        "authors": [_person(author) for author in document["authors"]],
        "interests": _interests(document["authors"]),
        "change": change | {"label": _CHANGES.get(change["kind"], ""), "parts": _correction(change)},
        "summary_heading": "The bottom line" if document["audience"] == "patients" else "In short",
        "summary": _paragraphs(document["summary"]),
        "points": [_point(point, document["references"], known) for point in document["key_points"]],
        "any_evidence": any(point["evidence"] for point in document["key_points"]),
        "body": render_markdown(
            document["body"], references=document["references"], figures=document["figures"]
        ),
        "quotations": [_quotation(quotation) for quotation in document["quotations"]],
        "references": [_reference(reference) for reference in document["references"]],
    }
    return sanitised(render_to_string("articles/edition.html", context))


def frozen_html(edition: Edition, *, images_below: str = "") -> SafeString:
    """An edition's stored HTML, marked safe here and nowhere else.

    `images_below` is a path of this site from which its images come for somebody who may not fetch them from where
    they are: with it the bytes are not the signed ones any more.
    """
    # It left `sanitised` when the edition was frozen, and the edition's digest binds every byte of it since;
    # sanitising it again could change what was signed.
    return mark_safe(moved_images(edition.html, images_below) if images_below else edition.html)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _link(address: str, words: str = "") -> dict[str, str]:
    """What to show for an address: `url` is empty unless it is on the web, and `words` says all the same."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return {"url": "", "words": words or address}
    if parts.scheme not in ("http", "https") or not host:
        return {"url": "", "words": words or address}
    return {"url": address, "words": words or host.removeprefix("www.")}


def _person(person: dict[str, Any]) -> dict[str, str]:
    rest = ", ".join(filter(None, [*person["credentials"], person["affiliation"]]))
    orcid = person.get("orcid", "")
    return {"name": person["name"], "rest": rest, "orcid": orcid and f"https://orcid.org/{quote(orcid)}"}


def _correction(change: dict[str, str]) -> list[tuple[str, str]]:
    """What a correction says in full; nothing of any other change, nor of what was left empty."""
    if change["kind"] != "correction":
        return []
    said = [
        ("What was wrong", change.get("wrong", "")),
        ("What is right now", change.get("right", "")),
        ("Where", change.get("where", "")),
        ("How much it mattered", str(_SEVERITIES.get(change.get("severity", ""), ""))),
    ]
    return [(label, words) for label, words in said if words]


def _interests(authors: list[Document]) -> list[dict[str, str]]:
    """Who of the authors states which interests. Nothing stated is not "none": of it nothing is said."""
    stated = [(author["name"], author.get("interests", "")) for author in authors]
    found = [
        {"name": name, "words": "None declared." if words == NONE else words}
        for name, words in stated
        if words
    ]
    return [{"name": "", "words": found[0]["words"]}] if len(authors) == 1 and found else found


def _point(point: Document, references: list[Document], known: dict[str, int]) -> Document:
    return {
        "text": _cited(point["text"], known),
        "evidence": [_evidence(item, references, known) for item in point["evidence"]],
    }


def _cited(text: str, known: dict[str, int]) -> SafeString:
    """Plain text, escaped, with its citations turned into links."""
    html, end = "", 0
    for match in CITATION.finditer(text):
        if match[1] in known:
            html += escape(text[end : match.start()].rstrip(" ")) + citation_html(known[match[1]])
            end = match.end()
    return sanitised(html + escape(text[end:]))


def _evidence(item: Document, references: list[Document], known: dict[str, int]) -> Document:
    number = known.get(item["reference"])
    return {
        "quote": _paragraphs(item["quote"]),
        "number": number,
        "reference": _reference(references[number - 1]) if number else {"text": item["reference"]},
    }


def _quotation(quotation: Document) -> Document:
    return {
        "text": _paragraphs(quotation["text"]),
        "speaker": _person(quotation | {"name": quotation["speaker"]}),
        "source": _link(quotation["url"]),
    }


def _reference(reference: Document) -> Document:
    links = []
    if doi := reference["doi"]:
        links.append({"url": f"https://doi.org/{quote(doi, safe='/:;().-_')}", "words": f"DOI {doi}"})
    if pmid := reference["pmid"]:
        links.append({"url": f"https://pubmed.ncbi.nlm.nih.gov/{quote(pmid)}/", "words": f"PubMed {pmid}"})
    if nct := reference["nct"]:
        links.append({"url": f"https://clinicaltrials.gov/study/{quote(nct)}", "words": nct})
    if reference["url"]:
        links.append(_link(reference["url"]))
    return {"text": reference["text"], "links": links}
