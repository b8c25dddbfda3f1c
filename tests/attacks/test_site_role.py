"""Attacks as the site's own role on PostgreSQL: it reads and writes rows, and owns nothing."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from articles.models import Edition, Publication
from reviewers import guards, verification
from tests.attacks.forging import PLAIN_ROLE, make_plain_role, publication_of, sql
from tests.factories import make_edition, make_publication

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


@pytest.fixture
def site_role() -> Iterator[None]:
    """The rest of the test as a role like the one that docs/operators.md asks for."""
    edition = make_edition()
    make_publication()
    connection.check_constraints()
    make_plain_role()
    assert edition.publications.count() == 0
    sql(f"SET ROLE {PLAIN_ROLE}")
    yield
    sql("RESET ROLE")


def attempt(statement: str) -> str:
    """The refusal's kind, or nothing if it was let through. What it did is rolled back only if refused."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT attempt")
        try:
            cursor.connection.execute(statement)
        except psycopg.Error as refusal:
            cursor.execute("ROLLBACK TO SAVEPOINT attempt")
            return type(refusal).__name__
        return ""


OWNERS_ONLY = [
    "ALTER TABLE articles_publication DISABLE TRIGGER publication_gate",
    "ALTER TABLE articles_publication DISABLE TRIGGER ALL",
    "ALTER TABLE articles_publication DISABLE TRIGGER USER",
    "ALTER TABLE articles_publication ENABLE REPLICA TRIGGER publication_gate",
    "DROP TRIGGER publication_gate ON articles_publication",
    "DROP FUNCTION publication_gate()",
    "DROP FUNCTION publication_gate() CASCADE",
    "ALTER FUNCTION publication_gate() RESET search_path",
    "CREATE OR REPLACE FUNCTION publication_gate() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE OR REPLACE TRIGGER publication_gate BEFORE DELETE ON articles_publication "
    "FOR EACH ROW EXECUTE FUNCTION publication_gate()",
    "CREATE TRIGGER later BEFORE INSERT ON articles_publication FOR EACH ROW EXECUTE FUNCTION publication_gate()",
    "CREATE FUNCTION public.harmless() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE RULE quiet AS ON INSERT TO reviewers_revocation DO INSTEAD NOTHING",
    "SET session_replication_role = replica",
    "SET LOCAL session_replication_role = replica",
    "SELECT set_config('session_replication_role', 'replica', false)",
    "TRUNCATE articles_edition CASCADE",
    "TRUNCATE articles_auditentry",
    "ALTER TABLE articles_publication DROP CONSTRAINT one_publication_per_edition_and_round",
    "DROP INDEX one_live_publication_per_article",
    "ALTER TABLE articles_publication RENAME TO hidden",
    "ALTER TABLE articles_edition ADD COLUMN more text",
    "ALTER TABLE articles_edition ENABLE ROW LEVEL SECURITY",
    "CREATE TABLE public.reviewers_signoff2 (id int)",
    "CREATE TABLE part PARTITION OF articles_publication DEFAULT",
    "CREATE TABLE heir () INHERITS (articles_publication)",
    "CREATE EXTENSION dblink",
    "UPDATE pg_trigger SET tgenabled = 'D'",
    "DELETE FROM pg_trigger",
    "UPDATE pg_proc SET prosrc = 'BEGIN RETURN NEW; END' WHERE proname = 'publication_gate'",
    "DROP TABLE articles_publication CASCADE",
    "DROP SCHEMA public CASCADE",
    f"ALTER ROLE {PLAIN_ROLE} SUPERUSER",
]


@pytest.mark.usefixtures("site_role")
@pytest.mark.parametrize("statement", OWNERS_ONLY)
def test_guards_cannot_be_lifted_by_the_sites_role(statement: str):
    assert attempt(statement) != ""
    assert guards.missing() == []


WRITES = {
    "update": "UPDATE articles_publication SET title = 'x'",
    "update_from": "UPDATE articles_publication p SET edition_id = e.id FROM articles_edition e",
    "delete": "DELETE FROM articles_publication",
    "update_edition": "UPDATE articles_edition SET html = 'x'",
    "delete_edition": "DELETE FROM articles_edition",
    "update_signature": "UPDATE reviewers_signoff SET round = 2",
    "delete_signature": "DELETE FROM reviewers_signoff",
    "update_version": "UPDATE articles_articleversion SET document = 'x'",
    "update_audit": "UPDATE articles_auditentry SET data = '{}'",
    "delete_audit": "DELETE FROM articles_auditentry",
    "delete_slug": "DELETE FROM articles_slug",
    "writable_cte": "WITH gone AS (DELETE FROM reviewers_signoff RETURNING *) SELECT * FROM gone",
    "cursor": "DECLARE c CURSOR FOR SELECT * FROM articles_edition FOR UPDATE; MOVE c; "
    "UPDATE articles_edition SET html = 'x' WHERE CURRENT OF c",
    "merge": "MERGE INTO articles_edition e USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET html = 'x'",
    "merge_delete": "MERGE INTO articles_edition e USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    "do_block": "DO $$BEGIN UPDATE articles_edition SET html = 'x'; END$$",
    "reopen": "UPDATE articles_publication SET ended_at = NULL",
    "shadowed": "CREATE TEMP TABLE articles_edition (id bigint); UPDATE public.articles_edition SET html = 'x'",
}


