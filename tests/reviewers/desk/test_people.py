"""Reviewers and their credentials: invited, vouched for by someone else, and every change on record."""

import json
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from articles import clock, second_factor
from articles.models import AuditEntry, User
from reviewers import declarations, inviting, policy
from reviewers.models import Credential, IdentityCheck, Reviewer
from reviewers.readiness import readiness_of
from tests.authenticating import set_up_app
from tests.factories import make_editor, make_reviewer, make_user, make_writer

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def change_path(row) -> str:
    return reverse(f"admin:reviewers_{row._meta.model_name}_change", args=[row.pk])


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


def seen_on(page) -> str:
    return unescape(re.search(r'name="seen" value="([^"]*)"', page.content.decode())[1])


def last_data(event: str) -> dict:
    return json.loads(AuditEntry.objects.filter(event=event).latest("number").data)


# Inviting


INVITATION = {
    "email": "mira@example.org",
    "given_name": "Mira",
    "family_name": "Medic",
    "credentials": "MD",
    "affiliation": "Harbour Lane Clinic",
    "orcid": "https://orcid.org/0000-0002-1825-0097",
    "roles": ["medical"],
    "how": "Known personally",
    "details": "We trained together",
}


def test_an_editor_invites_a_reviewer():
    response = client_of(make_editor()).post("/admin/reviewers/reviewer/invite/", INVITATION)

    reviewer = Reviewer.objects.get()
    assert response.status_code == 302
    assert response["Location"] == change_path(reviewer)
    assert (str(reviewer), reviewer.slug, reviewer.orcid) == (
        "Mira Medic, MD",
        "mira-medic",
        "0000-0002-1825-0097",
    )
    assert reviewer.identity_checks.get().how == "Known personally: We trained together"


def test_an_invitation_may_leave_identity_for_later():
    client_of(make_editor()).post(
        "/admin/reviewers/reviewer/invite/", INVITATION | {"how": "", "details": ""}
    )

    assert not Reviewer.objects.get().identity_checks.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": ""}, "Write the e-mail address"),
        ({"email": "mira"}, "Write an e-mail address, like name@example.org."),
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["royal"]}, "royal is not one of the available choices"),
        ({"orcid": "0000-0002-1825-0098"}, "does not fit the others"),
        ({"how": "Otherwise", "details": ""}, "Say how you made sure who this is."),
        ({"how": "royal"}, "royal is not one of the available choices"),
    ],
)
def test_a_malformed_invitation_keeps_what_was_typed(changes: dict, sentence: str):
    response = client_of(make_editor()).post("/admin/reviewers/reviewer/invite/", INVITATION | changes)

    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert sentence in page
    assert 'value="Harbour Lane Clinic"' in page
    assert not Reviewer.objects.exists()


def test_adding_a_reviewer_is_inviting_them():
    response = client_of(make_editor()).get("/admin/reviewers/reviewer/add/")

    assert (response.status_code, response["Location"]) == (302, "/admin/reviewers/reviewer/invite/")


@pytest.mark.parametrize(
    "make", [make_writer, lambda: User.objects.create_superuser("root@example.org", "x")]
)
def test_who_is_no_editor_looks_and_changes_nothing(make):
    reviewer, client = make_reviewer(), client_of(make())

    assert client.get(change_path(reviewer)).status_code == 200
    assert client.get("/admin/reviewers/reviewer/").status_code == 200
    assert client.get("/admin/reviewers/reviewer/invite/").status_code == 403
    assert client.post("/admin/reviewers/reviewer/invite/", INVITATION).status_code == 403
    assert client.post(change_path(reviewer), {"given_name": "X"}).status_code == 403
    assert client.post(f"/admin/reviewers/reviewer/{reviewer.pk}/identity/", {"how": "x"}).status_code == 403
    assert client.post(f"/admin/reviewers/reviewer/{reviewer.pk}/invite-again/").status_code == 403
    assert AuditEntry.objects.filter(event="refused").count() == 3
    assert client.post("/admin/reviewers/credential/add/", credential(reviewer)).status_code == 403


