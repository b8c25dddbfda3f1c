"""What people are told by mail, and how they want to be told."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models import Article, Edition

from .discussion import Comment
from .review import ReviewRequest


class NoticeKind(models.TextChoices):
    """What a mail is about; each person chooses how each is sent."""

    ASSIGNED = "assigned", "A review is asked of you, or taken from you"
    SENT_BACK = "sent_back", "Your article is sent back"
    WITHDRAWN = "withdrawn", "An article of yours leaves the site"
    COMMENTED = "commented", "Comments and replies"
    DECIDED = "decided", "Signatures, and reviewers who decline"
    PUBLISHED = "published", "Publications"
    REMINDER = "reminder", "Reminders of what is due"


class MailChoice(models.Model):
    """How a person wants one kind of mail; without a row it is as `notifications.DEFAULTS` says."""

    class How(models.TextChoices):
        INSTANT = "instant", "At once"
        DAILY = "daily", "In one mail a day"
        NEVER = "never", "Not at all"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    how = models.CharField(max_length=8, choices=How)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_mail_choice_per_person_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}: {self.get_how_display()}"


class Notice(models.Model):
    """Something that a person is told in their next daily mail, unless it is settled by then."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    edition = models.ForeignKey(Edition, null=True, on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="+")
    request = models.ForeignKey(ReviewRequest, null=True, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    digested_at = models.DateTimeField(null=True, help_text="When it was sent, or left out as settled.")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["user", "at"], condition=Q(digested_at=None), name="undigested_notices")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.text}"
