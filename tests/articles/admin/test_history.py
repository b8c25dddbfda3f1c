"""An article's versions, to be read."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import change, make_article, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_user("auditor"))
    return client


def test_the_history_says_who_changed_what(client: Client):
    article = make_article()
    change(article, title="A new title", summary="Another bottom line.")

    page = client.get(reverse("admin:articles_article_history", args=[article.pk])).content.decode()

    assert "Version 2" in page
    assert "Title, Bottom line" in page
    assert str(article.owner) in page


def test_a_version_shows_what_it_changed_and_all_it_says(client: Client):
    article = make_article()
    change(article, title="A new title")

    page = client.get(reverse("admin:articles_article_version", args=[article.pk, 2])).content.decode()

    assert "<del>Walking after a hip fracture</del>" in page
    assert "<ins>A new title</ins>" in page
    assert "[@walking] early mobilisation was safe" in page


def test_a_version_that_is_not_there_is_404(client: Client):
    article = make_article()

    for number in [0, 7, int("9" * 40)]:
        url = reverse("admin:articles_article_version", args=[article.pk, number])
        assert client.get(url).status_code == 404
