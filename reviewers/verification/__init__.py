"""Recomputing everything that is on record, and naming what does not hold (21 CFR 11.10(a))."""

from collections.abc import Callable, Iterator

from django.db import IntegrityError, connection

from articles import audit
from articles.models import Article, ArticleState, AuditEntry
from reviewers import guards, states

from .chain import Told, chain_flaws
from .flaw import Flaw
from .records import (
    course_flaws,
    edition_flaws,
    publication_flaws,
    revocation_flaws,
    signoff_flaws,
    version_flaws,
)

__all__ = ["Flaw", "dates_are_invented", "flaws", "head"]


def flaws() -> Iterator[Flaw]:
    """Everything that does not hold; nothing means that all does.

    Recomputes guards, the audit chain, versions, editions, signatures, revocations, publications and states, and
    compares what is on record with what the chain tells of, both ways. A row that cannot even be read is named by its
    table.
    """
    told = Told()
    for family in [
        _database_flaws,
        chain_flaws,
        version_flaws,
        edition_flaws,
        course_flaws,
        signoff_flaws,
        revocation_flaws,
        publication_flaws,
        _state_flaws,
    ]:
        yield from _read(family, told)


def dates_are_invented() -> bool:
    """Whether the chain begins by saying that this is a demonstration, whose dates are invented."""
    first = AuditEntry.objects.order_by("number").first()
    return first is not None and first.event == audit.Event.DEMONSTRATION


def head() -> str:
    """The last link of the chain, `number:hash`: kept elsewhere, it shows later that no entry was cut off."""
    last = AuditEntry.objects.order_by("-number").first()
    return f"{last.number}:{last.hash}" if last else "0:"


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
