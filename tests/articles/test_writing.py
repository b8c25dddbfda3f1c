"""The one save path: versions, stale saves, addresses."""

import pytest

from articles import writing
from articles.document import canonical, content_of
from articles.models import ArticleState, AuditEntry
from articles.refusals import Refused
from tests.factories import change, make_article, make_content, make_editor, make_publication, make_writer

pytestmark = pytest.mark.django_db


def test_create_writes_the_first_version_and_an_audit_entry():
    writer = make_writer()

    article = make_article(by=writer)

    version = article.versions.get()
    assert (version.number, version.by, version.document) == (1, writer, canonical(content_of(article)))
    entry = AuditEntry.objects.get()
    assert (entry.event, entry.actor, entry.article) == ("article_created", writer, article)
    assert ArticleState.objects.get().version == 1


def test_save_that_changes_nothing_writes_no_version():
    article = make_article()

    saved = writing.save(article, content_of(article), by=article.owner, seen=1)

    assert saved is None
    assert (article.versions.count(), AuditEntry.objects.count()) == (1, 1)


def test_save_keeps_the_identity_of_parts():
    article = make_article()
    before = content_of(article)

    change(article, title="Another title")

    after = content_of(article)
    assert after == before | {"title": "Another title"}
    assert article.versions.count() == 2


def test_stale_save_is_refused_and_writes_nothing():
    article = make_article()
    editor = make_editor()
    mine = content_of(article) | {"title": "Mine"}
    change(article, by=editor, title="Theirs")

    with pytest.raises(writing.StaleSave) as refusal:
        writing.save(article, mine, by=article.owner, seen=1)

    assert refusal.value.reasons == [
        "Edgar Editor saved version 2 of this article while you were editing. "
        "Nothing was overwritten: compare the two texts, then save again."
    ]
    assert refusal.value.current.number == 2
    assert content_of(article)["title"] == "Theirs"
    assert AuditEntry.objects.latest("number").event == "refused"


def test_change_of_the_desk_side_is_a_version_too_but_changes_no_content():
    article = make_article()
    article.owner = make_editor()
    article.save()

    version = writing.record(article, by=article.owner)

    assert version.number == 2
    assert version.sha256 == article.versions.get(number=1).sha256


def test_address_that_was_public_is_never_another_articles():
    published = make_publication(make_article(slug="hips")).article
    published.slug = "hips-and-knees"
    published.save()

    with pytest.raises(Refused) as refusal:
        writing.create(make_content(), by=make_writer(), slug="hips")

    assert refusal.value.reasons == ["The address “hips” is another article's. Choose a different one."]
    assert writing.free_slug("Hips") == "hips-2"


def test_imported_text_is_cleaned_at_entry():
    article = make_article(title="A\u202e title", body="One\r\ntwo\x00")

    assert (article.title, article.body) == ("A title", "One\ntwo")
