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
            f"The database role of {alias!r} owns the evidence tables or is a superuser, so it could switch off the "
            "guards that keep unsigned content off the site.",
            hint="Migrate as the owner and serve as a plain role: see “Two roles” in docs/operators.md.",
            id="articles.E001",
        )
        for alias in databases or []
        if connections[alias].vendor == "postgresql" and _could_lift_guards(alias)
    ]


def _could_lift_guards(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper) OR EXISTS ("
            "SELECT 1 FROM pg_class WHERE relname IN ('articles_edition', 'articles_publication', 'reviewers_signoff')"
            " AND relkind = 'r' AND pg_has_role(current_user, relowner, 'USAGE'))"
        )
        return bool(cursor.fetchone()[0])
