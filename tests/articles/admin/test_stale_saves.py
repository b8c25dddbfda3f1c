"""Two people on one article: nobody overwrites the other unseen, and nothing typed is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from articles import document
from articles.models import Article
from tests.factories import change, make_article, make_content, make_editor

from .posting import fields, with_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return make_article()


@pytest.fixture
def client(article: Article) -> Client:
    client = Client()
    client.force_login(article.owner)
    return client


def url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def shown(response) -> dict:
    return fields(response.content.decode(), "article_form")


def save(article: Article, by, **changes) -> None:
    """A save through the form by somebody else."""
    client = Client()
    client.force_login(by)
    assert client.post(url(article), shown(client.get(url(article))) | changes).status_code == 302


def test_a_stale_save_shows_both_texts_and_writes_nothing(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"body": "What I wrote meanwhile."}
    save(article, make_editor(), title="Theirs", body=article.body.replace("Walk a little", "Walk a lot"))

    response = client.post(url(article), mine)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Edgar Editor saved version 2" in page
    assert "Walk a lot every day" in page
    assert "Walk a little every day" in page
    assert "What I wrote meanwhile." in page
    assert "save it before you go on" in page
    assert 'class="acts"' not in page
    assert Article.objects.get().title == "Theirs"
    assert article.versions.count() == 2


def test_saving_again_after_comparing_is_a_decision_and_works(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"title": "Mine"}
    save(article, make_editor(), title="Theirs")

    again = client.post(url(article), shown(client.post(url(article), mine)))

    assert again.status_code == 302
    assert Article.objects.get().title == "Mine"
    assert article.versions.count() == 3


def test_rows_that_somebody_else_deleted_come_back_as_typed(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"key_points-0-text": "My wording of the point."}
    save(article, make_editor(), **{"key_points-0-DELETE": "on"})

    refused = client.post(url(article), mine)
    again = client.post(url(article), shown(refused))

    assert (refused.status_code, again.status_code) == (409, 302)
    assert [
        (point["text"], [item["quote"] for item in point["evidence"]])
        for point in document.content_of(Article.objects.get())["key_points"]
    ] == [("My wording of the point.", ["early mobilisation was safe"])]


def test_rows_that_somebody_else_added_are_shown_and_stay(article: Article, client: Client):
    mine = with_row(shown(client.get(url(article))), "key_points", text="My new point.")
    other = Client()
    other.force_login(make_editor())
    theirs = with_row(shown(other.get(url(article))), "key_points", text="Their new point.")
    other.post(url(article), theirs)

    refused = client.post(url(article), mine)
    again = client.post(url(article), shown(refused))

    assert (refused.status_code, again.status_code) == (409, 302)
    assert {point.text for point in article.key_points.all()} == {
        "Standing up on day 1 is safe for most people.",
        "Their new point.",
        "My new point.",
    }


def test_rows_that_were_all_written_anew_are_not_doubled(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"references-0-text": "My wording."}
    change(article, make_editor(), references=make_content()["references"], title="Theirs")

    refused = client.post(url(article), mine)
    again = client.post(url(article), shown(refused))

    assert (refused.status_code, again.status_code) == (409, 302)
    assert [(item.key, item.text) for item in article.references.all()] == [("walking", "My wording.")]
    assert article.key_points.count() == 1


@pytest.mark.parametrize("seen", ["", "seven", "99"])
def test_a_form_that_lost_its_version_is_stale_and_can_be_saved_again(
    article: Article, client: Client, seen: str
):
    data = shown(client.get(url(article))) | {"title": "Mine", "seen": seen}

    refused = client.post(url(article), data)
    again = client.post(url(article), shown(refused))

    assert (refused.status_code, again.status_code) == (409, 302)


def test_a_stale_save_of_bad_input_shows_both_reasons(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"key_points-0-evidence": "no key"}
    save(article, make_editor(), title="Theirs")

    response = client.post(url(article), mine)

    page = response.content.decode()
    assert response.status_code == 409
    assert "is no evidence" in page
    assert "saved version 2" in page
