"""Where each article stands, for lists."""

from django.db import models

from .article import Article


class ArticleState(models.Model):
    """The facts from which an article's two states follow: nothing here depends on the clock.

    Rewritten by each act and recomputed by `verify`. The gate and the public pages never read it.
    """

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="state")
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, db_index=True)
    content_sha256 = models.CharField(max_length=64, default="")
    open_edition = models.PositiveIntegerField(
        null=True,
        db_index=True,
        help_text="The edition that is worked on: one that was not live yet, or one that is signed once more.",
    )
    open_content_sha256 = models.CharField(max_length=64, default="")
    missing_roles = models.CharField(max_length=200, default="")
    must_fix = models.BooleanField(default=False, help_text="A change is asked for, and nobody answered.")
    promised = models.BooleanField(
        default=False, help_text="A change of this very edition is asked for, and the editors answered."
    )
    unaccepted = models.PositiveIntegerField(
        default=0, help_text="Changes asked for and answered that their reviewers have not accepted yet."
    )
    unanswered_comments = models.PositiveIntegerField(default=0)
    answer_due_on = models.DateField(null=True, help_text="The first day by which a reviewer is to answer.")
    scheduled_for = models.DateTimeField(null=True, db_index=True)
    live_edition = models.PositiveIntegerField(null=True, db_index=True)
    live_since = models.DateTimeField(null=True)
    live_content_sha256 = models.CharField(max_length=64, default="")
    review_due_on = models.DateField(null=True, db_index=True)
    lapses_on = models.DateField(null=True)
    leaves_at = models.DateTimeField(null=True, help_text="When a planned withdrawal takes effect.")
    retracted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"state of {self.article_id}"
