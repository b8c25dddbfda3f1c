"""A check that the database's guards are in place, for `check --database default` and `/readyz`."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

from reviewers import guards
from reviewers.models import SignOff


def register_all() -> None:
    # The tag by which `articles.public.health` finds it, without knowing this app.
    checks.register(guards_in_place, "guards", checks.Tags.database)


def guards_in_place(databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """One warning for each guard that is missing, altered or none of ours; before the first migration, none.

    No error: that would stop the `migrate` that puts it right.
    """
    return [
        checks.Warning(
            f"The guard {name} is missing, switched off, altered or none of ours in {alias!r}.",
            hint="Run “manage.py migrate” as the owner of the tables, then “manage.py verify”.",
            id="reviewers.W001",
        )
        for alias in databases or []
        if SignOff._meta.db_table in connections[alias].introspection.table_names()
        for name in guards.missing(alias)
    ]
