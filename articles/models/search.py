"""What the desk searches: an article's words, and all words that there are."""

from django.db import models

from .article import Article


class SearchText(models.Model):
    """The words of one working copy, as the desk's search finds them. Rewritten with each save."""

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.CASCADE, related_name="search_text"
    )
    title = models.TextField()
    people = models.TextField()
    body = models.TextField()
    sources = models.TextField()

    def __str__(self) -> str:
        return f"words of {self.article_id}"


class SearchTerm(models.Model):
    """A word that stands in some article: what a mistyped word may have meant."""

    term = models.CharField(max_length=60, unique=True)
    initial = models.CharField(max_length=1)
    length = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["initial", "length"], name="search_terms_alike")]

    def __str__(self) -> str:
        return self.term
