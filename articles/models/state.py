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
    open_edition = models.PositiveIntegerField(null=True, db_index=True)
    missing_roles = models.CharField(max_length=200, default="")
    must_fix = models.BooleanField(default=False)
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
