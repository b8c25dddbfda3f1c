"""From the working copy to plain data, to canonical text, to digests."""

import hashlib
import json
from typing import Any

from articles.figures.describing import described
from articles.models import Article, Authorship
from articles.text import is_clean

SCHEMA = 1


class NotCanonical(ValueError):
    """A value that has no one text form: it names the place and what is wrong there."""


def content_of(article: Article) -> dict[str, Any]:
    """What an article says now, as strings, integers, lists and dicts. Ten queries at most, however long it is."""
    key_points = article.key_points.prefetch_related("evidence__reference")
    return {
        "schema": SCHEMA,
        "uuid": str(article.uuid),
        "kind": article.kind,
        "audience": article.audience,
        "language": article.language,
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        "source": {"name": article.source_name, "url": article.source_url},
        "review_interval_months": article.review_interval_months,
        "ai_assistance": article.ai_assistance,
        "topics": [{"slug": topic.slug, "name": topic.name} for topic in article.topics.order_by("slug")],
        "authors": [author_of(authorship) for authorship in article.authorships.select_related("author")],
        "key_points": [
            {
                "uuid": str(point.uuid),
                "text": point.text,
                "evidence": [
                    {"reference": item.reference.key, "quote": item.quote} for item in point.evidence.all()
                ],
            }
            for point in key_points
        ],
        "quotations": [
            {
                "text": quotation.text,
                "speaker": quotation.speaker,
                "credentials": quotation.credential_list,
                "affiliation": quotation.affiliation,
                "url": quotation.url,
            }
            for quotation in article.quotations.all()
        ],
        "references": [
            {
                "uuid": str(reference.uuid),
                "key": reference.key,
                "text": reference.text,
                "url": reference.url,
                "doi": reference.doi,
                "pmid": reference.pmid,
                "nct": reference.nct,
            }
            for reference in article.references.all()
        ],
        "figures": described(article.body),
    }


def author_of(authorship: Authorship) -> dict[str, Any]:
    """What a document says of one author of an article."""
    author = authorship.author
    return {
        "name": author.name,
        "credentials": author.credential_list,
        "affiliation": author.affiliation,
        "orcid": author.orcid,
        "interests": authorship.interests,
    }


def canonical(value: Any) -> str:
    """The one text form of plain data: sorted ASCII keys, no white space, UTF-8 text as it is.

    Takes strings, integers, lists and dicts; equal data give equal text on every engine. Raises NotCanonical for
    anything else, and for text that was not cleaned at entry.
    """
    _assert_plain(value, "")
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _assert_plain(value: Any, place: str) -> None:
    if isinstance(value, str):
        if not is_clean(value):
            raise NotCanonical(f"{place or 'The text'} holds characters that are never kept.")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(f"{place} has a key that is not ASCII text: {key!r}.")
            _assert_plain(item, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _assert_plain(item, f"{place}.{index}".lstrip("."))
    elif not isinstance(value, int) or isinstance(value, bool):
        raise NotCanonical(f"{place or 'The value'} is neither text, whole number, list nor dict: {value!r}.")
