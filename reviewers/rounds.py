"""Rounds of signing: which one an edition is in, and who has signed in it."""

from django.db.models import QuerySet

from articles.models import Edition, Publication
from reviewers.models import Revocation, SignOff

_COMES_BACK_ANEW = [Publication.Ending.WITHDRAWN, Publication.Ending.REVOKED]


def current_round(edition: Edition) -> int:
    """The round in which this edition is signed next, from 1 on.

    A round is over when it was published, when one of its signatures was revoked, or when the article was withdrawn
    after it began: what comes back is signed anew. The caller holds the article's lock if it writes.
    """
    latest = edition.signoffs.order_by("-round", "signed_at").first()
    if latest is None:
        return 1
    first = edition.signoffs.filter(round=latest.round).earliest("signed_at")
    over = (
        edition.publications.filter(round=latest.round).exists()
        or Revocation.objects.filter(signoff__edition=edition, signoff__round=latest.round).exists()
        or Publication.objects.filter(
            article_id=edition.article_id, ended_because__in=_COMES_BACK_ANEW, ended_at__gte=first.signed_at
        ).exists()
    )
    return latest.round + 1 if over else latest.round


def signatures(edition: Edition, round: int) -> QuerySet[SignOff]:
    """The unrevoked sign-offs of an edition in a round, of its own digest."""
    return (
        edition.signoffs.filter(round=round, digest=edition.digest, revocation=None)
        .select_related("signer__user", "edition__article")
        .order_by("role")
    )
