"""What the database itself refuses: triggers of this app, on SQLite and on PostgreSQL.

Evidence is insert-only, a publication is stamped once, and nothing is published before the gate is there
(`reviewers.guards` puts it in the place of the one here, which lets nothing through).

SQLite rebuilds a table to alter it and silently drops its triggers, so there they are lifted before a migration and
installed after it. PostgreSQL replaces them in place and never goes without.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.models import (
    ArticleVersion,
    AuditEntry,
    Edition,
    EditionFigure,
    EditionRecord,
    Figure,
    PlannedWithdrawal,
    PlannedWithdrawalEnd,
    Publication,
    Removal,
    Rendition,
    Slug,
    VersionName,
)

GATE = "publication_gate"
STAMP = ("ended_at", "ended_by_id", "ended_role", "ended_because", "notice", "ending_seal")
# What the two engines write differently.
_DIALECT = {
    "sqlite": {"IS DISTINCT FROM": "IS NOT", "ROLES_OF(e)": "json_each(e.required_roles)"},
    "postgresql": {"ROLES_OF(e)": "json_array_elements_text(e.required_roles::json) AS role(value)"},
}


@dataclass(frozen=True)
class Guard:
    """One trigger: it refuses `event` on `table` while `condition` holds, with a sentence.

    The condition is SQL over the rows NEW and OLD. `only` limits a guard to one engine.
    """

    name: str
    table: str
    event: str
    condition: str
    sentence: str
    only: str = ""

    def text(self, vendor: str, schema: str) -> str:
        """All that the engine keeps of this guard, by which `missing` knows it again."""
        if vendor == "sqlite":
            return (
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} WHEN {self._condition(vendor)} "
                f"BEGIN SELECT RAISE(ABORT, '{self._sentence}'); END"
            )
        # pg_temp last: otherwise a temporary table named like one of ours would be read in its place.
        return f"{self._trigger} SET search_path={schema}, pg_temp {self._body}"

    def statements(self, vendor: str, schema: str) -> list[str]:
        """What puts this guard in place, whether or not another of its name is there."""
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}", self.text(vendor, schema)]
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = {schema}, pg_temp AS $guard${self._body}$guard$",
            self._trigger.replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER"),
            # ALWAYS: session_replication_role = replica does not switch it off.
            f"ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {self.name}",
        ]

    @property
    def _trigger(self) -> str:
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH {each} EXECUTE FUNCTION {self.name}()"
        )

    @property
    def _body(self) -> str:
        row = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD", "TRUNCATE": "NULL"}[self.event]
        return (
            f"BEGIN IF {self._condition('postgresql')} THEN RAISE EXCEPTION '{self._sentence}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END"
        )

    @property
    def _sentence(self) -> str:
        return self.sentence.replace("'", "''")

    def _condition(self, vendor: str) -> str:
        condition = self.condition
        for ours, theirs in _DIALECT[vendor].items():
            condition = condition.replace(ours, theirs)
        return condition


def insert_only(model: type[models.Model]) -> list[Guard]:
    """The guards of a table whose rows are never changed and never deleted."""
    table, plural = model._meta.db_table, model._meta.verbose_name_plural
    return [
        Guard(f"{table}_no_update", table, "UPDATE", "1 = 1", f"{plural} are written once and never changed"),
        *never_deleted(model),
    ]


def never_deleted(model: type[models.Model]) -> list[Guard]:
    """The guards against DELETE, TRUNCATE, and SQLite's REPLACE (which deletes what stands in its way)."""
    table, plural = model._meta.db_table, model._meta.verbose_name_plural
    sentence = f"{plural} are never deleted"
    return [
        Guard(f"{table}_no_delete", table, "DELETE", "1 = 1", sentence),
        Guard(f"{table}_no_truncate", table, "TRUNCATE", "1 = 1", sentence, only="postgresql"),
        Guard(
            f"{table}_no_replace",
            table,
            "INSERT",
            f"EXISTS (SELECT 1 FROM {table} AS old WHERE {_same_row(model)})",
            f"{plural} are never replaced",
            only="sqlite",
        ),
    ]


def _same_row(model: type[models.Model]) -> str:
    """SQL that holds when a new row would take an old one's place, by any of the table's unique constraints."""
    meta = model._meta
    unique = ["rowid", *(field.column for field in meta.concrete_fields if field.unique)]
    found = [f"old.{column} = NEW.{column}" for column in unique]
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            columns = [meta.get_field(name).column for name in constraint.fields]  # type: ignore[union-attr]
            clauses = [f"old.{column} = NEW.{column}" for column in columns]
            if constraint.condition is not None:
                # The one condition that our evidence has: a publication that has not ended.
                clauses += ["old.ended_at IS NULL", "NEW.ended_at IS NULL"]
            found.append(" AND ".join(clauses))
    return " OR ".join(f"({clause})" for clause in found)


def _stamped_once() -> Guard:
    table = Publication._meta.db_table
    fixed = [field.column for field in Publication._meta.concrete_fields if field.column not in STAMP]
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in fixed)
    return Guard(
        f"{table}_stamped_once",
        table,
        "UPDATE",
        f"(OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR {changed})",
        "publications are ended once and otherwise never changed",
    )


