"""Attacks on the SQLite file by another program, which sets none of the site's pragmas."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from articles.models import Publication
from tests import factories
from tests.attacks.forging import publication_of
from tests.factories import make_edition, make_publication, make_signed_edition

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
]
COLUMNS = [field.column for field in Publication._meta.concrete_fields if field.column != "id"]


@pytest.fixture
def client_of_file(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A plain connection to a file with one unsigned edition (the first) and one publication."""
    make_edition()
    make_publication()
    with closing(file_of(tmp_path)) as plain:
        yield plain


def file_of(folder: Path) -> sqlite3.Connection:
    file = folder / "site.sqlite3"
    file.write_bytes(connection.connection.serialize())
    return sqlite3.connect(file, isolation_level=None)


def contents(plain: sqlite3.Connection) -> list[list[tuple]]:
    tables = ["edition", "publication", "auditentry", "articleversion", "slug"]
    return [
        plain.execute(f"SELECT * FROM {table}").fetchall()
        for table in [*(f"main.articles_{name}" for name in tables), "main.reviewers_signoff"]
    ]


def replace(table: str, column: str, value: str, verb: str = "REPLACE") -> str:
    """A statement that writes the first row of a table anew, with one value changed."""
    names = [
        name for (name,) in connection.cursor().execute(f"SELECT name FROM pragma_table_info('{table}')")
    ]
    chosen = ", ".join(value if name == column else name for name in names)
    return f"{verb} INTO {table} SELECT {chosen} FROM {table} LIMIT 1"


_FROM = {
    "uuid": "lower(hex(randomblob(16)))",
    "article_id": "u.article_id",
    "edition_id": "u.id",
    "digest": "u.digest",
    "slug": "'evil'",
}
FORGED = (
    f"INTO main.articles_publication ({', '.join(COLUMNS)}) SELECT "
    + ", ".join(_FROM.get(name, f"p.{name}") for name in COLUMNS)
    + " FROM articles_publication p, articles_edition u WHERE u.id = 1"
)
FAKES = (
    "CREATE TEMP TABLE reviewers_signoff AS SELECT e.id, e.id AS edition_id, 1 AS round, e.digest, column1 AS role "
    "FROM articles_edition e, (VALUES ('medical'), ('editorial')); "
    "CREATE TEMP TABLE reviewers_revocation (signoff_id); CREATE TEMP TABLE reviewers_recall (edition_id); "
)
ATTACKS = {
    "update": "UPDATE articles_edition SET html = 'x'",
    "update_or_replace": "UPDATE OR REPLACE articles_edition SET id = 2 WHERE id = 1",
    "update_or_ignore": "UPDATE OR IGNORE articles_edition SET html = 'x'",
    "update_or_fail": "UPDATE OR FAIL articles_edition SET html = 'x'",
    "update_rowid": "UPDATE articles_edition SET rowid = 77",
    "delete": "DELETE FROM articles_edition",
    "delete_signatures": "DELETE FROM reviewers_signoff",
    "delete_audit": "DELETE FROM articles_auditentry",
    "insert": f"INSERT {FORGED}",
    "insert_or_replace": f"INSERT OR REPLACE {FORGED}",
    "insert_or_ignore": f"INSERT OR IGNORE {FORGED}",
    "insert_or_fail": f"INSERT OR FAIL {FORGED}",
    "upsert": f"INSERT {FORGED} AND true ON CONFLICT DO UPDATE SET title = 'x'",
    "temporary_tables": f"{FAKES} INSERT {FORGED}",
    "temporary_trigger": f"CREATE TEMP TABLE t (n); CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN INSERT "
    f"{FORGED.replace('main.', '')}; END; INSERT INTO t VALUES (1)",
    "temporary_trigger_ignores": "CREATE TEMP TRIGGER g BEFORE UPDATE ON articles_edition BEGIN SELECT RAISE(IGNORE); "
    "END; UPDATE articles_edition SET html = 'x'; SELECT RAISE(ABORT, 'x')",
    "attached": "ATTACH ':memory:' AS other; "
    f"CREATE TABLE other.reviewers_signoff (id, edition_id, round, digest, role); INSERT {FORGED}",
    "checks_off": f"PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; INSERT {FORGED}",
    "triggers_not_recursive": f"PRAGMA recursive_triggers = OFF; REPLACE {FORGED}",
}


