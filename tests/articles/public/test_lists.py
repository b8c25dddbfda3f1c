"""Lists, and what holds for every public page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests import factories
from tests.articles.public.steps import MARCH, at, publish, withdraw, words

pytestmark = pytest.mark.django_db


def test_lists_claim_no_review_that_is_overdue(client):
    publish()

    shown = words(at(datetime(2027, 3, 4, tzinfo=UTC), client, "/articles/"))

    assert "Review due since 3 March 2027." in shown
    assert "Reviewed by" not in shown


def test_pages_show_nothing_of_what_is_not_published(client):
    article = factories.make_article(slug="draft", title="Draft of a secret")
    factories.make_signed_edition(article)

    pages = [client.get(address) for address in ["/", "/articles/", "/topics/"]]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not [page for page in pages if b"secret" in page.content or b"Bone" in page.content]
    assert client.get("/articles/draft/").status_code == 404
    assert client.get("/articles/draft/editions/1/").status_code == 404
    assert client.get("/topics/bones/").status_code == 404


def test_pages_say_that_nothing_is_published_yet(client):
    assert "Nothing is published yet." in words(client.get("/"))
    assert "Nothing is published yet." in words(client.get("/articles/"))
    assert "No topics yet" in words(client.get("/topics/"))


def test_lists_show_what_is_live_with_its_reviewer(client):
    publication = publish(title="Sleep and shift work")

    for address in ["/", "/articles/", "/topics/bones/"]:
        shown = words(at(MARCH, client, address))
        assert "Explainer, for patients Sleep and shift work Most people can walk" in shown
        assert f"Reviewed by {publication.reviewer_list[1]['name']}, MD, on 3 March 2026." in shown
    assert "Bone and joint health 1 article" in words(client.get("/topics/"))


def test_pages_are_never_shown_from_a_cache_without_asking(client):
    publication = publish()

    for address, status in {"/": 200, publication.get_absolute_url(): 200, "/articles/none/": 404}.items():
        response = client.get(address)
        assert (response.status_code, response["Cache-Control"]) == (status, "no-cache")
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies
    withdraw(publication)
    assert client.get(publication.get_absolute_url())["Cache-Control"] == "no-cache"


def test_page_that_has_not_changed_is_not_sent_again(client):
    publication = publish()
    etag = client.get(publication.get_absolute_url())["ETag"]

    again = client.get(publication.get_absolute_url(), headers={"If-None-Match": etag})
    withdraw(publication)
    gone = client.get(publication.get_absolute_url(), headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert gone.status_code == 410


def test_pages_take_no_post(client):
    publication = publish()

    assert client.post("/").status_code == 405
    assert client.post(publication.get_absolute_url()).status_code == 405


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "9" * 40, "\x00"])
def test_list_page_that_does_not_exist_is_not_found(client, page):
    publish()

    assert client.get("/articles/", {"page": page}).status_code == 404
    assert client.get("/topics/bones/", {"page": page}).status_code == 404


def test_list_goes_on_from_page_to_page(client, monkeypatch):
    monkeypatch.setattr("articles.public.views.PER_PAGE", 1)
    publish(title="Older", at=MARCH)
    publish(title="Newer", at=MARCH + timedelta(days=1))

    first, second = words(client.get("/articles/")), words(client.get("/articles/?page=2"))

    assert ("Newer Most people" in first, "Older Most people" in first) == (True, False)
    assert ("Newer Most people" in second, "Older Most people" in second) == (False, True)
    assert "Page 2 of 2" in second


def test_lists_ask_the_same_number_of_questions_for_few_rows_and_many(client, django_assert_num_queries):
    for more in [2, 6]:
        for _ in range(more):
            publish()
        for address, queries in {"/": 1, "/articles/": 2, "/topics/": 1, "/topics/bones/": 2}.items():
            with django_assert_num_queries(queries):
                client.get(address)


def test_words_of_people_are_escaped_in_lists_and_in_the_head(client):
    hostile = 'Rest </title><script>alert(1)</script> & walk "now"'
    publication = publish(title=hostile, topics=[{"slug": "bones", "name": "<b>Bones</b>"}])

    for address in ["/", "/articles/", "/topics/", "/topics/bones/", publication.get_absolute_url()]:
        page = client.get(address).content
        assert b"<script" not in page
        assert b"<b>Bones" not in page


def test_topic_page_is_not_found_for_part_of_a_topics_address(client):
    publish(topics=[{"slug": "bones-and-joints", "name": "Bones"}])

    assert client.get("/topics/bones/").status_code == 404
    assert client.get("/topics/bones_and_joints/").status_code == 404
    assert client.get("/topics/bones-and-joints/").status_code == 200


def test_page_that_fails_says_so_without_details(monkeypatch):
    monkeypatch.setattr("articles.public.reading.listed", lambda: 1 / 0)

    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert "This page could not be shown" in words(response)
