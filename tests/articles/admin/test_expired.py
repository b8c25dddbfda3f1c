"""A form sent after one was logged out."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_article, make_edition, make_writer

pytestmark = pytest.mark.django_db


def test_form_sent_without_a_session_is_not_redirected_away(client: Client):
    article, edition = make_article(), make_edition()
    client.force_login(make_writer())
    client.logout()

    for address in [
        reverse("admin:articles_article_change", args=[article.pk]),
        reverse("admin:articles_article_withdraw", args=[article.pk]),
        reverse("admin:reviewers_edition_review", args=[edition.pk]),
    ]:
        answer = client.post(address, {"title": "Typed for an hour"})

        assert answer.status_code == 401
        assert "go one page back in your browser" in answer.content.decode()


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