@pytest.mark.parametrize("script", ATTACKS.values(), ids=ATTACKS.keys())
def test_plain_client_is_refused(client_of_file: sqlite3.Connection, script: str):
    before = contents(client_of_file)

    with pytest.raises(sqlite3.Error):
        client_of_file.executescript(script)

    assert contents(client_of_file) == before


REPLACED = [
    ("articles_edition", "html"),
    ("articles_publication", "title"),
    ("articles_auditentry", "data"),
    ("articles_articleversion", "document"),
    ("reviewers_signoff", "interests"),
    ("articles_slug", "since"),
]


@pytest.mark.parametrize(("table", "column"), REPLACED)
@pytest.mark.parametrize("verb", ["REPLACE", "INSERT OR REPLACE"])
def test_plain_client_replaces_nothing(
    client_of_file: sqlite3.Connection, table: str, column: str, verb: str
):
    before = contents(client_of_file)

    with pytest.raises(sqlite3.IntegrityError, match=r"never replaced|every required sign-off"):
        client_of_file.execute(replace(table, column, "'x'", verb))

    assert contents(client_of_file) == before


@pytest.mark.parametrize("key", ["CAST(id AS TEXT)", "id + 0.0", "'0' || id", "' ' || id"])
def test_row_is_not_replaced_under_a_key_of_another_type(client_of_file: sqlite3.Connection, key: str):
    before = contents(client_of_file)

    with pytest.raises(sqlite3.IntegrityError, match="never replaced"):
        client_of_file.execute(replace("articles_edition", "id", key))

    assert contents(client_of_file) == before


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER publication_gate",
        "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'publication_gate'",
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'medical', 'editorial') "
        "WHERE name = 'publication_gate'",
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET tbl_name = 'articles_slug' "
        "WHERE name = 'publication_gate'",
    ],
)
def test_file_with_a_touched_guard_is_named(client_of_file: sqlite3.Connection, statement: str):
    client_of_file.executescript(statement)

    assert missing_in(client_of_file) == ["publication_gate"]


def missing_in(plain: sqlite3.Connection) -> list[str]:
    """What `guards.missing` says of the schema that the file holds now."""
    kept = plain.execute(
        "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE type = 'trigger'"
    )
    return sorted(differing(kept.fetchall()))


def differing(rows: list[tuple]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE type = 'trigger'")
        ours = {row[1]: row for row in cursor.fetchall()}
    theirs = {row[1]: row for row in rows}
    return {name for name, row in ours.items() if theirs.get(name) != row}


def test_plain_client_replaces_no_address_by_its_rowid(tmp_path: Path):
    make_publication()

    with closing(file_of(tmp_path)) as plain, pytest.raises(Exception, match="never replaced"):
        plain.execute(
            "REPLACE INTO articles_slug (rowid, slug, article_id, since) "
            "SELECT rowid, 'stolen', article_id, since FROM articles_slug"
        )


def test_plain_client_replaces_no_live_publication(tmp_path: Path):
    publication = make_publication()
    factories.change(publication.article, title="Another title")
    row = publication_of(make_signed_edition(publication.article))
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    columns, marks = ", ".join(field.column for field in fields), ", ".join("?" * len(fields))

    with closing(file_of(tmp_path)) as plain, pytest.raises(Exception, match=r"never replaced|one_live"):
        plain.execute(
            f"REPLACE INTO articles_publication ({columns}) VALUES ({marks})", [*map(_plain, values)]
        )


def _plain(value: object) -> object:
    return value if isinstance(value, int | str | None) else str(value)
