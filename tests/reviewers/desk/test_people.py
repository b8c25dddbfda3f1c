"""Reviewers and their credentials: verified by someone else, and every change on record."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from articles import clock
from articles.models import AuditEntry
from reviewers.models import Credential, Reviewer
from tests.factories import make_editor, make_reviewer, make_user

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def credential(reviewer: Reviewer, **changes) -> dict:
    data = {
        "reviewer": reviewer.pk,
        "type": "Medical registration",
        "issuer": "Board of Harbour County",
        "status": "active",
        "valid_from": "2020-01-01",
        "verified_how": "Looked up in the register",
    }
    return data | changes


def test_an_editor_makes_a_reviewer():
    user = make_user("reviewer", name="Mira Medic")

    response = client_of(make_editor()).post(
        "/admin/reviewers/reviewer/add/",
        {"user": user.pk, "name": "Mira  Medic", "credentials": "MD", "roles": ["medical"], "slug": ""},
    )

    reviewer = Reviewer.objects.get()
    assert response.status_code == 302
    assert (reviewer.name, reviewer.slug, reviewer.roles) == ("Mira Medic", "mira-medic", ["medical"])
    assert json.loads(AuditEntry.objects.get(event="access_changed").data)["changed"]["roles"] == [
        "",
        "medical",
    ]


def test_a_reviewer_needs_a_role():
    user = make_user("reviewer")

    response = client_of(make_editor()).post("/admin/reviewers/reviewer/add/", {"user": user.pk, "name": "X"})

    assert response.status_code == 422
    assert "Choose at least one role." in response.content.decode()


def test_whoever_says_how_it_was_verified_is_the_verifier():
    reviewer, editor = make_reviewer(), make_editor()

    response = client_of(editor).post("/admin/reviewers/credential/add/", credential(reviewer))

    made = Credential.objects.latest("pk")
    assert response.status_code == 302
    assert (made.verified_by, made.verified_on) == (editor, clock.today())


def test_nobody_verifies_their_own_credential():
    reviewer = make_reviewer()
    reviewer.user.groups.add(make_editor().groups.get())
    client = client_of(reviewer.user)

    refused = client.post("/admin/reviewers/credential/add/", credential(reviewer))
    own = reviewer.held_credentials.get()
    changed = client.post(
        reverse("admin:reviewers_credential_change", args=[own.pk]), credential(reviewer, verified_how="")
    )

    own.refresh_from_db()
    assert refused.status_code == 422
    assert "Nobody verifies their own credentials" in refused.content.decode()
    assert changed.status_code == 302
    assert own.verified_by is None


@pytest.mark.parametrize(
    "changes", [{"valid_until": "2019-01-01"}, {"valid_from": "x"}, {"reviewer": "9999"}]
)
def test_a_malformed_credential_is_refused(changes: dict):
    reviewer = make_reviewer()

    response = client_of(make_editor()).post(
        "/admin/reviewers/credential/add/", credential(reviewer) | changes
    )

    assert response.status_code == 422
