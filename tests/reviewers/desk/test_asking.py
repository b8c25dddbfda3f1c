"""Asking one more reviewer for an edition under review, and what the article's page says that it waits for."""

import pytest
from django.test import Client
from django.urls import reverse

from articles import clock
from articles.models import Article, OutgoingMail
from reviewers import answering, requesting
from reviewers.models import ReviewRequest, Role
from tests.factories import (
    in_days,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    sign,
)

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(article: Article, act: str) -> str:
    return reverse(f"admin:articles_article_{act}", args=[article.pk])


def data_for(reviewer, number: int = 1) -> dict:
    due = clock.today().isoformat()
    return {"edition": number, "reviewer-medical": reviewer.pk, "due-medical": due, "due-editorial": due}


def test_somebody_else_is_asked_after_a_refusal():
    edition, client = make_edition(), client_of(make_editor())
    first, second = make_reviewer(name="Fay First"), make_reviewer(name="Sol Second")
    requesting.request_review(edition, by=make_editor(), requests=[(first, Role.MEDICAL, in_days(7))])
    answering.decline(edition, reviewer=first, role=Role.MEDICAL, reason="no_time")

    page = client.get(url(edition.article, "change")).content.decode()
    assert url(edition.article, "ask") in page
    assert "Fay First, MD: medical review" not in page
    done = client.post(url(edition.article, "ask"), data_for(second), follow=True).content.decode()

    assert "Sol Second is asked to review edition 1." in done
    assert "Sol Second, MD: medical review, by" in done
    assert ReviewRequest.objects.get(reviewer=second).round == 1
    assert OutgoingMail.objects.filter(to=second.user.email, subject__startswith="Please review").count() == 1


def test_nobody_is_asked_for_a_signature_that_is_there():
    edition, client = make_edition(), client_of(make_editor())
    sign(edition, make_reviewer(), Role.MEDICAL)

    form = client.get(url(edition.article, "ask")).content.decode()
    assert 'name="reviewer-editorial"' in form
    assert 'name="reviewer-medical"' not in form

    sign(edition, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)
    assert url(edition.article, "ask") not in client.get(url(edition.article, "change")).content.decode()


@pytest.mark.parametrize(
    ("number", "sentence"), [(7, "Another edition is under review by now"), ("", "names no")]
)
def test_only_the_edition_on_the_screen_is_asked_for(number, sentence: str):
    edition, reviewer = make_edition(), make_reviewer()

    refused = client_of(make_editor()).post(url(edition.article, "ask"), data_for(reviewer, number))

    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert not ReviewRequest.objects.exists()


def test_where_nothing_is_under_review_nobody_is_asked():
    article, client = make_publication().article, client_of(make_editor())

    assert url(article, "ask") not in client.get(url(article, "change")).content.decode()
    assert "No edition is under review" in client.get(url(article, "ask")).content.decode()
    assert client_of(make_publisher()).post(url(article, "ask")).status_code == 403


def test_a_live_edition_waits_for_nothing_until_it_is_signed_anew():
    article, client = make_publication().article, client_of(make_editor())
    edition, reviewer = article.editions.get(), make_reviewer(name="Rhea Reader")

    def page() -> str:
        return client.get(url(article, "change")).content.decode()

    assert "being published" not in page()
    requesting.request_review(edition, by=make_editor(), requests=[(reviewer, Role.MEDICAL, in_days(7))])
    assert "Who is asked to read edition 1 again" in page()
    assert "Rhea Reader, MD: medical review, by" in page()
    assert "being published" not in page()
    sign(edition, reviewer, Role.MEDICAL)
    assert "What keeps edition 1 from being published with its new signatures" in page()
    assert "Rhea Reader, MD: medical review, by" not in page()
