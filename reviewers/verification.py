"""Recomputing everything that is on record, and naming what does not hold (21 CFR 11.10(a))."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from articles import audit, document, editions, seals
from articles.models import Article, ArticleState, ArticleVersion, AuditEntry, Edition, Publication
from reviewers import guards, policy, states
from reviewers.models import MEANING_OF, Revocation, Role, SignOff

Event = audit.Event


@dataclass(frozen=True)
class Flaw:
    """One thing that does not hold: which table and row, and what is wrong with it in a sentence."""

    table: str
    row: int
    sentence: str


@dataclass
class _Told:
    """What the audit chain tells of: per kind of record, its name there and the value that must match."""

    versions: dict[tuple[int | None, int], str] = field(default_factory=dict)
    editions: dict[tuple[int | None, int], str] = field(default_factory=dict)
    signoffs: dict[str, str] = field(default_factory=dict)
    revocations: dict[str, str] = field(default_factory=dict)
    publications: dict[str, str] = field(default_factory=dict)
    endings: dict[str, tuple[str, str]] = field(default_factory=dict)

    def take(self, entry: AuditEntry, data: dict[str, Any]) -> None:
        match entry.event:
            case Event.ARTICLE_CREATED | Event.ARTICLE_SAVED:
                self.versions[entry.article_id, data["version"]] = data["sha256"]
            case Event.EDITION_SUBMITTED:
                self.editions[entry.article_id, data["edition"]] = data["digest"]
            case Event.SIGNED:
                self.signoffs[data["signoff"]] = data["seal"]
            case Event.SIGNATURE_REVOKED:
                self.revocations[data["signoff"]] = data["reason"]
            case Event.PUBLISHED:
                self.publications[data["publication"]] = data["seal"]
            case Event.PUBLICATION_ENDED:
                self.endings[data["publication"]] = (data["because"], data["notice"])


def flaws() -> Iterator[Flaw]:
    """Everything that does not hold; nothing means that all does.

    Recomputes guards, the audit chain, versions, editions, signatures, revocations, publications and states, and
    compares what is on record with what the chain tells of, both ways.
    """
    told = _Told()
    yield from _guard_flaws()
    yield from _chain_flaws(told)
    yield from _version_flaws(told)
    yield from _edition_flaws(told)
    yield from _signoff_flaws(told)
    yield from _revocation_flaws(told)
    yield from _publication_flaws(told)
    yield from _state_flaws()


def dates_are_invented() -> bool:
    """Whether the chain begins by saying that this is a demonstration, whose dates are invented."""
    first = AuditEntry.objects.order_by("number").first()
    return first is not None and first.event == Event.DEMONSTRATION


def _flaw(row: Model, sentence: str) -> Flaw:
    return Flaw(row._meta.db_table, row.pk, sentence)


def _guard_flaws() -> Iterator[Flaw]:
    for name in guards.missing():
        yield Flaw("the database", 0, f"The guard {name} is missing, switched off or altered.")


def _chain_flaws(told: _Told) -> Iterator[Flaw]:
    last: AuditEntry | None = None
    last_of: dict[int | None, str] = {}
    for entry in AuditEntry.objects.select_related("article").order_by("number").iterator(1000):
        yield from (_flaw(entry, sentence) for sentence in _link_flaws(entry, last, last_of))
        try:
            told.take(entry, json.loads(entry.data))
        except (ValueError, KeyError, TypeError):
            yield _flaw(entry, f"Audit entry {entry.number} cannot be read.")
        last = entry
        if entry.article_id:
            last_of[entry.article_id] = entry.hash


def _link_flaws(entry: AuditEntry, last: AuditEntry | None, last_of: dict[int | None, str]) -> Iterator[str]:
    name = f"Audit entry {entry.number}"
    if entry.number != (last.number + 1 if last else 1):
        yield f"{name} does not follow the one before it: entries are missing."
    if entry.previous != (last.hash if last else ""):
        yield f"{name} does not carry the hash of the entry before it."
    if entry.article_previous != last_of.get(entry.article_id, ""):
        yield f"{name} does not carry the hash of its article's entry before it."
    try:
        computed = audit.entry_hash(entry)
    except document.NotCanonical:
        computed = ""
    if entry.hash != computed:
        yield f"{name} was changed: its hash does not match."
    if last and entry.at < last.at:
        yield f"{name} is earlier than the entry before it."


def _untold(told: Iterable[Any], found: set[Any], table: str, noun: str) -> Iterator[Flaw]:
    """What the chain tells of and the table does not hold."""
    for name in told:
        if name not in found:
            yield Flaw(table, 0, f"The audit trail tells of {noun} {name}, which is gone.")


def _version_flaws(told: _Told) -> Iterator[Flaw]:
    found = set()
    for version in ArticleVersion.objects.order_by("article_id", "number").iterator(500):
        name = (version.article_id, version.number)
        found.add(name)
        if document.sha256(version.document) != version.sha256:
            yield _flaw(version, f"Version {version.number} of article {version.article_id} was changed.")
        if told.versions.get(name) != version.sha256:
            yield _flaw(version, f"The audit trail does not tell of version {version.number} as it stands.")
    yield from _untold(told.versions, found, ArticleVersion._meta.db_table, "version")


def _edition_flaws(told: _Told) -> Iterator[Flaw]:
    found = set()
    for edition in Edition.objects.select_related("article").order_by("pk").iterator(200):
        name = (edition.article_id, edition.number)
        found.add(name)
        for flaw in editions.flaws(edition):
            yield _flaw(edition, f"Edition {edition.number} of article {edition.article_id}: {flaw}.")
        if told.editions.get(name) != edition.digest:
            yield _flaw(edition, f"The audit trail does not tell of edition {edition.number} as it stands.")
    yield from _untold(told.editions, found, Edition._meta.db_table, "edition")


def _signoff_flaws(told: _Told) -> Iterator[Flaw]:
    found = set()
    signoffs = SignOff.objects.select_related("edition__article", "signer__user").order_by("pk")
    for signoff in signoffs.iterator(200):
        found.add(str(signoff.uuid))
        name = f"The {signoff.role} sign-off by {signoff.printed_name}"
        if not seals.holds(signoff.sealed_payload(), signoff.seal):
            yield _flaw(signoff, f"{name} is forged or changed: its seal does not hold.")
        if signoff.digest != signoff.edition.digest:
            yield _flaw(signoff, f"{name} is bound to another digest than its edition's.")
        if signoff.role not in Role.values or MEANING_OF[Role(signoff.role)] != signoff.meaning:
            yield _flaw(signoff, f"{name} has a meaning that is not its role's.")
        if not editions.flaws(signoff.edition):
            for objection in policy.independence_objections(signoff.signer, signoff.edition, signoff.role):
                yield _flaw(signoff, f"{name} is not independent: {objection}")
        if told.signoffs.get(str(signoff.uuid)) != signoff.seal:
            yield _flaw(signoff, f"The audit trail does not tell of the sign-off by {signoff.printed_name}.")
    yield from _untold(told.signoffs, found, SignOff._meta.db_table, "sign-off")


def _revocation_flaws(told: _Told) -> Iterator[Flaw]:
    found = set()
    for revocation in Revocation.objects.select_related("signoff").order_by("pk").iterator(200):
        name = str(revocation.signoff.uuid)
        found.add(name)
        if not seals.holds(revocation.sealed_payload(), revocation.seal):
            yield _flaw(revocation, "The revocation is forged or changed: its seal does not hold.")
        if told.revocations.get(name) != revocation.reason:
            yield _flaw(revocation, f"The audit trail does not tell of the revocation of sign-off {name}.")
    yield from _untold(told.revocations, found, Revocation._meta.db_table, "the revocation of sign-off")


def _publication_flaws(told: _Told) -> Iterator[Flaw]:
    found = set()
    publications = Publication.objects.select_related("article", "edition").order_by("pk")
    for publication in publications.iterator(200):
        name = str(publication.uuid)
        found.add(name)
        yield from (_flaw(publication, flaw) for flaw in _beginning_flaws(publication))
        if told.publications.get(name) != publication.seal:
            yield _flaw(
                publication, f"The audit trail does not tell of the publication of “{publication.title}”."
            )
        ended = (publication.ended_because, publication.notice) if publication.ended_at else None
        if told.endings.get(name) != ended:
            yield _flaw(publication, f"How “{publication.title}” ended is not what the audit trail tells.")
    yield from _untold(told.publications, found, Publication._meta.db_table, "publication")


def _beginning_flaws(publication: Publication) -> Iterator[str]:
    name = f"The publication of “{publication.title}”"
    try:
        genuine = seals.holds(publication.sealed_payload(), publication.seal)
    except ValueError:
        genuine = False
    if not genuine:
        yield f"{name} is forged or changed: its seal does not hold."
        return
    edition = publication.edition
    if publication.digest != edition.digest or publication.article_id != edition.article_id:
        yield f"{name} is not of the edition that it names."
    for role in {*edition.required_role_list, Role.MEDICAL.value}:
        if not _was_signed(publication, role):
            yield f"{name} had no {role} sign-off."


def _was_signed(publication: Publication, role: str) -> bool:
    """Whether a role was signed in the publication's round, and not revoked before the publication ended."""
    signoff = SignOff.objects.filter(
        edition_id=publication.edition_id, round=publication.round, role=role, digest=publication.digest
    ).first()
    if signoff is None or signoff.signed_at > publication.published_at:
        return False
    revoked_at: datetime | None = (
        Revocation.objects.filter(signoff=signoff).values_list("at", flat=True).first()
    )
    if revoked_at is None:
        return True
    return publication.ended_at is not None and publication.ended_at <= revoked_at


def _state_flaws() -> Iterator[Flaw]:
    known = ArticleState.objects.in_bulk()
    for article in Article.objects.order_by("pk").iterator(200):
        state = known.get(article.pk)
        for name, value in states.facts(article).items():
            if state is None or getattr(state, name) != value:
                yield Flaw(
                    "articles_articlestate", article.pk, f"The state of “{article}” is wrong in {name}."
                )
                break
