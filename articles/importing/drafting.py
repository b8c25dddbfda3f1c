"""A manuscript to an article: a draft that says what the file said, and a private note of what it also said."""

import uuid
from typing import Any

from django.db import IntegrityError
from django.utils.text import slugify

from articles import writing
from articles.importing.blocks import escape_inline
from articles.importing.manuscript import Manuscript, Person, Quotation, Reference
from articles.models import Article, Slug, User
from articles.rendering.markdown import MOST_CHARACTERS

_TITLE, _NAME, _CREDENTIALS, _AFFILIATION, _SOURCE, _TOPIC, _URL, _DOI = (
    300,
    200,
    200,
    300,
    300,
    120,
    500,
    200,
)
_AUDIENCES = {
    "research_summary": "patients",
    "clinical_news": "professionals",
    "explainer": "patients",
}


class CannotDraft(Exception):
    """The manuscript cannot become a draft; the message says why. Nothing was written."""


class AlreadyImported(CannotDraft):
    """The same file was imported before; `article` is what it became."""

    def __init__(self, article: Article) -> None:
        self.article = article
        super().__init__(f"This file was imported before, as “{article}” ({article.slug}).")


def create_draft(manuscript: Manuscript, *, by: User, file_sha256: str) -> Article:
    """A new article with everything the manuscript holds; the same file twice creates nothing twice.

    Imported reviewers and dates go into the private source note only; images that nobody decided on (see `choosing`)
    are left out of the text. Raises AlreadyImported, CannotDraft for a text
    longer than a page can have, and what `writing.create` refuses.
    """
    if before := Article.objects.filter(imported_sha256=file_sha256).first():
        raise AlreadyImported(before)
    document = to_document(manuscript)
    if len(document["body"]) > MOST_CHARACTERS:
        raise CannotDraft(
            f"The text is longer than {MOST_CHARACTERS:,} characters. Split it and import the parts."
        )
    try:
        return writing.create(
            document,
            by=by,
            slug=_slug(manuscript.title, file_sha256),
            source_note=source_note(manuscript),
            imported_sha256=file_sha256,
        )
    except IntegrityError:
        # Another import of the same file came between the look and the write.
        if before := Article.objects.filter(imported_sha256=file_sha256).first():
            raise AlreadyImported(before) from None
        raise


def to_document(manuscript: Manuscript) -> dict[str, Any]:
    """The content document of a new article. What is too long for a field is shortened; see `too_long`."""
    return {
        "schema": 1,
        "uuid": str(uuid.uuid4()),
        "kind": manuscript.kind,
        "audience": _AUDIENCES[manuscript.kind],
        "language": manuscript.language,
        "title": _fitting(manuscript.title, _TITLE),
        "summary": manuscript.summary,
        "body": body(manuscript),
        "authors": [_person(author) | {"orcid": "", "interests": ""} for author in manuscript.authors],
        "source": {
            "name": _fitting(manuscript.source, _SOURCE),
            "url": manuscript.source_url if len(manuscript.source_url) <= _URL else "",
        },
        "key_points": [
            {"uuid": str(uuid.uuid4()), "text": text, "evidence": []} for text in manuscript.key_points
        ],
        "quotations": [_quotation(quotation) for quotation in manuscript.quotations],
        "references": [_reference(n, entry) for n, entry in enumerate(manuscript.references, start=1)],
        "topics": _topics(manuscript.topics),
        "figures": [],
        "review_interval_months": 12,
        "ai_assistance": "",
    }


def body(manuscript: Manuscript) -> str:
    """The sections as one Markdown text."""
    pieces = []
    for section in manuscript.sections:
        if section.heading:
            pieces.append(f"## {escape_inline(' '.join(section.heading.split()))}")
        if section.text:
            pieces.append(section.text)
    return "\n\n".join(pieces)


def source_note(manuscript: Manuscript) -> str:
    """What the file claims of reviewers and dates, what found no place, and every doubt, for the editors alone."""
    parts = [
        ("Reviewers and dates as the file gives them. No signature, and never public:", manuscript.claims),
        ("Lines that found no place:", manuscript.unmapped),
        ("To look at:", manuscript.warnings),
        ("Too long for its field, here in full:", too_long(manuscript)),
    ]
    return "\n\n".join(
        "\n".join([title, *(f"- {line}" for line in lines)]) for title, lines in parts if lines
    )


def too_long(manuscript: Manuscript) -> list[str]:
    """Every value that its field cannot hold whole, in full."""
    values = [(manuscript.title, _TITLE), (manuscript.source, _SOURCE), (manuscript.source_url, _URL)]
    for person in manuscript.authors:
        values += [
            (person.name, _NAME),
            (", ".join(person.credentials), _CREDENTIALS),
            (person.affiliation, _AFFILIATION),
        ]
    for said in manuscript.quotations:
        values += [
            (said.speaker, _NAME),
            (", ".join(said.credentials), _CREDENTIALS),
            (said.affiliation, _AFFILIATION),
        ]
    for entry in manuscript.references:
        values += [(entry.url, _URL), (entry.doi, _DOI)]
    values += [(topic, _TOPIC) for topic in manuscript.topics]
    return [value for value, most in values if len(value) > most]


def _fitting(value: str, most: int) -> str:
    if len(value) <= most:
        return value
    cut = value[: most - 1]
    return cut[: cut.rfind(" ")].rstrip() + "…" if " " in cut else f"{cut}…"


def _fitting_credentials(credentials: list[str]) -> list[str]:
    kept: list[str] = []
    for credential in credentials:
        if len(", ".join([*kept, credential])) > _CREDENTIALS:
            break
        kept.append(credential)
    return kept


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": _fitting(person.name, _NAME),
        "credentials": _fitting_credentials(person.credentials),
        "affiliation": _fitting(person.affiliation, _AFFILIATION),
    }


def _quotation(quotation: Quotation) -> dict[str, Any]:
    return {
        "text": quotation.text,
        "speaker": _fitting(quotation.speaker, _NAME),
        "credentials": _fitting_credentials(quotation.credentials),
        "affiliation": _fitting(quotation.affiliation, _AFFILIATION),
        "url": "",
    }


def _reference(number: int, entry: Reference) -> dict[str, str]:
    url = f"https://{entry.url}" if entry.url.lower().startswith("www.") else entry.url
    # A shortened address leads nowhere; the whole entry is in the text, the whole address in the note.
    fits = len(url) <= _URL and url.lower().startswith(("http://", "https://"))
    return {
        "uuid": str(uuid.uuid4()),
        "key": str(number),
        "text": entry.label,
        "url": url if fits else "",
        "doi": entry.doi if len(entry.doi) <= _DOI else "",
        "pmid": entry.pmid,
        "nct": entry.nct,
    }


def _topics(names: list[str]) -> list[dict[str, str]]:
    found: dict[str, str] = {}
    for name in names:
        slug = slugify(name)[:80].strip("-") or f"topic-{uuid.uuid5(uuid.NAMESPACE_OID, name).hex[:12]}"
        found.setdefault(slug, _fitting(name, _TOPIC))
    return [{"slug": slug, "name": name} for slug, name in found.items()]


def _slug(title: str, file_sha256: str) -> str:
    """An address of the title, or of title and file: counting up would ask a thousand times for a thousand twins."""
    base = slugify(title)[:60].strip("-")
    address = base or "untitled"
    taken = not base or any(model.objects.filter(slug=base).exists() for model in (Article, Slug))
    return f"{address}-{file_sha256[:12]}" if taken else address
