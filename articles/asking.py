"""Asking the database once: on a page that writes nothing, the same question has the same answer all along."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """While this lasts, a question marked `asked_once` is put to the database once for the same things.

    For a page that is only shown, or a question made of many; it also serves as a decorator. One within another shares
    its answers. An act puts what is remembered aside: see `asking_anew`.
    """
    known = _answers.get()
    with _remembering({} if known is None else known):
        yield


@contextmanager
def asking_anew() -> Iterator[None]:
    """While this lasts, nothing is remembered and nothing that was is used: whoever decides asks the database."""
    with _remembering(None):
        yield


@contextmanager
def _remembering(answers: dict[Any, Any] | None) -> Iterator[None]:
    token = _answers.set(answers)
    try:
        yield
    finally:
        _answers.reset(token)


def asked_once(question: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Mark a question that `one_reading` remembers. Its arguments can be hashed; a list it gives is never shared."""

    @wraps(question)
    def answer(*args: Asked.args, **named: Asked.kwargs) -> Answer:
        known = _answers.get()
        if known is None:
            return question(*args, **named)
        key = (question, args, tuple(sorted(named.items())))
        if key not in known:
            known[key] = question(*args, **named)
        found = known[key]
        return list(found) if isinstance(found, list) else found  # type: ignore[return-value]

    return answer
