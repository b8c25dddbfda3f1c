"""Asking an expert outside on the desk: the page, who was asked, revoking, and who sees any of it."""

import re

import pytest
from django.test import Client

from reviewers.commenting import Remark
from reviewers.models import AdviceLink
from reviewers.outside import advising, doors
from reviewers.outside.doors import Door
from tests.factories import (
    make_article,
    make_edition,
    make_editor,
    make_publisher,
    make_reviewer,
    make_writer,
)
from tests.reviewers.outside.test_advising import ask, token_of

pytestmark = pytest.mark.django_db

TYPED = {
    "printed_name": "Ada Okoye, PhD",
    "email": "ada@example.org",
    "question": "Is the dose right?",
    "days": "7",
}


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def page(article, name="advice"):
    return f"/admin/articles/article/{article.pk}/{name}/"


def test_article_leads_to_the_page_while_an_edition_is_open():
    edition, untouched = make_edition(), make_article()
    client = client_of(make_editor())

    shown = [
        page(article) in client.get(f"/admin/articles/article/{article.pk}/change/").content.decode()
        for article in [edition.article, untouched]
    ]

    assert shown == [True, False]


def test_editor_asks_and_the_link_is_mailed():
    edition = make_edition()
    client = client_of(make_editor())

    response = client.post(page(edition.article), TYPED | {"edition": edition.number}, follow=True)

    link = AdviceLink.objects.get()
    assert (link.edition, link.email, (link.expires_at - link.at).days) == (edition, "ada@example.org", 7)
    assert "Ada Okoye, PhD is asked about edition 1, by a link mailed to ada@example.org." in re.sub(
        r"\s+", " ", response.content.decode()
    )
    assert Client().get(f"/advice/{token_of(link)}/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"email": "ada@"}, 422, "Write it like name@example.org."),
        ({"question": ""}, 422, "Say what you want to know."),
        ({"days": "61"}, 422, "less than or equal to 60"),
        ({"days": "many"}, 422, "Enter a whole number."),
        ({"edition": "9"}, 422, "This article has no such edition: open the page anew."),
    ],
)
def test_what_cannot_be_read_is_said_and_what_was_typed_is_kept(changes, status, sentence):
    edition = make_edition()

    response = client_of(make_editor()).post(
        page(edition.article), TYPED | {"edition": edition.number} | changes
    )

    body = response.content.decode()
    assert (response.status_code, sentence in body, "Ada Okoye, PhD" in body) == (status, True, True)
    assert not AdviceLink.objects.exists()


def test_somebody_with_an_account_is_refused_with_what_to_do():
    edition, email = make_edition(), make_reviewer().user.email

    response = client_of(make_editor()).post(
        page(edition.article), TYPED | {"edition": edition.number, "email": email}
    )

    assert response.status_code == 409
    assert f"{email} belongs to an account of this site: ask them as a reviewer." in response.content.decode()


def test_list_says_of_each_link_what_it_is_good_for():
    edition = make_edition()
    works = ask(edition)
    advising.comment(works, remark=Remark("Good."))
    revoked = ask(edition, printed_name="Ben Brew", email="ben@example.org")
    advising.revoke(revoked, by=make_editor())

    body = client_of(make_writer()).get(page(edition.article)).content.decode()

    items = re.search(r'(?s)<ul class="outside">.*?</ul>', body).group()
    lines = [
        " ".join(re.sub(r"<[^>]+>", "", item).split()) for item in re.findall(r"(?s)<li>.*?</li>", items)
    ]
    asked = f"asked about edition 1 by Edgar Editor on {revoked.at:%-d %B %Y}. The link"
    until = f"{works.expires_at:%-d %B %Y, %H:%M} UTC"
    assert lines == [
        f"Ben Brew, ben@example.org: {asked} was revoked. No comments.",
        f"Ada Okoye, PhD, ada@example.org: {asked} works until {until}. 1 comment. "
        "Revoke the link of Ada Okoye, PhD",
    ]


def test_page_never_shows_the_link_itself():
    link = ask()

    body = client_of(make_editor()).get(page(link.edition.article)).content.decode()

    assert token_of(link) not in body
    assert link.token_sha256 not in body


def test_link_is_revoked_from_the_list():
    link = ask()

    response = client_of(make_writer()).post(page(link.edition.article, "revoke_advice"), {"link": link.pk})

    assert response.status_code == 302
    assert doors.find(token_of(link))[0] is Door.REVOKED


def test_link_of_another_article_is_not_revoked_from_here():
    link, other = ask(), ask(email="ben@example.org")

    response = client_of(make_editor()).post(page(link.edition.article, "revoke_advice"), {"link": other.pk})

    assert response.status_code == 422
    assert "This article has no such link: open the page anew." in response.content.decode()
    assert doors.door_of(other) is Door.OPEN


def test_revoking_twice_is_refused():
    link = ask()
    advising.revoke(link, by=make_editor())

    response = client_of(make_editor()).post(page(link.edition.article, "revoke_advice"), {"link": link.pk})

    assert response.status_code == 409
    assert "was revoked already" in response.content.decode()


@pytest.mark.parametrize("make", [make_publisher, lambda: make_reviewer().user])
@pytest.mark.parametrize("name", ["advice", "revoke_advice"])
def test_who_may_not_ask_neither_asks_nor_revokes_nor_sees_an_address(make, name):
    link = ask()
    client, article = client_of(make()), link.edition.article

    shown = client.get(page(article, name))
    done = client.post(
        page(article, name), TYPED | {"edition": 1, "link": link.pk, "email": "eve@example.org"}
    )

    assert (shown.status_code, done.status_code) == (403, 403)
    assert "ada@example.org" not in shown.content.decode() + done.content.decode()
    assert [one.pk for one in AdviceLink.objects.all()] == [link.pk]
    assert doors.door_of(link) is Door.OPEN


def test_page_of_many_links_asks_no_more_questions(django_assert_max_num_queries):
    few, many = make_edition(), make_edition()
    for number in range(2):
        ask(few, email=f"person-{number}@elsewhere.example")
    for number in range(12):
        ask(many, email=f"person-{number}@elsewhere.example")
    client = client_of(make_editor())
    client.get(page(few.article))
    with django_assert_max_num_queries(100) as counted:
        client.get(page(few.article))

    with django_assert_max_num_queries(len(counted)):
        assert client.get(page(many.article)).content.decode().count("@elsewhere.example") == 12
