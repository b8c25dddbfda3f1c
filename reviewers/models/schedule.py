"""Publications that wait for their time."""

from typing import Any

from django.conf import settings
from django.db import models

from articles import clock
from articles.models import Edition
from articles.models.frozen import InsertOnlyModel, InsertOnlyQuerySet


class ScheduleQuerySet(InsertOnlyQuerySet):
    def waiting(self) -> "ScheduleQuerySet":
        """Those neither carried out, nor refused, nor cancelled."""
        return self.filter(end=None)


class Schedule(InsertOnlyModel):
    """Publish this edition at this time. Everything is checked again then."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="schedules")
    publish_at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Unique: a copy of one that was called off would be genuine once more.
    seal = models.CharField(max_length=200, unique=True)

    objects = ScheduleQuerySet.as_manager()  # type: ignore[misc]

    def __str__(self) -> str:
        return f"{self.edition} at {self.publish_at:%Y-%m-%d %H:%M}"

    def sealed_payload(self) -> dict[str, Any]:
        """Everything the schedule says; `edition` is read. It is published in that person's name."""
        return {
            "schema": 1,
            "type": "schedule",
            "digest": self.edition.digest,
            "publish_at": clock.stamp(self.publish_at),
            "by": self.by_id,
            "at": clock.stamp(self.at),
        }


class ScheduleEnd(InsertOnlyModel):
    """What became of a schedule."""

    class Outcome(models.TextChoices):
        PUBLISHED = "published", "Published"
        REFUSED = "refused", "Refused"
        CANCELLED = "cancelled", "Cancelled"
        MOVED = "moved", "Moved to another time"

    schedule = models.OneToOneField(Schedule, on_delete=models.PROTECT, related_name="end")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.schedule}: {self.get_outcome_display()}"
