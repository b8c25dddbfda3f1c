"""What a person did, and what others did about them, before they may sign: each a row that is written once."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles import clock
from articles.models import Edition
from articles.models.frozen import InsertOnlyModel

from .people import Reviewer


class IdentityCheck(InsertOnlyModel):
    """Somebody made sure that the account is the person's: asked before the first signature, and after each reset
    of the account (21 CFR 11.100(b))."""

    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="identity_checks")
    how = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seal = models.TextField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(how=""), name="identity_check_says_how")]

    def __str__(self) -> str:
        return f"{self.reviewer}: identity verified by {self.by}"

    def sealed_payload(self) -> dict[str, Any]:
        """Everything the check says."""
        return {
            "schema": 1,
            "type": "identity-check",
            "reviewer": self.reviewer_id,
            "how": self.how,
            "by": self.by_id,
            "at": clock.stamp(self.at),
        }


class Declaration(InsertOnlyModel):
    """What a reviewer declared by their own act: words in a version, sealed. The texts are in `reviewers.declarations`.

    Of the two about the name the later one holds: consent is withdrawn forward, never backward.
    """

    class What(models.TextChoices):
        EQUIVALENCE = "equivalence", "An electronic signature is as good as one by hand"
        GUIDANCE = "guidance", "The guidance for reviewers was read"
        NAMED = "named", "The name may be published"
        NOT_NAMED = "not_named", "The name may not be published any more"

    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="declarations")
    what = models.CharField(max_length=12, choices=What)
    version = models.CharField(max_length=20)
    at = models.DateTimeField()
    seal = models.TextField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.get_what_display()}"

    def sealed_payload(self) -> dict[str, Any]:
        """Everything the declaration says."""
        return {
            "schema": 1,
            "type": "declaration",
            "reviewer": self.reviewer_id,
            "what": self.what,
            "version": self.version,
            "at": clock.stamp(self.at),
        }


class Disclosure(InsertOnlyModel):
    """A reviewer's statement of interests as it stood from a day on: what editors see before they ask for a review.

    What is signed with an edition is in the sign-off itself.
    """

    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="disclosures")
    statement = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(statement=""), name="disclosure_says_something")]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.statement}"


class FirstView(InsertOnlyModel):
    """The first time that a person had an edition before them for review."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="first_views")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "user"], name="one_first_view_per_edition_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.edition} first viewed by {self.user}"
