"""A reviewer's own page: what is on record about them, and what they change about it."""

import pytest
from django.test import Client
from django.urls import reverse

from reviewers import declarations
from reviewers.models import Reviewer
from tests.factories import make_reviewer, make_writer

pytestmark = pytest.mark.django_db
PATH = "/admin/my-profile/"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_reviewer_sees_what_is_on_record_about_them():
    reviewer = make_reviewer(name="Mira Medic")
    reviewer.held_credentials.update(number="HC-48291")

    page = client_of(reviewer.user).get(PATH).content.decode()

    for text in [
        "Mira Medic, MD",
        "HC-48291",
        "Verified by Edgar Editor",
        "passport seen",
        "None.",
        "guidance",
    ]:
        assert text in page
    assert "Something is still missing" not in page
    assert f'href="{PATH}"' in client_of(reviewer.user).get("/admin/").content.decode()


def test_the_page_is_for_reviewers():
    client = client_of(make_writer())

    assert client.get(PATH).status_code == 403
    assert f'href="{PATH}"' not in client.get("/admin/").content.decode()
    assert Client().get(PATH).status_code == 302


def test_interests_are_stated_anew():
    reviewer = make_reviewer()
    client = client_of(reviewer.user)

    refused = client.post(PATH, {"act": "interests", "interests": "these", "statement": ""})
    done = client.post(PATH, {"act": "interests", "interests": "these", "statement": "Fees from Examplex"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert declarations.interests_of(reviewer) == "Fees from Examplex"
    assert reviewer.disclosures.count() == 2


def test_consent_is_withdrawn_and_given_again():
    reviewer = make_reviewer()
    client = client_of(reviewer.user)

    withdrawn = client.post(PATH, {"act": "not_named"}, follow=True).content.decode()
    assert "What is public already keeps it." in withdrawn
    assert not declarations.may_be_named(Reviewer.objects.get())
    assert reverse("reviewer_before_you_sign") in withdrawn
    client.post(PATH, {"act": "named"})
    client.post(PATH, {"act": "named"})

    assert declarations.may_be_named(Reviewer.objects.get())
    assert list(reviewer.declarations.values_list("what", flat=True))[-2:] == ["not_named", "named"]


def test_an_unknown_act_changes_nothing():
    reviewer = make_reviewer()

    response = client_of(reviewer.user).post(PATH, {"act": "royal"})

    assert response.status_code == 400
    assert reviewer.declarations.count() == 3
