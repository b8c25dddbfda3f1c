"""Mail that an act owes: written in the act, sent after it."""

import uuid

from django.db import models


class OutgoingMail(models.Model):
    """A mail to one person. Sent at least once, always under the same Message-ID."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    html = models.TextField(blank=True, help_text="The same as simple HTML.")
    mute_url = models.CharField(
        max_length=500, blank=True, help_text="Where one click ends mail of this kind (RFC 8058)."
    )
    attachments = models.TextField(default="[]", help_text="Canonical list of {name, type, text}.")
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "outgoing mail"

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
