"""Checks of a deployment, for `manage.py check --deploy --database default`."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections


def register_all() -> None:
    checks.register(database_role, checks.Tags.database, deploy=True)


def database_role(databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """The site's role on PostgreSQL must not own the tables: an owner can switch their guards off."""
    return [
        checks.Error(
            f"The database role of {alias!r} has rights by which it could lift the guards that keep unsigned content "
            "off the site.",
            hint="Migrate as the owner and serve as a plain role: see “Two roles” in docs/operators.md.",
            id="articles.E001",
        )
        for alias in databases or []
        if connections[alias].vendor == "postgresql" and _could_lift_guards(alias)
    ]


def _could_lift_guards(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute(_RIGHTS, None)
        return bool(cursor.fetchone()[0])


# By owning what the guards stand on, by rights that make triggers or shadow tables, or by making oneself an owner.
_RIGHTS = """
SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolcreaterole))
    OR EXISTS (SELECT 1 FROM pg_database WHERE datname = current_database()
               AND pg_has_role(current_user, datdba, 'USAGE'))
    OR EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = current_schema()
               AND (pg_has_role(current_user, nspowner, 'USAGE') OR has_schema_privilege(oid, 'CREATE')))
    OR EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
               AND (pg_has_role(current_user, relowner, 'USAGE') OR has_table_privilege(oid, 'TRIGGER')
                    OR has_table_privilege(oid, 'TRUNCATE')))
    OR EXISTS (SELECT 1 FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
               AND pg_has_role(current_user, proowner, 'USAGE'))
"""
