"""Rounds of signing: which one an edition is in, and who has signed in it."""

from django.db.models import QuerySet

from articles.models import Edition, Publication, Removal
from reviewers.models import Revocation, SignOff

COMES_BACK_ANEW = [Publication.Ending.WITHDRAWN, Publication.Ending.RETRACTED, Publication.Ending.REVOKED]


def current_round(edition: Edition) -> int:
    """The round in which this edition is signed next, from 1 on.

    A round is over when it was published, when one of its signatures was revoked, or when the article was withdrawn or
    retracted after it began: what comes back is signed anew. The caller holds the article's lock if it writes.
    """
    first = edition.signoffs.order_by("-round", "signed_at").first()  # the first of the newest round
    if first is None:
        return 1
    over = (
        edition.publications.filter(round=first.round).exists()
        or Revocation.objects.filter(signoff__edition=edition, signoff__round=first.round).exists()
        or Publication.objects.filter(
            article_id=edition.article_id, ended_because__in=COMES_BACK_ANEW, ended_at__gte=first.signed_at
        ).exists()
        # A retracted article that was withdrawn afterwards.
        or Removal.objects.filter(
            publication__article_id=edition.article_id,
            publication__ended_because=Publication.Ending.RETRACTED,
            at__gte=first.signed_at,
        ).exists()
    )
    return first.round + 1 if over else first.round


def signatures(edition: Edition, round: int) -> QuerySet[SignOff]:
    """The unrevoked sign-offs of an edition in a round, of its own digest."""
    return (
        edition.signoffs.filter(round=round, digest=edition.digest, revocation=None)
        .select_related("signer__user", "edition__article")
        .order_by("role")
    )
