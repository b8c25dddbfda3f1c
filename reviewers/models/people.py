"""Who may sign, and what qualifies them."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q


class Role(models.TextChoices):
    """In which role a signature is given. A role is signed once per edition and round."""

    MEDICAL = "medical", "Medical"
    EDITORIAL = "editorial", "Editorial"


class Meaning(models.TextChoices):
    """What a signature says, one meaning per role (21 CFR 11.50)."""

    MEDICAL_APPROVAL = "medical_approval", "Medical review and approval"
    EDITORIAL_APPROVAL = "editorial_approval", "Editorial review and approval"


MEANING_OF = {Role.MEDICAL: Meaning.MEDICAL_APPROVAL, Role.EDITORIAL: Meaning.EDITORIAL_APPROVAL}


def _known_roles(value: object) -> None:
    if not isinstance(value, list) or not value or not set(value) <= set(Role.values):
        raise ValidationError("Choose at least one role.")


class Reviewer(models.Model):
    """A person who may sign. What a signature prints of them is copied into it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviewer")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField("printed name", max_length=200)
    credentials = models.CharField(
        "printed credentials", max_length=200, blank=True, help_text="As printed after the name: MD, FRCP"
    )
    affiliation = models.CharField(max_length=300, blank=True)
    roles = models.JSONField(default=list, validators=[_known_roles])

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


class CredentialQuerySet(models.QuerySet["Credential"]):
    def valid(self, on: date) -> "CredentialQuerySet":
        """Those in force on a day and verified by someone other than their holder."""
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=on),
            valid_from__lte=on,
            verified_by__isnull=False,
            verified_on__lte=on,
        ).exclude(verified_by=F("reviewer__user"))


class Credential(models.Model):
    """What qualifies a reviewer: a licence, a registration, a degree; verified by someone else."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired"

    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="held_credentials")
    type = models.CharField(max_length=100, help_text="Medical registration, board certification, degree …")
    issuer = models.CharField(max_length=200)
    jurisdiction = models.CharField(max_length=100, blank=True)
    number = models.CharField(max_length=60, blank=True, help_text="Private: never shown to the public.")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_on = models.DateField(null=True, blank=True)
    verified_how = models.CharField(max_length=300, blank=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["reviewer", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="credential_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None, verified_on=None, verified_how="")
                | (Q(verified_by__isnull=False, verified_on__isnull=False) & ~Q(verified_how="")),
                name="credential_verification_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}, {self.issuer}"

    def clean(self) -> None:
        if self.reviewer_id and self.verified_by_id and self.verified_by_id == self.reviewer.user_id:
            raise ValidationError({"verified_by": "Nobody verifies their own credentials."})
