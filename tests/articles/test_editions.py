"""Editions: what their digest covers."""

import pytest

from articles import editions
from articles.document import canonical, sha256
from articles.models import Author, Topic
from tests.factories import (
    change,
    make_article,
    make_edition,
    make_editor,
    make_figure,
    make_publication,
)

pytestmark = pytest.mark.django_db


def test_digest_covers_document_html_and_private_part():
    edition = make_edition()

    assert edition.manifest == canonical(
        {
            "schema": 1,
            "article": str(edition.article.uuid),
            "number": 1,
            "document_sha256": sha256(edition.document),
            "html_sha256": sha256(edition.html),
            "private_sha256": sha256(edition.private),
        }
    )
    assert edition.digest == sha256(edition.manifest)
    assert editions.flaws(edition) == []


@pytest.mark.parametrize(
    ("field", "flaw"),
    [
        ("document", "its document was changed"),
        ("html", "its HTML was changed"),
        ("private", "its private part was changed"),
        ("manifest", "its manifest was changed"),
        ("digest", "its digest was changed"),
        ("required_roles", "its required roles were changed"),
        ("change_kind", "its kind of change was changed"),
    ],
)
def test_one_changed_byte_is_named(field: str, flaw: str):
    edition = make_edition()
    setattr(edition, field, getattr(edition, field) + " ")

    assert flaw in editions.flaws(edition)
    assert not editions.is_intact(edition)


def test_profiles_and_topics_do_not_change_a_frozen_edition():
    edition = make_edition()
    before = (edition.document, edition.html)

    Author.objects.update(name="Somebody Else")
    Topic.objects.update(name="Something else")

    edition.refresh_from_db()
    assert (edition.document, edition.html) == before


def test_same_text_submitted_again_is_another_edition_with_the_same_html():
    publication = make_publication()
    change(publication.article, title="Another")
    change(publication.article, title=publication.title)
    again = make_edition(publication.article, change_kind="minor", change_note="Nothing.")

    assert again.number == 2
    assert again.digest != publication.digest


def test_change_note_stands_in_the_signed_html():
    article = make_publication(make_article()).article

    edition = make_edition(article, change_kind="correction", change_note="The dose was <wrong>.")

    assert "The dose was &lt;wrong&gt;." in edition.html


def test_who_uploaded_an_image_has_a_hand_in_what_shows_it():
    artist, bystander = make_editor(), make_editor()
    shown = make_figure(by=artist)
    make_figure(by=bystander)
    article = make_article(body=f"## Pictures\n\n![A leg](figure:{shown.digest})\n")

    named = {person["user"] for person in editions.contributors(article, submitter=article.owner)}

    assert artist.pk in named
    assert bystander.pk not in named
