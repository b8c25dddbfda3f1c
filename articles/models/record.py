"""The public record of an edition, by which anyone can check the page without trusting the site."""

from django.db import models

from .edition import Edition
from .frozen import InsertOnlyModel


class EditionRecord(InsertOnlyModel):
    """What `record.json` says of an edition: each version sealed once, by the act that made it true.

    `text` is the canonical text of the record and `seal` covers exactly it. Written by `reviewers.records` only.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="records")
    version = models.PositiveIntegerField()
    text = models.TextField()
    seal = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["edition", "version"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "version"], name="record_version_once_per_edition")
        ]

    def __str__(self) -> str:
        return f"record {self.version} of {self.edition}"
