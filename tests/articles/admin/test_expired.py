"""A form sent after one was logged out, or logged in anew: what was typed stands in the answer."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from articles.models import Article
from tests.factories import make_article, make_edition, make_writer

from .posting import fields

pytestmark = pytest.mark.django_db


def carried(response) -> tuple[str, dict[str, list[str]]]:
    """Where the answer's own form goes, and what it takes along."""
    form = BeautifulSoup(response.content, "html.parser").select_one("main form")
    values: dict[str, list[str]] = {}
    for field in form.find_all("input"):
        values.setdefault(field["name"], []).append(field["value"])
    return form["action"], values


@pytest.mark.parametrize("token_is_old", [False, True])
def test_an_article_form_sent_too_late_goes_on_after_the_log_in(token_is_old: bool):
    article = make_article()
    client = Client(enforce_csrf_checks=token_is_old)
    client.force_login(article.owner)
    page = reverse("admin:articles_article_change", args=[article.pk])
    typed = fields(client.get(page).content.decode(), "article_form") | {
        "title": "Typed for an hour",
        "key_points-0-text": 'A "quoted" <point>',
        "csrfmiddlewaretoken": "x" * 64,
        "password": "not shown",
    }
    if not token_is_old:
        client.logout()

    answer = client.post(page, typed)
    address, values = carried(answer)
    still_out = client.post(address, values) if not token_is_old else answer
    client.force_login(article.owner)
    shown = client.post(address, values)

    assert answer.status_code == (403 if token_is_old else 401)
    assert {"csrfmiddlewaretoken", "password"}.isdisjoint(values)
    assert carried(still_out) == (address, values)
    assert shown.status_code == 200
    assert "It is not saved yet." in shown.content.decode()
    again = fields(shown.content.decode(), "article_form")
    assert (again["title"], again["key_points-0-text"]) == ("Typed for an hour", 'A "quoted" <point>')
    assert Article.objects.get().title == article.title
    client.handler.enforce_csrf_checks = False
    assert client.post(page, again).status_code == 302
    assert Article.objects.get().title == "Typed for an hour"


def test_a_form_for_a_new_article_goes_on_after_the_log_in(client: Client):
    client.force_login(make_writer())
    add = reverse("admin:articles_article_add")
    typed = fields(client.get(add).content.decode(), "article_form") | {"title": "Begun"}
    client.logout()

    address, values = carried(client.post(add, typed))
    client.force_login(make_writer())

    assert values["title"] == ["Begun"]
    assert fields(client.post(address, values).content.decode(), "article_form")["title"] == "Begun"


def test_other_forms_of_the_desk_show_what_was_typed(client: Client):
    article, edition = make_article(), make_edition()
    for address in [
        reverse("admin:articles_article_withdraw", args=[article.pk]),
        reverse("admin:reviewers_edition_review", args=[edition.pk]),
    ]:
        answer = client.post(address, {"reason": "Typed for an hour, all of it.", "sign-password": "x" * 30})

        page = answer.content.decode()
        assert answer.status_code == 401
        assert "go one page back in your browser" in page
        assert "Typed for an hour, all of it." in page
        assert "x" * 30 not in page


def test_pages_asked_for_without_a_session_lead_to_the_log_in(client: Client):
    assert client.get(reverse("admin:articles_article_changelist")).status_code == 302
    sent = client.post(reverse("admin_password_reset"), {"email": "somebody@example.org"})
    assert sent.status_code == 302


def test_form_with_a_number_that_no_database_takes_is_refused_in_a_sentence(client: Client):
    article = make_article()
    client.force_login(article.owner)

    answer = client.post(
        reverse("admin:articles_article_change", args=[article.pk]),
        {"kind": "explainer", "topics": "9" * 30, "seen": 1},
    )

    assert answer.status_code == 422
