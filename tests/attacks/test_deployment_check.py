"""`check --deploy` on PostgreSQL: which rights of the site's role could lift the guards."""

import pytest
from django.db import connection

from articles.checks import database_role
from tests.attacks.forging import PLAIN_ROLE, make_plain_role, sql

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]
# An owner of a function must be able to create it: that right goes again, so that owning alone is asked for.
DANGEROUS = {
    "owns_the_database": f"DO $$BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO {PLAIN_ROLE}', current_database()); "
    "END$$",
    "owns_the_schema": f"ALTER SCHEMA public OWNER TO {PLAIN_ROLE}",
    "owns_a_function": f"GRANT CREATE ON SCHEMA public TO {PLAIN_ROLE}; "
    f"ALTER FUNCTION publication_gate() OWNER TO {PLAIN_ROLE}; REVOKE CREATE ON SCHEMA public FROM {PLAIN_ROLE}",
    "owns_another_table": f"GRANT CREATE ON SCHEMA public TO {PLAIN_ROLE}; "
    f"ALTER TABLE reviewers_revocation OWNER TO {PLAIN_ROLE}; REVOKE CREATE ON SCHEMA public FROM {PLAIN_ROLE}",
    "creates_roles": f"ALTER ROLE {PLAIN_ROLE} CREATEROLE",
    "makes_triggers": f"GRANT TRIGGER ON articles_publication TO {PLAIN_ROLE}",
    "empties_tables": f"GRANT TRUNCATE ON articles_publication TO {PLAIN_ROLE}",
    "creates_in_the_schema": f"GRANT CREATE ON SCHEMA public TO {PLAIN_ROLE}",
}


@pytest.mark.parametrize("statement", DANGEROUS.values(), ids=DANGEROUS.keys())
def test_role_that_can_lift_guards_is_found_by_the_check(statement: str):
    make_plain_role()
    with connection.cursor() as cursor:
        cursor.execute(statement, None)
    sql(f"SET ROLE {PLAIN_ROLE}")

    assert [problem.id for problem in database_role(["default"])] == ["articles.E001"]


def test_role_that_reads_and_writes_rows_passes_the_check():
    make_plain_role()
    sql(f"SET ROLE {PLAIN_ROLE}")

    assert database_role(["default"]) == []


def test_owner_of_the_tables_is_found_by_the_check():
    assert [problem.id for problem in database_role(["default"])] == ["articles.E001"]
