"""Corrections: each at its own address, all of them in one index, and nothing there that is not one."""

from datetime import timedelta

import pytest

from articles import clock
from tests import factories
from tests.articles.public.steps import (
    MARCH,
    correct,
    publish,
    publish_signed,
    republish,
    retract,
    review_again,
    take_back,
    withdraw,
    words,
)

pytestmark = pytest.mark.django_db


def test_correction_says_what_was_wrong_what_is_right_where_and_how_much_it_mattered(client):
    publication = correct(publish())
    names = [one["name"] for one in publication.reviewer_list]

    response = client.get(f"/corrections/{publication.slug}/2/")
    shown = words(response)

    assert response.status_code == 200
    assert "Correction to “ Walking, corrected ” It was day 1, not day 2." in shown
    assert "What was wrong Day 1 was printed as day 2. What is right now It is day 1." in shown
    assert (
        "Where In the summary. How much it mattered Major: readers may have understood something wrong"
        in shown
    )
    assert "Original Walking after a hip fracture . Edition 1, published 3 March 2026" in shown
    assert "Corrected Walking, corrected . Edition 2, published 2 April 2026" in shown
    assert f'href="/articles/{publication.slug}/editions/1/"'.encode() in response.content
    assert f'href="/articles/{publication.slug}/editions/2/"'.encode() in response.content
    assert f'href="/articles/{publication.slug}/"'.encode() in response.content
    assert [name for name in names if name not in shown] == []


def test_corrected_page_says_so_in_the_signed_text_and_links_to_the_notice(client):
    publication = correct(publish())

    page = client.get(publication.get_absolute_url()).content.decode()
    signed = page.partition('<article id="edition"')[2].partition("</article>")[0]

    assert "<strong>Correction to this page:</strong> It was day 1, not day 2." in signed
    assert "<strong>What was wrong:</strong> Day 1 was printed as day 2.</p>" in signed
    assert "<strong>What is right now:</strong> It is day 1.</p>" in signed
    assert "<strong>Where:</strong> In the summary.</p>" in signed
    assert "<strong>How much it mattered:</strong> Major: readers may have understood" in signed
    assert f'href="/corrections/{publication.slug}/2/"' in page


def test_correction_stays_linked_from_the_editions_after_it(client):
    publication = correct(publish())
    third = republish(publication, at=MARCH + timedelta(days=60))

    assert f'href="/corrections/{third.slug}/2/"' in client.get(third.get_absolute_url()).content.decode()


@pytest.mark.parametrize("number", [1, 3, 4, 99999999999999999999])
def test_only_a_correction_that_was_public_has_a_notice(client, number):
    publication = republish(correct(publish()), at=MARCH + timedelta(days=60))
    with clock.set_to(MARCH + timedelta(days=70)):
        factories.change(publication.article, title="Never public")
        factories.make_edition(publication.article, change_kind="correction", change_note="Never public")

    assert client.get(f"/corrections/{publication.slug}/{number}/").status_code == 404
    assert "Never public" not in words(client.get("/corrections/"))


def test_index_lists_corrections_retractions_and_withdrawals_newest_first(client):
    rest, sleep, drink, breathe = (publish(title=title) for title in ["Rest", "Sleep", "Drink", "Breathe"])
    correct(rest, title="Rest, corrected", at=MARCH + timedelta(days=30))
    retract(sleep, at=MARCH + timedelta(days=40))
    withdraw(drink, at=MARCH + timedelta(days=50))
    take_back(breathe, at=MARCH + timedelta(days=60))

    response = client.get("/corrections/")
    shown = words(response)
    places = [
        shown.index(line)
        for line in [
            "Withdrawal, 2 May 2026 Breathe A reviewer took back their signature",
            "Withdrawal, 22 April 2026 Drink",
            "Retraction, 12 April 2026 Sleep",
            "Correction, 2 April 2026 Rest, corrected It was day 1, not day 2.",
        ]
    ]

    assert response.status_code == 200
    assert places == sorted(places)
    assert "A correction puts right something that was wrong." in shown


@pytest.mark.parametrize("kind", ["minor", "update"])
def test_index_lists_neither_slips_nor_updates(client, kind):
    first = publish()
    with clock.set_to(MARCH + timedelta(days=30)):
        factories.change(first.article, title="Walking again")
        publish_signed(factories.make_edition(first.article, change_kind=kind, change_note="A comma."))

    assert "Walking" not in words(client.get("/corrections/"))
    assert "None so far." in words(client.get("/corrections/"))
    assert client.get(f"/corrections/{first.slug}/2/").status_code == 404


