"""Rounds of signing: which one an edition is in, who has signed in it, and who is still asked to."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.asking import asked_once
from articles.models import Edition, Publication
from reviewers.models import ReviewRequest, Revocation, SignOff

COMES_BACK_ANEW = [Publication.Ending.WITHDRAWN, Publication.Ending.RETRACTED, Publication.Ending.REVOKED]


@asked_once
def current_round(edition: Edition) -> int:
    """The round in which this edition is signed next, from 1 on.

    A round is over when it was published, when one of its signatures was revoked, or when the article was withdrawn or
    retracted after it began: what comes back is signed anew. The caller holds the article's lock if it writes.
    """
    signed = given(edition)
    # The first of the newest round.
    first = min(signed, key=lambda one: (-one.round, one.signed_at), default=None)
    if first is None:
        return 1
    of_article = Publication.objects.filter(article_id=edition.article_id)
    over = (
        any(one.round == first.round and hasattr(one, "revocation") for one in signed)
        or of_article.filter(
            Q(edition_id=edition.pk, round=first.round)
            | Q(ended_because__in=COMES_BACK_ANEW, ended_at__gte=first.signed_at)
            # A retracted article that was withdrawn afterwards.
            | Q(ended_because=Publication.Ending.RETRACTED, removal__at__gte=first.signed_at)
        ).exists()
    )
    return first.round + 1 if over else first.round


@asked_once
def given(edition: Edition) -> list[SignOff]:
    """Every sign-off that an edition was ever given, revoked ones too, by round and role."""
    signed = edition.signoffs.select_related("signer__user", "revocation__by", "edition__article")
    return list(signed.order_by("round", "role"))


def signatures(edition: Edition, round: int) -> QuerySet[SignOff]:
    """The unrevoked sign-offs of an edition in a round, of its own digest."""
    return (
        edition.signoffs.filter(round=round, digest=edition.digest, revocation=None)
        .select_related("signer__user", "edition__article")
        .order_by("role")
    )


def waiting_requests() -> QuerySet[ReviewRequest]:
    """The requests that still wait for an answer.

    Settled are those that were answered or ended, and those of an
    edition that was recalled, of a role that somebody else has
    signed, of a round that is over, and of people whose account is deactivated.
    """
    return unanswered_requests().filter(reviewer__user__is_active=True)


def unanswered_requests() -> QuerySet[ReviewRequest]:
    """Those that wait, and those that would if the account of whoever is asked were not deactivated: what is asked
    of an article stays asked, until somebody else is."""
    round = {"edition": OuterRef("edition"), "round": OuterRef("round")}
    of_round = {"signoff__edition": OuterRef("edition"), "signoff__round": OuterRef("round")}
    publications = Publication.objects.filter(article=OuterRef("edition__article"))
    newer = Edition.objects.filter(
        article=OuterRef("edition__article"), number__gt=OuterRef("edition__number")
    )
    public = Publication.objects.filter(edition=OuterRef("edition"))
    live = Publication.objects.live().filter(edition=OuterRef("edition"))
    return ReviewRequest.objects.filter(
        ~Exists(SignOff.objects.filter(role=OuterRef("role"), revocation=None, **round)),
        ~Exists(Revocation.objects.filter(**of_round)),
        ~Exists(publications.filter(edition__number__gt=OuterRef("edition__number"))),
        ~Exists(publications.filter(ended_because__in=COMES_BACK_ANEW, ended_at__gte=OuterRef("at"))),
        # As `obstacles` has it: a newer edition that was recalled gives way only to what was public.
        ~Exists(newer) | Exists(live) | (Exists(public) & ~Exists(newer.filter(recall=None))),
        verdict=None,
        end=None,
        edition__recall=None,
    )
