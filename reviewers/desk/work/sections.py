"""The piles before a person, with their counts: each count is that of the list behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reviewers import candidates
from reviewers.models import ReviewRequest

from . import articles, asked, piles
from .person import Person
from .rows import SHOWN, Row


@dataclass(frozen=True)
class Section:
    """A pile as the page shows it: how many lie in it, and the first of them."""

    name: str
    label: str
    count: int
    rows: Sequence[Row]
    is_everyones: bool = False

    @property
    def is_of_articles(self) -> bool:
        return self.name not in _FOR_REVIEWERS

    @property
    def has_more(self) -> bool:
        return self.count > len(self.rows)


@dataclass(frozen=True)
class Listing:
    """All that lies in a pile: something that can be counted and cut, and what is said of a part of it."""

    label: str
    found: Any
    rows: Callable[[Sequence[Any]], list[Row]]
    is_everyones: bool = False
    may_choose: bool = False


_FOR_REVIEWERS = {"to-review": "To review", "to-claim": "To claim", "to-accept": "To accept"}


def sections_of(person: Person) -> list[Section]:
    """Every pile before this person, empty ones too, the first rows of each in it. Five statements at most."""
    own = piles.piles_of(person)
    tops = piles.tops(own, person)
    in_review = [state.article_id for state in tops.get("in-review", (0, []))[1]]
    requests = list(asked.requests_of(person.user, in_review)) if person.reviewer or in_review else []
    found = _of_reviewer(person, requests)
    for pile in own:
        count, states = tops[pile.name]
        rows = articles.rows(pile.name, states, requests, person)
        found.append(Section(pile.name, pile.label, count, rows, piles.is_everyones(pile, person)))
    return found


def _of_reviewer(person: Person, requests: Sequence[ReviewRequest]) -> list[Section]:
    if person.reviewer is None:
        return []
    mine = [request for request in requests if request.reviewer_id == person.reviewer.pk]
    claims = candidates.claimable(person.reviewer) if person.may_claim else []
    answers = list(asked.answers_for(person.user)[:SHOWN])
    contents: dict[str, tuple[int, list[Row]]] = {
        "to-review": (len(mine), [asked.request_row(request) for request in mine[:SHOWN]]),
        "to-claim": (len(claims), [asked.claim_row(claim) for claim in claims[:SHOWN]]),
        "to-accept": (answers[0].total if answers else 0, [asked.answer_row(answer) for answer in answers]),
    }
    return [Section(name, label, *contents[name]) for name, label in _FOR_REVIEWERS.items()]


def listing_of(name: str, person: Person) -> Listing | None:
    """All of a pile, by its name; None where this person has no such pile."""
    if name in _FOR_REVIEWERS:
        return _reviewers_listing(name, person) if person.reviewer else None
    pile = next((pile for pile in piles.piles_of(person) if pile.name == name), None)
    if pile is None:
        return None

    def rows(states: Sequence[Any]) -> list[Row]:
        ids = [state.article_id for state in states] if name == "in-review" else []
        requests = list(asked.requests_of(person.user, ids)) if ids else []
        return articles.rows(name, states, requests, person)

    found = piles.named(piles.lying_in(pile, person))
    everyones = piles.is_everyones(pile, person)
    fixed = pile.everyones and person.is_publisher
    return Listing(pile.label, found, rows, everyones, may_choose=person.is_editor and not fixed)


def _reviewers_listing(name: str, person: Person) -> Listing:
    label = _FOR_REVIEWERS[name]
    if name == "to-review":
        found: Any = asked.requests_for(person.user)
        return Listing(label, found, lambda part: [asked.request_row(one) for one in part])
    if name == "to-accept":
        found = asked.answers_for(person.user)
        return Listing(label, found, lambda part: [asked.answer_row(one) for one in part])
    found = candidates.claimable(person.reviewer) if person.reviewer and person.may_claim else []
    return Listing(label, found, lambda part: [asked.claim_row(one) for one in part])
