"""Who may sign, and what qualifies them."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from articles.models import Topic


class Role(models.TextChoices):
    """In which role a signature is given. A role is signed once per edition and round."""

    MEDICAL = "medical", "Medical"
    SECOND_MEDICAL = "second_medical", "Second medical"
    STATISTICAL = "statistical", "Statistical"
    EDITORIAL = "editorial", "Editorial"


class Meaning(models.TextChoices):
    """What a signature says, one meaning per role (21 CFR 11.50)."""

    MEDICAL_APPROVAL = "medical_approval", "Medical review and approval"
    SECOND_MEDICAL_APPROVAL = "second_medical_approval", "Second medical review and approval"
    STATISTICAL_APPROVAL = "statistical_approval", "Statistical review and approval"
    EDITORIAL_APPROVAL = "editorial_approval", "Editorial review and approval"


MEANING_OF = {Role(role): Meaning(f"{role}_approval") for role in Role.values}
CLINICAL = frozenset({Role.MEDICAL, Role.SECOND_MEDICAL})
# What a person's profile may name: whoever signs as medical reviewer signs as the second one, too.
HELD = [Role.MEDICAL, Role.STATISTICAL, Role.EDITORIAL]

suffixes_validator = RegexValidator(
    r"^[^\W\d][\w.'’-]*(?: [\w.'’-]+)*(?: ?\([\w .'’-]+\))?"
    r"(?:, ?[^\W\d][\w.'’-]*(?: [\w.'’-]+)*(?: ?\([\w .'’-]+\))?)*$",
    "Write degrees and memberships one by one, separated by commas: MD, FRCP (Edin). Each bracket is closed.",
)
name_validator = RegexValidator(
    r"^[^\W\d_][^\d_()\[\]{}<>@,;:/\\]*$",
    "A name has letters, spaces, hyphens and apostrophes: no brackets, no digits.",
)
orcid_validator = RegexValidator(r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", "Write it as 0000-0002-1825-0097.")


def _known_roles(value: object) -> None:
    if not isinstance(value, list) or not value or not set(value) <= set(HELD):
        raise ValidationError("Choose at least one role.")


class Reviewer(models.Model):
    """A person who may sign. What a signature prints of them is copied into it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviewer")
    slug = models.SlugField(max_length=80, unique=True)
    given_name = models.CharField(max_length=100, validators=[name_validator])
    family_name = models.CharField(max_length=100, validators=[name_validator])
    credentials = models.CharField(
        "degrees and memberships",
        max_length=200,
        blank=True,
        validators=[suffixes_validator],
        help_text="As printed after the name, separated by commas: MD, FRCP",
    )
    affiliation = models.CharField(max_length=300, blank=True)
    orcid = models.CharField(
        "ORCID iD", max_length=19, blank=True, validators=[orcid_validator], help_text="0000-0002-1825-0097"
    )
    roles = models.JSONField(default=list, validators=[_known_roles])
    specialties = models.ManyToManyField(
        Topic, blank=True, related_name="+", help_text="Topics that this person knows: asked first for them."
    )

    class Meta:
        ordering = ["family_name", "given_name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    @property
    def name(self) -> str:
        """The printed name, made from its parts."""
        return f"{self.given_name} {self.family_name}"


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
