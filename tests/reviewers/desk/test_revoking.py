"""Taking a signature back: the signer's own act, with a reason and with credentials in the same request."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import AuditEntry, Publication
from reviewers.models import Reviewer, Revocation, SignOff
from reviewers.rounds import current_round
from reviewers.signoff import revoking
from tests.articles.admin.posting import fields
from tests.authenticating import set_up_app
from tests.factories import PASSWORD, make_edition, make_publication, make_reviewer, make_user, sign

pytestmark = pytest.mark.django_db
REVOCATION = {"revoke-reason": "The dose is wrong.", "revoke-password": PASSWORD}


@pytest.fixture
def reviewer() -> Reviewer:
    return make_reviewer(name="Mira Medic")


@pytest.fixture
def signoff(reviewer: Reviewer) -> SignOff:
    return sign(make_edition(), reviewer)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(signoff: SignOff) -> str:
    return reverse("admin:reviewers_signoff_revoke", args=[signoff.pk])


def test_a_page_goes_down_by_the_form_as_shown():
    publication = make_publication()
    signoff = publication.edition.signoffs.get(role="medical")
    client = client_of(signoff.signer.user)
    page = client.get(url(signoff)).content.decode()

    response = client.post(url(signoff), fields(page, "revoke_form") | REVOCATION, follow=True)

    assert "goes down at once" in page
    assert "Revoke my signature</button>" in page
    assert "Revoked. Nothing is public by this signature any more." in response.content.decode()
    assert Revocation.objects.get(signoff=signoff).reason == "The dose is wrong."
    assert not Publication.objects.live().exists()


def test_what_is_not_public_is_not_said_to_go_down(signoff: SignOff, reviewer: Reviewer):
    page = client_of(reviewer.user).get(url(signoff)).content.decode()

    assert "goes down at once" not in page
    assert "The signature no longer counts." in page


def test_the_review_screen_and_the_signature_lead_there(signoff: SignOff, reviewer: Reviewer):
    pages = [
        reverse("admin:reviewers_edition_review", args=[signoff.edition_id]),
        reverse("admin:reviewers_signoff_change", args=[signoff.pk]),
    ]

    for page in pages:
        assert f'href="{url(signoff)}"' in client_of(reviewer.user).get(page).content.decode()
        assert f'href="{url(signoff)}"' not in client_of(make_reviewer().user).get(page).content.decode()


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"revoke-reason": " "}, 422, "Say why you revoke the signature."),
        ({"revoke-password": ""}, 403, "Type your password"),
        ({"revoke-password": "wrong"}, 403, "The password or the code is not right"),
    ],
)
def test_a_revocation_that_will_not_do_is_refused_and_keeps_the_reason(
    signoff: SignOff, reviewer: Reviewer, changes: dict, status: int, sentence: str
):
    response = client_of(reviewer.user).post(url(signoff), REVOCATION | changes)

    page = response.content.decode()
    assert response.status_code == status
    assert sentence in page
    assert "revoke-reason" in changes or "The dose is wrong." in page
    assert '"wrong"' not in page
    assert not Revocation.objects.exists()


def test_a_session_alone_revokes_nothing_and_the_try_is_on_record(signoff: SignOff, reviewer: Reviewer):
    response = client_of(reviewer.user).post(url(signoff), {"revoke-reason": "The dose is wrong."})

    entry = AuditEntry.objects.latest("number")
    assert response.status_code == 403
    assert (entry.event, entry.actor, json.loads(entry.data)["attempt"]) == (
        "refused",
        reviewer.user,
        "revoke",
    )


def test_who_has_a_second_factor_revokes_with_it(signoff: SignOff, reviewer: Reviewer):
    phone = set_up_app(reviewer.user)
    client = client_of(reviewer.user)

    page = client.get(url(signoff)).content.decode()
    without = client.post(url(signoff), REVOCATION)
    right = client.post(url(signoff), REVOCATION | {"revoke-code": phone.code()})

    assert f'data-bound-to="{revoking(signoff)}"' in page
    assert (without.status_code, right.status_code) == (403, 302)
    assert Revocation.objects.get().factor == "totp"


@pytest.mark.parametrize("group", ["reviewer", "editor", "auditor"])
def test_others_are_told_who_can(signoff: SignOff, group: str):
    client = client_of(make_user(group, name="Otto Other", is_superuser=group == "auditor"))

    shown, posted = client.get(url(signoff)), client.post(url(signoff), REVOCATION)

    for response in [shown, posted]:
        page = response.content.decode()
        assert response.status_code == 403
        assert "This signature is Mira Medic&#x27;s: only they can revoke it." in page
        assert "revoke-password" not in page
    assert AuditEntry.objects.filter(event="refused").count() == 1
    assert not Revocation.objects.exists()


def test_a_signature_is_revoked_once(signoff: SignOff, reviewer: Reviewer):
    client = client_of(reviewer.user)
    client.post(url(signoff), REVOCATION)

    again = client.post(url(signoff), REVOCATION)

    assert again.status_code == 409
    assert "You revoked this signature on" in again.content.decode()
    assert current_round(signoff.edition) == 2


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 40])
def test_a_signature_that_is_not_there_is_404(pk: str, reviewer: Reviewer):
    assert client_of(reviewer.user).get(f"/admin/reviewers/signoff/{pk}/revoke/").status_code == 404
