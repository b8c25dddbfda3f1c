"""What the form says, saved or not, is the document that a save of it writes."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from articles import document
from articles.admin import typed
from articles.models import Article, Topic, User
from tests.factories import make_article, make_content

from .posting import fields, with_row

pytestmark = pytest.mark.django_db


def posted(article: Article, **changes: str) -> dict[str, str]:
    client = Client()
    client.force_login(article.owner)
    page = client.get(reverse("admin:articles_article_change", args=[article.pk]))
    return fields(page.content.decode(), "article_form") | changes


def content_of_form(article: Article, data: dict[str, Any], by: User) -> dict[str, Any]:
    request = RequestFactory().post("/", data)
    request.user = by
    form, formsets = admin.site.get_model_admin(Article).typed(request, article)
    return typed.content(form, formsets)


def without_uuids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_uuids(item) for name, item in value.items() if name != "uuid"}
    return [without_uuids(item) for item in value] if isinstance(value, list) else value


def test_an_untouched_form_says_what_is_stored():
    article = make_article()
    article.topics.add(
        Topic.objects.create(slug="zebras", name="Zebras"), Topic.objects.create(slug="a", name="A")
    )

    assert content_of_form(article, posted(article), article.owner) == document.content_of(article)


def test_what_is_typed_is_what_a_save_writes():
    article = make_article(title="Before")
    data = posted(article, title="After \x00 all", summary="Two\r\nlines")
    data = with_row(data, "key_points", text="A new point", evidence="[@walking] their words", order="1")
    data = with_row(data, "references", key="second", text="Another source", doi="https://doi.org/10.1/x")

    said = content_of_form(article, data, article.owner)
    client = Client()
    client.force_login(article.owner)
    client.post(reverse("admin:articles_article_change", args=[article.pk]), data)

    assert without_uuids(said) == without_uuids(document.content_of(Article.objects.get(pk=article.pk)))
    assert said["key_points"][1]["text"] == "A new point"


def test_what_cannot_be_saved_yet_is_said_all_the_same():
    article = make_article()
    data = posted(article, kind="poem", review_interval_months="often", source_url="not an address")
    data = with_row(data, "key_points", text="Half a point", evidence="no key\n[@walking] their words")

    said = content_of_form(article, data, article.owner)

    assert (said["kind"], said["review_interval_months"]) == ("explainer", 12)
    assert said["source"]["url"] == "not an address"
    assert said["key_points"][-1]["evidence"] == [{"reference": "walking", "quote": "their words"}]


def test_a_form_for_a_new_article_has_its_content_too():
    article = make_article(**make_content(title="Untitled thoughts"))
    data = posted(article)
    stored = document.content_of(article)

    said = content_of_form(
        None,
        {name: "" if name.endswith("-id") else value for name, value in data.items()},
        article.owner,
    )

    assert without_uuids(said) == without_uuids(stored)
