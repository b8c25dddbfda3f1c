"""The course of a review: what was asked, what was answered, what was called off."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models import Edition
from articles.models.frozen import InsertOnlyModel

from .people import Reviewer, Role


class ReviewRequest(InsertOnlyModel):
    """A to-do: this reviewer, this edition, this role, by this day."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="review_requests")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="review_requests")
    role = models.CharField(max_length=20, choices=Role)
    round = models.PositiveIntegerField()
    due_on = models.DateField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.reviewer} is asked for the {self.role} review by {self.due_on}"


class RequestEnd(InsertOnlyModel):
    """A request that nobody need answer any more: it went to somebody else, or was called off."""

    class Outcome(models.TextChoices):
        REASSIGNED = "reassigned", "Given to somebody else"
        CALLED_OFF = "called_off", "Called off"

    request = models.OneToOneField(ReviewRequest, on_delete=models.PROTECT, related_name="end")
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="request_end_says_why")]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_outcome_display().lower()}"


class Verdict(InsertOnlyModel):
    """A reviewer's answer about an edition. There is no approval with changes."""

    class Decision(models.TextChoices):
        SIGNED = "signed", "Signed"
        CHANGES_REQUESTED = "changes_requested", "Changes requested"
        DECLINED = "declined", "Declined"

    class Reason(models.TextChoices):
        NO_TIME = "no_time", "No time"
        CONFLICT = "conflict", "Conflict of interest"
        OUTSIDE_EXPERTISE = "outside_expertise", "Outside my expertise"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="verdicts")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="verdicts")
    role = models.CharField(max_length=20, choices=Role)
    request = models.OneToOneField(ReviewRequest, null=True, on_delete=models.PROTECT, related_name="verdict")
    decision = models.CharField(max_length=20, choices=Decision)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    note = models.TextField(blank=True, help_text="What the reviewer says to the editors with it.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(decision="declined") & ~Q(reason="")) | (~Q(decision="declined") & Q(reason="")),
                name="declining_needs_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.get_decision_display()}"


class Recall(InsertOnlyModel):
    """An edition taken back before it was ever live."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="recall")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.edition} recalled"
