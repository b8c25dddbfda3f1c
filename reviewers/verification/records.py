"""Versions, editions and publications: each by itself, and beside what the audit chain tells of it."""

from collections.abc import Iterator

from articles import clock, document, editions, seals
from articles.models import ArticleVersion, Edition, Publication, Removal, VersionName
from reviewers.models import Revocation, Role, SignOff

from .flaw import Flaw, flaw
from .found import Found
from .told import Told


def version_flaws(told: Told) -> Iterator[Flaw]:
    found = Found("version", ArticleVersion)
    for version in ArticleVersion.objects.order_by("article_id", "number").iterator(500):
        if document.sha256(version.document) != version.sha256:
            yield flaw(version, f"Version {version.number} of article {version.article_id} was changed.")
        value = (version.sha256, document.sha256(version.desk), version.by_id)
        found.add(version, (version.article_id, version.number), value)
    names = Found("name of version", VersionName)
    for given in VersionName.objects.select_related("version").order_by("pk").iterator(500):
        of_version = (given.version.article_id, given.version.number)
        names.add(given, (given.pk,), (*of_version, given.name, given.by_id))
    yield from found.against(told)
    yield from names.against(told)


def edition_flaws(told: Told) -> Iterator[Flaw]:
    found = Found("edition", Edition)
    for edition in Edition.objects.select_related("article").order_by("pk").iterator(200):
        for sentence in editions.flaws(edition):
            yield flaw(edition, f"Edition {edition.number} of article {edition.article_id}: {sentence}.")
        found.add(edition, (edition.article_id, edition.number), edition.digest)
    yield from found.against(told)


def publication_flaws(told: Told) -> Iterator[Flaw]:
    found = Found("publication", Publication)
    endings = Found("ending of publication", Publication)
    publications = Publication.objects.select_related("article", "edition__article").order_by("pk")
    for publication in publications.iterator(200):
        yield from (flaw(publication, sentence) for sentence in _beginning_flaws(publication))
        name = (str(publication.uuid),)
        found.add(publication, name, publication.seal)
        if publication.ended_at:
            yield from (flaw(publication, sentence) for sentence in _ending_flaws(publication))
            stamp = (
                clock.stamp(publication.ended_at),
                publication.ended_by_id,
                publication.ended_role,
                publication.ended_because,
                publication.notice,
                publication.ending_seal,
            )
            endings.add(publication, name, stamp)
    yield from found.against(told)
    yield from endings.against(told)


def removal_flaws(told: Told) -> Iterator[Flaw]:
    found = Found("removal", Removal)
    for removal in Removal.objects.select_related("publication").order_by("pk"):
        publication = removal.publication
        if not _holds(removal):
            yield flaw(
                removal,
                f"The removal of “{publication.title}” is forged or changed: its seal does not hold.",
            )
        found.add(removal, (str(publication.uuid),), (removal.reason, removal.by_id))
    yield from found.against(told)


def _holds(removal: Removal) -> bool:
    try:
        return seals.holds(removal.sealed_payload(), removal.seal)
    except ValueError:
        return False


def _ending_flaws(publication: Publication) -> Iterator[str]:
    try:
        genuine = seals.holds(publication.ending_payload(), publication.ending_seal)
    except ValueError:
        genuine = False
    if not genuine:
        yield f"The ending of “{publication.title}” is forged or changed: its seal does not hold."


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
    if editions.flaws(edition):
        return  # named with the edition
    for role in sorted({*edition.required_role_list, Role.MEDICAL.value}):
        if not _was_signed(publication, role):
            yield f"{name} had no {role} sign-off."


def _was_signed(publication: Publication, role: str) -> bool:
    """Whether a role was signed in the publication's round, and not revoked before the publication ended."""
    signoff = SignOff.objects.filter(
        edition_id=publication.edition_id, round=publication.round, role=role, digest=publication.digest
    ).first()
    if signoff is None or signoff.signed_at > publication.published_at:
        return False
    revoked_at = Revocation.objects.filter(signoff=signoff).values_list("at", flat=True).first()
    if revoked_at is None:
        return True
    return publication.ended_at is not None and publication.ended_at <= revoked_at
