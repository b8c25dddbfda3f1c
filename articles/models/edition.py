"""An article frozen at submission."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles import clock

from .article import Article
from .frozen import InsertOnlyModel


class Edition(InsertOnlyModel):
    """What reviewers sign and the public reads: the bytes, and what binds them.

    `manifest` is the canonical text whose SHA-256 is `digest`; it holds the SHA-256 of `document`, `html` and
    `private`. Written by `editions.freeze` only.
    """

    class ChangeKind(models.TextChoices):
        FIRST = "first", "First edition"
        MINOR = "minor", "Minor change"
        UPDATE = "update", "Update: the evidence moved on"
        CORRECTION = "correction", "Correction: something was wrong"

    class Severity(models.TextChoices):
        """How much an error mattered to those who read it."""

        MINOR = "minor", "Minor: nobody would have understood or done anything else"
        MAJOR = "major", "Major: readers may have understood something wrong"
        HARMFUL = "harmful", "Serious: acting on it could do harm"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    change_kind = models.CharField(max_length=12, choices=ChangeKind)
    document = models.TextField()
    html = models.TextField()
    private = models.TextField()
    manifest = models.TextField()
    document_sha256 = models.CharField(max_length=64)
    html_sha256 = models.CharField(max_length=64)
    private_sha256 = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    # The private part says it too; a column of its own lets the database's gate read it.
    required_roles = models.TextField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    seal = models.TextField()

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="edition_number_once_per_article"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_numbers_start_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"

    def sealed_payload(self) -> dict[str, Any]:
        """What the seal covers: the digest, and by whom and when the edition was frozen."""
        return {
            "schema": 1,
            "type": "edition",
            "digest": self.digest,
            "frozen_by": self.frozen_by_id,
            "frozen_at": clock.stamp(self.frozen_at),
        }

    @property
    def title(self) -> str:
        return self.content["title"]

    @property
    def content(self) -> dict[str, Any]:
        return json.loads(self.document)

    @property
    def private_part(self) -> dict[str, Any]:
        return json.loads(self.private)

    @property
    def required_role_list(self) -> list[str]:
        return json.loads(self.required_roles)
