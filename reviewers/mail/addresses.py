"""Whole addresses of pages of the desk, as mails name them."""

from django.conf import settings
from django.urls import reverse

from articles.models import Article


def article(of: Article) -> str:
    """An article's page."""
    return settings.SITE_URL + reverse("admin:articles_article_change", args=[of.pk])


def comments(of: Article) -> str:
    """The page of an article's comments."""
    return article(of).removesuffix("change/") + "comments/"


def edition(pk: int) -> str:
    """The screen on which an edition is read, answered and signed."""
    return settings.SITE_URL + reverse("admin:reviewers_edition_review", args=[pk])
