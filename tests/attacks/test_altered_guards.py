"""Guards and constraints that an owner of the tables touched: each is named."""

import pytest
from django.db import DatabaseError, connection

from reviewers import guards, publishing
from tests.attacks.forging import named, sql
from tests.factories import make_publication, make_publisher

pytestmark = pytest.mark.django_db
postgresql = pytest.mark.postgresql
NAMED = "The guard publication_gate is missing, switched off, altered, or none of ours."


def test_dropped_guard_is_named():
    on_table = " ON articles_publication" if connection.vendor == "postgresql" else ""
    sql(f"DROP TRIGGER publication_gate{on_table}")

    assert named() == [NAMED]


@postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE articles_publication DISABLE TRIGGER publication_gate",
        "ALTER TABLE articles_publication ENABLE TRIGGER publication_gate",
        "ALTER TABLE articles_publication ENABLE REPLICA TRIGGER publication_gate",
        "DROP TRIGGER publication_gate ON articles_publication",
        "DROP FUNCTION publication_gate() CASCADE",
        "CREATE OR REPLACE FUNCTION publication_gate() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ],
)
def test_guard_that_an_owner_touched_is_named(statement: str):
    sql(statement)

    assert guards.missing() == ["publication_gate"]
    assert named() == [NAMED]


GATE = "TRIGGER publication_gate BEFORE"
EXECUTE = "FOR EACH ROW EXECUTE FUNCTION publication_gate()"
ALTERED = {
    "never_fires": f"CREATE OR REPLACE {GATE} INSERT ON articles_publication FOR EACH ROW WHEN (false) "
    "EXECUTE FUNCTION publication_gate()",
    "other_event": f"CREATE OR REPLACE {GATE} DELETE ON articles_publication {EXECUTE}",
    "search_path": "ALTER FUNCTION publication_gate() RESET search_path",
}


@postgresql
@pytest.mark.parametrize("statement", ALTERED.values(), ids=ALTERED.keys())
def test_altered_guard_is_missing(statement: str):
    sql(statement)
    sql("ALTER TABLE articles_publication ENABLE ALWAYS TRIGGER publication_gate")

    assert guards.missing() == ["publication_gate"]


@postgresql
def test_column_list_that_narrows_a_guard_is_missing():
    name = "articles_edition_no_update"
    sql(
        f"CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OF number ON articles_edition "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    sql(f"ALTER TABLE articles_edition ENABLE ALWAYS TRIGGER {name}")

    assert guards.missing() == [name]


def test_trigger_that_is_not_ours_is_named():
    if connection.vendor == "sqlite":
        sql("CREATE TRIGGER quiet BEFORE INSERT ON reviewers_revocation BEGIN SELECT RAISE(IGNORE); END")
    else:
        sql("CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
        sql(
            "CREATE TRIGGER quiet BEFORE INSERT ON reviewers_revocation FOR EACH ROW EXECUTE FUNCTION quiet()"
        )

    assert named() != []


def test_dropped_constraint_is_named():
    sql("DROP INDEX one_live_publication_per_article")

    assert named() != []


STRANGERS = {
    "heir": "CREATE TABLE heir () INHERITS (articles_publication)",
    "swallow": "CREATE RULE swallow AS ON UPDATE TO articles_publication DO INSTEAD NOTHING",
    "row-level security of reviewers_revocation": "ALTER TABLE reviewers_revocation ENABLE ROW LEVEL SECURITY",
}


@postgresql
@pytest.mark.parametrize(("name", "statement"), STRANGERS.items(), ids=STRANGERS.keys())
def test_what_could_hide_or_swallow_rows_is_named(name: str, statement: str):
    sql(statement)

    assert guards.missing() == [name]


@postgresql
def test_withdrawal_that_changes_no_row_is_no_withdrawal():
    publication = make_publication()
    sql("CREATE RULE swallow AS ON UPDATE TO articles_publication DO INSTEAD NOTHING")

    with pytest.raises(DatabaseError, match="could not be ended"):
        publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")
