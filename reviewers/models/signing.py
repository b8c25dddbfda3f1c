"""Electronic signatures, and their taking back."""

import json
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

    Name, credentials, affiliation, and all that qualified the signer, are copies as of that day (21 CFR 11.50, 11.70):
    a later change of the person's profile neither changes nor weakens a signature.
    """

    class Scope(models.TextChoices):
        WHOLE = "whole", "The whole page"
        CHANGES = "changes", "The changes only"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="signoffs")
    round = models.PositiveIntegerField()
    role = models.CharField(max_length=20, choices=Role)
    meaning = models.CharField(max_length=32, choices=Meaning)
    scope = models.CharField(max_length=8, choices=Scope)
    signer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="signoffs")
    printed_name = models.CharField(max_length=200)
    credentials = models.CharField(max_length=200)
    affiliation = models.CharField(max_length=300)
    slug = models.CharField(max_length=80)
    orcid = models.CharField(max_length=19, blank=True)
    qualification = models.TextField(
        help_text="Canonical: standing, credentials, identity, declarations, by which the signer might sign that day."
    )
    factor = models.CharField(max_length=20, blank=True, help_text="The second factor that was given.")
    access_reset_at = models.DateTimeField(
        null=True, help_text="When the account had been reset, if less than a day before the signature."
    )
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
            "slug": self.slug,
            "orcid": self.orcid,
            "qualification": self.qualification_part,
            "factor": self.factor,
            "access_reset_at": clock.stamp(self.access_reset_at) if self.access_reset_at else "",
            "interests": self.interests,
            "signed_at": clock.stamp(self.signed_at),
        }

    @property
    def qualification_part(self) -> dict[str, Any]:
        """What qualified the signer, as of that day: the keys are those of `qualification.qualification_of`."""
        return json.loads(self.qualification)

    @property
    def is_retired(self) -> bool:
        """Whether the signer was a retired clinician on that day."""
        return self.qualification_part["standing"] == "retired"


class Revocation(InsertOnlyModel):
    """The taking back of a signature, with its reason. The signature stays on record."""

    signoff = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="revocation")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_name = models.CharField(max_length=200)
    factor = models.CharField(max_length=20, blank=True)
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
            "digest": self.signoff.digest,
            "reason": self.reason,
            "by": self.by_id,
            "printed_name": self.printed_name,
            "factor": self.factor,
            "at": clock.stamp(self.at),
        }
