"""Recomputing everything that is on record, and naming what does not hold (21 CFR 11.10(a))."""

from collections.abc import Callable, Iterator

from django.db import IntegrityError, connection

from articles.models import Article, ArticleState
from reviewers import guards, states

from .chain import chain_flaws
from .course import advice_flaws, discussion_flaws, review_flaws, schedule_flaws, standing_flaws
from .erasures import Erasure, erasures
from .figures import figure_flaws, shown_figure_flaws
from .flaw import Flaw
from .people import people_flaws
from .published import record_flaws
from .records import edition_flaws, publication_flaws, removal_flaws, version_flaws
from .signatures import revocation_flaws, signoff_flaws
from .told import Told

__all__ = ["Erasure", "Flaw", "erasures", "flaws"]


def flaws() -> Iterator[Flaw]:
    """Everything that does not hold; nothing means that all does.

    Recomputes guards, the audit chain, versions, editions, figures and their files, reviews, signatures, revocations,
    publications and states, and compares what is on record with what the chain tells of, both ways: access, profiles
    and credentials included. A row that cannot even be read is named by its table. What was erased by law is no flaw:
    see `erasures`.
    """
    told = Told()
    for family in [
        _database_flaws,
        chain_flaws,
        version_flaws,
        edition_flaws,
        figure_flaws,
        shown_figure_flaws,
        review_flaws,
        discussion_flaws,
        advice_flaws,
        schedule_flaws,
        standing_flaws,
        people_flaws,
        signoff_flaws,
        revocation_flaws,
        publication_flaws,
        removal_flaws,
        record_flaws,
        _state_flaws,
    ]:
        yield from _read(family, told)


def _read(family: Callable[[Told], Iterator[Flaw]], told: Told) -> Iterator[Flaw]:
    try:
        yield from family(told)
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        noun = family.__name__.strip("_").removesuffix("_flaws")
        yield Flaw(noun, 0, f"A {noun} row holds what cannot be read: {problem}")


def _database_flaws(_told: Told) -> Iterator[Flaw]:
    for name in guards.missing():
        yield Flaw("database", 0, f"The guard {name} is missing, switched off, altered, or none of ours.")
    for name in guards.missing_constraints():
        yield Flaw("database", 0, f"The constraint {name} is missing.")
    try:
        connection.check_constraints()
    except IntegrityError as problem:
        yield Flaw("database", 0, f"A row refers to one that is not there: {problem}")


def _state_flaws(_told: Told) -> Iterator[Flaw]:
    known = ArticleState.objects.in_bulk()
    for article in Article.objects.order_by("pk").iterator(200):
        state = known.get(article.pk)
        wrong = [name for name, value in states.facts(article).items() if getattr(state, name, None) != value]
        if state is None or wrong:
            yield Flaw(ArticleState._meta.db_table, article.pk, f"The state of “{article}” is wrong.")
