"""The one shape of an act: one article, locked; refusals in sentences, each of them on record."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from articles import audit
from articles.asking import asking_anew
from articles.models import Article, User
from articles.refusals import Refused


@contextmanager
def acting(attempt: str, *, by: User | None, article: Article) -> Iterator[Article]:
    """Run one act on one article: yields the article, read anew and locked until the act is committed.

    What the act raises rolls all of it back; a refusal is then recorded in a transaction of its own, and raised.
    """
    try:
        with asking_anew(), transaction.atomic():
            # Not the key: a row elsewhere that refers to this article needs not wait for the act to end.
            yield Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    except Refused as refusal:
        record_refusal(attempt, by=by, article=article, reasons=refusal.reasons)
        raise


def record_refusal(
    attempt: str, *, by: User | None, article: Article | None = None, reasons: list[str]
) -> None:
    """Put a refused attempt on record, in a transaction of its own."""
    with transaction.atomic():
        # The article before the chain, as each act does: two that lock in different orders would wait for each other.
        if article is not None:
            Article.objects.select_for_update(no_key=True).filter(pk=article.pk).first()
        audit.record(audit.Event.REFUSED, by=by, article=article, attempt=attempt, reasons=reasons)
