"""People: those with an account, and those who are named in a byline."""

import re
from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

from articles.text import clean_line

_ENCLOSED = re.compile(r"(?:[^,;(]|\([^()]*\))+")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account that logs in by e-mail; without a password it can only be entered by a link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractUser):
    """One person's account. Deactivated when they leave, never deleted, never reused (21 CFR 11.100)."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    # When a password was set anew by a mailed link, or a lost second factor was taken away: whoever signs is asked
    # who they are again (21 CFR 11.300).
    access_reset_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()  # type: ignore[assignment, misc]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return clean_line(self.get_full_name()) or self.email


class Author(models.Model):
    """A person in a byline. What an edition prints of them is frozen into it."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    credentials = models.CharField(
        max_length=200, blank=True, help_text="As printed after the name, separated by commas: MD, PhD"
    )
    affiliation = models.CharField(max_length=300, blank=True)
    orcid = models.CharField("ORCID iD", max_length=19, blank=True, help_text="0000-0002-1825-0097")
    user = models.OneToOneField(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="Their account, if they have one: nobody signs an article that carries their byline.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return ", ".join([self.name, *self.credential_list])

    @property
    def credential_list(self) -> list[str]:
        return credential_list(self.credentials)


def credential_list(credentials: str) -> list[str]:
    """Credentials one by one: split at commas and semicolons that stand outside brackets."""
    return [part.strip() for part in _ENCLOSED.findall(credentials) if part.strip()]


key_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9_.:-]*$", "Use letters, digits and . : _ - only, and no spaces."
)
