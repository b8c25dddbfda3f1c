"""Each record by itself, and beside what the audit chain tells of it."""

from collections.abc import Hashable, Iterator
from typing import Any

from django.db.models import Model

from articles import clock, document, editions, seals
from articles.models import ArticleVersion, Edition, Publication, Removal, Slug
from reviewers import policy
from reviewers.models import (
    MEANING_OF,
    Comment,
    Recall,
    Revocation,
    Role,
    Schedule,
    ScheduleEnd,
    SignOff,
)

from .chain import Told
from .flaw import Flaw, flaw


def version_flaws(told: Told) -> Iterator[Flaw]:
    found = _Found("version", ArticleVersion)
    for version in ArticleVersion.objects.order_by("article_id", "number").iterator(500):
        if document.sha256(version.document) != version.sha256:
            yield flaw(version, f"Version {version.number} of article {version.article_id} was changed.")
        value = (version.sha256, document.sha256(version.desk), version.by_id)
        found.add(version, (version.article_id, version.number), value)
    yield from found.against(told)


def edition_flaws(told: Told) -> Iterator[Flaw]:
    found = _Found("edition", Edition)
    for edition in Edition.objects.select_related("article").order_by("pk").iterator(200):
        for sentence in editions.flaws(edition):
            yield flaw(edition, f"Edition {edition.number} of article {edition.article_id}: {sentence}.")
        found.add(edition, (edition.article_id, edition.number), edition.digest)
    yield from found.against(told)


def course_flaws(told: Told) -> Iterator[Flaw]:
    """Recalls, must-fix comments, schedules, addresses and removals."""
    recalls = _Found("recall", Recall)
    for recall in Recall.objects.select_related("edition"):
        name = (recall.edition.article_id, recall.edition.number)
        recalls.add(recall, name, (recall.reason, recall.by_id))
    comments = _Found("comment", Comment)
    for comment in Comment.objects.filter(must_fix=True).select_related("edition", "reviewer"):
        edition = comment.edition
        words = (edition.article_id, edition.number, comment.quote, comment.text)
        comments.add(comment, words, comment.reviewer.user_id)
    schedules = _Found("schedule", Schedule)
    for schedule in Schedule.objects.all():
        schedules.add(schedule, schedule.pk, (clock.stamp(schedule.publish_at), schedule.by_id))
    ends = _Found("end of schedule", ScheduleEnd)
    for end in ScheduleEnd.objects.all():
        ends.add(end, end.schedule_id, (end.outcome, end.reason))
    addresses = _Found("address", Slug)
    for slug in Slug.objects.all():
        addresses.add(slug, slug.slug, slug.article_id)
    removals = _Found("removal", Removal)
    for removal in Removal.objects.select_related("publication"):
        removals.add(removal, str(removal.publication.uuid), (removal.reason, removal.by_id))
    for found in [recalls, comments, schedules, ends, addresses, removals]:
        yield from found.against(told)


def signoff_flaws(told: Told) -> Iterator[Flaw]:
    found = _Found("sign-off", SignOff)
    signoffs = SignOff.objects.select_related("edition__article", "signer__user").order_by("pk")
    for signoff in signoffs.iterator(200):
        name = f"The {signoff.role} sign-off by {signoff.printed_name}"
        if not seals.holds(signoff.sealed_payload(), signoff.seal):
            yield flaw(signoff, f"{name} is forged or changed: its seal does not hold.")
        if signoff.digest != signoff.edition.digest:
            yield flaw(signoff, f"{name} is bound to another digest than its edition's.")
        if signoff.role not in Role.values or MEANING_OF[Role(signoff.role)] != signoff.meaning:
            yield flaw(signoff, f"{name} has a meaning that is not its role's.")
        if not editions.flaws(signoff.edition):
            for objection in policy.independence_objections(signoff.signer, signoff.edition, signoff.role):
                yield flaw(signoff, f"{name} is not independent: {objection}")
        found.add(signoff, str(signoff.uuid), signoff.seal)
    yield from found.against(told)


def revocation_flaws(told: Told) -> Iterator[Flaw]:
    found = _Found("revocation", Revocation)
    for revocation in Revocation.objects.select_related("signoff").order_by("pk").iterator(200):
        if not seals.holds(revocation.sealed_payload(), revocation.seal):
            yield flaw(revocation, "The revocation is forged or changed: its seal does not hold.")
        found.add(revocation, str(revocation.signoff.uuid), (revocation.reason, revocation.by_id))
    yield from found.against(told)


def publication_flaws(told: Told) -> Iterator[Flaw]:
    found = _Found("publication", Publication)
    endings = _Found("ending of publication", Publication)
    publications = Publication.objects.select_related("article", "edition__article").order_by("pk")
    for publication in publications.iterator(200):
        yield from (flaw(publication, sentence) for sentence in _beginning_flaws(publication))
        name = str(publication.uuid)
        found.add(publication, name, publication.seal)
        if publication.ended_at:
            stamp = (
                clock.stamp(publication.ended_at),
                publication.ended_by_id,
                publication.ended_because,
                publication.notice,
            )
            endings.add(publication, name, stamp)
    yield from found.against(told)
    yield from endings.against(told)


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


class _Found:
    """The rows of one kind, to be held beside what the chain tells of them."""

    def __init__(self, noun: str, model: type[Model]) -> None:
        self.noun, self.table = noun, model._meta.db_table
        self.rows: dict[Hashable, tuple[int, Any]] = {}
        self.twice: list[Flaw] = []

    def add(self, row: Model, name: Hashable, value: Any) -> None:
        if name in self.rows and self.rows[name][1] != value:
            self.twice.append(flaw(row, f"There are two rows for {self.noun} {_words(name)}."))
        self.rows[name] = (row.pk, value)

    def against(self, told: Told) -> Iterator[Flaw]:
        """What is there and not told of as it is, and what is told of and not there."""
        yield from self.twice
        known = told.of[self.noun]
        for name, (row, value) in self.rows.items():
            if name not in known:
                yield Flaw(self.table, row, f"The audit trail does not tell of {self.noun} {_words(name)}.")
            elif known[name] != value:
                yield Flaw(
                    self.table, row, f"The {self.noun} {_words(name)} is not as the audit trail tells."
                )
        for name in known.keys() - self.rows.keys():
            yield Flaw(self.table, 0, f"The audit trail tells of {self.noun} {_words(name)}, which is gone.")


def _words(name: Hashable) -> str:
    return ", ".join(map(str, name)) if isinstance(name, tuple) else str(name)
