"""Electronic signatures, and their taking back."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles import clock
from articles.models import Edition
from articles.models.frozen import InsertOnlyModel

from .people import Meaning, Reviewer, Role


class SignOff(InsertOnlyModel):
    """An electronic signature on one edition, in one role and round, sealed. Written by `signoff.sign` only.

    Name, credentials and affiliation are copies as of that day (21 CFR 11.50, 11.70).
    """

    class Scope(models.TextChoices):
        WHOLE = "whole", "The whole page"
        CHANGES = "changes", "The changes only"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="signoffs")
    round = models.PositiveIntegerField()
    role = models.CharField(max_length=12, choices=Role)
    meaning = models.CharField(max_length=20, choices=Meaning)
    scope = models.CharField(max_length=8, choices=Scope)
    signer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="signoffs")
    printed_name = models.CharField(max_length=200)
    credentials = models.CharField(max_length=200)
    affiliation = models.CharField(max_length=300)
    interests = models.TextField(help_text="The signer's statement of interests, “none” included.")
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    seal = models.TextField()

    class Meta:
        verbose_name = "sign-off"
        ordering = ["edition", "round", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "round", "role"], name="one_signature_per_edition_round_and_role"
            ),
            models.UniqueConstraint(
                fields=["edition", "round", "signer"], name="one_signature_per_edition_round_and_signer"
            ),
            models.CheckConstraint(condition=~Q(interests=""), name="interests_are_always_stated"),
        ]

    def __str__(self) -> str:
        return f"{self.printed_name}: {self.get_meaning_display()}"

    def sealed_payload(self) -> dict[str, Any]:
        """Everything the signature says; `edition` and its article are read."""
        return {
            "schema": 1,
            "type": "sign-off",
            "uuid": str(self.uuid),
            "article": str(self.edition.article.uuid),
            "edition": self.edition.number,
            "digest": self.digest,
            "round": self.round,
            "role": self.role,
            "meaning": self.meaning,
            "scope": self.scope,
            "signer": self.signer_id,
            "printed_name": self.printed_name,
            "credentials": self.credentials,
            "affiliation": self.affiliation,
            "interests": self.interests,
            "signed_at": clock.stamp(self.signed_at),
        }


class Revocation(InsertOnlyModel):
    """The taking back of a signature, with its reason. The signature stays on record."""

    signoff = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="revocation")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seal = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="revocation_says_why")]

    def __str__(self) -> str:
        return f"{self.signoff} revoked"

    def sealed_payload(self) -> dict[str, Any]:
        """Everything the revocation says; `signoff` is read."""
        return {
            "schema": 1,
            "type": "revocation",
            "signoff": str(self.signoff.uuid),
            "reason": self.reason,
            "by": self.by_id,
            "at": clock.stamp(self.at),
        }
