"""How much waits for one person, and whether they are ready to sign: one statement, for the menu of every page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, IntegerField, Q, QuerySet, Subquery, Value, When

from articles import second_factor
from articles.admin import lists
from articles.groups import Group
from articles.models import ArticleState, User
from articles.states import WorkState
from reviewers.declarations import VERSION
from reviewers.models import Comment, Declaration, Disclosure, Reply
from reviewers.rounds import waiting_requests

from .piles import counting, owned_by

What = Declaration.What


@dataclass(frozen=True)
class Counted:
    """How many things wait for a person, and whether something is missing before they can sign."""

    waiting: int
    unready: bool


def counted_for(user: User) -> Counted:
    """What waits for this person: reviews, answers to accept, articles of theirs to answer or to mend; and, for
    publishers, what is ready. Whoever is no reviewer is never unready."""
    person = User.objects.filter(pk=user.pk)
    waiting = (
        _number(waiting_requests().filter(reviewer__user=user))
        + _number(Comment.objects.with_turn().filter(reviewer__user=user, turn=Reply.What.RESOLVED))
        + _of_editors(user)
        + _if_in(user, [Group.PUBLISHER], ArticleState.objects.filter(lists.work(WorkState.READY, of="")))
    )
    found = person.annotate(waiting=waiting, unready=Q(reviewer__isnull=False) & ~_is_ready(user))
    row = found.values("waiting", "unready").get()
    return Counted(row["waiting"], bool(row["unready"]))


def _of_editors(user: User) -> Subquery | Case:
    """The articles of this person that the editors have the next word on."""
    sent_back = lists.work(WorkState.CHANGES_REQUESTED, of="")
    found = ArticleState.objects.filter(Q(unanswered_comments__gt=0) | sent_back, pk__in=owned_by(user))
    return _number(found) if user.is_superuser else _if_in(user, [Group.WRITER, Group.EDITOR], found)


def _number(found: QuerySet[Any]) -> Subquery:
    return Subquery(counting(found), output_field=IntegerField())


def _if_in(user: User, groups: list[Group], found: QuerySet[Any]) -> Case:
    member = User.groups.through.objects.filter(user=user, group__name__in=groups)
    return Case(When(Exists(member), then=_number(found)), default=Value(0))


def _is_ready(user: User) -> Q:
    """Whether all that a reviewer does for themselves seems to be done. Seals are checked where it counts, on signing:
    this only decides whether they are told to look."""
    declared = Declaration.objects.filter(reviewer__user=user)
    words = declared.filter(what__in=[What.NAMED, What.NOT_NAMED]).order_by("-at", "-pk")
    ready = Q(Exists(Disclosure.objects.filter(reviewer__user=user)))
    for what in [What.EQUIVALENCE, What.GUIDANCE]:
        ready &= Q(Exists(declared.filter(what=what, version=VERSION[what])))
    ready &= Q(Exists(declared.filter(pk=Subquery(words.values("pk")[:1]), what=What.NAMED)))
    if settings.SECOND_FACTOR_REQUIRED:
        ready &= Q(Exists(second_factor.held().filter(user=user)))
    return ready
