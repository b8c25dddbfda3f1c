"""Rows forged by SQL: not served, an obstacle, and named by `verify`. First with the guards in place."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from articles import clock
from articles.models import Edition, Publication
from reviewers import publishing, signoff, submission
from reviewers.models import Revocation, Role, SignOff
from tests import factories
from tests.attacks.forging import (
    NEVER_ENDED,
    change,
    copy,
    delete,
    guards_off,
    insert,
    named,
    publication_of,
    signoff_for,
    sql,
    undone,
)
from tests.factories import (
    CREDENTIALS,
    make_article,
    make_edition,
    make_publication,
    make_publisher,
    make_request,
    make_reviewer,
    make_signed_edition,
    sign,
)

pytestmark = pytest.mark.django_db


def status(client: Client, publication: Publication) -> int:
    return client.get(f"/articles/{publication.slug}/").status_code


def test_forged_signatures_and_publication_are_not_served(client: Client):
    edition = make_edition()
    forged = [insert(signoff_for(edition, role)) for role in edition.required_role_list]

    publication = insert(publication_of(edition))

    assert status(client, publication) == 404
    assert client.get(f"/articles/{publication.slug}/editions/1/").status_code == 404
    assert publication.title not in client.get("/").content.decode()
    assert publication.title not in client.get("/articles/").content.decode()
    flaws = named()
    for row in forged:
        assert (
            f"The {row.role} sign-off by {row.printed_name} is forged or changed: its seal does not hold."
            in flaws
        )
        assert f"The audit trail does not tell of sign-off {row.uuid}." in flaws
    assert f"The publication of “{publication.title}” is forged or changed: its seal does not hold." in flaws


def test_forged_signatures_are_obstacles():
    edition = make_edition()
    names = {role: insert(signoff_for(edition, role)).printed_name for role in edition.required_role_list}

    with pytest.raises(publishing.CannotPublish) as refusal:
        publishing.publish(edition, by=make_publisher())

    assert refusal.value.reasons == [
        f"The editorial sign-off by {names['editorial']} is not genuine: its seal does not hold.",
        f"The medical sign-off by {names['medical']} is not genuine: its seal does not hold.",
    ]


@pytest.mark.parametrize("seal", ["", ":", "x", "é:é", "0000000000000000:AAAA"])
def test_publication_with_a_broken_seal_is_not_served(client: Client, seal: str):
    edition = make_signed_edition()

    publication = insert(publication_of(edition, seal=seal))

    assert status(client, publication) == 404
    assert named() == [
        f"The publication of “{publication.title}” is forged or changed: its seal does not hold.",
        f"The audit trail does not tell of publication {publication.uuid}.",
        f"There is no public record of edition 1 of article {publication.article_id}, which was public.",
        f"The state of “{publication.title}” is wrong.",
    ]


def test_forged_publication_of_a_signed_edition_under_other_words_is_not_served(client: Client):
    edition = make_signed_edition()

    publication = insert(publication_of(edition, title="Another title", slug="another-address"))

    assert status(client, publication) == 404


FORGED_COLUMNS = {
    "slug": "stolen-address",
    "title": "Another title",
    "summary": "Take ten tablets.",
    "reviewers": '[{"name":"A Famous Professor"}]',
    "topics": "[]",
    "audience": "professionals",
    "kind": "clinical_news",
    "language": "de",
    "reviewed_on": "2031-01-01",
    "review_due_on": "2039-01-01",
    "published_at": "2031-01-01 00:00:00+00:00",
    "round": 7,
    "digest": "0" * 64,
    "seal": "",
    "uuid": "0" * 32,
}


def test_changed_publication_is_not_served_and_named(client: Client, subtests: pytest.Subtests):
    made = make_publication()

    for column, value in FORGED_COLUMNS.items():
        with subtests.test(column), undone():
            publication = Publication.objects.get(pk=made.pk)
            with guards_off():
                change(publication, **{column: value})
            publication.refresh_from_db()

            assert status(client, publication) == 404
            title = publication.title
            assert f"The publication of “{title}” is forged or changed: its seal does not hold." in named()
    assert status(client, made) == 200


def test_changed_edition_is_not_served_and_named(client: Client, subtests: pytest.Subtests):
    publication = make_publication()

    for column, old, new, flaw in [
        ("html", "hip", "hop", "its HTML was changed"),
        ("document", "hip", "hop", "its document was changed"),
        ("private", "Wanda", "Wendy", "its private part was changed"),
        ("manifest", '"number":1', '"number":2', "its manifest was changed"),
        ("digest", "", "0" * 64, "its digest was changed"),
        ("html_sha256", "", "0" * 64, "its HTML was changed"),
        ("required_roles", '"editorial",', "", "its required roles were changed"),
        ("change_kind", "first", "minor", "its kind of change was changed"),
    ]:
        with subtests.test(column), undone():
            edition = Edition.objects.get(pk=publication.edition_id)
            value = getattr(edition, column).replace(old, new) if old else new
            with guards_off():
                change(edition, **{column: value})
            edition.refresh_from_db()

            assert status(client, publication) == 404
            assert f"Edition 1 is not what was frozen: {flaw}." in signoff.obstacles(edition)
            assert f"Edition 1 of article {edition.article_id}: {flaw}." in named()
    assert status(client, publication) == 200


def test_edition_forged_consistently_is_not_served_and_named(client: Client):
    publication = make_publication()
    forged = make_edition()

    with guards_off():
        columns = ["document", "html", "private", "document_sha256", "html_sha256", "private_sha256"]
        change(publication.edition, **{name: getattr(forged, name) for name in columns})
    publication.edition.refresh_from_db()

    assert status(client, publication) == 404
    assert signoff.obstacles(publication.edition)[0] == (
        "Edition 1 is not what was frozen: its manifest was changed."
    )
    assert f"Edition 1 of article {publication.article_id}: its manifest was changed." in named()


def test_swapped_html_is_not_served_and_named(client: Client):
    one, two = make_publication(), make_publication(make_article(title="Rest after a fracture"))

    with guards_off():
        change(one.edition, html=two.edition.html)
        change(two.edition, html=one.edition.html)

    assert [status(client, one), status(client, two)] == [404, 404]
    assert named() == [
        f"Edition 1 of article {row.article_id}: {flaw}."
        for row in (one, two)
        for flaw in ("its HTML was changed", "its manifest was changed")
    ]


def test_publication_turned_to_another_edition_is_not_served_and_named(client: Client):
    publication, other = make_publication(), make_signed_edition()

    with guards_off():
        change(publication, edition_id=other.pk, digest=other.digest)

    assert status(client, publication) == 404
    assert (
        f"The publication of “{publication.title}” is forged or changed: its seal does not hold." in named()
    )


REPLAYS: dict[str, Callable[[SignOff, Edition], dict[str, object]]] = {
    "another_edition": lambda signed, other: {"edition_id": other.pk, "digest": other.digest},
    "another_round": lambda signed, other: {"round": 2},
    "another_role": lambda signed, other: {
        "round": 2,
        "role": Role.EDITORIAL,
        "meaning": "editorial_approval",
    },
    "another_signer": lambda signed, other: {"signer_id": make_reviewer(Role.MEDICAL).pk},
}


@pytest.mark.parametrize("replay", REPLAYS.values(), ids=REPLAYS.keys())
def test_copied_signature_is_an_obstacle_and_named(replay: Callable):
    signed = sign(make_edition(), make_reviewer(Role.MEDICAL))
    other = make_edition()

    with guards_off():
        copied = change_or_copy(signed, **replay(signed, other))

    assert (
        f"The {copied.role} sign-off by {copied.printed_name} is forged or changed: its seal does not hold."
        in (named())
    )
    assert not_genuine(copied) or signoff.obstacles(copied.edition) != []


def change_or_copy(signed: SignOff, **values: object) -> SignOff:
    """A second row where the uuid allows it, with a uuid of its own; the seal is the genuine one."""
    if "signer_id" in values:
        change(signed, **values)
        signed.refresh_from_db()
        return signed
    return copy(signed, uuid="0" * 31 + "1", **values)


def not_genuine(copied: SignOff) -> bool:
    label = f"The {copied.role} sign-off by {copied.printed_name} is not genuine: its seal does not hold."
    return label in signoff.obstacles(copied.edition)


def test_copied_publication_is_not_served_and_named(client: Client):
    genuine, other = make_publication(), make_signed_edition()
    values = {"uuid": "0" * 31 + "1", "edition_id": other.pk, "article_id": other.article_id}

    copied = copy(genuine, **values, digest=other.digest, slug=other.article.slug)

    assert [status(client, genuine), status(client, copied)] == [200, 404]
    assert named()[0] == (
        f"The publication of “{copied.title}” is forged or changed: its seal does not hold."
    )


def test_reopened_publication_is_named():
    publication = make_publication()
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")

    with guards_off():
        change(publication, **NEVER_ENDED)

    assert named() == [
        f"The audit trail tells of ending of publication {publication.uuid}, which is gone.",
        f"The newest public record of edition 1 of article {publication.article_id} does not say what is true now.",
        f"The state of “{publication.title}” is wrong.",
    ]


def test_republication_of_a_withdrawn_round_is_refused_by_the_database():
    publication = make_publication()
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")

    with pytest.raises(IntegrityError), transaction.atomic():
        copy(publication, uuid="0" * 31 + "1")


@pytest.mark.parametrize("table", ["reviewers_signoff", "articles_publication", "articles_articleversion"])
def test_deleted_evidence_is_named(table: str):
    make_publication()

    with guards_off():
        sql(f"DELETE FROM {table}")

    assert any("which is gone" in sentence for sentence in named())


def test_deleted_revocation_is_named():
    publication = make_publication()
    signed = SignOff.objects.filter(edition=publication.edition).first()
    signoff.revoke(
        signed,
        reviewer=signed.signer,
        reason="I misread it.",
        credentials=CREDENTIALS,
        request=make_request(),
    )

    with guards_off():
        delete(signed.revocation)

    assert f"The audit trail tells of revocation {signed.uuid}, which is gone." in named()


def test_version_changed_by_sql_is_named():
    article = make_article()
    factories.change(article, title="A second title")
    version = article.versions.get(number=1)

    with guards_off():
        change(version, document=version.document.replace("hip", "hop"))

    assert f"Version 1 of article {article.pk} was changed." in named()


def test_round_with_a_revoked_signature_is_not_published_by_sql():
    edition = make_signed_edition()
    signed = edition.signoffs.get(role=Role.MEDICAL)
    signoff.revoke(
        signed,
        reviewer=signed.signer,
        reason="I misread it.",
        credentials=CREDENTIALS,
        request=make_request(),
    )

    with pytest.raises(IntegrityError, match="every required sign-off"), transaction.atomic():
        insert(publication_of(edition))


def test_recalled_edition_is_not_published_by_sql():
    edition = make_signed_edition()
    submission.recall(edition, by=edition.article.owner, reason="Not yet.")

    with pytest.raises(IntegrityError, match="every required sign-off"), transaction.atomic():
        insert(publication_of(edition))


def test_signature_of_a_live_publication_is_not_revoked_by_sql():
    publication = make_publication()
    signed = publication.edition.signoffs.first()
    revocation = Revocation(signoff=signed, reason="Invented.", by=publication.published_by, at=clock.now())

    with pytest.raises(IntegrityError, match="ended before one of its signatures"), transaction.atomic():
        insert(revocation)


def test_one_person_does_not_sign_two_roles_by_sql():
    edition, person = make_edition(), make_reviewer(Role.MEDICAL, Role.EDITORIAL)
    sign(edition, person)

    with pytest.raises(IntegrityError, match="nobody signs one edition in two roles"), transaction.atomic():
        insert(signoff_for(edition, Role.EDITORIAL, signer=person, round=2))


def test_publication_that_has_ended_already_is_not_begun_by_sql():
    edition, publisher = make_signed_edition(), make_publisher()
    ended = {"ended_at": clock.now(), "ended_by": publisher, "ended_because": "superseded"}

    with pytest.raises(IntegrityError, match="every required sign-off"), transaction.atomic():
        insert(publication_of(edition, by=publisher, **ended))


def test_edition_is_not_published_as_another_articles_by_sql():
    edition, other = make_signed_edition(), make_article()

    with pytest.raises(IntegrityError, match="every required sign-off"), transaction.atomic():
        insert(publication_of(edition, article=other))


def test_another_round_is_not_published_by_sql():
    with pytest.raises(IntegrityError, match="every required sign-off"), transaction.atomic():
        insert(publication_of(make_signed_edition(), round=2))


def test_signature_of_another_digest_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="carries its edition's digest"), transaction.atomic():
        insert(signoff_for(make_edition(), digest="0" * 64))


STAMP = {"ended_at": "2031-01-01 00:00:00+00:00", "ended_because": "superseded", "notice": ""}


@pytest.mark.parametrize(
    "values",
    [
        NEVER_ENDED,
        {"notice": "A kinder reason."},
        STAMP,
    ],
    ids=["reopened", "other_notice", "ended_again"],
)
def test_ended_publication_is_not_stamped_again_by_sql(values: dict[str, object]):
    publication = make_publication()
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")

    with pytest.raises(IntegrityError, match="ended once"), transaction.atomic():
        change(publication, **values)


def test_live_publication_is_not_changed_while_it_is_ended_by_sql():
    publication, publisher = make_publication(), make_publisher()

    with pytest.raises(IntegrityError, match="ended once"), transaction.atomic():
        change(publication, **STAMP, ended_by_id=publisher.pk, title="Another title")


@pytest.mark.parametrize("column", ["title", "digest", "seal"])
def test_live_publication_is_not_changed_by_sql(column: str):
    publication = make_publication()

    with pytest.raises(IntegrityError, match="ended once"), transaction.atomic():
        change(publication, **{column: "x"})


def test_every_signature_of_a_round_is_void_once_one_is_revoked():
    edition = make_signed_edition()
    signed = edition.signoffs.get(role=Role.MEDICAL)

    signoff.revoke(
        signed,
        reviewer=signed.signer,
        reason="I misread it.",
        credentials=CREDENTIALS,
        request=make_request(),
    )

    assert signoff.obstacles(edition) == [
        "The editorial sign-off is missing.",
        "The medical sign-off is missing.",
    ]
