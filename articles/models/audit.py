"""Who did what to what, when, with which values: a hash chain."""

from typing import Any

from django.conf import settings
from django.db import models

from articles import clock

from .article import Article
from .frozen import InsertOnlyModel


class AuditEntry(InsertOnlyModel):
    """One link of the chain, written by `audit.record` inside the act that it tells of (21 CFR 11.10(e))."""

    class Event(models.TextChoices):
        ARTICLE_CREATED = "article_created", "Article created"
        ARTICLE_SAVED = "article_saved", "Article saved"
        ARTICLE_TRASHED = "article_trashed", "Draft put in the trash"
        ARTICLE_RESTORED = "article_restored", "Draft taken out of the trash"
        VERSION_NAMED = "version_named", "Version named"
        FIGURE_UPLOADED = "figure_uploaded", "Figure uploaded"
        FIGURE_CHANGED = "figure_changed", "Words of a figure changed"
        FIGURE_DELETED = "figure_deleted", "Figure deleted"
        EDITION_SUBMITTED = "edition_submitted", "Edition submitted"
        EDITION_RECALLED = "edition_recalled", "Edition recalled"
        SIGNED = "signed", "Signed"
        CHANGES_REQUESTED = "changes_requested", "Changes requested"
        DECLINED = "declined", "Review declined"
        COMMENTED = "commented", "Commented"
        REPLIED = "replied", "Replied to a comment"
        REQUEST_ENDED = "request_ended", "Review request ended"
        PROMPTS_ANSWERED = "prompts_answered", "Prompts answered"
        ADVICE_ASKED = "advice_asked", "Advice asked from outside"
        ADVICE_ENDED = "advice_ended", "Link for advice revoked"
        SIGNATURE_REVOKED = "signature_revoked", "Signature revoked"
        PUBLISHED = "published", "Published"
        PUBLICATION_ENDED = "publication_ended", "Publication ended"
        REMOVED = "removed", "Archived editions removed"
        SCHEDULED = "scheduled", "Publication scheduled"
        SCHEDULE_ENDED = "schedule_ended", "Schedule ended"
        REFUSED = "refused", "Refused"
        LOGGED_IN = "logged_in", "Logged in"
        LOGGED_OUT = "logged_out", "Logged out"
        LOGIN_FAILED = "login_failed", "Log-in failed"
        LOCKED_OUT = "locked_out", "Locked out"
        ACCESS_CHANGED = "access_changed", "Access changed"
        SIGNING_KEY_CHANGED = "signing_key_changed", "Signing key changed"
        INVITED = "invited", "Reviewer invited"
        IDENTITY_VERIFIED = "identity_verified", "Identity verified"
        DECLARED = "declared", "Declared"
        INTERESTS_STATED = "interests_stated", "Interests stated"
        REVIEW_REQUESTED = "review_requested", "Review requested"
        REMINDED = "reminded", "Reviewers reminded"
        FIRST_VIEWED = "first_viewed", "Edition first viewed"
        WITHDRAWAL_PLANNED = "withdrawal_planned", "Withdrawal planned"
        WITHDRAWAL_PLAN_ENDED = "withdrawal_plan_ended", "Planned withdrawal ended"
        EXPORTED = "exported", "Record exported"
        ERASED = "erased", "Personal data erased"
        DEMONSTRATION = "demonstration", "Demonstration: dates are invented"

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    event = models.CharField(max_length=24, choices=Event, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=320)
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="audit_entries")
    data = models.TextField(help_text="Canonical JSON: the values of the act.")
    # The chain covers who and what by this digest, so that it can be shown, and hold, without the words themselves.
    salt = models.CharField(max_length=32)
    detail_sha256 = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, help_text="The hash of the entry before, site-wide.")
    article_previous = models.CharField(max_length=64, help_text="The hash of this article's entry before.")
    hash = models.CharField(max_length=64, unique=True)
    seal = models.TextField()

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["number"]
        indexes = [models.Index(fields=["article", "number"], name="audit_by_article")]

    def header(self) -> dict[str, Any]:
        """What the hash covers, none of it private: `detail_sha256` stands for who did it and with which values."""
        return {
            "schema": 1,
            "number": self.number,
            "at": clock.stamp(self.at),
            "event": str(self.event),
            "article": str(self.article.uuid) if self.article else "",
            "detail_sha256": self.detail_sha256,
            "previous": self.previous,
            "article_previous": self.article_previous,
        }

    def detail(self) -> dict[str, Any]:
        """What `detail_sha256` covers; the salt keeps a short value from being guessed by its digest."""
        return {
            "actor": self.actor_id or 0,
            "actor_name": self.actor_name,
            "data": self.data,
            "salt": self.salt,
        }

    def sealed_payload(self) -> dict[str, Any]:
        """What the seal covers: the hash, and with it everything else. Without the key nobody appends an entry."""
        return {"schema": 1, "type": "audit-entry", "hash": self.hash}

    def __str__(self) -> str:
        return f"{self.number} {self.get_event_display()}"
