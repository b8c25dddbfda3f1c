"""The editors' working copy and its parts. Edited freely, incomplete if need be, never public."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from markdownx.models import MarkdownxField

from .people import Author, credential_list, key_validator


class Topic(models.Model):
    """A subject under which the public finds articles."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """The editors' working copy. Edited freely, never shown to the public."""

    class Kind(models.TextChoices):
        RESEARCH_SUMMARY = "research_summary", "Research summary"
        CLINICAL_NEWS = "clinical_news", "Clinical news"
        EXPLAINER = "explainer", "Explainer"

    class Audience(models.TextChoices):
        PATIENTS = "patients", "Patients"
        PROFESSIONALS = "professionals", "Health professionals"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        "address", max_length=80, unique=True, help_text="The last part of the public address: /articles/…/"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.PATIENTS)
    language = models.CharField(
        max_length=20, default="en", help_text="Language tag of the text: en, en-GB, de, es …"
    )
    title = models.CharField(max_length=300, blank=True)
    summary = models.TextField(
        "bottom line", blank=True, help_text="One main message, three sentences at most."
    )
    body = MarkdownxField(blank=True)
    source_name = models.CharField(
        "source", max_length=300, blank=True, help_text="The journal or outlet that the article reports on."
    )
    source_url = models.URLField("source address", max_length=500, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="articles")
    review_interval_months = models.PositiveSmallIntegerField(
        "review interval",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
        help_text="Months until the published page must be reviewed again: 36 at most.",
    )
    ai_assistance = models.CharField(
        "use of AI tools",
        max_length=1000,
        blank=True,
        help_text="Which tools were used, and for what; “None.” if none was. Readers see it. No tool is an author or a "
        "reviewer.",
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="articles")
    source_note = models.TextField(
        blank=True,
        help_text="Private. What an import found of reviewers and dates stands here; it is never shown.",
    )
    imported_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    trashed_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Empty unless the draft is in the trash.",
    )

    class Meta:
        # Of what is in the trash alone: an engine that used it to find all the others would read every article.
        indexes = [
            models.Index(
                fields=["trashed_at"], condition=Q(trashed_at__isnull=False), name="articles_in_the_trash"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["imported_sha256"],
                condition=~Q(imported_sha256=""),
                name="one_article_per_imported_file",
            )
        ]

    def __str__(self) -> str:
        return self.title or f"Untitled ({self.slug})"


class Part(models.Model):
    """A part of an article that stands in an order the editors choose."""

    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class KeyPoint(Part):
    """One thing to take away, with the evidence that supports it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="key_points")
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    text = models.TextField(blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(fields=["article", "uuid"], name="key_point_uuid_once_per_article")
        ]

    def __str__(self) -> str:
        return self.text


class Reference(Part):
    """A source that the article cites by its key, `[@key]`."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="references")
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    key = models.CharField(
        max_length=60, validators=[key_validator], help_text="Cited in the text as [@key]."
    )
    text = models.TextField(
        blank=True, help_text="Authors, title, journal and year, as it should be printed."
    )
    url = models.URLField("address", max_length=500, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True, help_text="10.1056/NEJMoa1511939")
    pmid = models.CharField("PMID", max_length=20, blank=True)
    nct = models.CharField("trial number", max_length=20, blank=True, help_text="NCT01206062")

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(fields=["article", "key"], name="reference_key_once_per_article"),
            models.UniqueConstraint(fields=["article", "uuid"], name="reference_uuid_once_per_article"),
        ]

    def __str__(self) -> str:
        return f"[@{self.key}] {self.text}"


class Evidence(Part):
    """The verbatim words of a reference that support a key point."""

    key_point = models.ForeignKey(KeyPoint, on_delete=models.CASCADE, related_name="evidence")
    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="evidence")
    quote = models.TextField()

    class Meta(Part.Meta):
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.quote


class Quotation(Part):
    """Words of a named person, with who they are and where they said it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="quotations")
    text = models.TextField(blank=True)
    speaker = models.CharField(max_length=200, blank=True)
    credentials = models.CharField(max_length=200, blank=True)
    affiliation = models.CharField(max_length=300, blank=True)
    url = models.URLField("source address", max_length=500, blank=True)

    def __str__(self) -> str:
        return self.text

    @property
    def credential_list(self) -> list[str]:
        return credential_list(self.credentials)


class Authorship(Part):
    """An author's place in an article's byline."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="authorships")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="authorships")
    interests = models.TextField(
        "statement of interests",
        blank=True,
        max_length=2000,
        help_text="Funding, employment, fees and shares of the last 36 months that touch this text; “None.” if there "
        "are none. Readers see it beside the byline.",
    )

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="author_once_per_article")]

    def __str__(self) -> str:
        return str(self.author)
