"""Renaming an article that readers know: its old addresses lead to it in one step, and nobody else gets them."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from tests.factories import change, make_article, make_publication

from .posting import fields

pytestmark = pytest.mark.django_db


def renamed(article: Article, slug: str) -> int:
    """Give an article an address through its form."""
    client = Client()
    client.force_login(article.owner)
    url = reverse("admin:articles_article_change", args=[article.pk])
    data = fields(client.get(url).content.decode(), "article_form")
    return client.post(url, data | {"slug": slug}).status_code


def leads_to(slug: str) -> str:
    """Where the public gets from an address in one step."""
    response = Client().get(f"/articles/{slug}/")
    return response["Location"] if response.status_code == 301 else str(response.status_code)


def test_old_addresses_lead_on_in_one_step_and_an_article_may_go_back():
    article = make_article(slug="first")
    make_publication(article)
    for number, slug in enumerate(["second", "third"]):
        assert renamed(article, slug) == 302
        article.refresh_from_db()
        assert leads_to(slug) == "404"  # the new address begins with the next edition
        change(article, title=f"Walking, {number}")
        make_publication(article)

    assert [leads_to(slug) for slug in ["first", "second", "third"]] == [
        "/articles/third/",
        "/articles/third/",
        "200",
    ]

    assert renamed(article, "first") == 302
    article.refresh_from_db()
    change(article, title="Walking again")
    make_publication(article)

    assert [leads_to(slug) for slug in ["first", "second", "third"]] == [
        "200",
        "/articles/first/",
        "/articles/first/",
    ]


def test_the_address_of_another_draft_is_refused_by_name():
    make_article(slug="hips", title="All about hips")
    article = make_article()
    client = Client()
    client.force_login(article.owner)
    url = reverse("admin:articles_article_change", args=[article.pk])

    response = client.post(url, fields(client.get(url).content.decode(), "article_form") | {"slug": "hips"})

    assert response.status_code == 422
    assert response.content.decode().count("“hips” is the address of “All about hips”. Choose another.") == 2


def test_the_form_says_what_becomes_of_a_live_address():
    article = make_publication(make_article(slug="live")).article
    client = Client()
    client.force_login(article.owner)

    page = client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()

    assert "Readers find it at /articles/live/ now." in page
