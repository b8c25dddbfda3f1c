"""Advice from outside: one person, one edition, by a link instead of an account."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models import Edition
from articles.models.frozen import InsertOnlyModel


class AdviceLink(InsertOnlyModel):
    """A personal link by which an expert without an account may read one edition and comment on it, until a moment.

    What they say is advice: it neither signs nor blocks. Here only the digest of the link is kept; the mail with it
    stands among the outgoing mail, as invitations do.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="advice_links")
    printed_name = models.CharField(max_length=200)
    email = models.EmailField()
    question = models.TextField(blank=True, help_text="What the editors want to know.")
    token_sha256 = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(printed_name=""), name="adviser_has_a_name")]

    def __str__(self) -> str:
        return f"{self.printed_name} may comment on {self.edition}"


class AdviceLinkEnd(InsertOnlyModel):
    """A link that was revoked before it expired."""

    link = models.OneToOneField(AdviceLink, on_delete=models.PROTECT, related_name="end")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.link}: revoked"
