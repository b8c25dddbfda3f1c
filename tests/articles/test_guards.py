"""The guards through migrations, and the gate that lets nothing through until the real one is there."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from articles import guards
from articles.models import Edition, Frozen, Publication
from reviewers.guards import ALL_GUARDS, missing
from tests.factories import make_edition, make_publication

ROOT = Path(__file__).resolve().parents[2]


def triggers(path: Path) -> set[str]:
    with sqlite3.connect(path) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}


def migrate(path: Path, *arguments: str) -> None:
    environ = os.environ | {"DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0", *arguments],
        cwd=ROOT,
        env=environ,
        check=True,
    )


@pytest.mark.slow
def test_migrations_back_and_forth_leave_every_guard_in_place(tmp_path: Path):
    path = tmp_path / "site.sqlite3"
    searching = {f"articles_searchtext_{what}" for what in ["inserted", "updated", "deleted"]}
    expected = searching | {guard.name for guard in ALL_GUARDS if guard.only != "postgresql"}

    migrate(path)
    assert triggers(path) == expected
    migrate(path, "reviewers", "zero")
    with sqlite3.connect(path) as database, pytest.raises(sqlite3.IntegrityError, match="before the gate"):
        database.execute("INSERT INTO articles_publication (id) VALUES (1)")
    migrate(path)
    assert triggers(path) == expected


@pytest.mark.django_db
def test_all_guards_are_in_place_and_a_changed_one_is_missed():
    assert missing() == []

    guard = guards.GUARDS[0]
    guards.lift([guard])

    assert missing() == [guard.name]
    guards.install([guard])
    assert missing() == []


@pytest.mark.django_db
def test_guard_that_says_something_else_is_missed():
    weaker = guards.Guard(guards.GATE, "articles_publication", "INSERT", "1 = 0", "nothing is ever refused")

    guards.install([weaker])

    assert missing() == [guards.GATE]


@pytest.mark.django_db
def test_python_refuses_before_the_database_does():
    publication = make_publication()
    edition = publication.edition

    for attempt in [
        lambda: edition.save(),
        lambda: edition.delete(),
        lambda: Edition.objects.all().delete(),
        lambda: Edition.objects.update(html=""),
        lambda: Publication.objects.update(title=""),
        lambda: publication.save(),
    ]:
        with pytest.raises(Frozen):
            attempt()


@pytest.mark.django_db
def test_database_refuses_what_goes_round_python():
    edition = make_edition()
    table = Edition._meta.db_table

    for statement in [f"UPDATE {table} SET html = ''", f"DELETE FROM {table}"]:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition._base_manager.update(html="")

    edition.refresh_from_db()
    assert edition.html
