"""What is said about an edition: comments on exact words, and the replies by which they are settled."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from articles.models import Edition
from articles.models.frozen import InsertOnlyModel, InsertOnlyQuerySet

from .advice import AdviceLink
from .people import Reviewer, Role


class CommentQuerySet(InsertOnlyQuerySet):
    def with_turn(self) -> "CommentQuerySet":
        """Each with `turn`: the last of its replies that decided anything, or ""."""
        turns = Reply.objects.filter(comment=OuterRef("pk")).exclude(what=Reply.What.REPLY)
        return self.annotate(turn=Coalesce(Subquery(turns.order_by("-pk").values("what")[:1]), Value("")))

    def unsettled(self) -> "CommentQuerySet":
        """Those that still wait for somebody.

        A must-fix does until its writer, or another qualified person, lets it go; a suggestion and an adviser's word
        until the editors answer it: that is the end of it, unless its writer opens it again.
        """
        settled = Q(turn__in=Reply.CLOSING) | Q(turn=Reply.What.RESOLVED, must_fix=False)
        return self.with_turn().exclude(settled)

    def unanswered(self) -> "CommentQuerySet":
        """Those that wait for a word of the editors: nobody decided anything, or their writer opened them again."""
        return self.with_turn().filter(turn__in=["", Reply.What.REOPENED])

    def blocking(self, edition: Edition) -> "CommentQuerySet":
        """The must-fixes that keep an edition unsigned: its own and those of the editions before it, unsettled."""
        return self.unsettled().filter(
            must_fix=True, edition__article_id=edition.article_id, edition__number__lte=edition.number
        )


class Comment(InsertOnlyModel):
    """A remark on an edition, on exact words of it where `quote` is given; it may propose other words.

    A must-fix keeps every edition unsigned until it is settled. It is anchored as in the W3C Web Annotation model:
    the part, the exact words, and up to 32 characters before and after them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="comments")
    reviewer = models.ForeignKey(Reviewer, null=True, on_delete=models.PROTECT, related_name="comments")
    advice = models.ForeignKey(AdviceLink, null=True, on_delete=models.PROTECT, related_name="comments")
    printed_name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role, blank=True)
    part = models.CharField(max_length=60, blank=True, help_text="Empty for a remark on the whole page.")
    quote = models.TextField(blank=True)
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    text = models.TextField(blank=True)
    # Null and empty differ: nothing is proposed, or to take the words out.
    replacement = models.TextField(  # noqa: DJ001
        null=True,
        help_text="The words proposed instead; empty: take them out.",
    )
    must_fix = models.BooleanField()
    at = models.DateTimeField()

    objects = CommentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(replacement__isnull=False), name="comment_says_something"
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=False, advice=None) | Q(reviewer=None, advice__isnull=False),
                name="comment_is_of_a_reviewer_or_of_an_adviser",
            ),
            models.CheckConstraint(
                condition=Q(must_fix=False) | (Q(reviewer__isnull=False) & ~Q(role="")),
                name="advice_never_blocks",
            ),
            models.CheckConstraint(
                condition=Q(replacement=None) | ~Q(quote=""), name="what_is_replaced_is_quoted"
            ),
        ]

    def __str__(self) -> str:
        return self.text or f"“{self.quote}” → “{self.replacement}”"


class Reply(InsertOnlyModel):
    """An answer to a comment. All but a plain reply turn it: see `What`."""

    class What(models.TextChoices):
        REPLY = "reply", "Reply"
        RESOLVED = "resolved", "Resolved by the editors"
        ACCEPTED = "accepted", "Accepted by the reviewer"
        REOPENED = "reopened", "Reopened by the reviewer"
        SETTLED = "settled", "Settled by another reviewer"
        TAKEN_BACK = "taken_back", "Taken back by the reviewer"

    CLOSING = [What.ACCEPTED, What.SETTLED, What.TAKEN_BACK]

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="replies")
    what = models.CharField(max_length=10, choices=What)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_name = models.CharField(max_length=320)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "replies"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(what__in=["accepted", "taken_back"]), name="reply_says_something"
            )
        ]

    def __str__(self) -> str:
        return self.text or self.get_what_display()


class PromptAnswers(InsertOnlyModel):
    """A reviewer's answers to the questions of an instrument about an edition, with the questions as they were put."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="prompt_answers")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="prompt_answers")
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    answers = models.TextField(help_text="Canonical list of {question, answer, remark}.")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "prompt answers"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.instrument}"
