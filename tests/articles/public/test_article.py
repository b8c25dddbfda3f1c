"""An article's page: every byte of it as it was signed, and by whom, for as long as it may be read."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from articles import clock
from reviewers import publishing, signoff
from reviewers.models import Role, SignOff
from tests import factories
from tests.articles.public.steps import MARCH, at, publish, republish, withdraw, words

pytestmark = pytest.mark.django_db


def test_article_serves_between_its_tags_the_bytes_that_were_signed(client):
    publication = publish()

    response = client.get("/articles/" + publication.slug + "/")
    signed = re.search(
        rb'<article id="edition" data-edition="1" data-sha256="([0-9a-f]{64})">(.*)</article>',
        response.content,
        re.S,
    )

    assert signed is not None
    assert signed[2] == publication.edition.html.encode()
    assert signed[1].decode() == hashlib.sha256(signed[2]).hexdigest() == publication.edition.html_sha256
    assert response.content.count(b"<article") == 1


def test_article_names_its_reviewers_and_its_review_dates(client):
    publication = publish()
    medical, editorial = (publication.reviewer_list[index]["name"] for index in (1, 0))

    shown = words(at(MARCH, client, publication.get_absolute_url()))

    assert f"Reviewed by {medical}, MD, on 3 March 2026. Published 3 March 2026, edition 1." in shown
    assert (
        f"{medical}, MD Medical review and approval of the whole page, signed 3 March 2026, 09:30 UTC"
        in shown
    )
    assert f"{editorial}, MD Editorial review and approval of the whole page" in shown
    assert f"Signed digest {publication.digest}" in shown
    assert "Page last reviewed: 3 March 2026 Next review due: 3 March 2027" in shown


def test_article_claims_its_review_on_the_last_day_and_not_on_the_next(client):
    publication = publish()
    address = publication.get_absolute_url()

    on_the_day = words(at(datetime(2027, 3, 3, 23, 59, tzinfo=UTC), client, address))
    day_after = words(at(datetime(2027, 3, 4, tzinfo=UTC), client, address))

    assert "Page last reviewed: 3 March 2026" in on_the_day
    assert "was due on" not in on_the_day
    assert "Page last reviewed" not in day_after
    assert "Reviewed by" not in day_after
    assert "From the publisher The medical review of this page was due on 3 March 2027." in day_after
    assert "It may no longer be up to date." in day_after
    assert "Next review due" not in day_after
    assert "Review overdue since 3 March 2027" in day_after
    assert [name["name"] for name in publication.reviewer_list if name["name"] in day_after] == []


def test_article_says_of_a_signature_on_changes_that_it_is_one(client):
    first = publish()
    with clock.set_to(MARCH + timedelta(days=30)):
        factories.change(first.article, title="Walking again")
        edition = factories.make_edition(first.article)
        medical = factories.make_reviewer(Role.MEDICAL, name="Maren Oduya")
        factories.sign(edition, medical, scope=SignOff.Scope.CHANGES)
        factories.sign(edition, factories.make_reviewer(Role.EDITORIAL), Role.EDITORIAL)
        publishing.publish(edition, by=factories.make_publisher())

    shown = words(at(MARCH + timedelta(days=31), client, first.get_absolute_url()))

    assert "Changes reviewed by Maren Oduya, MD, on 2 April 2026." in shown
    assert "Medical review and approval of the changes in this edition only" in shown
    assert "Page last reviewed: 3 March 2026" in shown


def test_article_says_of_a_reviewer_that_they_are_retired_and_which_interests_they_stated(client):
    with clock.set_to(MARCH):
        edition = factories.make_edition()
        medical = factories.make_reviewer(Role.MEDICAL, name="Maren Oduya")
        medical.held_credentials.update(status="retired")
        factories.sign(edition, medical, interests="Owns a <clinic>.")
        factories.sign(edition, factories.make_reviewer(Role.EDITORIAL), Role.EDITORIAL)
        publication = publishing.publish(edition, by=factories.make_publisher())

    shown = words(at(MARCH, client, publication.get_absolute_url()))

    assert "Reviewed by Maren Oduya, MD (retired), on 3 March 2026." in shown
    assert "Maren Oduya, MD (retired) Medical review and approval of the whole page" in shown
    assert "Harbour Lane Clinic Interests: Owns a &lt;clinic&gt;." in shown
    assert "Harbour Lane Clinic Interests: None." in shown
    assert shown.count("(retired)") == 2


def test_article_prints_its_authors_interests_inside_the_signed_text(client):
    publication = publish()

    assert '<p class="byline">Interests: None declared.</p>' in publication.edition.html


def test_article_shows_its_newest_edition_and_names_the_older(client):
    first = publish()
    republish(first)

    shown = words(at(MARCH + timedelta(days=31), client, first.get_absolute_url()))

    assert "Walking again" in shown
    assert "Earlier editions 1, published 3 March 2026" in shown


def test_edition_page_keeps_an_older_edition_and_says_that_it_is_one(client):
    first = publish()
    republish(first)

    response = client.get(reverse("edition", args=[first.slug, 1]))

    assert response.status_code == 200
    assert first.edition.html.encode() in response.content
    assert "There is a newer edition of this page." in words(response)
    assert "This is edition 1, as it stood here from 3 March 2026 until 2 April 2026." in words(response)
    assert "Read edition 2, the current one." in words(response)
    assert "Page last reviewed" not in words(response)
    assert b'<meta name="robots" content="noindex">' in response.content
    assert (
        f'<link rel="canonical" href="http://testserver/articles/{first.slug}/">' in response.content.decode()
    )


@pytest.mark.parametrize("number", [0, 2, 99999999999999999999999999])
def test_edition_page_is_not_found_for_a_number_that_was_never_published(client, number):
    publication = publish()
    factories.change(publication.article, title="Not signed")
    factories.make_edition(publication.article)

    assert client.get(f"/articles/{publication.slug}/editions/{number}/").status_code == 404


def test_withdrawn_article_says_who_why_and_when_at_all_its_addresses(client):
    first = publish()
    republish(first)
    withdraw(first)

    for address in [f"/articles/{first.slug}/", *(f"/articles/{first.slug}/editions/{n}/" for n in (1, 2))]:
        response = client.get(address)
        assert response.status_code == 410
        assert "An editor withdrew it on 2 May 2026, 09:30 UTC, for this reason:" in words(response)
        assert b"The dose &lt;b&gt;was&lt;/b&gt; wrong." in response.content
        assert b"Walking" not in response.content
    assert "Walking" not in words(client.get("/")) + words(client.get("/articles/")) + words(
        client.get("/topics/")
    )


def test_editions_stay_withdrawn_when_the_article_comes_back(client):
    first = publish()
    withdraw(first)
    back = republish(first, at=MARCH + timedelta(days=90))

    assert client.get(first.get_absolute_url()).status_code == 200
    assert client.get(reverse("edition", args=[back.slug, 2])).status_code == 200
    assert client.get(reverse("edition", args=[back.slug, 1])).status_code == 410
    assert "Earlier editions" not in words(client.get(back.get_absolute_url()))


def test_article_is_gone_when_a_reviewer_takes_the_signature_back(client):
    publication = publish()
    signature = SignOff.objects.get(edition=publication.edition, role=Role.MEDICAL)
    with clock.set_to(MARCH + timedelta(days=1)):
        signoff.revoke(
            signature,
            reviewer=signature.signer,
            reason="I misread the table.",
            credentials=factories.CREDENTIALS,
            request=factories.make_request(),
        )

    response = client.get(publication.get_absolute_url())

    assert response.status_code == 410
    assert "A reviewer took back their signature on 4 March 2026, 09:30 UTC" in words(response)
    assert "I misread the table." in words(response)


def test_old_address_leads_to_the_new_one_in_one_hop(client):
    first = publish()
    old = first.slug
    for slug in ["second-address", "third-address"]:
        first.article.slug = slug
        first.article.save()
        republish(first, at=clock.now(), title=f"Walking, {slug}")

    for slug in [old, "second-address"]:
        response = client.get(f"/articles/{slug}/")
        assert (response.status_code, response["Location"]) == (301, "/articles/third-address/")
    response = client.get(f"/articles/{old}/editions/1/")
    assert (response.status_code, response["Location"]) == (301, "/articles/third-address/editions/1/")
    assert client.get(response["Location"]).status_code == 200


def test_article_page_asks_three_questions_however_often_it_was_changed(client, django_assert_num_queries):
    publication = publish()
    for number in range(3):
        republish(publication, at=clock.now(), title=f"Walking, {number}")

    with django_assert_num_queries(3):
        client.get(publication.get_absolute_url())


def test_article_lists_its_headings_as_words(client):
    publication = publish(
        body="## Rest & *sleep*\n\nA physiotherapist helps [@walking].\n\n## At home\n\nWalk.\n"
    )

    page = client.get(publication.get_absolute_url()).content.decode()

    assert '<li><a href="#section-rest-sleep">Rest &amp; sleep</a></li>' in page
