"""Account security: set up, replaced and taken away by their owner; each change on record, no secret in it."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from articles import second_factor
from articles.admin import passwords
from articles.models import AuditEntry, User
from tests.authenticating import App, add_passkey, set_up_app
from tests.factories import PASSWORD, make_reviewer, make_user

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "a quite different sentence"


@pytest.fixture
def user() -> User:
    return make_user(name="Ines Abara")


@pytest.fixture
def client(user: User) -> Client:
    return enter(user)


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def changes() -> list[dict]:
    return [json.loads(entry.data) for entry in AuditEntry.objects.filter(event="access_changed")]


def shown_key(client: Client) -> App:
    page = client.get(reverse("security_app")).content.decode()
    return App(re.search(r'class="key">([A-Z2-7 ]+)<', page)[1].replace(" ", ""))


def codes_on(page: str) -> list[str]:
    return re.findall(r"<code>(\d{5} \d{5})</code>", page)


def test_every_page_asks_for_a_log_in():
    for name in ["security", "security_app", "security_app_remove", "security_codes", "security_passkey_add"]:
        assert Client().get(reverse(name)).status_code == 302
        assert Client().post(reverse(name)).status_code in (302, 401)
    assert Client().post(reverse("security_challenge")).status_code == 401
    assert Client().post(reverse("security_adding_challenge")).status_code == 401


def test_setting_an_app_up(client: Client, user: User):
    app = shown_key(client)
    typed = {"password": PASSWORD, "new_code": app.code()}

    answer = client.post(reverse("security_app"), typed)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert len(codes_on(page)) == 10
    assert second_factor.check(user, None, code=app.code(1)) == "totp"
    assert [change["changed"] for change in changes()] == ["authenticator app set up", "recovery codes made"]
    assert {change["kind"] for change in changes()} == {"second factor"}
    everything = json.dumps(changes())
    assert app.key not in everything
    assert not any(code in everything for code in codes_on(page))
    assert not codes_on(client.get(reverse("security")).content.decode())
    assert "no-store" in answer["Cache-Control"]


def test_the_page_shows_the_key_in_three_ways(client: Client):
    page = client.get(reverse("security_app")).content.decode()

    assert re.search(r'href="otpauth://totp/[^"]*secret=[A-Z2-7]{32}', page)
    assert re.search(r'<svg class="qr"[^>]*>\s*<rect [^>]*/><path d="M\d', page)
    assert re.search(r'class="key">([A-Z2-7]{4} ){7}[A-Z2-7]{4}<', page)
    assert "data:" not in page


@pytest.mark.parametrize(
    "typed", [{"password": "wrong"}, {"new_code": "12"}, {"new_code": ""}, {"password": ""}]
)
def test_a_wrong_word_sets_nothing_up_and_keeps_the_key(client: Client, user: User, typed: dict):
    app = shown_key(client)

    answer = client.post(reverse("security_app"), {"password": PASSWORD, "new_code": app.code()} | typed)

    assert answer.status_code == 422
    assert not second_factor.has_factor(user)
    assert shown_key(client) == app
    assert changes() == []


def test_who_has_a_factor_is_asked_for_it_as_well(client: Client, user: User):
    old = set_up_app(user)
    app = shown_key(client)
    typed = {"password": PASSWORD, "new_code": app.code()}

    assert client.post(reverse("security_app"), typed).status_code == 422
    assert client.post(reverse("security_app"), typed | {"code": old.wrong_code()}).status_code == 422
    assert client.post(reverse("security_app"), typed | {"code": old.code()}).status_code == 200

    assert second_factor.check(user, None, code=old.code(1)) is None
    assert second_factor.check(user, None, code=app.code(1)) == "totp"
    assert changes()[0]["changed"] == "authenticator app replaced"


def test_a_code_is_not_spent_on_a_form_that_is_wrong_elsewhere(client: Client, user: User):
    old = set_up_app(user)
    app = shown_key(client)
    typed = {"password": PASSWORD, "new_code": app.code(), "code": old.code()}

    assert client.post(reverse("security_app"), typed | {"new_code": app.wrong_code()}).status_code == 422
    assert client.post(reverse("security_app"), typed).status_code == 200


def test_five_wrong_words_lock_the_account(client: Client, user: User):
    app = set_up_app(user)

    for _ in range(5):
        answer = client.post(reverse("security_codes"), {"password": PASSWORD, "code": app.wrong_code()})

    assert answer.status_code == 429
    right = client.post(reverse("security_codes"), {"password": PASSWORD, "code": app.code()})
    assert right.status_code == 429


def test_new_recovery_codes_are_shown_once(client: Client, user: User):
    app = set_up_app(user)
    earlier = second_factor.recovery.make(user)

    page = client.post(reverse("security_codes"), {"password": PASSWORD, "code": app.code()}).content.decode()

    assert len(codes_on(page)) == 10
    assert not set(earlier) & set(codes_on(page))
    assert "10 left" in client.get(reverse("security")).content.decode()
    assert changes()[-1]["changed"] == "recovery codes made"


def test_recovery_codes_alone_are_nothing(client: Client, user: User):
    answer = client.post(reverse("security_codes"), {"password": PASSWORD})

    assert answer.status_code == 409
    assert not Authenticator.objects.exists()


def test_removing_the_app(client: Client, user: User):
    app = set_up_app(user)
    second_factor.recovery.make(user)
    url = reverse("security_app_remove")

    assert client.post(url, {"password": PASSWORD}).status_code == 422
    assert client.post(url, {"password": PASSWORD, "code": app.code()}).status_code == 302
    assert not Authenticator.objects.exists()
    assert [change["changed"] for change in changes()] == ["authenticator app removed"]
    assert client.post(url, {"password": PASSWORD}).status_code == 409


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_the_last_one_stays_where_one_is_required():
    user = make_reviewer().user
    app, client = set_up_app(user), enter(user)
    url = reverse("security_app_remove")

    refused = client.post(url, {"password": PASSWORD, "code": app.code()})
    assert refused.status_code == 409
    assert "Set up another first." in refused.content.decode()
    assert second_factor.has_factor(user)

    add_passkey(user)
    assert client.post(url, {"password": PASSWORD, "code": app.code()}).status_code == 302


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_who_must_have_one_is_told():
    page = enter(make_reviewer().user).get(reverse("security")).content.decode()

    assert "Whoever signs or publishes here must have one" in page


def test_a_passkey_is_removed_by_its_owner_alone(client: Client, user: User):
    mine, theirs = add_passkey(user), make_user()
    add_passkey(theirs)
    own, foreign = [second_factor.passkeys.owned_by(who)[0].pk for who in (user, theirs)]

    def remove(pk: int):
        asked = client.post(reverse("security_challenge"), {"bound_to": ""}).json()
        typed = {"password": PASSWORD, "assertion": mine.answer(asked)}
        return client.post(reverse("security_passkey_remove", args=[pk]), typed)

    assert remove(foreign).status_code == 409
    assert remove(own).status_code == 302
    assert second_factor.has_factor(theirs)
    assert changes()[-1]["changed"] == "passkey removed: My phone"


def test_a_browser_without_passkeys_is_told(client: Client):
    answer = client.post(reverse("security_passkey_add"), {"password": PASSWORD, "name": "Mine"})

    assert answer.status_code == 422
    assert "This browser made no passkey" in answer.content.decode()


@pytest.mark.parametrize(("bound_to", "status"), [("", 200), ("a" * 64, 200), ("a" * 63, 400), ("x", 400)])
def test_the_challenge_is_for_a_digest_or_nothing(client: Client, user: User, bound_to: str, status: int):
    add_passkey(user)

    answer = client.post(reverse("security_challenge"), {"bound_to": bound_to})

    assert answer.status_code == status
    assert "publicKey" in answer.json() or answer.json()["error"]


def test_who_has_no_passkey_is_told(client: Client):
    answer = client.post(reverse("security_challenge"))

    assert (answer.status_code, "You have no passkey" in answer.json()["error"]) == (409, True)


def test_nobody_sees_or_edits_others_factors_in_the_admin():
    client = enter(make_user(is_superuser=True))

    for path in ["mfa/authenticator/", "account/emailaddress/", "account/emailconfirmation/"]:
        assert client.get(f"/admin/{path}").status_code == 404


def lose_device(client: Client, user: User, **posted):
    return client.post(reverse("admin:articles_user_lost_device", args=[user.pk]), posted)


def test_a_superuser_takes_a_lost_factor_away(user: User, django_capture_on_commit_callbacks):
    set_up_app(user)
    theirs = enter(user)
    root = make_user(name="Ada Root", is_superuser=True)
    client = enter(root)
    page = client.get(reverse("admin:articles_user_change", args=[user.pk])).content.decode()
    assert "Take away their second factor" in page

    with django_capture_on_commit_callbacks(execute=True):
        answer = lose_device(client, user, reason="Phone lost on the bus")

    user.refresh_from_db()
    assert answer.status_code == 302
    assert not second_factor.has_factor(user)
    assert user.access_reset_at is not None
    assert theirs.get(reverse("security")).status_code == 302
    assert client.get(reverse("security")).status_code == 200
    assert [message.to for message in mail.outbox] == [[user.email]]
    assert "Phone lost on the bus" in mail.outbox[0].body
    entry = AuditEntry.objects.get(event="access_changed")
    assert entry.actor == root
    assert json.loads(entry.data)["reason"] == "Phone lost on the bus"


def test_a_factor_is_not_taken_away_without_a_reason_or_by_anybody_else(user: User):
    set_up_app(user)
    root, editor = make_user(is_superuser=True), make_user("editor")
    set_up_app(root)

    assert lose_device(enter(root), user, reason="  ").status_code == 422
    assert lose_device(enter(root), root, reason="mine").status_code == 403
    assert lose_device(enter(root), editor, reason="none").status_code == 409
    assert lose_device(enter(editor), user, reason="me").status_code == 403
    assert enter(root).get(reverse("admin:articles_user_lost_device", args=[user.pk])).status_code == 405
    assert second_factor.has_factor(user)
    assert second_factor.has_factor(root)
    assert changes() == []
    assert Session.objects.exists()


def follow_link(user: User) -> None:
    passwords.send_link(user.email, asked_by=None)
    link = re.search(r"http://testserver(/admin/reset/\S+)", mail.outbox[-1].body)[1]
    client = Client()
    form = client.get(link, follow=True)
    typed = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert client.post(form.redirect_chain[-1][0], typed).status_code == 302


def test_a_password_set_anew_by_a_link_is_a_reset_of_access(user: User):
    follow_link(user)

    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert user.access_reset_at is not None
    assert [(change["kind"], change.get("how")) for change in changes()] == [
        ("link mailed", None),
        ("password", "by link"),
    ]


def test_a_first_password_is_none():
    user = make_user()
    user.set_unusable_password()
    user.save()

    follow_link(user)

    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert user.access_reset_at is None
    assert changes()[-1]["how"] == "by link"


def test_changing_ones_own_password_is_on_record(client: Client, user: User):
    url = reverse("admin:password_change")
    typed = {"old_password": "wrong", "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}

    assert client.post(url, typed).status_code == 200
    assert changes() == []
    assert client.post(url, typed | {"old_password": PASSWORD}).status_code == 302

    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert user.access_reset_at is None
    assert (changes()[0]["kind"], changes()[0]["how"]) == ("password", "by its owner")


def test_who_mails_a_link_is_on_record(user: User):
    root = make_user(is_superuser=True)

    enter(root).post(reverse("admin:articles_user_link", args=[user.pk]))
    Client().post(reverse("admin_password_reset"), {"email": user.email})
    Client().post(reverse("admin_password_reset"), {"email": "nobody@example.org"})

    entries = AuditEntry.objects.filter(event="access_changed").order_by("number")
    assert [entry.actor for entry in entries] == [root, None]
    assert {change["kind"] for change in changes()} == {"link mailed"}
    assert len(mail.outbox) == 2
