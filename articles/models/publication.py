"""An edition's time on the site: the only thing that the public pages read."""

import json
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from articles import clock

from .article import Article
from .edition import Edition
from .frozen import Frozen, InsertOnlyModel
from .withdrawal import PlannedWithdrawal


class PublicationQuerySet(models.QuerySet["Publication"]):
    def live(self) -> "PublicationQuerySet":
        """Those that have not ended."""
        return self.filter(ended_at=None)

    def shown(self, at: datetime) -> "PublicationQuerySet":
        """What the public may read at a moment. Public code starts here, always.

        Coming down is decided by time, here: no job that stopped running can keep something up.
        """
        lapsed = Q(lapses_on__isnull=False, lapses_on__lte=clock.day(at))
        shown = self.live().exclude(lapsed).filter(~Exists(self._planned().due(at)))
        return shown.with_ended_plans(at)

    def with_ended_plans(self, at: datetime) -> "PublicationQuerySet":
        """Each with `was_planned`: it would be down but for a planned withdrawal's end, whose seal is to be checked."""
        return self.annotate(was_planned=Exists(self._planned().ended(at)))

    @staticmethod
    def _planned() -> Any:
        return PlannedWithdrawal.objects.filter(
            article=OuterRef("article"), withdraw_at__gt=OuterRef("published_at")
        )

    def update(self, **values: Any) -> int:
        raise Frozen("publications cannot be changed; they are ended once, by publishing.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Frozen("publications cannot be deleted.")

    def end(self, *, at: datetime, by: Any, role: str, because: str, notice: str, seal: str) -> int:
        """Stamp those that have not ended. For `reviewers.ending` alone; returns how many."""
        return (
            super()
            .filter(ended_at=None)
            ._stamp(
                ended_at=at,
                ended_by=by,
                ended_role=role,
                ended_because=because,
                notice=notice,
                ending_seal=seal,
            )
        )

    def _stamp(self, **values: Any) -> int:
        return super().update(**values)


class Publication(InsertOnlyModel):
    """From when until when an edition was public, under which address, title and reviewers' names.

    Sealed when it begins. It is stamped once when it ends: `ended_at`, `ended_by`, `ended_role`, `ended_because`,
    `notice`, and the seal of these.
    """

    class Ending(models.TextChoices):
        SUPERSEDED = "superseded", "A newer edition was published"
        RE_REVIEWED = "re_reviewed", "The edition was reviewed again"
        REVOKED = "revoked", "A signature was revoked"
        WITHDRAWN = "withdrawn", "Withdrawn"
        RETRACTED = "retracted", "Retracted"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="publications")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="publications")
    round = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    slug = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Article.Kind)
    audience = models.CharField(max_length=20, choices=Article.Audience)
    language = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    summary = models.TextField()
    topics = models.TextField(help_text="Canonical list of {slug, name} as of publication.")
    reviewers = models.TextField(
        help_text="Canonical list of {name, credentials, standing, affiliation, interests, slug, role, meaning, scope, "
        "signed_at}."
    )
    published_at = models.DateTimeField(db_index=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_on = models.DateField(help_text="The earliest whole-page medical signature of this text.")
    review_due_on = models.DateField(db_index=True)
    lapses_on = models.DateField(
        null=True, blank=True, help_text="The day from which an overdue review keeps it off the site."
    )
    seal = models.TextField()

    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_role = models.CharField(
        max_length=12, blank=True, help_text="The group in which that person did it."
    )
    ended_because = models.CharField(max_length=12, choices=Ending, blank=True)
    notice = models.TextField(blank=True)
    ending_seal = models.TextField(blank=True)

    objects = PublicationQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta:
        ordering = ["-published_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(ended_at=None), name="one_live_publication_per_article"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(ended_at=None), name="one_live_publication_per_address"
            ),
            models.UniqueConstraint(
                fields=["edition", "round"], name="one_publication_per_edition_and_round"
            ),
            models.CheckConstraint(
                condition=Q(
                    ended_at=None, ended_by=None, ended_role="", ended_because="", notice="", ending_seal=""
                )
                | (
                    Q(ended_at__isnull=False, ended_by__isnull=False)
                    & ~Q(ended_because="")
                    & ~Q(ending_seal="")
                ),
                name="publication_ends_all_at_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.edition.number}"

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])

    @property
    def topic_list(self) -> list[dict[str, str]]:
        return json.loads(self.topics)

    @property
    def reviewer_list(self) -> list[dict[str, Any]]:
        return json.loads(self.reviewers)

    def sealed_payload(self) -> dict[str, Any]:
        """Everything that this row tells the public about its beginning; `article` and `edition` are read."""
        return {
            "schema": 1,
            "type": "publication",
            "uuid": str(self.uuid),
            "article": str(self.article.uuid),
            "edition": self.edition.number,
            "digest": self.digest,
            "round": self.round,
            "slug": self.slug,
            "kind": self.kind,
            "audience": self.audience,
            "language": self.language,
            "title": self.title,
            "summary": self.summary,
            "topics": self.topic_list,
            "reviewers": self.reviewer_list,
            "published_at": clock.stamp(self.published_at),
            "published_by": self.published_by_id,
            "reviewed_on": self.reviewed_on.isoformat(),
            "review_due_on": self.review_due_on.isoformat(),
            "lapses_on": self.lapses_on.isoformat() if self.lapses_on else "",
        }

    def ending_payload(self) -> dict[str, Any]:
        """Everything that this row tells about its end, which must have come."""
        if self.ended_at is None:
            raise ValueError(f"Publication {self.uuid} has not ended.")
        return {
            "schema": 1,
            "type": "ending",
            "publication": str(self.uuid),
            "ended_at": clock.stamp(self.ended_at),
            "ended_by": self.ended_by_id,
            "ended_role": self.ended_role,
            "ended_because": self.ended_because,
            "notice": self.notice,
        }


class Removal(InsertOnlyModel):
    """The taking down of what could still be read after its time on the site: a signature that it was public by was
    revoked, or a retracted article was withdrawn."""

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="removal")
    reason = models.TextField()
    role = models.CharField(max_length=12, blank=True, help_text="The group in which that person did it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seal = models.TextField()

    def __str__(self) -> str:
        return f"{self.publication} removed"

    def sealed_payload(self) -> dict[str, Any]:
        """Everything the removal says; `publication` is read."""
        return {
            "schema": 1,
            "type": "removal",
            "publication": str(self.publication.uuid),
            "reason": self.reason,
            "role": self.role,
            "by": self.by_id,
            "at": clock.stamp(self.at),
        }


class Slug(InsertOnlyModel):
    """A public address: once used by an article, never another's."""

    slug = models.CharField(max_length=80, primary_key=True)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="slugs")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug
