"""The public record of each edition that was ever public: what anyone needs to check a page without trusting the site.

Each version is sealed once, by the act that made it true, and kept. `verify_record.py` reads it; docs/verifying.md says
what each part shows. Nothing private is in it: of the private part and of the audit entries' values it holds digests,
and people who did not sign are numbers.
"""

import json
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q

from articles import audit, clock, seals
from articles.document import canonical
from articles.models import Article, AuditEntry, Edition, EditionRecord, Publication
from articles.public.records import read
from reviewers.models import SignOff

WITHOUT_TEXT = {"withdrawn", "revoked", "removed"}
# What a publication's sealed payload repeats of its edition's document.
FROM_DOCUMENT = {"kind", "audience", "language", "title", "summary", "topics"}
_WITHDRAWN = Q(ended_because=Publication.Ending.WITHDRAWN)
_RETRACTED_AND_WITHDRAWN = Q(ended_because=Publication.Ending.RETRACTED, removal__isnull=False)


def renew(article: Article) -> list[EditionRecord]:
    """Write a new version of the record of each edition of an article of which there is something new to say.

    A part of an act, after its last audit entry: the record holds the article's chain up to and with that.
    """
    editions = article.editions.filter(publications__isnull=False).distinct().order_by("number")
    written, shared = [], None
    whole = Prefetch("publications", Publication.objects.select_related("article", "removal"))
    for edition in editions.select_related("article").prefetch_related(whole):
        said, taken = facts(edition), set(edition.records.values_list("version", flat=True))
        latest = _latest(edition)
        if latest and latest["facts"] == said:
            continue
        shared = shared or _shared(article)
        version = latest["version"] + 1 if latest else 1
        while version in taken:
            version += 1
        written.append(_write(edition, said, shared, version=version))
    return written


def _latest(edition: Edition) -> dict[str, Any] | None:
    """What the newest genuine record says: a forged one, whatever is in it, holds up no act."""
    found = (read(record) for record in edition.records.select_related("edition").order_by("-version"))
    return next((said for said in found if said), None)


def facts(edition: Edition) -> dict[str, Any]:
    """What there is to say of an edition now, as plain data; without its text once that was withdrawn."""
    publications = sorted(edition.publications.all(), key=lambda one: (one.published_at, one.pk))
    latest = publications[-1]
    state = _state(latest, withdrawn=_is_withdrawn(latest))
    private = edition.private_part
    return {
        "edition": edition.number,
        "state": state,
        "frozen": {"payload": edition.sealed_payload(), "seal": edition.seal},
        "manifest": json.loads(edition.manifest),
        "digest": edition.digest,
        "document": {} if state in WITHOUT_TEXT else edition.content,
        "required_roles": edition.required_role_list,
        "risk": private["risk"]["level"],
        "findings": {
            "warnings": len(private["findings"]),
            "acknowledged": len(private["acknowledgements"]),
        },
        "signoffs": [_signoff(signoff) for signoff in _in_order(edition)],
        "publications": [_publication(publication) for publication in publications],
    }


def _is_withdrawn(latest: Publication) -> bool:
    """Whether the article was withdrawn since an edition was published last, or is down by a newer one's revocation."""
    since = Publication.objects.filter(
        article_id=latest.article_id, published_at__gte=latest.published_at
    ).order_by("-published_at", "-pk")
    if since.filter(_WITHDRAWN | _RETRACTED_AND_WITHDRAWN).exists():
        return True
    newest = since[0]
    return newest.ended_because == Publication.Ending.REVOKED and newest.edition_id != latest.edition_id


def _in_order(edition: Edition) -> list[SignOff]:
    """The sign-offs by which it was public; those of a round that is still going on are nobody's business yet."""
    rounds = {publication.round for publication in edition.publications.all()}
    rows = edition.signoffs.filter(round__in=rounds).select_related("revocation__signoff", "edition__article")
    # The record is sealed by the site, so that a forged row in it would pass for a signature.
    signed = [signoff for signoff in rows if seals.covers(signoff)]
    return sorted(signed, key=lambda signoff: (signoff.round, signoff.role))


def _state(latest: Publication, *, withdrawn: bool) -> str:
    if withdrawn:
        return "withdrawn"
    # What was public by an earlier round's signature and came back by new ones is not gone.
    if hasattr(latest, "removal"):
        return "removed"
    return latest.ended_because if latest.ended_at else "live"


def _signoff(signoff: SignOff) -> dict[str, Any]:
    revocation = getattr(signoff, "revocation", None)
    revocation = revocation if revocation and seals.covers(revocation) else None
    return {
        "payload": signoff.sealed_payload(),
        "seal": signoff.seal,
        "revocation": {"payload": revocation.sealed_payload(), "seal": revocation.seal} if revocation else {},
    }


def _publication(publication: Publication) -> dict[str, Any]:
    """When it was public, where, by whose signatures, and how that ended.

    What its payload repeats of the text stands in the document, and goes with it when that is withdrawn.
    """
    payload = publication.sealed_payload()
    removal = getattr(publication, "removal", None)
    return {
        "payload": {name: value for name, value in payload.items() if name not in FROM_DOCUMENT},
        "seal": publication.seal,
        "ending": {"payload": publication.ending_payload(), "seal": publication.ending_seal}
        if publication.ended_at
        else {},
        "removal": {"payload": removal.sealed_payload(), "seal": removal.seal} if removal else {},
    }


def _shared(article: Article) -> dict[str, Any]:
    """What the records of one article written in one act have in common: the chain up to now."""
    entries = list(AuditEntry.objects.filter(article=article).select_related("article").order_by("number"))
    last = AuditEntry.objects.order_by("-number").values("number", "hash", "at")[0]
    return {
        "article": str(article.uuid),
        "site": settings.SITE_URL,
        "chain": [entry.header() | {"hash": entry.hash, "seal": entry.seal} for entry in entries],
        "entries": len(entries),
        "head": {"number": last["number"], "hash": last["hash"]},
        "sealed_at": clock.stamp(last["at"]),
        "dates_are_invented": int(audit.dates_are_invented()),
        "key": {"id": seals.key_id(), "public_key": seals.public_key()},
        "earlier_keys": [
            {"id": name, "public_key": seals.public_key(name)}
            for name in seals.key_names()
            if name != seals.key_id()
        ],
    }


def _write(edition: Edition, said: dict[str, Any], shared: dict[str, Any], *, version: int) -> EditionRecord:
    record = {"schema": 1, "type": "record", "version": version, **shared, "facts": said}
    return EditionRecord.objects.create(
        edition=edition,
        version=version,
        text=canonical(record),
        seal=seals.seal(record),
        at=clock.now(),
    )