def test_an_account_that_is_there_is_made_a_reviewers():
    user = make_user("reviewer", name="Mira Medic")
    client = client_of(make_editor())

    page = client.get("/admin/reviewers/reviewer/add/?existing=1")
    response = client.post(
        "/admin/reviewers/reviewer/add/?existing=1",
        {
            "user": user.pk,
            "given_name": "Mira ",
            "family_name": " Medic",
            "credentials": "MD",
            "roles": ["medical"],
        },
    )

    reviewer = Reviewer.objects.get()
    assert (page.status_code, response.status_code) == (200, 302)
    assert (reviewer.name, reviewer.slug, reviewer.roles) == ("Mira Medic", "mira-medic", ["medical"])
    assert last_data("access_changed")["changed"]["roles"] == ["", "medical"]


def test_a_reviewer_needs_a_role():
    user = make_user("reviewer")

    response = client_of(make_editor()).post(
        "/admin/reviewers/reviewer/add/", {"user": user.pk, "given_name": "X", "family_name": "Y"}
    )

    assert response.status_code == 422
    assert "Choose at least one role." in response.content.decode()


def test_the_invitation_is_mailed_again_from_the_reviewers_page():
    reviewer = inviting.invite(
        by=make_editor(), email="m@example.org", given_name="Mira", family_name="Medic", roles=["medical"]
    )
    client = client_of(make_editor())
    before = inviting.link_for(reviewer.user)

    page = client.get(change_path(reviewer)).content.decode()
    response = client.post(f"/admin/reviewers/reviewer/{reviewer.pk}/invite-again/")

    assert "Mail the invitation again" in page
    assert response.status_code == 302
    assert inviting.read_link(before.rstrip("/").rpartition("/")[2])[0] is inviting.Link.USED
    begun = make_reviewer()
    assert "Mail the invitation again" not in client.get(change_path(begun)).content.decode()
    assert client.post(f"/admin/reviewers/reviewer/{begun.pk}/invite-again/").status_code == 409


# Identity


def test_an_editor_verifies_who_somebody_is():
    reviewer, editor = make_reviewer(ready=False), make_editor()

    response = client_of(editor).post(
        f"/admin/reviewers/reviewer/{reviewer.pk}/identity/",
        {"how": "Video call, identity document seen", "details": "passport"},
    )

    check = IdentityCheck.objects.get()
    assert response.status_code == 302
    assert (check.by, check.how) == (editor, "Video call, identity document seen: passport")
    assert policy.identity_is_verified(reviewer)


def test_nobody_verifies_their_own_identity():
    reviewer = make_reviewer(ready=False)
    reviewer.user.groups.add(make_editor().groups.get())
    client = client_of(reviewer.user)

    refused = client.post(
        f"/admin/reviewers/reviewer/{reviewer.pk}/identity/", {"how": "Known personally", "details": ""}
    )

    assert refused.status_code == 409
    assert "Nobody verifies their own identity" in refused.content.decode()
    assert "Put it on record" not in client.get(change_path(reviewer)).content.decode()
    assert not IdentityCheck.objects.exists()


@pytest.mark.parametrize("given", [{}, {"how": "x"}, {"how": "Otherwise"}])
def test_an_identity_check_says_how(given: dict):
    reviewer = make_reviewer(ready=False)

    response = client_of(make_editor()).post(f"/admin/reviewers/reviewer/{reviewer.pk}/identity/", given)

    assert response.status_code == 409
    assert not IdentityCheck.objects.exists()


def test_after_a_reset_the_page_says_since_when_identity_is_open():
    reviewer = make_reviewer()
    reviewer.user.access_reset_at = clock.now()
    reviewer.user.save()

    page = client_of(make_editor()).get(change_path(reviewer)).content.decode()

    assert "The account was reset on" in page
    assert "Not ready to sign yet" in page


# Readiness, for everyone at once


