"""What is kept while people write: nothing of it is content yet, history or evidence."""

from django.conf import settings
from django.db import models

from .article import Article


class Autosave(models.Model):
    """What one person has typed into one open form and not saved: theirs alone, and its words are gone with the save.

    `form` is the article's UUID, or the one that a form for a new article brought with it. A `sitting` is one form,
    opened once; when it is saved its row stays behind for a while, empty, so that what was on its way is known as late.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    form = models.UUIDField()
    sitting = models.UUIDField()
    count = models.PositiveIntegerField(
        default=0, help_text="How many times the open form has sent its text."
    )
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="autosaves")
    seen = models.PositiveIntegerField(default=0, help_text="The version that the person started from.")
    fields = models.TextField(
        help_text="The form's fields in their order: a JSON list of [name, value]; empty when nothing is unsaved."
    )
    over = models.BooleanField(
        default=False, help_text="The sitting ended, by a save or because it was discarded."
    )
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "form", "sitting"], name="one_autosave_per_sitting")
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.form}"


class EditingSession(models.Model):
    """Somebody has an article's form open: shown to others, and never a lock."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="editing_sessions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(help_text="When the open form was heard of last.")
    typed_at = models.DateTimeField(help_text="When something was typed last.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "by"], name="one_editing_session_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.by_id} in {self.article_id}"


class PendingImport(models.Model):
    """A file that somebody uploaded or pasted and has not confirmed yet: nothing was made of it so far."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey(
        Article,
        null=True,
        on_delete=models.CASCADE,
        related_name="pending_imports",
        help_text="The draft that takes it; none for a new article.",
    )
    name = models.CharField(
        max_length=255, help_text="The file's name, as it was given; it is never opened by it."
    )
    suffix = models.CharField(max_length=12)
    content = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name
