"""What an author discloses: an explicit choice on the article's form, and never invented."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from articles import document
from articles.models import Article
from tests.articles.admin.posting import fields, with_row
from tests.factories import change, make_article, make_editor, make_user

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def shown(client: Client, article: Article) -> dict:
    return fields(client.get(url(article)).content.decode(), "article_form")


def stated(article: Article) -> list[str]:
    return [author["interests"] for author in document.content_of(article)["authors"]]


def author_with(interests: str) -> dict:
    return {
        "name": "Wanda Writer",
        "credentials": ["PhD"],
        "affiliation": "Harbour Lane Clinic",
        "orcid": "",
        "interests": interests,
    }


@pytest.mark.parametrize(
    ("interests", "choice", "words"),
    [("", "", ""), ("None.", "none", ""), ("Shares in Northlight.", "these", "Shares in Northlight.")],
)
def test_the_form_shows_what_is_stated_and_keeps_it(interests: str, choice: str, words: str):
    article = make_article(authors=[author_with(interests)])
    client = client_of(article.owner)

    data = shown(client, article)
    response = client.post(url(article), data, follow=True)

    assert data["authorships-0-stated"] == choice
    assert data["authorships-0-interests"].strip() == words
    assert "Nothing changed." in response.content.decode()
    assert stated(article) == [interests]


@pytest.mark.parametrize(
    ("choice", "words", "kept"),
    [
        ("none", "", "None."),
        ("these", "Fees from  Northlight.", "Fees from  Northlight."),
        ("", "Fees from Northlight.", "Fees from Northlight."),
        ("", "", ""),
        ("these", " ", ""),
    ],
)
def test_a_statement_is_kept_as_chosen(choice: str, words: str, kept: str):
    article = make_article(authors=[author_with("Old words.")])
    client = client_of(article.owner)

    response = client.post(
        url(article),
        shown(client, article) | {"authorships-0-stated": choice, "authorships-0-interests": words},
    )

    assert response.status_code == 302
    assert stated(article) == [kept]


@pytest.mark.parametrize(
    ("choice", "words", "sentence"),
    [
        ("none", "Fees from Northlight.", "You chose that there are none, and wrote some"),
        ("some", "", "Select a valid choice"),
    ],
)
def test_a_choice_that_says_two_things_is_refused_and_kept(choice: str, words: str, sentence: str):
    article = make_article()
    client = client_of(article.owner)

    response = client.post(
        url(article),
        shown(client, article) | {"authorships-0-stated": choice, "authorships-0-interests": words},
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert words.strip() in page
    assert stated(article) == ["None."]


def test_a_new_author_begins_with_nothing_stated():
    article = make_article()
    client = client_of(article.owner)
    make_article(authors=[author_with("None.") | {"name": "Ada Byron"}])
    other = Article.objects.latest("pk").authorships.get().author

    response = client.post(
        url(article),
        with_row(shown(client, article), "authorships", author=str(other.pk), stated="", interests=""),
    )

    assert response.status_code == 302
    assert stated(article) == ["None.", ""]


def test_a_stale_save_shows_the_statement_that_somebody_else_saved():
    article = make_article()
    client = client_of(article.owner)
    data = shown(client, article)
    change(article, make_editor(), authors=[author_with("Shares in Northlight.")])

    response = client.post(url(article), data | {"title": "Mine"})

    theirs, base, mine = BeautifulSoup(response.content, "html.parser").select(".side")[-3:]
    assert response.status_code == 409
    assert "Shares in Northlight" in theirs.get_text()
    assert "Interests of Wanda Writer: None." in mine.get_text()
    assert "Northlight" not in base.get_text()


def test_the_history_shows_a_changed_statement():
    article = make_article()
    change(article, authors=[author_with("Shares in Northlight.")])

    page = client_of(article.owner).get(reverse("admin:articles_article_history", args=[article.pk]) + "2/")

    assert "Interests of Wanda Writer: Shares in Northlight." in page.content.decode()


def test_who_may_only_read_sees_the_statement():
    article = make_article(authors=[author_with("Shares in Northlight.")])

    page = client_of(make_user("auditor")).get(url(article)).content.decode()

    assert "Shares in Northlight." in page
    assert "These:" in page
