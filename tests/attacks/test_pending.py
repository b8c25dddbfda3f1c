"""Attacks that succeed as long as the code is as it is: each says what it needs."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, models
from django.test import Client

from articles import audit, clock, document, editions
from articles.checks import database_role
from articles.models import Article, AuditEntry, Edition
from reviewers import guards, publishing, signoff, states, submission
from reviewers.models import Reviewer, Role
from tests import factories
from tests.attacks.forging import (
    change,
    delete,
    guards_off,
    insert,
    named,
    publication_of,
    sql,
)
from tests.factories import (
    make_article,
    make_edition,
    make_publication,
    make_publisher,
    make_reviewer,
    make_signed_edition,
    make_user,
    make_writer,
    sign,
)

pytestmark = pytest.mark.django_db
postgresql = pytest.mark.postgresql
sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="it attacks a SQLite file")


def append_entry(event: str, article: Article, **data: object) -> models.Model:
    """Append to the audit chain by SQL: the chain's hashes need no key."""
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
        previous=last.hash,
        article_previous=of_article.hash if of_article else "",
    )
    entry.hash = audit.entry_hash(entry)
    return insert(entry)


def forged_edition(article: Article) -> Edition:
    """An edition that nobody submitted: medical role alone, no contributors, HTML of the attacker's own."""
    content = document.content_of(article)
    text = document.canonical(content | {"change": {"kind": "first", "note": ""}})
    html = "<p>Take ten tablets.</p><script>steal()</script>"
    private = document.canonical(
        {
            "schema": 1,
            "required_roles": ["medical"],
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


# 1. Needs: editions.freeze seals the manifest; editions.flaws asks for the seal.
def test_edition_forged_by_insert_is_signed_and_published_by_nobody():
    writer = make_user("writer", "reviewer", name="Rita Both")
    edition = forged_edition(make_article(writer))

    with pytest.raises(signoff.CannotSign):
        sign(edition, make_reviewer(Role.MEDICAL, user=writer, name=str(writer)))

    assert signoff.edition_objections(edition) != []


# 2. Needs: a seal over each audit entry's hash.
def test_forged_edition_with_a_forged_entry_is_named():
    edition = forged_edition(make_article())

    append_entry("edition_submitted", edition.article, edition=1, digest=edition.digest)
    states.refresh(edition.article)

    assert named() != []


def test_appended_entry_is_named():
    publication = make_publication()

    append_entry("refused", publication.article, attempt="publish", reasons=["Invented."])

    assert named() != []


def test_publication_ended_by_sql_with_a_forged_entry_is_named():
    publication = make_publication()
    values = {
        "ended_at": clock.now(),
        "ended_by_id": publication.published_by_id,
        "ended_because": "withdrawn",
    }

    change(publication, **values, notice="Invented.")
    told = {"publication": str(publication.uuid), "because": "withdrawn", "notice": "Invented."}
    append_entry("publication_ended", publication.article, edition=1, **told)
    states.refresh(publication.article)

    assert named() != []


# 3. Needs: verify compares more of what the chain tells of with the rows.
def recalled_edition_without_its_recall() -> None:
    edition = make_signed_edition()
    submission.recall(edition, by=edition.article.owner, reason="The dose is wrong.")
    with guards_off():
        delete(edition.recall)
    states.refresh(edition.article)


def edition_without_its_must_fix() -> None:
    edition = make_edition()
    comments = [("", "The dose is wrong.")]
    signoff.request_changes(edition, reviewer=make_reviewer(), role=Role.MEDICAL, comments=comments)
    with guards_off():
        delete(edition.comments.get())
    states.refresh(edition.article)


def version_saved_by_someone_else() -> None:
    reviewer = make_user("writer", "reviewer", name="Rita Both")
    article = make_article()
    factories.change(article, by=reviewer, title="Rita's title")
    with guards_off():
        change(article.versions.get(number=2), by_id=article.owner_id)


def version_with_another_desk() -> None:
    with guards_off():
        change(make_article().versions.get(), desk="{}")


def edition_frozen_by_someone_else() -> None:
    edition = make_edition()
    with guards_off():
        change(edition, frozen_by_id=make_writer().pk)


def edition_frozen_at_another_time() -> None:
    edition = make_edition()
    with guards_off():
        change(edition, frozen_at="2001-01-01 00:00:00+00:00")


def publication_ended_by_someone_else() -> None:
    publication = make_publication()
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")
    with guards_off():
        change(publication, ended_by_id=make_writer().pk)


def publication_ended_earlier_so_that_voided_signatures_count_again() -> None:
    publication = make_publication()
    factories.change(publication.article, title="Another title")
    make_signed_edition(publication.article)
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")
    with guards_off():
        change(publication, ended_at=publication.published_at + timedelta(microseconds=1))
    states.refresh(publication.article)


def address_given_to_another_article() -> None:
    publication, other = make_publication(), make_publication()
    with guards_off():
        sql("UPDATE articles_slug SET article_id = %s WHERE slug = %s", other.article_id, publication.slug)


def address_deleted() -> None:
    make_publication()
    with guards_off():
        sql("DELETE FROM articles_slug")


FORGERIES = [
    recalled_edition_without_its_recall,
    edition_without_its_must_fix,
    version_saved_by_someone_else,
    version_with_another_desk,
    edition_frozen_by_someone_else,
    edition_frozen_at_another_time,
    publication_ended_by_someone_else,
    publication_ended_earlier_so_that_voided_signatures_count_again,
    address_given_to_another_article,
    address_deleted,
]


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_forgery_is_named(forge: Callable[[], None]):
    forge()

    assert named() != []


# 4. Needs: an anchor outside the database: `verify --head NUMBER:HASH`, and the head's hash in receipts.
#    Or, weaker: each seal covers the hash of the chain's last entry.
def test_withdrawal_undone_with_the_chains_tail_is_named():
    publication = make_publication()
    last = AuditEntry.objects.latest("number").number
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")

    with guards_off():
        sql("DELETE FROM articles_auditentry WHERE number > %s", last)
        change(publication, ended_at=None, ended_by_id=None, ended_because="", notice="")
    states.refresh(publication.article)

    assert named() != []


# 5. Needs: verify survives what cannot be read (edition.required_role_list, states.facts).
@pytest.mark.parametrize("column", ["required_roles", "private"])
def test_edition_that_cannot_be_read_is_named(column: str):
    publication = make_publication()

    with guards_off():
        change(publication.edition, **{column: "nonsense"})

    assert any(sentence.startswith("Edition 1 of article") for sentence in named())


# 5b. Needs: the same for values of a wrong type, which SQLite lets in; the public pages answer 404, never 500.
@sqlite
@pytest.mark.parametrize(
    ("column", "value"), [("published_at", "x"), ("reviewed_on", "x"), ("uuid", "x"), ("html", b"\xff")]
)
def test_value_of_a_wrong_type_is_named_and_not_served(client: Client, column: str, value: object):
    publication = make_publication()
    row = publication.edition if column == "html" else publication

    with guards_off():
        change(row, **{column: value})

    client.raise_request_exception = False
    assert client.get(f"/articles/{publication.slug}/").status_code == 404
    assert client.get("/").status_code == 200
    assert named() != []


# 6. Needs: missing() compares pg_get_triggerdef and the function's settings; strangers on guarded tables are named.
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


# 7. Needs: _same_row covers the rowid of a table with a text key, and constraints with a condition.
@sqlite
def test_plain_client_replaces_no_address_by_its_rowid(tmp_path: Path):
    make_publication()

    with closing(file_of(tmp_path)) as plain, pytest.raises(Exception, match="never replaced"):
        plain.execute(
            "REPLACE INTO articles_slug (rowid, slug, article_id, since) "
            "SELECT rowid, 'stolen', article_id, since FROM articles_slug"
        )


@sqlite
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


def file_of(folder: Path) -> sqlite3.Connection:
    file = folder / "site.sqlite3"
    file.write_bytes(connection.connection.serialize())
    return sqlite3.connect(file, isolation_level=None)


# 8. Needs: the check asks for the owners of schema, database and functions, CREATEROLE, CREATE and TRIGGER rights.
DANGEROUS = {
    "owns_the_database": "DO $$BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO plain', current_database()); END$$",
    "owns_the_schema": "ALTER SCHEMA public OWNER TO plain",
    "owns_a_function": "ALTER FUNCTION publication_gate() OWNER TO plain",
    "owns_another_table": "ALTER TABLE reviewers_revocation OWNER TO plain",
    "creates_roles": "ALTER ROLE plain CREATEROLE",
    "makes_triggers": "GRANT TRIGGER ON articles_publication TO plain",
    "creates_in_the_schema": "GRANT CREATE ON SCHEMA public TO plain",
}


@postgresql
@pytest.mark.parametrize("statement", DANGEROUS.values(), ids=DANGEROUS.keys())
def test_role_that_can_lift_guards_is_found_by_the_check(statement: str):
    sql("CREATE ROLE plain NOLOGIN")
    with connection.cursor() as cursor:
        cursor.execute(statement, None)
    sql("SET ROLE plain")

    assert [problem.id for problem in database_role(["default"])] == ["articles.E001"]


# 9. Needs: audit.record cleans the actor's name (names pasted from the web hold U+200E).
def test_person_whose_name_holds_a_bidi_mark_can_work_and_log_in(client: Client):
    person = make_user("writer", name="Ines\u200e Abara")

    make_article(person)
    client.force_login(person)

    assert AuditEntry.objects.latest("number").actor_name == "Ines Abara"


# 10. Needs: roles and other choices that a request brings are refused in a sentence.
@pytest.mark.parametrize("role", ["boss", "x\x00"])
def test_role_that_does_not_exist_is_refused_in_a_sentence(role: str):
    edition, reviewer = make_edition(), make_reviewer()

    for act in [
        lambda: sign(edition, reviewer, role),
        lambda: signoff.request_changes(edition, reviewer=reviewer, role=role, comments=[("", "Mend it.")]),
        lambda: signoff.decline(edition, reviewer=reviewer, role=role, reason="no_time"),
    ]:
        with pytest.raises(signoff.CannotSign):
            act()


# 11. Needs: names compared as clean lines, without titles; a change of an author's profile counts as its editor's.
@pytest.mark.parametrize("name", ["Wanda  Author", "Wanda\u00a0Author", " wanda author "])
def test_author_without_an_account_signs_under_no_spelling_of_their_name(name: str):
    byline = [{"name": "Wanda Author", "credentials": [], "affiliation": "", "orcid": ""}]
    edition = make_edition(make_article(authors=byline))
    reviewer: Reviewer = make_reviewer(name=name, user=make_user("reviewer", name="W Author"))

    assert signoff.signing_objections(edition, reviewer, Role.MEDICAL, clock.today()) != []


def test_one_name_signs_no_two_roles_with_two_accounts():
    edition = make_edition()
    sign(edition, make_reviewer(Role.MEDICAL, name="Rita Both"))
    again = make_reviewer(Role.EDITORIAL, name="Rita Both")

    assert signoff.signing_objections(edition, again, Role.EDITORIAL, clock.today()) != []
