"""The public records: each edition that was ever public has them, and the newest says what is true now."""

import json
from collections.abc import Iterator

from articles import document, seals
from articles.models import Edition, EditionRecord
from reviewers import records

from .flaw import Flaw, flaw
from .told import Told


def record_flaws(_told: Told) -> Iterator[Flaw]:
    """What is wrong with the public records: missing, with a gap, forged, or saying something else than the rows."""
    published = Edition.objects.filter(publications__isnull=False).distinct().select_related("article")
    for edition in published.order_by("pk").iterator(200):
        yield from _edition_flaws(edition)
    early = EditionRecord.objects.filter(edition__publications=None).select_related("edition")
    for record in early:
        yield flaw(
            record, f"There is a public record of edition {record.edition_id}, which was never public."
        )


def _edition_flaws(edition: Edition) -> Iterator[Flaw]:
    name = f"edition {edition.number} of article {edition.article_id}"
    newest = None
    versions = edition.records.order_by("version")
    for number, record in enumerate(versions, start=1):
        if record.version != number:
            yield flaw(record, f"A public record of {name} is missing before version {record.version}.")
            return
        said = _read(record)
        if said is None:
            yield flaw(record, f"Version {number} of the public record of {name} is forged or changed.")
        newest = record, said
    if newest is None:
        yield flaw(edition, f"There is no public record of {name}, which was public.")
    elif newest[1] is not None and newest[1].get("facts") != records.facts(edition):
        yield flaw(newest[0], f"The newest public record of {name} does not say what is true now.")


def _read(record: EditionRecord) -> dict | None:
    try:
        said = json.loads(record.text)
        genuine = document.canonical(said) == record.text and seals.holds(said, record.seal)
        right = said["version"] == record.version and said["facts"]["edition"] == record.edition.number
        return said if genuine and right and said["article"] == str(record.edition.article.uuid) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
