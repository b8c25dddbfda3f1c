"""Images: the figure, its renditions, and where it is used."""

from django.conf import settings
from django.db import models

from .article import Article
from .edition import Edition
from .frozen import InsertOnlyModel


class Figure(models.Model):
    """An image that was decoded and written anew; its pixels never change, its words may.

    `digest` is the SHA-256 of its largest rendition's bytes, by which texts name it: `![alt](figure:<digest>)`. The
    alternative text belongs to the use. What an edition shows of caption, credit and licence is frozen into it.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    caption = models.CharField(max_length=1000, blank=True, help_text="What stands under the image.")
    credit = models.CharField(max_length=300, blank=True, help_text="Who made it, as it should be printed.")
    licence = models.CharField(
        max_length=200,
        blank=True,
        help_text="By which right it is shown: CC BY 4.0, own work, by permission of …",
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    unused_since = models.DateTimeField(
        null=True, db_index=True, help_text="Since when no working copy uses it; empty while one does."
    )

    def __str__(self) -> str:
        return self.caption or f"Figure {self.digest[:12]}"


class Rendition(models.Model):
    """One size of a figure, named by the SHA-256 of its bytes, and served as `/figures/<digest>.<extension>`."""

    figure = models.ForeignKey(Figure, on_delete=models.CASCADE, related_name="renditions")
    digest = models.CharField(max_length=64, db_index=True)
    extension = models.CharField(max_length=4)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text="In bytes.")

    class Meta:
        ordering = ["width"]
        constraints = [models.UniqueConstraint(fields=["figure", "width"], name="one_rendition_per_width")]

    def __str__(self) -> str:
        return f"{self.digest}.{self.extension}"


class FigureUse(models.Model):
    """A working copy shows a figure: rewritten with each save."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="figure_uses")
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "figure"], name="figure_once_per_article")]

    def __str__(self) -> str:
        return f"{self.figure_id} in {self.article_id}"


class EditionFigure(InsertOnlyModel):
    """An edition shows a figure, which therefore is kept for good. Written by `editions.freeze` only."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="figures")
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="editions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "figure"], name="figure_once_per_edition")]

    def __str__(self) -> str:
        return f"{self.figure_id} in {self.edition_id}"
