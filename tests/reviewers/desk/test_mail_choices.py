"""How people choose their mail: on their own page, and by the one click at the foot of each mail."""

import pytest
from django.core import signing
from django.test import Client

from articles.models import User
from reviewers.mail import notifications
from reviewers.models import MailChoice, NoticeKind
from tests.factories import make_publisher, make_reviewer, make_writer

pytestmark = pytest.mark.django_db

PAGE = "/admin/my-mail/"
MUTED = NoticeKind.WITHDRAWN
CHOSEN = dict(notifications.DEFAULTS)
# As a mail program posts it: no cookie, no token of a form.
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def client_of(user: User) -> Client:
    client = Client(enforce_csrf_checks=False)
    client.force_login(user)
    return client


def stranger() -> Client:
    return Client(enforce_csrf_checks=True)


def path(user: User, what: str = MUTED) -> str:
    return notifications.mute_address(user, what).removeprefix("http://testserver")


def test_everyone_finds_their_page_in_the_header():
    for user in [make_writer(), make_publisher(), make_reviewer().user]:
        page = client_of(user).get("/admin/").content.decode()
        assert f'<a href="{PAGE}">My mail</a>' in page


def test_the_page_is_for_those_who_are_logged_in():
    assert Client().get(PAGE).status_code == 302


def test_a_choice_is_saved_and_shown():
    user, other = make_writer(), make_writer()
    wanted = CHOSEN | {NoticeKind.COMMENTED: "instant", NoticeKind.PUBLISHED: "never"}

    page = client_of(user).post(PAGE, wanted, follow=True).content.decode()

    assert "Your choice is saved" in page
    assert notifications.choices_of(user) == wanted
    assert notifications.choices_of(other) == CHOSEN
    checked = [part for part in page.split("<input")[1:] if "checked" in part.split(">")[0]]
    assert [
        (part.split('name="')[1].split('"')[0], part.split('value="')[1].split('"')[0]) for part in checked
    ] == [(kind.value, wanted[kind]) for kind in NoticeKind]


def test_what_was_not_changed_is_not_chosen():
    user = make_writer()

    client_of(user).post(PAGE, CHOSEN | {NoticeKind.PUBLISHED: "never"})

    assert [(choice.kind, choice.how) for choice in MailChoice.objects.all()] == [("published", "never")]


@pytest.mark.parametrize("wrong", [{}, CHOSEN | {"assigned": "hourly"}, {"assigned": "never"}])
def test_half_a_choice_changes_nothing(wrong: dict):
    user = make_writer()

    response = client_of(user).post(PAGE, wrong)

    assert response.status_code == 422
    assert "Choose" in response.content.decode()
    assert not MailChoice.objects.exists()


def test_the_page_says_what_always_comes():
    page = client_of(make_writer()).get(PAGE).content.decode()

    assert "Invitations, links to set a password, receipts" in page


# One click.


def test_to_look_changes_nothing():
    user = make_writer()

    for _ in range(3):
        response = stranger().get(path(user))

    assert response.status_code == 200
    assert MUTED.label in response.content.decode()
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not MailChoice.objects.exists()


def test_one_click_without_a_log_in_mutes_that_kind_of_that_person():
    user, other = make_writer(), make_writer()

    response = stranger().post(path(user), ONE_CLICK)

    assert response.status_code == 200
    assert "no more mail comes to you of this kind" in response.content.decode()
    assert "Set-Cookie" not in response.headers
    assert notifications.choices_of(user) == CHOSEN | {MUTED: "never"}
    assert notifications.choices_of(other) == CHOSEN


@pytest.mark.parametrize("how", ["instant", "daily"])
def test_it_can_be_undone(how: str):
    user = make_writer()
    notifications.choose(user, {MUTED: how})
    page = stranger().post(path(user), {}).content.decode()
    undo = page.split('name="undo" value="')[1].split('"')[0]

    response = stranger().post(path(user), {"undo": undo})

    assert "mail of this kind comes again" in response.content.decode()
    assert notifications.choices_of(user) == CHOSEN | {MUTED: how}


def test_muting_twice_can_still_be_undone():
    user = make_writer()
    stranger().post(path(user), ONE_CLICK)
    page = stranger().post(path(user), ONE_CLICK).content.decode()
    undo = page.split('name="undo" value="')[1].split('"')[0]

    stranger().post(path(user), {"undo": undo})

    assert notifications.choices_of(user) == CHOSEN


def test_ending_the_daily_mail_ends_all_that_comes_in_it():
    user = make_writer()
    notifications.choose(user, {NoticeKind.PUBLISHED: "instant", NoticeKind.REMINDER: "daily"})
    before = notifications.choices_of(user)
    address = path(user, notifications.DAILY_MAIL)

    page = stranger().post(address, ONE_CLICK).content.decode()

    ended = {"commented": "never", "decided": "never", "reminder": "never"}
    assert notifications.choices_of(user) == before | ended
    undo = [part.split('"')[0] for part in page.split('name="undo" value="')[1:]]
    stranger().post(address, {"undo": undo})
    assert notifications.choices_of(user) == before


def test_ending_the_daily_mail_twice_is_said():
    user = make_writer()
    address = path(user, notifications.DAILY_MAIL)
    stranger().post(address, ONE_CLICK)

    assert "there is nothing to end" in stranger().get(address).content.decode()
    assert "there is nothing to end" in stranger().post(address, ONE_CLICK).content.decode()


@pytest.mark.parametrize(
    "undo", ["withdrawn:hourly", "published:instant", "withdrawn", "", "withdrawn:never:x", "nothing:daily"]
)
def test_undoing_is_no_way_to_anything_else(undo: str):
    user = make_writer()

    response = stranger().post(path(user), {"undo": undo})

    assert response.status_code == 400
    assert notifications.choices_of(user) == CHOSEN


def forged() -> list[str]:
    user = make_writer()
    good = path(user).split("/")[3]
    ours, other = signing.Signer(salt="reviewers.notifications.mute"), signing.Signer(salt="another")
    return [
        "x",
        good[:-1],
        "a" + good,
        other.sign_object([user.pk, "withdrawn"]),
        ours.sign_object([user.pk, "nothing"]),
        ours.sign_object([0, "withdrawn"]),
        ours.sign_object(["x", "withdrawn"]),
        ours.sign_object({"user": user.pk}),
        ours.sign_object(user.pk),
        ours.sign_object([user.pk, ["withdrawn"]]),
    ]


@pytest.mark.parametrize("number", range(10))
def test_a_token_that_was_not_made_here_mutes_nothing(number: int):
    address = f"/mail/mute/{forged()[number]}/"

    for response in [stranger().get(address), stranger().post(address, ONE_CLICK)]:
        assert response.status_code == 404
        assert "Nothing was changed." in response.content.decode()
    assert not MailChoice.objects.exists()


def test_who_left_is_known_no_more():
    user = make_writer()
    user.is_active = False
    user.save()

    assert stranger().post(path(user), ONE_CLICK).status_code == 404


def test_a_token_does_not_expire(settings):
    user = make_writer()
    address = path(user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one, after the old one was changed"

    assert stranger().post(address, ONE_CLICK).status_code == 200


def test_a_page_of_the_site_that_is_not_exempt_still_asks_for_the_forms_token():
    client = stranger()
    client.force_login(make_writer())

    assert client.post(PAGE, CHOSEN).status_code == 403
