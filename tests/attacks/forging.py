"""What an attacker can do who has SQL, but not the signing key."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, models, transaction

from articles import audit, clock, document, editions, guards, seals
from articles.document import canonical
from articles.models import Article, AuditEntry, Edition, Publication, User
from reviewers import verification
from reviewers.guards import ALL_GUARDS
from reviewers.models import MEANING_OF, Reviewer, Role, SignOff
from reviewers.qualification import qualification_of
from tests.factories import make_publisher, make_reviewer

PLAIN_ROLE = "cliniccontent_plain_role"


@contextmanager
def guards_off() -> Iterator[None]:
    """The guards dropped, as by the owner of the tables, and put back as if nothing had been."""
    _settle()
    guards.lift(ALL_GUARDS)
    yield
    _settle()
    guards.install(ALL_GUARDS)


@contextmanager
def undone() -> Iterator[None]:
    """What is done to the database here is gone afterwards: the next forgery finds it as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _settle() -> None:
    # PostgreSQL alters no table that has foreign keys still to check.
    if connection.vendor == "postgresql":
        connection.check_constraints()


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def make_plain_role() -> None:
    """A PostgreSQL role that owns nothing, which the test's own role may become, superuser or not."""
    sql(f"CREATE ROLE {PLAIN_ROLE} NOLOGIN")
    sql(f"GRANT {PLAIN_ROLE} TO CURRENT_USER")
    sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {PLAIN_ROLE}")
    sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {PLAIN_ROLE}")


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
        slug=reviewer.slug,
        qualification=canonical(qualification_of(reviewer, clock.now())),
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


def forged_edition(article: Article) -> Edition:
    """An edition that nobody submitted: medical role alone, no contributors, HTML of the attacker's own."""
    content = document.content_of(article)
    text = document.canonical(content | {"change": editions.NO_CHANGE | {"kind": "first"}})
    html = "<p>Take ten tablets.</p><script>steal()</script>"
    private = document.canonical(
        {
            "schema": 1,
            "required_roles": ["medical"],
            "risk": {"level": "minor", "raised": 0, "reasons": [], "interests": []},
            "contributors": [],
            "findings": [],
            "acknowledgements": {},
            "version": 1,
            "content_sha256": document.sha256(document.canonical(content)),
        }
    )
    digests = {
        "document_sha256": document.sha256(text),
        "html_sha256": document.sha256(html),
        "private_sha256": document.sha256(private),
    }
    manifest = editions.manifest_of(article=article, number=1, **digests)
    return insert(
        Edition(
            article=article,
            number=1,
            change_kind="first",
            document=text,
            html=html,
            private=private,
            manifest=manifest,
            digest=document.sha256(manifest),
            required_roles='["medical"]',
            frozen_by=article.owner,
            frozen_at=clock.now(),
            **digests,
        )
    )


def append_entry(event: str, article: Article, **data: object) -> models.Model:
    """Append to the audit chain by SQL: the chain's hashes need no key, its seals do."""
    last = AuditEntry.objects.latest("number")
    of_article = AuditEntry.objects.filter(article=article).order_by("-number").first()
    entry = AuditEntry(
        number=last.number + 1,
        at=clock.now(),
        event=event,
        actor=article.owner,
        actor_name=str(article.owner),
        article=article,
        data=document.canonical(data),
        salt="0" * 32,
        previous=last.hash,
        article_previous=of_article.hash if of_article else "",
    )
    entry.detail_sha256 = audit.detail_sha256(entry)
    entry.hash = audit.entry_hash(entry)
    entry.seal = foreign_seal(entry.sealed_payload())
    return insert(entry)


def foreign_seal(payload: dict[str, Any]) -> str:
    """A true signature by a key that is not the site's, under the name of the site's key."""
    key = Ed25519PrivateKey.generate()
    signature = base64.b64encode(key.sign(canonical(payload).encode())).decode()
    return f"{seals.key_id()}:{signature}"


# A publication as if it had never been ended.
NEVER_ENDED: dict[str, Any] = {
    "ended_at": None,
    "ended_by_id": None,
    "ended_role": "",
    "ended_because": "",
    "notice": "",
    "ending_seal": "",
}


def named() -> list[str]:
    """What `verify` names, in words."""
    return [flaw.sentence for flaw in verification.flaws()]
