"""What an article said at each save that changed something."""

from django.conf import settings
from django.db import models

from .article import Article
from .frozen import InsertOnlyModel


class ArticleVersion(InsertOnlyModel):
    """An article's canonical content after a save that changed it: the version token, the history,
    the merge base, and the list of who contributed."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    # Text, not JSONField: the database must not reorder or reformat what digests cover.
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    desk = models.TextField(help_text="Address, owner and private note: kept, but no part of the content.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once_per_article")
        ]
        # The history of the whole site, newest first: all of it, or one person's.
        indexes = [
            models.Index(fields=["at", "id"], name="versions_by_time"),
            models.Index(fields=["by", "at", "id"], name="versions_by_person"),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class VersionName(InsertOnlyModel):
    """The name that somebody gave a version, to find it again: the latest counts, and an empty one takes it away."""

    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