def test_index_lists_a_correction_once_however_often_its_edition_was_reviewed(client):
    publication = review_again(correct(publish()))

    shown = words(client.get("/corrections/"))

    assert shown.count("Walking, corrected") == 1
    assert "Correction, 2 April 2026" in shown
    assert "Edition 2, published 2 April 2026" in words(client.get(f"/corrections/{publication.slug}/2/"))


def test_correction_goes_with_the_text_it_is_about(client):
    publication = correct(publish())
    address = f"/corrections/{publication.slug}/2/"
    withdraw(publication)

    response = client.get(address)

    assert response.status_code == 410
    assert b"Day 1" not in response.content
    assert "Correction, " not in words(client.get("/corrections/"))


def test_correction_stays_gone_when_the_article_comes_back(client):
    publication = correct(publish())
    withdraw(publication)
    republish(publication, at=MARCH + timedelta(days=90))

    assert client.get(f"/corrections/{publication.slug}/2/").status_code == 410
    assert "Correction, " not in words(client.get("/corrections/"))
    assert "Withdrawal, 2 May 2026" in words(client.get("/corrections/"))


def test_correction_is_gone_when_a_signature_on_it_was_taken_back_later(client):
    publication = correct(publish())
    republish(publication, at=MARCH + timedelta(days=60))
    take_back(publication, at=MARCH + timedelta(days=70))

    assert client.get(f"/corrections/{publication.slug}/2/").status_code == 410
    assert "Correction, " not in words(client.get("/corrections/"))


def test_correction_that_came_down_with_a_signature_stays_gone_when_the_article_comes_back(client):
    publication = correct(publish())
    take_back(publication, at=MARCH + timedelta(days=40))
    republish(publication, at=MARCH + timedelta(days=60))

    assert client.get(f"/corrections/{publication.slug}/2/").status_code == 410
    assert "Correction, " not in words(client.get("/corrections/"))


def test_correction_of_an_edition_that_is_gone_links_to_no_text(client):
    first = publish(title="A name that was taken back")
    publication = correct(first)
    take_back(first, at=MARCH + timedelta(days=70))

    response = client.get(f"/corrections/{publication.slug}/2/")

    assert "Original Withdrawn since. Edition 1, published 3 March 2026" in words(response)
    assert b"taken back" not in response.content
    assert b"/editions/1/" not in response.content


def test_old_address_of_a_correction_leads_to_the_new_one_in_one_hop(client):
    first = publish(slug="old-address")
    correct(first)
    first.article.slug = "new-address"
    first.article.save()
    republish(first, at=MARCH + timedelta(days=60))

    response = client.get("/corrections/old-address/2/")

    assert (response.status_code, response["Location"]) == (301, "/corrections/new-address/2/")
    assert client.get("/corrections/new-address/2/").status_code == 200


def test_index_goes_on_from_page_to_page(client, monkeypatch):
    monkeypatch.setattr("articles.public.views.PER_PAGE", 1)
    rest, sleep = publish(title="Rest"), publish(title="Sleep")
    correct(rest, title="Rest, corrected", at=MARCH + timedelta(days=30))
    correct(sleep, title="Sleep, corrected", at=MARCH + timedelta(days=40))

    first, second = (words(client.get(f"/corrections/?page={number}")) for number in (1, 2))

    assert ("Sleep, corrected" in first, "Rest, corrected" in first) == (True, False)
    assert ("Sleep, corrected" in second, "Rest, corrected" in second) == (False, True)
    for page in ["0", "3", "x"]:
        assert client.get("/corrections/", {"page": page}).status_code == 404


def test_words_of_people_are_escaped_in_notices(client):
    hostile = "<script>alert(1)</script> & </title>"
    told = factories.submission.Correction(wrong=hostile, right=hostile, where=hostile, severity="minor")
    first, other = publish(title=hostile), publish(title=hostile)
    publication = correct(first, title=hostile, change_note=hostile, correction=told)
    retract(other)

    for address in ["/corrections/", f"/corrections/{publication.slug}/2/", publication.get_absolute_url()]:
        assert b"<script" not in client.get(address).content


def test_index_and_notice_ask_the_same_number_of_questions_for_few_rows_and_many(
    client, django_assert_num_queries
):
    first, *others = (publish() for _ in range(7))
    publication = correct(first)
    retract(others.pop())
    address = f"/corrections/{publication.slug}/2/"
    with django_assert_num_queries(3):
        client.get("/corrections/")
    with django_assert_num_queries(5):
        client.get(address)
    for number, other in enumerate(others):
        retract(other, at=MARCH + timedelta(days=80 + number))
        correct(publication, at=MARCH + timedelta(days=80 + number), title=f"Walking, {number}")

    with django_assert_num_queries(3):
        client.get("/corrections/")
    with django_assert_num_queries(5):
        client.get(address)
