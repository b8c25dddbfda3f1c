"""What an attacker can do who has SQL, but not the signing key."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, models

from articles import clock, guards, seals
from articles.document import canonical
from articles.models import Edition, Publication, User
from reviewers import verification
from reviewers.guards import ALL_GUARDS
from reviewers.models import MEANING_OF, Reviewer, Role, SignOff
from tests.factories import make_publisher, make_reviewer


@contextmanager
def guards_off() -> Iterator[None]:
    """The guards dropped, as by the owner of the tables, and put back as if nothing had been."""
    _settle()
    guards.lift(ALL_GUARDS)
    yield
    _settle()
    guards.install(ALL_GUARDS)


def _settle() -> None:
    # PostgreSQL alters no table that has foreign keys still to check.
    if connection.vendor == "postgresql":
        connection.check_constraints()


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def insert(row: models.Model) -> models.Model:
    """Write a row by SQL alone, past every `save` and `create`."""
    fields = [field for field in row._meta.concrete_fields if not (field.primary_key and row.pk is None)]
    columns = ", ".join(field.column for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    sql(f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({marks})", *values)
    return type(row)._default_manager.latest("pk")


def copy(row: models.Model, **changes: Any) -> models.Model:
    """Write a copy of a row by SQL, with some of its values changed."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    return insert(type(row)(**values | changes))


def change(row: models.Model, **values: Any) -> None:
    """Change a row by SQL."""
    columns = ", ".join(f"{name} = %s" for name in values)
    sql(f"UPDATE {row._meta.db_table} SET {columns} WHERE id = %s", *values.values(), row.pk)


def delete(row: models.Model) -> None:
    sql(f"DELETE FROM {row._meta.db_table} WHERE id = %s", row.pk)


def signoff_for(edition: Edition, role: str = Role.MEDICAL, **values: Any) -> SignOff:
    """A signature that nobody gave, complete but for the key."""
    reviewer: Reviewer = values.pop("signer", None) or make_reviewer(role)
    row = SignOff(
        edition=edition,
        round=1,
        role=role,
        meaning=MEANING_OF[Role(role)],
        scope=SignOff.Scope.WHOLE,
        signer=reviewer,
        printed_name=reviewer.name,
        credentials=reviewer.credentials,
        affiliation=reviewer.affiliation,
        interests="None.",
        digest=edition.digest,
        signed_at=clock.now(),
    )
    row.seal = foreign_seal(row.sealed_payload())
    for name, value in values.items():
        setattr(row, name, value)
    return row


def publication_of(edition: Edition, *, by: User | None = None, **values: Any) -> Publication:
    """A publication that nobody made, complete but for the key."""
    content = edition.content
    row = Publication(
        article=edition.article,
        edition=edition,
        round=1,
        digest=edition.digest,
        slug=edition.article.slug,
        kind=content["kind"],
        audience=content["audience"],
        language=content["language"],
        title=content["title"],
        summary=content["summary"],
        topics=canonical(content["topics"]),
        reviewers=canonical([]),
        published_at=clock.now(),
        published_by=by or make_publisher(),
        reviewed_on=clock.today(),
        review_due_on=clock.today() + timedelta(days=365),
    )
    row.seal = foreign_seal(row.sealed_payload())
    for name, value in values.items():
        setattr(row, name, value)
    return row


def foreign_seal(payload: dict[str, Any]) -> str:
    """A true signature by a key that is not the site's, under the name of the site's key."""
    key = Ed25519PrivateKey.generate()
    signature = base64.b64encode(key.sign(canonical(payload).encode())).decode()
    return f"{seals.key_id()}:{signature}"


def named() -> list[str]:
    """What `verify` names, in words."""
    return [flaw.sentence for flaw in verification.flaws()]
