"""A corpus as a big site has it: for tests of what pages cost, and to try things with.

    DATABASE_URL=… SECRET_KEY=x python -m tests.corpus 200000

It fills an empty, migrated database with articles, the words that the search knows of them, and rows of facts as the
acts would leave them. There are no editions behind these: `verify` would say so. Words are as common as words are: a
few stand in half of the articles, most in hardly any.
"""

import os
import random
import sys
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, chain
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cliniccontent.settings")
    django.setup()

from django.db import connection, transaction

from articles.models import Article, ArticleState, SearchTerm, SearchText, Topic, User

PEOPLE, TOPICS, WORDS, SENTENCES = 200, 40, 20_000, 5_000
_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
_SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "ro", "tu", "va", "ze"]


def vocabulary() -> list[str]:
    """The words, the most common first: pronounceable, of one to five syllables, none twice."""
    found: dict[str, None] = {}
    source = random.Random(1)
    while len(found) < WORDS:
        length = 2 + (len(found) > 200) + (len(found) > 3000) + source.randrange(2)
        found["".join(source.choice(_SYLLABLES) for _ in range(length))] = None
    return list(found)


def load(articles: int) -> None:
    """Fill the database with so many articles."""
    source = random.Random(2)
    words = vocabulary()
    weights = list(accumulate(1 / (rank + 10) for rank in range(WORDS)))

    def some(count: int) -> str:
        return " ".join(source.choices(words, cum_weights=weights, k=count))

    sentences = [some(12) for _ in range(SENTENCES)]
    people, topics = _people(), _topics()
    titles = [some(6) for _ in range(articles)]
    bodies = [f"{some(4)} {' '.join(source.choices(sentences, k=2))}" for _ in range(articles)]
    _insert(Article, (_article(pk, titles[pk - 1], bodies[pk - 1], people) for pk in range(1, articles + 1)))
    _insert(ArticleState, (_state(pk) for pk in range(1, articles + 1)))
    with _indexed_afterwards(SearchText):
        _insert(
            SearchText,
            (
                {
                    "article": pk,
                    "title": titles[pk - 1],
                    "people": f"author{pk % PEOPLE} person number{pk % PEOPLE}",
                    "body": bodies[pk - 1],
                    "sources": f"corpus {pk} 10 1000 example{pk} {10_000_000 + pk}",
                }
                for pk in range(1, articles + 1)
            ),
        )
    _insert(
        Article.topics.through,
        ({"article": pk, "topic": topics[pk % TOPICS]} for pk in range(1, articles + 1)),
    )
    _insert(
        SearchTerm,
        ({"term": word, "initial": word[0], "length": len(word)} for word in words if len(word) > 3),
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Their numbers were given here: the next article takes the one after them.
            cursor.execute("SELECT setval(pg_get_serial_sequence('articles_article', 'id'), %s)", [articles])
            cursor.execute("ANALYZE")


def _people() -> list[int]:
    made = User.objects.bulk_create(
        User(
            email=f"corpus{number}@example.org",
            first_name="Person",
            last_name=f"Number{number}",
            is_staff=True,
        )
        for number in range(PEOPLE)
    )
    return [user.pk for user in made]


def _topics() -> list[int]:
    made = Topic.objects.bulk_create(
        Topic(slug=f"corpus-{number}", name=f"Topic {number}") for number in range(TOPICS)
    )
    return [topic.pk for topic in made]


def _article(pk: int, title: str, body: str, people: Sequence[int]) -> dict[str, Any]:
    return {
        "id": pk,
        "uuid": uuid.UUID(int=pk),
        "slug": f"corpus-{pk}",
        "kind": list(Article.Kind.values)[pk % 3],
        "audience": "patients",
        "language": "en",
        "title": title,
        "summary": body[:200],
        "body": body,
        "source_name": "",
        "source_url": "",
        "review_interval_months": 12,
        "ai_assistance": "None.",
        "owner": people[pk % PEOPLE],
        "source_note": "",
        "imported_sha256": "",
        "created_at": _BEGIN,
        "trashed_at": _BEGIN if pk % 100 == 1 else None,
    }


def _state(pk: int) -> dict[str, Any]:
    """Of a hundred: sixty are live and at rest, five are due, ten are in review, the others drafts."""
    turn, today = pk % 100, date.today()
    is_live, is_open = 30 <= turn < 95, turn >= 90
    due = today + timedelta(days=(pk % 300) + 20 if turn < 85 else (pk % 60) - 45)
    content = f"{pk:064x}"
    return {
        "article": pk,
        "version": 1,
        # Not in the order of their numbers: what was changed last is spread over the table.
        "changed_at": _BEGIN + timedelta(minutes=(pk * 7919) % 1_000_003),
        "content_sha256": content,
        "open_edition": 2 if is_open else None,
        "open_content_sha256": content if is_open else "",
        "missing_roles": "medical" if is_open else "",
        "must_fix": False,
        "promised": False,
        "unaccepted": 0,
        "unanswered_comments": 0,
        "answer_due_on": today + timedelta(days=pk % 30 - 10) if is_open else None,
        "scheduled_for": None,
        "live_edition": 1 if is_live else None,
        "live_since": _BEGIN if is_live else None,
        "live_content_sha256": content if is_live else "",
        "review_due_on": due if is_live else None,
        "lapses_on": None,
        "leaves_at": None,
        "retracted_at": None,
        "withdrawn_at": None,
    }


@contextmanager
def _indexed_afterwards(model: Any) -> Iterator[None]:
    """On PostgreSQL, make the GIN indexes that a table has once its rows are there, which is far quicker."""
    found = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            table = model._meta.db_table
            cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [table])
            found = [(name, made) for name, made in cursor.fetchall() if "USING gin" in made]
        for name, _made in found:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, made in found:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table with rows to be checked is indexed
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            cursor.execute(made)


def _insert(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows past Django and the one save path, which would take hours."""
    rows = iter(rows)
    first = next(rows)
    fields = [model._meta.get_field(name) for name in first]
    columns, table = ", ".join(field.column for field in fields), model._meta.db_table
    every = (list(row.values()) for row in chain([first], rows))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for values in every:
                    copy.write_row(values)
            return
        prepared = (
            [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)]
            for values in every
        )
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(prepared))


if __name__ == "__main__":
    began = time.monotonic()
    with transaction.atomic():
        load(int(sys.argv[1]))
    print(f"{sys.argv[1]} articles in {time.monotonic() - began:.0f} s")
