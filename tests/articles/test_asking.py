"""One reading of a page: the same question is asked once, and nothing is remembered after it."""

import pytest

from articles.acts import acting
from articles.asking import asked_once, asking_anew, one_reading
from tests.factories import make_article


@pytest.fixture
def asked() -> list[tuple]:
    return []


@pytest.fixture
def question(asked: list[tuple]):
    @asked_once
    def question(thing: int, *, on: str = "") -> list[int]:
        asked.append((thing, on))
        return [thing]

    return question


def test_the_same_question_is_asked_once_in_a_reading(question, asked: list[tuple]):
    with one_reading():
        answers = [question(1), question(1), question(2), question(1, on="Friday")]

    assert answers == [[1], [1], [2], [1]]
    assert asked == [(1, ""), (2, ""), (1, "Friday")]


def test_an_answer_that_is_changed_is_nobody_elses(question):
    with one_reading():
        question(1).append(7)

        assert question(1) == [1]


def test_nothing_is_remembered_outside_a_reading_or_from_one_to_the_next(question, asked: list[tuple]):
    question(1)
    question(1)
    for _ in range(2):
        with one_reading():
            question(1)

    assert len(asked) == 4


def test_one_reading_within_another_shares_its_answers(question, asked: list[tuple]):
    with one_reading():
        question(1)
        with one_reading():
            question(1)
        question(1)

    assert len(asked) == 1


def test_an_act_asks_anew(question, asked: list[tuple]):
    with one_reading():
        question(1)
        with asking_anew():
            question(1)
            question(1)
        question(1)

    assert len(asked) == 3


@pytest.mark.django_db
def test_every_act_asks_anew(question, asked: list[tuple]):
    article = make_article()

    with one_reading():
        question(1)
        with acting("try", by=None, article=article):
            question(1)

    assert len(asked) == 2


def test_a_reading_that_fails_leaves_nothing_behind(question, asked: list[tuple]):
    def fails() -> None:
        with one_reading():
            question(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()

    question(1)
    assert len(asked) == 2
