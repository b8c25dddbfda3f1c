"""What the lists cost at 200,000 articles (PostgreSQL) and 20,000 (SQLite): statements, and rows that are read."""

import json
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.groups import Group
from articles.models import Article, Topic, User
from tests.corpus import load, vocabulary
from tests.factories import change, make_article, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
LIST = "/admin/articles/article/"
# The tables that grow with the site, of which PostgreSQL may read a part that does not grow with them.
BIG = ["articles_article", "articles_articlestate", "articles_searchtext", "articles_articleversion"]
# For one statement: rows of such a table on PostgreSQL, thousands of steps on SQLite.
ARTICLES, MOST = {"postgresql": (200_000, 45_000), "sqlite": (20_000, 250)}[connection.vendor]
WORDS = vocabulary()


def test_what_the_lists_cost_at_size():
    """One test, because the corpus takes longer to make than all that is asked of it."""
    load(ARTICLES)
    client = Client()
    client.force_login(make_user(Group.EDITOR, Group.PUBLISHER, is_superuser=True))

    lists_and_searches_cost_the_same_at_any_size(client)
    a_missing_index_is_noticed(client)
    the_history_of_an_article_costs_what_it_has_itself(client)


def statements(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured]


def read(sql: str) -> dict[str, int]:
    """What a statement reads: rows of each big table, or how far SQLite has to go."""
    return _rows_of_postgresql(sql) if connection.vendor == "postgresql" else {"steps": _steps_of_sqlite(sql)}


def _rows_of_postgresql(sql: str) -> dict[str, int]:
    found: dict[str, int] = {}

    def add(node: dict[str, Any]) -> None:
        table = node.get("Relation Name")
        if table in BIG:
            passed = ["Rows Removed by Filter", "Rows Removed by Index Recheck"]
            rows = node["Actual Rows"] + sum(node.get(name, 0) for name in passed)
            found[table] = found.get(table, 0) + rows * node["Actual Loops"]
        for child in node.get("Plans", []):
            add(child)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}".replace("%", "%%"), [])
        answer = cursor.fetchone()[0]
    add((json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"])
    return found


def _steps_of_sqlite(sql: str) -> int:
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(step, 1000)
        try:
            cursor.execute(sql.replace("%", "%%"), [])
            cursor.fetchall()
        finally:
            connection.connection.set_progress_handler(None, 0)
    return steps


def too_much(asked: list[str]) -> list[tuple[str, int]]:
    """Of which tables these statements read too much. What waits for a person (the menu) is not looked at here."""
    selects = [sql for sql in asked if sql.startswith(("SELECT", "WITH")) and "reviewers_" not in sql]
    return [(table, rows) for sql in selects for table, rows in read(sql).items() if rows > MOST]


def lists_and_searches_cost_the_same_at_any_size(client: Client) -> None:
    owner, topic = User.objects.get(email="corpus7@example.org"), Topic.objects.earliest("pk")
    common, usual, rare = WORDS[1], WORDS[300], WORDS[15_000]
    filters = [
        f"?owner={owner.pk}",
        "?owner=me",
        f"?topic={topic.pk}",
        "?kind__exact=explainer",
        "?trash=yes",
    ]
    filters += [f"?work={state}" for state in ["draft", "in_review", "nothing_open"]]
    filters += [f"?public={state}" for state in ["never", "live", "due", "overdue"]]
    filters += [f"?due={days}" for days in ["overdue", "30", "90", "late", "week"]]
    searches = [common, usual, rare, f"{usual}+{WORDS[301]}", f"%22{usual}+{common}%22", f"{usual}&p=2"]
    searches += [f"{usual}&work=in_review", "corpus-777", "10.1000/example777"]
    pages = [(8, query) for query in ["", "?p=2", "?p=200", *filters]]
    pages += [(9, f"?q={words}") for words in searches] + [(13, f"?q={rare}xx")]
    dear: dict[str, Any] = {}
    client.get(LIST)

    for most, query in pages:
        asked = statements(client, LIST + query)
        if len(asked) > most:
            dear[f"{query}: statements"] = len(asked)
        if query not in ["?p=200", *filters] and (found := too_much(asked)):
            dear[f"{query}: rows"] = found

    assert dear == {}


def a_missing_index_is_noticed(client: Client) -> None:
    """The measure itself: it sees that an index is gone."""
    changed_at = next(index for index in _indexes("articles_articlestate") if "changed_at" in index)
    without = {changed_at: LIST}
    if connection.vendor == "postgresql":  # SQLite's search is its index: without it nothing is found
        without["articles_searchtext_words"] = f"{LIST}?q={WORDS[300]}"
    for index, page in without.items():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX {index}")
            assert too_much(statements(client, page)) != []
            transaction.set_rollback(True)


def _indexes(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return list(connection.introspection.get_constraints(cursor, table))


def the_history_of_an_article_costs_what_it_has_itself(client: Client) -> None:
    article = make_article()
    page = f"{LIST}{article.pk}/history/"
    client.get(page)
    few = statements(client, page)
    for number in range(4):
        change(article, title=f"Title {number}")

    many = statements(client, page)

    assert len(many) == len(few)
    assert too_much(many) == []
    assert Article.objects.count() == ARTICLES + 1
