"""An article's history: every edition that was public, and nothing that was not."""

from datetime import timedelta

import pytest

from articles import clock
from tests import factories
from tests.articles.public.steps import (
    MARCH,
    correct,
    publish,
    republish,
    retract,
    review_again,
    take_back,
    withdraw,
    words,
)

pytestmark = pytest.mark.django_db


def test_history_tells_of_each_edition_what_changed_from_when_until_when_and_who_signed(client):
    first = publish()
    second = correct(first)
    review_again(second)

    response = client.get(f"/articles/{first.slug}/history/")
    shown = words(response)
    page = response.content.decode()

    assert response.status_code == 200
    assert shown.index("Edition 2 Correction It was day 1, not day 2.") < shown.index(
        "Edition 1 First edition"
    )
    assert "from 19 September 2026 until today" in shown
    assert (
        "from 2 April 2026 until 19 September 2026. Its reviewers read it again, and signed it anew." in shown
    )
    assert "from 3 March 2026 until 2 April 2026. A newer edition took its place." in shown
    for one in [*first.reviewer_list, *second.reviewer_list]:
        assert f"{one['name']}, MD : {one['meaning']}" in shown
    for link in [
        f"/articles/{first.slug}/editions/1/",
        f"/articles/{first.slug}/editions/2/",
        f"/articles/{first.slug}/editions/1/record.json",
        f"/articles/{first.slug}/editions/2/record.json",
        f"/corrections/{first.slug}/2/",
    ]:
        assert f'href="{link}"' in page
        assert client.get(link).status_code == 200


def test_history_shows_nothing_of_what_was_never_public(client):
    first = publish()
    with clock.set_to(MARCH + timedelta(days=30)):
        factories.change(first.article, title="Never public")
        factories.make_edition(first.article, change_note="Never public")

    shown = words(client.get(f"/articles/{first.slug}/history/"))

    assert "Never public" not in shown
    assert "Edition 2" not in shown


def test_history_of_what_was_withdrawn_and_came_back_has_no_word_of_the_text(client):
    first = correct(publish())
    withdraw(first)
    republish(first, at=MARCH + timedelta(days=90), title="Walking once more")

    response = client.get(f"/articles/{first.slug}/history/")
    shown = words(response)

    assert "It was day 1" not in shown
    assert shown.count("Its text is gone") == 2
    assert "An editor did so, for this reason: “The dose &lt;b&gt;was&lt;/b&gt; wrong.”" in shown
    assert f'href="/articles/{first.slug}/editions/1/"'.encode() not in response.content
    assert f'href="/articles/{first.slug}/editions/3/"'.encode() in response.content


def test_history_does_not_link_to_an_edition_whose_signature_was_taken_back(client):
    first = publish()
    republish(first)
    take_back(first, at=MARCH + timedelta(days=50))

    page = client.get(f"/articles/{first.slug}/history/").content.decode()

    assert f'href="/articles/{first.slug}/editions/1/"' not in page
    assert f'href="/articles/{first.slug}/editions/2/"' in page


def test_history_of_a_retracted_article_says_so_first(client):
    publication = publish()
    retract(publication)

    response = client.get(f"/articles/{publication.slug}/history/")

    assert response.status_code == 200
    assert "This article was retracted. The notice of retraction" in words(response)
    assert "until 2 May 2026. It was retracted. An editor did so" in words(response)
    assert b"noindex" in response.content


def test_history_is_not_found_without_an_article(client):
    factories.make_signed_edition(factories.make_article(slug="draft"))

    assert client.get("/articles/none/history/").status_code == 404
    assert client.get("/articles/draft/history/").status_code == 404


def test_history_asks_the_same_number_of_questions_for_few_editions_and_many(
    client, django_assert_num_queries
):
    publication = publish()
    with django_assert_num_queries(3):
        client.get(f"/articles/{publication.slug}/history/")
    for number in range(5):
        republish(publication, at=MARCH + timedelta(days=10 + number), title=f"Walking, {number}")

    with django_assert_num_queries(3):
        client.get(f"/articles/{publication.slug}/history/")
