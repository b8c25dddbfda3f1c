"""Rows that cannot be read: `verify` survives and names them, and the public site does not serve them."""

import pytest
from django.test import Client

from tests.attacks.forging import change, guards_off, named
from tests.factories import make_publication

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value", ["nonsense", "null", "[1]", '[{"slug":1}]', "\u202e"])
@pytest.mark.parametrize("column", ["topics", "reviewers"])
def test_publication_that_cannot_be_read_is_not_served_and_named(client: Client, column: str, value: str):
    publication = make_publication()

    with guards_off():
        change(publication, **{column: value})

    assert client.get(f"/articles/{publication.slug}/").status_code == 404
    assert client.get("/").status_code == 200
    title = publication.title
    assert f"The publication of “{title}” is forged or changed: its seal does not hold." in named()


@pytest.mark.parametrize("column", ["required_roles", "private"])
def test_edition_that_cannot_be_read_is_named(column: str):
    publication = make_publication()

    with guards_off():
        change(publication.edition, **{column: "nonsense"})

    assert any(sentence.startswith("Edition 1 of article") for sentence in named())


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("column", "value"), [("published_at", "x"), ("reviewed_on", "x"), ("uuid", "x"), ("html", b"\xff")]
)
def test_value_of_a_wrong_type_is_named_and_not_served(client: Client, column: str, value: object):
    publication = make_publication()
    row = publication.edition if column == "html" else publication
    client.raise_request_exception = False

    with guards_off():
        change(row, **{column: value})

    assert client.get(f"/articles/{publication.slug}/").status_code in {404, 500}
    assert named() != []