def states() -> list[Reviewer]:
    found = [make_reviewer(), make_reviewer(ready=False), make_reviewer()]
    declarations.declare(found[2], "not_named", by=found[2].user)
    withdrawn = make_reviewer()
    declarations.declare(withdrawn, "not_named", by=withdrawn.user)
    declarations.declare(withdrawn, "named", by=withdrawn.user)
    reset, locked, own = make_reviewer(), make_reviewer(), make_reviewer(ready=False)
    reset.user.access_reset_at = clock.now()
    reset.user.save()
    set_up_app(locked.user)
    IdentityCheck.objects.create(reviewer=own, how="by myself", by=own.user, at=clock.now())
    gone = make_reviewer()
    gone.user.is_active = False
    gone.user.save()
    return [*found, withdrawn, reset, locked, own, gone]


@pytest.mark.parametrize("required", [True, False])
def test_the_list_and_the_policy_agree(settings, required: bool):
    settings.SECOND_FACTOR_REQUIRED = required
    people = list(Reviewer.objects.filter(pk__in=[person.pk for person in states()]).select_related("user"))

    found = readiness_of(people)

    for reviewer in people:
        objections = [
            *policy.refusals(reviewer.user, "sign"),
            *policy.readiness_objections(reviewer),
        ]
        assert len(found[reviewer.pk].missing) == len(objections), (found[reviewer.pk], objections)
    assert second_factor.lacking([person.user_id for person in people]) == {
        person.user_id
        for person in people
        if second_factor.required(person.user) and not second_factor.has_factor(person.user)
    }


def test_credentials_in_force_are_told_with_their_end():
    endless, ending, none = make_reviewer(), make_reviewer(), make_reviewer()
    ending.held_credentials.update(valid_until="2090-03-03")
    none.held_credentials.update(verified_by=None, verified_on=None, verified_how="")

    page = client_of(make_editor()).get("/admin/reviewers/reviewer/").content.decode()

    for told in ["Credential without end", "Credential until 3 March 2090", "No credential in force"]:
        assert told in page
    found = readiness_of([endless, ending, none])
    assert [found[row.pk].has_credential for row in [endless, ending, none]] == [True, True, False]


def test_the_list_needs_no_more_queries_for_more_reviewers(settings, django_assert_max_num_queries):
    settings.SECOND_FACTOR_REQUIRED = True
    client, counts = client_of(make_editor()), []
    for more in [3, 20]:
        for _ in range(more):
            make_reviewer()
        with django_assert_max_num_queries(25) as counted:
            assert (
                client.get("/admin/reviewers/reviewer/").content.decode().count("Missing: second factor")
                >= more
            )
        counts.append(len(counted))

    assert counts[0] == counts[1]


def test_editors_see_interests_and_others_do_not():
    reviewer = make_reviewer()
    declarations.state_interests(reviewer, "Fees from Examplex, 2025", by=reviewer.user)

    assert "Fees from Examplex" in client_of(make_editor()).get(change_path(reviewer)).content.decode()
    assert "Fees from Examplex" not in client_of(make_writer()).get(change_path(reviewer)).content.decode()


# Changes


def profile(reviewer: Reviewer, **changes) -> dict:
    shown = ["given_name", "family_name", "credentials", "affiliation", "orcid", "roles", "slug"]
    return {name: getattr(reviewer, name) for name in shown} | changes


def test_a_changed_profile_is_on_record_with_both_values():
    reviewer, client = make_reviewer(name="Mira Medic"), client_of(make_editor())
    seen = seen_on(client.get(change_path(reviewer)))

    response = client.post(
        change_path(reviewer), profile(reviewer, credentials="MD, PhD", roles=["editorial"], seen=seen)
    )

    assert response.status_code == 302
    assert last_data("access_changed")["changed"] == {
        "credentials": ["MD", "MD, PhD"],
        "roles": ["medical", "editorial"],
    }


