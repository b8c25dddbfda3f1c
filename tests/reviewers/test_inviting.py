"""Inviting a reviewer: one account per person, one mail with one link, all of it on record."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail

from articles import clock
from articles.groups import Group
from articles.models import AuditEntry, User
from reviewers import inviting, orcid, policy
from reviewers.inviting import CannotInvite, Link, invite, invite_again, read_link
from reviewers.models import Reviewer
from tests.factories import make_editor, make_publisher, make_reviewer, make_writer

pytestmark = pytest.mark.django_db


def invited(**changes) -> Reviewer:
    given = {
        "by": changes.pop("by", None) or make_editor(),
        "email": "mira@example.org",
        "given_name": "Mira",
        "family_name": "Medic",
        "credentials": "MD, FRCP (Edin)",
        "affiliation": "Harbour Lane Clinic",
        "orcid": "",
        "roles": ["medical"],
    }
    return invite(**given | changes)


def token_in(text: str) -> str:
    return re.search(r"/admin/welcome/([^/\s]+)/", text)[1]


def data_of(event: str) -> dict:
    return json.loads(AuditEntry.objects.filter(event=event).latest("number").data)


def test_an_invitation_makes_an_account_that_only_its_owner_can_enter(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        reviewer = invited()

    user = reviewer.user
    assert (user.email, user.is_staff, user.has_usable_password()) == ("mira@example.org", True, False)
    assert [group.name for group in user.groups.all()] == [Group.REVIEWER]
    assert (reviewer.slug, str(reviewer)) == ("mira-medic", "Mira Medic, MD, FRCP (Edin)")
    (sent,) = mail.outbox
    assert sent.to == ["mira@example.org"]
    assert sent.body.count("http") == 1
    assert read_link(token_in(sent.body)) == (Link.GOOD, reviewer)
    assert not policy.identity_is_verified(reviewer)


def test_it_is_on_record_with_its_values():
    editor = make_editor()
    reviewer = invited(by=editor, identity_how="We trained together")

    entry = AuditEntry.objects.get(event="invited")
    assert entry.actor == editor
    assert data_of("invited") == {
        "reviewer": reviewer.pk,
        "user": reviewer.user_id,
        "email": "mira@example.org",
        "given_name": "Mira",
        "family_name": "Medic",
        "credentials": "MD, FRCP (Edin)",
        "affiliation": "Harbour Lane Clinic",
        "orcid": "",
        "roles": ["medical"],
        "slug": "mira-medic",
        "again": "no",
        "identity_how": "We trained together",
    }
    assert data_of("access_changed")["changed"]["groups"] == ["", "reviewer"]
    assert policy.identity_is_verified(reviewer)


def test_two_people_of_one_name_have_two_addresses():
    invited()

    assert invited(email="other@example.org").slug == "mira-medic-2"


@pytest.mark.parametrize("make", [make_writer, make_publisher, lambda: make_reviewer().user])
def test_only_editors_invite(make):
    with pytest.raises(CannotInvite, match="Only editors may do this"):
        invited(by=make())

    assert not User.objects.filter(email="mira@example.org").exists()


def test_a_superuser_who_is_no_editor_does_not_invite():
    with pytest.raises(CannotInvite):
        invited(by=User.objects.create_superuser("root@example.org", "x"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"email": "MIRA@example.org"},
            "There is an account with the e-mail address mira@example.org already",
        ),
        ({"email": "mira+two@example.org"}, "the same mailbox as mira\\+two@example.org"),
        ({"email": "mira"}, "Write an e-mail address"),
        (
            {"email": "other@example.org", "orcid": "0000-0002-1825-0097"},
            "ORCID iD 0000-0002-1825-0097 is there",
        ),
        ({"email": "other@example.org", "orcid": "0000-0002-1825-0098"}, "does not fit"),
        ({"email": "other@example.org", "given_name": ""}, "Given name is missing."),
        ({"email": "other@example.org", "given_name": "Mira (Dr)"}, "Given name: A name has letters"),
        ({"email": "other@example.org", "family_name": "x" * 101}, "Family name: "),
        ({"email": "other@example.org", "credentials": "MD, FRCP (Edin"}, "Each bracket is closed"),
        ({"email": "other@example.org", "roles": []}, "Choose at least one role."),
        ({"email": "other@example.org", "roles": ["medical", "royal"]}, "no role 'royal'"),
        ({"email": "other@example.org", "roles": ["second_medical"]}, "no role 'second_medical'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(changes: dict, sentence: str):
    invited(orcid="https://orcid.org/0000-0002-1825-0097")

    with pytest.raises(CannotInvite, match=sentence):
        invited(**changes)

    assert Reviewer.objects.count() == 1


def test_a_link_dies_with_the_password_the_address_and_the_account():
    reviewer = invited()
    user, token = reviewer.user, token_in(inviting.link_for(reviewer.user))

    user.email = "else@example.org"
    user.save()
    assert read_link(token) == (Link.USED, None)
    user.email = "mira@example.org"
    user.save()
    assert read_link(token) == (Link.GOOD, reviewer)
    user.is_active = False
    user.save()
    assert read_link(token) == (Link.UNKNOWN, None)
    user.is_active = True
    user.set_password("a password of one's own")
    user.save()
    assert read_link(token) == (Link.USED, None)


def test_a_link_is_good_for_fourteen_days():
    reviewer = invited()
    token = token_in(inviting.link_for(reviewer.user))

    with clock.set_to(clock.now() + timedelta(days=13, hours=23)):
        assert read_link(token)[0] is Link.GOOD
    with clock.set_to(clock.now() + timedelta(days=14, minutes=1)):
        assert read_link(token) == (Link.EXPIRED, None)


@pytest.mark.parametrize(
    "forge", [lambda token: token[:-1], lambda token: "x" + token, lambda token: "x:y:z"]
)
def test_a_forged_link_opens_nothing(forge):
    reviewer = invited()

    assert read_link(forge(token_in(inviting.link_for(reviewer.user)))) == (Link.UNKNOWN, None)


def test_a_fresh_link_takes_the_place_of_the_earlier_one(django_capture_on_commit_callbacks):
    reviewer, editor = invited(), make_editor()
    earlier = token_in(inviting.link_for(reviewer.user))

    with django_capture_on_commit_callbacks(execute=True):
        invite_again(reviewer, by=editor)

    assert read_link(earlier)[0] is Link.USED
    assert read_link(token_in(mail.outbox[-1].body)) == (Link.GOOD, reviewer)
    assert data_of("invited")["again"] == "yes"


def test_whoever_has_begun_or_left_is_not_invited_again():
    reviewer = make_reviewer()

    with pytest.raises(CannotInvite, match="has set a password already"):
        invite_again(reviewer, by=make_editor())
    reviewer.user.is_active = False
    reviewer.user.save()
    with pytest.raises(CannotInvite, match="deactivated"):
        invite_again(reviewer, by=make_editor())
    with pytest.raises(CannotInvite, match="Only editors may do this"):
        invite_again(invited(), by=make_writer())

    assert [json.loads(entry.data)["attempt"] for entry in AuditEntry.objects.filter(event="refused")] == [
        "invite again"
    ] * 3


def test_an_old_link_asks_for_a_new_one_a_few_times_an_hour(django_capture_on_commit_callbacks):
    reviewer = invited()
    token = token_in(inviting.link_for(reviewer.user))

    with (
        clock.set_to(clock.now() + timedelta(days=30)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert read_link(token)[0] is Link.EXPIRED
        for _ in range(9):
            inviting.ask_again(token)
        inviting.ask_again("forged:by:hand")

    assert [message.to for message in mail.outbox] == [["mira@example.org"]] * inviting.MAILS_PER_HOUR
    with clock.set_to(clock.now() + timedelta(days=30)):
        assert read_link(token_in(mail.outbox[-1].body)) == (Link.GOOD, reviewer)


def test_whoever_has_a_password_is_reminded_of_it(django_capture_on_commit_callbacks):
    reviewer = invited()
    token = token_in(inviting.link_for(reviewer.user))
    reviewer.user.set_password("a password of one's own")
    reviewer.user.save()

    with django_capture_on_commit_callbacks(execute=True):
        inviting.ask_again(token)

    assert "You have set your password already" in mail.outbox[-1].body
    assert "/admin/welcome/" not in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", ""),
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("0000000218250097", "0000-0002-1825-0097"),
    ],
)
def test_an_orcid_is_read_as_people_paste_it(text: str, read: str):
    assert orcid.read(text) == read


@pytest.mark.parametrize("text", ["0000-0002-1825-0079", "0000-0002-1694-2330", "0000-0002-1825-009", "x"])
def test_a_mistyped_orcid_is_refused(text: str):
    with pytest.raises(ValueError, match="ORCID iD"):
        orcid.read(text)