@pytest.mark.usefixtures("site_role")
@pytest.mark.parametrize("statement", WRITES.values(), ids=WRITES.keys())
def test_evidence_is_not_rewritten_by_the_sites_role(statement: str):
    assert attempt(statement) == "IntegrityConstraintViolation"
    assert list(verification.flaws()) == []


COLUMNS = [field.column for field in Publication._meta.concrete_fields if field.column != "id"]
UNSIGNED = (
    "(SELECT max(id) FROM articles_edition WHERE id NOT IN (SELECT edition_id FROM public.reviewers_signoff))"
)
_FROM = {
    "uuid": "gen_random_uuid()",
    "article_id": "u.article_id",
    "edition_id": "u.id",
    "digest": "u.digest",
    "slug": "'evil'",
    "ended_at": "CAST(NULL AS timestamptz)",
    "ended_by_id": "CAST(NULL AS bigint)",
}
FORGED = (
    "SELECT "
    + ", ".join(f"{_FROM.get(name, f'p.{name}')} AS {name}" for name in COLUMNS)
    + " FROM articles_publication p, "
    f"articles_edition u WHERE u.id = {UNSIGNED} LIMIT 1"
)
INTO = f"INTO articles_publication ({', '.join(COLUMNS)})"
FAKE_SIGNATURES = (
    "CREATE TEMP TABLE reviewers_signoff AS SELECT e.id, e.id AS edition_id, 1 AS round, e.digest, r.role FROM "
    "articles_edition e, (VALUES ('medical'), ('editorial')) AS r (role); "
    "CREATE TEMP TABLE reviewers_revocation (signoff_id bigint); "
    "CREATE TEMP TABLE reviewers_recall (edition_id bigint); "
)
INSERTS = {
    "insert": f"INSERT {INTO} {FORGED}",
    "writable_cte": f"WITH made AS (INSERT {INTO} {FORGED} RETURNING id) SELECT id FROM made",
    "on_conflict_update": f"INSERT {INTO} {FORGED} ON CONFLICT (uuid) DO UPDATE SET title = 'x'",
    "merge": f"MERGE INTO articles_publication p USING ({FORGED}) s ON false WHEN NOT MATCHED THEN "
    f"INSERT ({', '.join(COLUMNS)}) VALUES ({', '.join(f's.{name}' for name in COLUMNS)})",
    "shadowing_tables": f"{FAKE_SIGNATURES} INSERT {INTO} {FORGED}",
    "shadowing_first_in_path": f"{FAKE_SIGNATURES} SET search_path = pg_temp, public; INSERT {INTO} {FORGED}",
    "empty_path": "SET search_path = ''; "
    + f"INSERT {INTO} {FORGED}".replace(" articles_", " public.articles_"),
    "do_block": f"DO $$BEGIN INSERT {INTO} {FORGED}; END$$",
    "prepared": f"PREPARE forged AS INSERT {INTO} {FORGED}; EXECUTE forged",
    "temporary_view": f"CREATE TEMP VIEW v AS SELECT * FROM articles_publication; "
    f"INSERT INTO v ({', '.join(COLUMNS)}) {FORGED}",
    "temporary_rule": "CREATE TEMP TABLE t (n int); CREATE RULE r AS ON INSERT TO t DO INSTEAD "
    f"INSERT {INTO} {FORGED}; INSERT INTO t VALUES (1)",
    "temporary_trigger": "CREATE TEMP TABLE t (n int); CREATE FUNCTION pg_temp.f() RETURNS trigger LANGUAGE plpgsql "
    f"AS $$BEGIN INSERT {INTO} {FORGED}; RETURN NEW; END$$; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW "
    "EXECUTE FUNCTION pg_temp.f(); INSERT INTO t VALUES (1)",
    "null_equals": f"SET transform_null_equals = on; INSERT {INTO} {FORGED}",
    "nonstandard_strings": f"SET standard_conforming_strings = off; INSERT {INTO} {FORGED}",
}


@pytest.mark.usefixtures("site_role")
@pytest.mark.parametrize("statement", INSERTS.values(), ids=INSERTS.keys())
def test_unsigned_edition_is_not_published_by_the_sites_role(statement: str):
    assert attempt(statement) == "IntegrityConstraintViolation"
    assert Publication.objects.count() == 1


@pytest.mark.usefixtures("site_role")
def test_unsigned_edition_is_not_published_by_copy():
    edition = Edition.objects.exclude(publications__isnull=False).get()
    row = publication_of(edition, by=edition.frozen_by)
    values = [getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key]

    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT attempt")
        with (
            pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="every required sign-off"),
            cursor.connection.cursor().copy(
                f"COPY articles_publication ({', '.join(COLUMNS)}) FROM STDIN"
            ) as rows,
        ):
            rows.write_row(values)
        cursor.execute("ROLLBACK TO SAVEPOINT attempt")

    assert Publication.objects.count() == 1


def test_every_guard_fires_whatever_the_replication_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'A'")
        assert cursor.fetchall() == []


def test_guards_hold_while_the_owner_replays_changes():
    """Only a superuser may set `session_replication_role`, and it does not switch guards off."""
    edition = make_edition()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        [is_superuser] = cursor.fetchone()

    replaying = attempt("SET LOCAL session_replication_role = replica")

    assert replaying == ("" if is_superuser else "InsufficientPrivilege")
    assert attempt(f"UPDATE articles_edition SET html = 'x' WHERE id = {edition.pk}") == (
        "IntegrityConstraintViolation"
    )
    edition.refresh_from_db()
    assert edition.html != "x"
