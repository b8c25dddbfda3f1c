"""Duplicating an article: all of its words, and nothing of its history."""

import json

import pytest
from django.test import Client

from articles import duplicating, editions
from articles.document import content_of
from articles.models import Article, AuditEntry
from tests.factories import (
    change,
    make_article,
    make_editor,
    make_publication,
    make_publisher,
    make_writer,
)

pytestmark = pytest.mark.django_db


def without_identities(article: Article) -> dict:
    content = content_of(article)
    for part in [content, *content["key_points"], *content["references"]]:
        part["uuid"] = ""
    return content


def test_a_copy_says_the_same_and_is_an_article_of_its_own():
    article, editor = make_publication(make_article(slug="walking")).article, make_editor()

    copy = duplicating.duplicate(article, by=editor)

    title = "Copy of Walking after a hip fracture"
    assert without_identities(copy) == without_identities(article) | {"title": title}
    assert copy.key_points.get().evidence.get().reference == copy.references.get()
    assert (copy.owner, copy.slug) == (editor, "copy-of-walking-after-a-hip-fracture")
    identities = {copy.uuid, copy.key_points.get().uuid, copy.references.get().uuid}
    assert not identities & {article.uuid, article.key_points.get().uuid, article.references.get().uuid}
    assert (copy.versions.count(), copy.editions.count(), copy.publications.count()) == (1, 0, 0)
    entry = AuditEntry.objects.get(article=copy)
    assert json.loads(entry.data)["copied_from"] == {
        "article": str(article.uuid),
        "slug": "walking",
        "version": 1,
    }


def test_a_long_title_still_fits():
    article = make_article(title="x" * 300)

    copies = [duplicating.duplicate(article, by=article.owner) for _ in range(2)]

    assert [len(copy.title) for copy in copies] == [300, 300]
    assert copies[0].slug != copies[1].slug


def test_whoever_wrote_the_words_has_a_hand_in_each_copy_of_them():
    article = make_article()
    rewriter, late, editor = make_writer(), make_writer(), make_editor()
    change(article, rewriter, title="Another title")
    copy = duplicating.duplicate(article, by=editor)
    change(article, late, title="What no copy says")

    again = duplicating.duplicate(copy, by=copy.owner)

    accounts = {one["user"] for one in editions.contributors(again, submitter=editor)}
    assert {article.owner_id, rewriter.pk, editor.pk} <= accounts
    assert late.pk not in accounts


def test_the_page_makes_the_copy_and_goes_there():
    article, client, reader = make_article(), Client(), Client()
    client.force_login(make_editor())
    reader.force_login(make_publisher())
    page = f"/admin/articles/article/{article.pk}/duplicate/"

    assert page in client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
    assert "Make the copy" in client.get(page).content.decode()
    response = client.post(page)

    copy = Article.objects.latest("pk")
    assert response.headers["location"] == f"/admin/articles/article/{copy.pk}/change/"
    assert reader.post(page).status_code == 403
    assert Article.objects.count() == 2
