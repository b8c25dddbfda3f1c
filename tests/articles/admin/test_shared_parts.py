"""Authors and topics stand in several articles: who changes one contributes to each of them."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.document import content_of
from articles.models import Author, Topic
from tests.factories import make_article, make_edition, make_editor

pytestmark = pytest.mark.django_db


def test_profile_change_is_a_save_of_each_article_and_its_editor_may_not_sign_them(client: Client):
    article, editor = make_article(), make_editor()
    author = Author.objects.get()
    client.force_login(editor)

    address = reverse("admin:articles_author_change", args=[author.pk])
    client.post(address, {"name": author.name, "credentials": "PhD, MPH", "affiliation": author.affiliation})

    version = article.versions.latest("number")
    assert (version.number, version.by) == (2, editor)
    assert content_of(article)["authors"][0]["credentials"] == ["PhD", "MPH"]
    contributors = make_edition(article).private_part["contributors"]
    assert editor.pk in {person["user"] for person in contributors}


def test_profile_saved_unchanged_is_no_save_of_its_articles(client: Client):
    article = make_article()
    topic = Topic.objects.get()
    client.force_login(make_editor())

    client.post(
        reverse("admin:articles_topic_change", args=[topic.pk]), {"name": topic.name, "description": "New"}
    )

    assert article.versions.count() == 1