def test_a_stale_profile_overwrites_nothing_unseen():
    reviewer, client = make_reviewer(name="Mira Medic"), client_of(make_editor())
    seen = seen_on(client.get(change_path(reviewer)))
    client.post(change_path(reviewer), profile(reviewer, affiliation="Quay Hospital", seen=seen))

    stale = client.post(change_path(reviewer), profile(reviewer, credentials="MD, PhD", seen=seen))

    reviewer.refresh_from_db()
    assert stale.status_code == 422
    assert "It says now: Affiliation: Quay Hospital." in stale.content.decode()
    assert (reviewer.affiliation, reviewer.credentials) == ("Quay Hospital", "MD")
    meant = client.post(change_path(reviewer), profile(reviewer, credentials="MD, PhD", seen=seen_on(stale)))
    reviewer.refresh_from_db()
    assert (meant.status_code, reviewer.credentials) == (302, "MD, PhD")


@pytest.mark.parametrize("seen", [None, "", "x", "[]", "{}"])
def test_a_form_that_says_not_what_it_saw_is_stale(seen):
    reviewer = make_reviewer()
    given = profile(reviewer, affiliation="Quay Hospital") | ({} if seen is None else {"seen": seen})

    assert client_of(make_editor()).post(change_path(reviewer), given).status_code == 422


def test_a_mistyped_orcid_is_refused():
    reviewer, other, client = make_reviewer(), make_reviewer(), client_of(make_editor())
    Reviewer.objects.filter(pk=other.pk).update(orcid="0000-0002-1825-0097")
    seen = seen_on(client.get(change_path(reviewer)))

    mistyped = client.post(change_path(reviewer), profile(reviewer, orcid="0000-0002-1825-0098", seen=seen))
    taken = client.post(change_path(reviewer), profile(reviewer, orcid="0000-0002-1825-0097", seen=seen))

    assert (mistyped.status_code, taken.status_code) == (422, 422)
    assert "does not fit the others" in mistyped.content.decode()
    assert "has this ORCID iD already" in taken.content.decode()


# Credentials


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
    seen = seen_on(client.get(change_path(own)))
    kept = client.post(change_path(own), credential(reviewer, seen=seen))
    changed = client.post(change_path(own), credential(reviewer, verified_how="", seen=seen))

    own.refresh_from_db()
    assert (refused.status_code, kept.status_code) == (422, 422)
    assert "Nobody verifies their own credentials" in refused.content.decode()
    assert changed.status_code == 302
    assert own.verified_by is None


def test_a_stale_credential_overwrites_nothing_unseen():
    reviewer, client = make_reviewer(), client_of(make_editor())
    held = reviewer.held_credentials.get()
    seen = seen_on(client.get(change_path(held)))
    client.post(change_path(held), credential(reviewer, valid_until="2090-03-03", seen=seen))

    stale = client.post(change_path(held), credential(reviewer, issuer="Somebody else", seen=seen))

    held.refresh_from_db()
    assert stale.status_code == 422
    assert "Valid until: 2090-03-03" in stale.content.decode()
    assert held.issuer == "Board of Harbour County"


def test_a_credential_stays_with_its_person():
    reviewer, other, client = make_reviewer(), make_reviewer(), client_of(make_editor())
    held = reviewer.held_credentials.get()
    seen = seen_on(client.get(change_path(held)))

    client.post(change_path(held), credential(other, seen=seen))

    held.refresh_from_db()
    assert held.reviewer == reviewer


@pytest.mark.parametrize("group", ["auditor", "editor"])
def test_a_credentials_number_is_for_editors(group: str):
    reviewer = make_reviewer()
    held = reviewer.held_credentials.get()
    editor = client_of(make_editor())
    editor.post(
        change_path(held),
        credential(reviewer, number="HC-48291", seen=seen_on(editor.get(change_path(held)))),
    )

    page = client_of(make_user(group)).get(change_path(held)).content.decode()

    assert "Board of Harbour County" in page
    assert ("HC-48291" in page) == (group == "editor")
    assert last_data("access_changed")["changed"]["number"] == ["", "…91"]


@pytest.mark.parametrize(
    "changes", [{"valid_until": "2019-01-01"}, {"valid_from": "x"}, {"reviewer": "9999"}]
)
def test_a_malformed_credential_is_refused(changes: dict):
    reviewer = make_reviewer()

    response = client_of(make_editor()).post(
        "/admin/reviewers/credential/add/", credential(reviewer) | changes
    )

    assert response.status_code == 422
