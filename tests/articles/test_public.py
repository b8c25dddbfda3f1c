"""The public pages: only what is live, signed and genuine, and every byte of it as it was signed."""

import hashlib
import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles import clock, guards
from reviewers import publishing, signoff
from reviewers.models import Role, SignOff
from tests import factories

pytestmark = pytest.mark.django_db

MARCH = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def publish(article=None, at=MARCH, **fields):
    """Submit, sign and publish at one moment; returns the publication."""
    with clock.set_to(at):
        if article is None:
            article = factories.make_article(**fields)
        return factories.make_publication(article)


def republish(publication, at=MARCH + timedelta(days=30), **changes):
    """A new edition of the same article."""
    with clock.set_to(at):
        factories.change(publication.article, **(changes or {"title": "Walking again"}))
        return factories.make_publication(publication.article)


def withdraw(publication, at=MARCH + timedelta(days=60)):
    with clock.set_to(at):
        return publishing.withdraw(
            publication.article, by=factories.make_editor(), reason="The dose <b>was</b> wrong."
        )


def forge(sql, parameters):
    """Change a row as somebody who owns the database could."""
    # PostgreSQL alters no table while a foreign key's check on it is still waiting.
    connection.check_constraints()
    guards.lift(guards.GUARDS)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    connection.check_constraints()
    guards.install(guards.GUARDS)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace(" ,", ",")


def at(moment, client, address):
    with clock.set_to(moment):
        return client.get(address)


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
    assert "The review of this page was due on 3 March 2027 and has not been done." in day_after


def test_lists_claim_no_review_that_is_overdue(client):
    publish()

    shown = words(at(datetime(2027, 3, 4, tzinfo=UTC), client, "/articles/"))

    assert "Review due since 3 March 2027." in shown
    assert "Reviewed by" not in shown


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
    assert "Medical review and approval of the changes in this edition" in shown
    assert "Page last reviewed: 3 March 2026" in shown


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
    assert "This is edition 1, as it stood here from 3 March 2026 until 2 April 2026." in words(response)
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
            password=factories.PASSWORD,
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


FORGERIES = {
    "title": "UPDATE articles_publication SET title = 'Forged' WHERE id = %s",
    "topics": """UPDATE articles_publication SET topics = '[{"name":"Forged","slug":"forged"}]' WHERE id = %s""",
    "unreadable topics": "UPDATE articles_publication SET topics = 'Forged' WHERE id = %s",
    "reviewers": "UPDATE articles_publication SET reviewers = '[]' WHERE id = %s",
    "dates": "UPDATE articles_publication SET review_due_on = '2099-01-01' WHERE id = %s",
    "seal": "UPDATE articles_publication SET seal = 'Forged' WHERE id = %s",
}
FORGED_EDITIONS = {
    "HTML": "UPDATE articles_edition SET html = 'Forged' WHERE id = %s",
    "document": "UPDATE articles_edition SET document = '{}' WHERE id = %s",
    "private": "UPDATE articles_edition SET private = 'Forged' WHERE id = %s",
    "digest": "UPDATE articles_edition SET html = 'Forged', html_sha256 = 'Forged', digest = 'Forged' WHERE id = %s",
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_forged_publication_is_not_found_anywhere_and_raises_an_alarm(client, caplog, forgery):
    publication = publish(title="Genuine")
    forge(forgery, [publication.pk])

    pages = [client.get(address) for address in ["/", "/articles/", "/topics/"]]

    assert client.get(publication.get_absolute_url()).status_code == 404
    assert client.get(reverse("edition", args=[publication.slug, 1])).status_code == 404
    assert not [page for page in pages if re.search(b"Genuine|Forged|Bone", page.content)]
    assert f"Publication {publication.uuid} is forged: its seal does not hold." in alarms(caplog)


@pytest.mark.parametrize("forgery", FORGED_EDITIONS.values(), ids=FORGED_EDITIONS)
def test_forged_edition_is_not_found_and_raises_an_alarm(client, caplog, forgery):
    publication = publish()
    forge(forgery, [publication.edition_id])

    assert client.get(publication.get_absolute_url()).status_code == 404
    assert client.get(reverse("edition", args=[publication.slug, 1])).status_code == 404
    assert (
        f"Edition {publication.edition_id} of publication {publication.uuid} is not what was signed."
        in alarms(caplog)
    )


def alarms(caplog):
    return [record.getMessage() for record in caplog.records if record.levelno == logging.CRITICAL]


def test_forged_withdrawal_is_not_shown(client):
    publication = publish()
    withdraw(publication)
    forge("UPDATE articles_publication SET title = 'Forged' WHERE id = %s", [publication.pk])

    assert client.get(publication.get_absolute_url()).status_code == 404


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


@pytest.mark.parametrize(
    ("address", "queries"), [("/", 1), ("/articles/", 2), ("/topics/", 1), ("/topics/bones/", 2)]
)
def test_lists_ask_the_same_number_of_questions_for_few_rows_and_many(
    client, django_assert_num_queries, address, queries
):
    for _ in range(3):
        publish()
    with django_assert_num_queries(queries):
        client.get(address)
    for _ in range(9):
        publish()

    with django_assert_num_queries(queries):
        client.get(address)


def test_article_page_asks_two_questions(client, django_assert_num_queries):
    publication = publish()
    republish(publication)

    with django_assert_num_queries(2):
        client.get(publication.get_absolute_url())


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


def test_healthz_is_alive_without_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"alive\n")


def test_readyz_is_ready_when_guards_and_key_are_there(client):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ready\n")


def test_readyz_names_what_is_missing(client, settings, tmp_path):
    guards.lift(guards.GUARDS)
    settings.SIGNING_KEY_FILE = tmp_path / "none.pem"

    response = client.get("/readyz")

    assert response.status_code == 503
    assert (
        response.content == b"The database's guards are not all in place.\nThe signing key cannot be read.\n"
    )


def test_page_that_fails_says_so_without_details(monkeypatch):
    monkeypatch.setattr("articles.public.reading.listed", lambda: 1 / 0)

    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert "This page could not be shown" in words(response)
