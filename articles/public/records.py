"""The public records of editions, for the pages that show and serve them: only those whose seal holds."""

import json
import logging
from datetime import datetime
from typing import Any

from articles import clock, seals
from articles.document import canonical
from articles.models.publication import Publication
from articles.models.record import EditionRecord

_logger = logging.getLogger(__name__)


def newest(slug: str, number: int, version: int | None = None) -> EditionRecord | None:
    """The newest record of an edition of the article that an address is, or was, of; or that version of it."""
    rows = EditionRecord.objects.filter(edition__article__slugs__slug=slug, edition__number=number)
    if version is not None:
        rows = rows.filter(version=version)
    return rows.select_related("edition").order_by("-version").first()


def read(record: EditionRecord) -> dict[str, Any] | None:
    """What a record says, if its seal covers exactly its stored text; if not, an alarm is logged."""
    try:
        said = json.loads(record.text)
        genuine = canonical(said) == record.text and seals.holds(said, record.seal)
        # Its own place as well: an older one, written once more behind the newest, would hide what happened since.
        genuine = genuine and said["facts"]["digest"] == record.edition.digest
        genuine = genuine and said["version"] == record.version
    except (ValueError, KeyError, TypeError, RecursionError):
        genuine = False
    if not genuine:
        _logger.critical("Record %s of edition %s is forged or changed.", record.version, record.edition_id)
        return None
    return said


def as_file(record: EditionRecord) -> str:
    """The record as it is served, its stored text byte for byte, with the seal over that."""
    return f'{{"record":{record.text},"seal":{json.dumps(record.seal)}}}'


def proof(publication: Publication) -> dict[str, Any]:
    """What a page shows of its own record: the digests, and each signature, with its taking back if there was one.

    `record` is None when there is none that is genuine; the page then says so.
    """
    edition = publication.edition
    found = EditionRecord.objects.filter(edition_id=edition.pk).select_related("edition").order_by("-version")
    record = found.first()
    if record is None:
        _logger.critical("There is no record of edition %s, which is public.", edition.pk)
    said = read(record) if record else None
    signatures = [_signature(signoff) for signoff in said["facts"]["signoffs"]] if said else []
    return {
        "record": said,
        "signatures": [
            signature
            for signature in signatures
            if signature["round"] == publication.round and not signature["revoked_at"]
        ],
        "revoked": [signature for signature in signatures if signature["revoked_at"]],
    }


def _signature(signoff: dict[str, Any]) -> dict[str, Any]:
    payload, revocation = signoff["payload"], signoff["revocation"]
    return payload | {
        "meaning": payload["meaning"]
        .replace("_approval", " review and approval")
        .replace("_", " ")
        .capitalize(),
        "signed_at": _in_words(payload["signed_at"]),
        "revoked_at": _in_words(revocation["payload"]["at"]) if revocation else "",
        "soon_after_reset": _was_reset_before(payload),
    }


def _in_words(stamp: str) -> str:
    """A time to the second, in UTC whatever the site's own zone is: the one in which it was sealed."""
    return f"{datetime.fromisoformat(stamp):%-d %B %Y, %H:%M:%S} UTC"


def _was_reset_before(payload: dict[str, Any]) -> bool:
    """Whether the signer's account had been reset less than a day before this signature."""
    if not payload["access_reset_at"]:
        return False
    reset_at, signed_at = (datetime.fromisoformat(payload[name]) for name in ("access_reset_at", "signed_at"))
    return signed_at - reset_at < clock.DAY
