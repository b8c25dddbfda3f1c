"""What waits for a person: the first thing they see when they have logged in."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from articles.admin.lists import work
from articles.models import Article, Edition, User
from articles.states import WorkState
from reviewers.models import ReviewRequest

_SHOWN = 50
_FOR_EDITORS = [
    WorkState.CHANGES_REQUESTED,
    WorkState.READY,
    WorkState.IN_REVIEW,
    WorkState.SCHEDULED,
    WorkState.DRAFT,
]


@dataclass(frozen=True)
class Pile:
    """So many articles in one state of work, with the filter of the list that shows them."""

    label: str
    state: str
    count: int


def requests_for(user: User) -> QuerySet[ReviewRequest]:
    """The reviews that this person is asked for and has not answered, of editions that still wait for an answer."""
    newer = Edition.objects.filter(
        article=OuterRef("edition__article"), number__gt=OuterRef("edition__number"), recall=None
    )
    waiting = ReviewRequest.objects.filter(reviewer__user=user, verdict=None, edition__recall=None)
    unread = waiting.filter(~Exists(newer)).select_related("edition__article", "by")
    bytes_of_the_edition = [f"edition__{name}" for name in ["document", "html", "private", "manifest"]]
    return unread.defer(*bytes_of_the_edition).order_by("due_on", "pk")[:_SHOWN]


def piles() -> list[Pile]:
    """How many articles wait in which state of work; one query."""
    counts = Article.objects.aggregate(**{state.value: _count(work(state)) for state in _FOR_EDITORS})
    return [Pile(state.label, state.value, counts[state.value]) for state in _FOR_EDITORS]


def _count(condition: Q) -> Count:
    return Count("pk", filter=condition)
