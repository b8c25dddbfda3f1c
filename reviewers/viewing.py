"""The first view of an edition by each person who reviews it, on record."""

from django.db import transaction

from articles import audit, clock
from articles.models import Edition, User
from reviewers.models import FirstView


def record_first_view(edition: Edition, user: User) -> None:
    """Put on record that a person has this edition before them for the first time. Again changes nothing."""
    if FirstView.objects.filter(edition=edition, user=user).exists():
        return
    with transaction.atomic():
        _view, first = FirstView.objects.get_or_create(
            edition=edition, user=user, defaults={"at": clock.now()}
        )
        if first:
            audit.record(audit.Event.FIRST_VIEWED, by=user, article=edition.article, edition=edition.number)
