"""Withdrawals that are planned: decided by time in the query, so that nothing has to run to take an article down."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles import clock

from .article import Article
from .frozen import InsertOnlyModel, InsertOnlyQuerySet


class PlannedWithdrawalQuerySet(InsertOnlyQuerySet):
    def waiting(self) -> "PlannedWithdrawalQuerySet":
        """Those neither carried out nor cancelled."""
        return self.filter(end=None)

    def due(self, at: datetime) -> "PlannedWithdrawalQuerySet":
        """Those whose time has come by a moment and that `tick` has not carried out yet."""
        return self.waiting().filter(withdraw_at__lte=at)

    def ended(self, at: datetime) -> "PlannedWithdrawalQuerySet":
        """Those whose time has come by a moment and that are said to be carried out or cancelled."""
        return self.filter(end__isnull=False, withdraw_at__lte=at)


class PlannedWithdrawal(InsertOnlyModel):
    """An article leaves the site at this time, whether or not anything runs then."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="planned_withdrawals")
    withdraw_at = models.DateTimeField(db_index=True)
    reason = models.TextField()
    role = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seal = models.TextField()

    objects = PlannedWithdrawalQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["withdraw_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="planned_withdrawal_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.article} leaves at {self.withdraw_at:%Y-%m-%d %H:%M}"

    def sealed_payload(self) -> dict[str, Any]:
        """Everything the plan says; `article` is read."""
        return {
            "schema": 1,
            "type": "planned-withdrawal",
            "article": str(self.article.uuid),
            "withdraw_at": clock.stamp(self.withdraw_at),
            "reason": self.reason,
            "role": self.role,
            "by": self.by_id,
            "at": clock.stamp(self.at),
        }


class PlannedWithdrawalEnd(InsertOnlyModel):
    """What became of a planned withdrawal."""

    class Outcome(models.TextChoices):
        CARRIED_OUT = "carried_out", "Carried out"
        CANCELLED = "cancelled", "Cancelled"

    plan = models.OneToOneField(PlannedWithdrawal, on_delete=models.PROTECT, related_name="end")
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seal = models.TextField()

    def __str__(self) -> str:
        return f"{self.plan}: {self.get_outcome_display()}"

    def sealed_payload(self) -> dict[str, Any]:
        """Everything the end says; `plan` and its article are read. An article stays up by it: nobody may forge it."""
        return {
            "schema": 1,
            "type": "end-of-planned-withdrawal",
            "plan": self.plan.sealed_payload(),
            "outcome": self.outcome,
            "reason": self.reason,
            "by": self.by_id,
            "at": clock.stamp(self.at),
        }
