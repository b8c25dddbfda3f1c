"""A retracted article stays where it was, as it was, under a notice that nobody can miss."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests.articles.public.steps import MARCH, at, correct, publish, republish, retract, words

pytestmark = pytest.mark.django_db


def test_retracted_article_stays_at_its_address_under_the_publishers_notice(client):
    publication = publish(title="Walking on day 1")
    retract(publication)

    response = client.get(publication.get_absolute_url())
    page, shown = response.content.decode(), words(response)
    notice = shown.index("From the publisher This article was retracted")

    assert response.status_code == 200
    assert "<title>Retracted: Walking on day 1" in page
    assert notice < page.index('<article id="edition"')
    assert "An editor retracted it on 2 May 2026, 09:30 UTC." in shown
    assert "Why The trial &lt;b&gt;never&lt;/b&gt; took place. Which parts The whole article." in shown
    assert publication.edition.html in page
    assert page.index("This article was retracted</h2>") < page.index('<article id="edition"')


def test_retracted_article_claims_no_review_and_asks_not_to_be_found(client):
    publication = publish()
    retract(publication)

    for address in [publication.get_absolute_url(), reverse("edition", args=[publication.slug, 1])]:
        response = client.get(address)
        page = words(response)
        assert b'<meta name="robots" content="noindex">' in response.content
        assert not re.search("last reviewed|Next review due|Reviewed by|overdue", page)
        assert [one["name"] for one in publication.reviewer_list if one["name"] in page] == []


def test_retracted_article_is_in_no_list(client):
    retract(publish())

    for address in ["/", "/articles/", "/topics/"]:
        assert "Walking" not in words(client.get(address))
    assert client.get("/topics/bones/").status_code == 404


def test_retraction_has_an_address_of_its_own_linked_both_ways(client):
    publication = publish(title="Walking on day 1")
    retract(publication)
    address = f"/corrections/{publication.slug}/retraction/"

    response = client.get(address)
    shown = words(response)

    assert response.status_code == 200
    assert "An editor retracted this article on 2 May 2026, 09:30 UTC." in shown
    assert "The trial &lt;b&gt;never&lt;/b&gt; took place." in shown
    assert "Which parts The whole article." in shown
    assert "Walking on day 1 . Edition 1, published 3 March 2026" in shown
    assert b"noindex" not in response.content
    assert f'href="{publication.get_absolute_url()}"'.encode() in response.content
    assert f'href="{address}"'.encode() in client.get(publication.get_absolute_url()).content
    assert f'href="{address}"'.encode() in client.get("/corrections/").content


def test_article_that_was_never_retracted_has_no_notice_of_it(client):
    publication = publish()

    assert client.get(f"/corrections/{publication.slug}/retraction/").status_code == 404
    assert client.get("/corrections/none/retraction/").status_code == 404


def test_retraction_takes_in_the_editions_before_it(client):
    first = publish()
    retract(republish(first))

    page = words(client.get(reverse("edition", args=[first.slug, 1])))

    assert "This edition falls under a retraction" in page
    assert "Read edition 2, the last one." in page
    assert [one["name"] for one in first.reviewer_list if one["name"] in page] == []


def test_new_edition_stands_free_of_the_retraction_of_the_one_before(client):
    first = publish()
    retract(first)
    second = republish(first, at=MARCH + timedelta(days=90))

    current = client.get(second.get_absolute_url())
    old = client.get(reverse("edition", args=[first.slug, 1]))
    notice = words(client.get(f"/corrections/{first.slug}/retraction/"))

    assert "etracted" not in words(current)
    assert "Page last reviewed" in words(at(MARCH + timedelta(days=91), client, second.get_absolute_url()))
    assert "This edition falls under a retraction" in words(old)
    assert "<title>Retracted: Edition 1" in old.content.decode()
    assert "Edition 2 was reviewed, signed and published in its place" in notice


def test_old_address_of_a_retracted_article_leads_there_in_one_hop(client):
    first = publish(slug="old-address")
    first.article.slug = "new-address"
    first.article.save()
    retract(republish(first))

    for address, leads_to in {
        "/articles/old-address/": "/articles/new-address/",
        "/articles/old-address/editions/1/": "/articles/new-address/editions/1/",
        "/articles/old-address/history/": "/articles/new-address/history/",
        "/corrections/old-address/retraction/": "/corrections/new-address/retraction/",
    }.items():
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, leads_to)
        assert client.get(leads_to).status_code == 200


def test_correction_of_a_retracted_article_says_so(client):
    publication = correct(publish())
    retract(publication)

    response = client.get(f"/corrections/{publication.slug}/2/")

    assert response.status_code == 200
    assert "The article was retracted after this correction." in words(response)
    assert b"noindex" in response.content


def test_retracted_article_is_not_called_overdue_however_old_it_is(client):
    publication = publish()
    retract(publication)

    response = at(datetime(2030, 1, 1, tzinfo=UTC), client, publication.get_absolute_url())

    assert (response.status_code, "overdue" in words(response)) == (200, False)
