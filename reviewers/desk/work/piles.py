"""The piles of articles: which lie in each, in what order, and what is said of them.

A pile is a question to `ArticleState`, asked alike for its count, its first rows and its list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Func, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import RowNumber

from articles import clock
from articles.admin import lists
from articles.models import Article, ArticleState, User
from articles.states import PublicState, WorkState

from .person import Person
from .rows import SHOWN


@dataclass(frozen=True)
class Pile:
    """A kind of work; `everyones` lies before every publisher, whoever owns the articles."""

    name: str
    label: str
    condition: Callable[[], Q]
    order: Callable[[], Sequence[Any]]
    everyones: bool = False


def _due() -> Q:
    """What will leave the site, or has left it, unless somebody does something."""
    states = [PublicState.DUE, PublicState.OVERDUE, PublicState.LAPSED]
    found = Q()
    for state in states:
        found |= lists.public(state, of="")
    return found | (lists.public(PublicState.LIVE, of="") & Q(leaves_at__isnull=False))


def _waiting_order() -> Sequence[Any]:
    """Late ones first, then those that nobody is asked for, then what is due first."""
    late = Case(
        When(answer_due_on__lt=clock.today(), then=Value(0)),
        When(answer_due_on=None, then=Value(1)),
        default=Value(2),
    )
    return [late, "answer_due_on", "pk"]


def _work(state: WorkState) -> Callable[[], Q]:
    return lambda: lists.work(state, of="")


def _draft() -> Q:
    """Nothing but drafts is ever in the trash, and there nobody works on it."""
    return lists.work(WorkState.DRAFT, of="") & Q(article__trashed_at=None)


PILES = [
    Pile("to-answer", "To answer", lambda: Q(unanswered_comments__gt=0), lambda: ["changed_at", "pk"]),
    Pile("sent-back", "Sent back", _work(WorkState.CHANGES_REQUESTED), lambda: ["changed_at", "pk"]),
    Pile("in-review", "Waiting for whom", _work(WorkState.IN_REVIEW), _waiting_order),
    Pile("ready", "Ready to publish", _work(WorkState.READY), lambda: ["changed_at", "pk"], everyones=True),
    Pile(
        "scheduled", "Scheduled", _work(WorkState.SCHEDULED), lambda: ["scheduled_for", "pk"], everyones=True
    ),
    Pile("review-due", "Review due", _due, lambda: [F("review_due_on").asc(nulls_last=True), "pk"]),
    Pile("drafts", "Drafts", _draft, lambda: ["-changed_at", "pk"]),
]


def piles_of(person: Person) -> list[Pile]:
    """The piles that lie before this person."""
    return [pile for pile in PILES if person.has_articles or (pile.everyones and person.is_publisher)]


def is_everyones(pile: Pile, person: Person) -> bool:
    """Whether this person sees all of a pile, and not only what is theirs."""
    return person.sees_everyone or (pile.everyones and person.is_publisher)


def lying_in(pile: Pile, person: Person) -> QuerySet[ArticleState]:
    """What lies in a pile before this person, in the order in which it is looked at."""
    found = ArticleState.objects.filter(pile.condition())
    if not is_everyones(pile, person):
        found = found.filter(pk__in=owned_by(person.user))
    return found.order_by(*pile.order())


def owned_by(user: User) -> QuerySet[Article]:
    """The numbers of a person's articles, from the index of owners: no row with a text in it is read for them."""
    return Article.objects.filter(owner=user).values("pk")


def named(found: QuerySet[ArticleState]) -> QuerySet[ArticleState]:
    """The same, with what names each article and its owner, and without its text."""
    text = [f"article__{name}" for name in ["body", "summary", "source_note"]]
    return found.select_related("article__owner").defer(*text)


def tops(piles: Sequence[Pile], person: Person) -> dict[str, tuple[int, list[ArticleState]]]:
    """For each pile by name: how many lie in it, and the first of them. One statement for all."""
    found: dict[str, tuple[int, list[ArticleState]]] = {pile.name: (0, []) for pile in piles}
    parts = [_top(pile, person) for pile in piles]
    if not parts:
        return found
    rows: Any = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    for row in sorted(rows, key=lambda row: row.rank):
        found[row.pile] = (row.total, [*found[row.pile][1], row])
    return found


def _top(pile: Pile, person: Person) -> QuerySet[ArticleState]:
    lying = lying_in(pile, person)
    first = ArticleState.objects.filter(pk__in=lying.values("pk")[:SHOWN])
    return named(first).annotate(
        pile=Value(pile.name),
        total=Subquery(counting(lying)),
        rank=Window(RowNumber(), order_by=list(_expressions(pile.order()))),
    )


def counting(found: QuerySet[Any]) -> QuerySet[Any]:
    """How many, as a subquery of another statement."""
    return found.order_by().annotate(number=Func(F("pk"), function="COUNT")).values("number")


def _expressions(order: Sequence[Any]) -> Sequence[Any]:
    return [
        F(term.removeprefix("-")).desc() if isinstance(term, str) and term.startswith("-") else term
        for term in order
    ]
