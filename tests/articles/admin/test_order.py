"""The rows of a part on the form: in the order that was asked for, whatever happens, and at a constant cost."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Author
from tests.factories import make_article, make_content

from .posting import fields, with_row

pytestmark = pytest.mark.django_db


def opened(article: Article) -> tuple[Client, str, dict]:
    client = Client()
    client.force_login(article.owner)
    url = reverse("admin:articles_article_change", args=[article.pk])
    return client, url, fields(client.get(url).content.decode(), "article_form")


def with_points(*texts: str) -> Article:
    article = make_article()
    client, url, data = opened(article)
    data["key_points-0-text"] = texts[0]
    for text in texts[1:]:
        data = with_row(data, "key_points", text=text)
    client.post(url, data)
    return article


def test_rows_stand_in_the_order_of_their_places_after_a_save():
    article = with_points("one", "two", "three")
    client, url, data = opened(article)
    data = with_row(data, "key_points", text="new", order="1")
    moved = {f"key_points-{row}-order": place for row, place in enumerate(["4", "3", "2"])}

    client.post(url, data | moved)

    assert [point.text for point in article.key_points.all()] == ["new", "three", "two", "one"]


def test_an_error_keeps_order_new_rows_and_removed_rows():
    article = with_points("one", "two", "three")
    client, url, data = opened(article)
    data = with_row(data, "key_points", text="new", order="2")
    data = with_row(data, "key_points", text="given up", order="5", DELETE="on")
    moved = {"key_points-0-order": "4", "key_points-1-order": "3", "key_points-2-order": "1"}

    response = client.post(url, data | moved | {"key_points-1-DELETE": "on", "language": "no language"})

    assert response.status_code == 422
    page = BeautifulSoup(response.content.decode(), "html.parser")
    rows = page.select("#key_points-group ol > li:not(.blank)")
    assert [row.textarea.get_text().strip() for row in rows] == ["three", "new", "two", "one", "given up"]
    ticked = [bool(row.select_one("[name$=DELETE][checked]")) for row in rows]
    assert ticked == [False, False, True, False, True]
    saved = client.post(url, fields(response.content.decode(), "article_form") | {"language": "en"})
    assert saved.status_code == 302
    assert [point.text for point in article.key_points.all()] == ["three", "new", "one"]


def test_every_error_is_named_above_the_form_with_a_link_to_its_field():
    article = with_points("one", "two")
    client, url, data = opened(article)
    wrong = {
        "title": "x" * 301,
        "key_points-1-order": "1",
        "key_points-0-evidence": "no key",
        "references-0-url": "nowhere",
        "language": "no language",
    }
    data = with_row(data, "references", key="walking")
    data = with_row(data, "authorships", interests="Fees from Northlight.")

    response = client.post(url, data | wrong)

    page = BeautifulSoup(response.content.decode(), "html.parser")
    links = page.select("#problems[role=alert][tabindex='-1'] li a")
    assert [link.get_text() for link in links] == [
        "Title",
        "Author 2: Author",
        "Key point 2: Evidence",
        "References",
        "Reference 1: Address",
        "Language",
    ]
    assert all(page.find(id=link["href"][1:]) for link in links)
    assert "Choose who this is, or remove the row." in page.select_one("#problems").get_text()


def test_an_author_that_is_not_on_the_list_is_refused():
    article = make_article()
    client, url, data = opened(article)

    response = client.post(url, data | {"authorships-0-author": "9" * 30})

    assert response.status_code == 422
    assert "Author 1: Author" in response.content.decode()


def test_the_form_asks_no_more_of_the_database_for_more_rows():
    asked = [statements(rows) for rows in [3, 30]]

    assert asked[0] == asked[1]


def statements(rows: int) -> list[int]:
    """How many statements it takes to show a form with so many rows of each part, and to post it untouched."""
    article = full_article(rows)
    client, url, data = opened(article)
    with CaptureQueriesContext(
        connection,
    ) as shown:
        client.get(url)
    with CaptureQueriesContext(connection) as saved:
        assert client.post(url, data).status_code == 302
    with CaptureQueriesContext(connection) as refused:
        assert client.post(url, data | {"language": "no language"}).status_code == 422
    return [len(shown), len(saved), len(refused)]


def full_article(rows: int) -> Article:
    content = make_content()
    author, point, reference = content["authors"][0], content["key_points"][0], content["references"][0]
    quotation = {"text": "I walk.", "speaker": "Ada Byron", "credentials": [], "affiliation": "", "url": ""}
    uuids = [f"00000000-0000-0000-{rows:04}-{row:012}" for row in range(rows)]
    article = make_article(
        authors=[author | {"name": f"Author {rows} {row}"} for row in range(rows)],
        key_points=[
            point | {"uuid": uuid, "evidence": [{"reference": f"key-{row}", "quote": "so"}]}
            for row, uuid in enumerate(uuids)
        ],
        references=[reference | {"uuid": uuid, "key": f"key-{row}"} for row, uuid in enumerate(uuids)],
        quotations=[quotation] * rows,
    )
    assert Author.objects.count() >= rows
    return article
