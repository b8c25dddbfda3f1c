"""Reminders that were sent, so that none is sent twice."""

from django.db import models

from articles.models import Publication
from articles.models.frozen import InsertOnlyModel

from .review import ReviewRequest


class Reminder(InsertOnlyModel):
    """A reminder so many days after a due day (before it, if negative), of a review or of a re-review."""

    request = models.ForeignKey(ReviewRequest, null=True, on_delete=models.PROTECT, related_name="reminders")
    publication = models.ForeignKey(
        Publication, null=True, on_delete=models.PROTECT, related_name="reminders"
    )
    days = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "days"], name="one_reminder_per_request_and_day"),
            models.UniqueConstraint(
                fields=["publication", "days"], name="one_reminder_per_publication_and_day"
            ),
            models.CheckConstraint(
                condition=models.Q(request=None, publication__isnull=False)
                | models.Q(request__isnull=False, publication=None),
                name="reminder_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"reminder {self.days} days from {self.request or self.publication}"