def _figures_stay() -> list[Guard]:
    """A figure's pixels never change, and what an edition shows is never deleted.

    A foreign key that PROTECTs is not enough: it is only asked at the end of a transaction, and by SQLite only if told.
    """
    figures, renditions = Figure._meta.db_table, Rendition._meta.db_table
    shown = f"EXISTS (SELECT 1 FROM {EditionFigure._meta.db_table} AS shown WHERE shown.figure_id = "
    words = ("caption", "credit", "licence", "unused_since")
    fixed = [field.column for field in Figure._meta.concrete_fields if field.column not in words]
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in fixed)
    other_doors = [*never_deleted(Figure), *never_deleted(Rendition)]
    return [
        *(guard for guard in other_doors if guard.event != "DELETE"),
        Guard(f"{figures}_only_words", figures, "UPDATE", f"({changed})", "only a figure's words change"),
        Guard(f"{renditions}_no_update", renditions, "UPDATE", "1 = 1", "renditions never change"),
        Guard(f"{renditions}_no_more", renditions, "INSERT", f"{shown}NEW.figure_id)", _SHOWN),
        *(
            Guard(f"{table}_kept", table, "DELETE", f"{shown}OLD.{column})", _SHOWN)
            for table, column in [(figures, "id"), (renditions, "figure_id")]
        ),
    ]


_SHOWN = "a figure that an edition shows is kept as it is"
CLOSED_GATE = Guard(
    GATE, Publication._meta.db_table, "INSERT", "1 = 1", "nothing is published before the gate is installed"
)
EVIDENCE = (
    ArticleVersion,
    VersionName,
    Edition,
    EditionFigure,
    EditionRecord,
    AuditEntry,
    PlannedWithdrawal,
    PlannedWithdrawalEnd,
    Removal,
    Slug,
    Publication,
)
GUARDS: list[Guard] = [
    *(guard for model in EVIDENCE if model is not Publication for guard in insert_only(model)),
    *never_deleted(Publication),
    _stamped_once(),
    *_figures_stay(),
]


def install(guards: Iterable[Guard], using: str = DEFAULT_DB_ALIAS) -> None:
    """Put guards in place, all or none; those of tables that do not exist yet are skipped."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in _applicable(guards, connection):
            if guard.table in tables:
                for statement in guard.statements(connection.vendor, _schema(connection)):
                    cursor.execute(statement, None)


def lift(guards: Iterable[Guard], using: str = DEFAULT_DB_ALIAS) -> None:
    """Take guards away: for a migration on SQLite and for emptying a test database, and for nothing else."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in _applicable(guards, connection):
            if guard.table in tables:
                on_table = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{on_table}", None)


def missing(guards: Iterable[Guard], using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The names of guards that are absent, switched off, or not what they should be."""
    connection = connections[using]
    present, schema = _present(connection), _schema(connection)
    return [
        guard.name
        for guard in _applicable(guards, connection)
        if present.get(guard.name) != (guard.table, guard.text(connection.vendor, schema))
    ]


def strangers(guards: Iterable[Guard], using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The names of what stands on guarded tables and is none of these guards: it could swallow or hide a row unseen.

    Other triggers; on PostgreSQL also rules, tables that inherit, and row-level security.
    """
    guards, connection = list(guards), connections[using]
    names, tables = {guard.name for guard in guards}, {guard.table for guard in guards}
    present = _present(connection, only_always=False)
    found = [name for name, (table, _text) in present.items() if table in tables and name not in names]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_STRANGERS, [sorted(tables)])
            found += [name for (name,) in cursor.fetchall()]
    return sorted(found)


def missing_constraints(evidence: Iterable[type[models.Model]], using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The names of constraints that tables of evidence should have and do not."""
    connection = connections[using]
    found = []
    with connection.cursor() as cursor:
        for model in evidence:
            present = connection.introspection.get_constraints(cursor, model._meta.db_table)
            found += [
                constraint.name for constraint in model._meta.constraints if constraint.name not in present
            ]
    return found


_TRIGGERS = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid, true) || ' SET ' || "
    "coalesce(array_to_string(p.proconfig, ' '), '') || ' ' || p.prosrc FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace",
}


_STRANGERS = """
WITH guarded AS (SELECT oid, relname, relrowsecurity FROM pg_class
                 WHERE relnamespace = current_schema()::regnamespace AND relname = ANY (%s))
SELECT rulename::text FROM pg_rewrite JOIN guarded ON guarded.oid = ev_class
UNION ALL SELECT inhrelid::regclass::text FROM pg_inherits JOIN guarded ON guarded.oid = inhparent
UNION ALL SELECT 'row-level security of ' || relname FROM guarded WHERE relrowsecurity
"""


def _present(connection: BaseDatabaseWrapper, *, only_always: bool = True) -> dict[str, tuple[str, str]]:
    """Each trigger's name, with its table and its text as the engine keeps it."""
    question = _TRIGGERS[connection.vendor]
    if only_always and connection.vendor == "postgresql":
        question += " AND t.tgenabled = 'A'"
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {name: (table, text) for name, table, text in cursor.fetchall()}


def _applicable(guards: Iterable[Guard], connection: BaseDatabaseWrapper) -> Iterator[Guard]:
    return (guard for guard in guards if guard.only in {"", connection.vendor})


def _schema(connection: BaseDatabaseWrapper) -> str:
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return str(cursor.fetchone()[0])


def before_migrate(using: str, **_: Any) -> None:
    if connections[using].vendor == "sqlite":
        lift([*GUARDS, CLOSED_GATE], using)


def after_migrate(using: str, **_: Any) -> None:
    install(GUARDS, using)
    if GATE not in _present(connections[using]):
        install([CLOSED_GATE], using)


@contextmanager
def lifted(guards: Sequence[Guard], using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Without these guards for a while: to empty a test database. They are back afterwards, whatever happened."""
    lift(guards, using)
    try:
        yield
    finally:
        install(guards, using)
