"""Logging in: password and second factor, one sentence for whatever is wrong, one lock for all of it."""

import json

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse

from articles import second_factor
from articles.admin.credentials import WRONG
from articles.authentication import SecondFactorBackend
from articles.models import AuditEntry, User
from tests.authenticating import add_passkey, make_request, set_up_app
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def log_in(user: User, client: Client | None = None, **given):
    typed = {"username": user.email, "password": PASSWORD, "next": "/admin/"} | given
    return (client or Client()).post("/admin/login/", typed)


def refused(answer) -> bool:
    return answer.status_code == 200 and WRONG in answer.content.decode()


def test_who_has_no_factor_logs_in_by_password_and_the_code_is_not_looked_at():
    assert log_in(make_user(), code="123456").status_code == 302


def test_who_has_one_needs_both():
    user = make_user()
    app = set_up_app(user)

    assert refused(log_in(user))
    assert refused(log_in(user, code=app.wrong_code()))
    assert refused(log_in(user, password="wrong", code=app.code()))
    assert log_in(user, code=app.code()).status_code == 302
    assert "".join(app.code()) not in AccessAttempt.objects.values_list("post_data", flat=True)


def test_a_code_lets_in_once():
    user = make_user()
    app = set_up_app(user)
    code = app.code()

    assert log_in(user, code=code).status_code == 302
    assert refused(log_in(user, code=code))


def test_a_code_is_not_spent_on_a_wrong_password():
    user = make_user()
    code = set_up_app(user).code()

    assert refused(log_in(user, password="wrong", code=code))
    assert log_in(user, code=code).status_code == 302


def test_a_recovery_code_lets_in_and_what_held_is_on_record():
    user = make_user()
    set_up_app(user)
    code = second_factor.recovery.make(user)[0]

    assert log_in(user, code=code).status_code == 302
    assert json.loads(AuditEntry.objects.get(event="logged_in").data) == {"second_factor": "recovery_code"}


def test_wrong_codes_and_wrong_passwords_lead_to_one_lock():
    user = make_user()
    app = set_up_app(user)

    for attempt in [{"code": app.wrong_code()}] * 3 + [{"password": "wrong"}, {"code": ""}]:
        answer = log_in(user, **attempt)

    assert answer.status_code == 429
    assert log_in(user, code=app.code()).status_code == 429
    assert AuditEntry.objects.filter(event="locked_out").count() >= 1


def test_wrong_and_right_passwords_get_the_same_answer():
    user = make_user()
    app = set_up_app(user)
    pages = [
        log_in(user, password=password, code=app.wrong_code()).content.decode()
        for password in ["wrong", PASSWORD]
    ]

    plain = [page.split("csrfmiddlewaretoken")[0] + page.split("</form>")[-1] for page in pages]
    assert plain[0] == plain[1]


def test_nothing_that_was_typed_is_kept_or_shown_again():
    user = make_user()
    app = set_up_app(user)
    code = app.wrong_code()

    answer = log_in(user, code=code, assertion='{"a": "passkey"}')

    kept = AccessAttempt.objects.get()
    assert code not in kept.post_data
    assert "passkey" not in kept.post_data
    assert code not in answer.content.decode()
    assert "a&quot;: &quot;passkey" not in answer.content.decode()


def test_a_passkey_lets_in():
    user, client = make_user(), Client()
    passkey = add_passkey(user)

    options = client.post(reverse("security_log_in_challenge")).json()
    answer = log_in(user, client, assertion=passkey.answer(options))

    assert answer.status_code == 302
    assert json.loads(AuditEntry.objects.get(event="logged_in").data) == {"second_factor": "passkey"}


def test_somebody_elses_passkey_does_not():
    user, client = make_user(), Client()
    add_passkey(user)
    other = add_passkey(make_user())

    options = client.post(reverse("security_log_in_challenge")).json()

    assert refused(log_in(user, client, assertion=other.answer(options)))


def test_the_challenge_tells_nothing_about_an_account():
    user = make_user()
    add_passkey(user)

    answers = [
        Client().post(reverse("security_log_in_challenge"), {"username": email}).json()["publicKey"]
        for email in [user.email, "nobody@example.org"]
    ]

    for answer in answers:
        del answer["challenge"]
    assert answers[0] == answers[1]


def test_the_backend_says_what_held():
    user, plain = make_user(), make_user()
    app = set_up_app(user)

    def ask(who: User, **given):
        return SecondFactorBackend().authenticate(None, username=who.email, password=PASSWORD, **given)

    assert ask(plain).second_factor == ""
    assert ask(user, code=app.code()).second_factor == "totp"
    assert ask(user, code=app.code()) is None
    assert ask(user, assertion="{}") is None
    assert SecondFactorBackend().authenticate(None) is None


def test_a_signature_is_asked_for_by_its_digest():
    user, request = make_user(), make_request()
    passkey = add_passkey(user)
    request.axes_ip_address = request.axes_user_agent = request.axes_path_info = ""
    given = {"username": user.email, "password": PASSWORD}

    asked = second_factor.passkeys.begin_asking(user, request, bound_to="a" * 64)
    wrong = authenticate(request, **given, assertion=passkey.answer(asked), bound_to="b" * 64)
    asked = second_factor.passkeys.begin_asking(user, request, bound_to="a" * 64)
    right = authenticate(request, **given, assertion=passkey.answer(asked), bound_to="a" * 64)

    assert wrong is None
    assert (right, right.second_factor) == (user, "passkey")


def test_deactivated_people_do_not_come_in():
    user = make_user(is_active=False)
    app = set_up_app(user)

    assert refused(log_in(user, code=app.code()))


def test_a_password_typed_in_the_wrong_field_is_not_kept():
    Client().post("/admin/login/", {"username": "hunter2 is my secret", "password": "x"})
    log_in(make_user(), password="wrong")

    first, second = AuditEntry.objects.filter(event="login_failed").order_by("number")
    assert json.loads(first.data) == {"email": "an unknown address"}
    assert json.loads(second.data)["email"].endswith("@example.org")


def test_an_unknown_address_is_locked_without_being_kept_in_the_trail():
    for _ in range(5):
        Client().post("/admin/login/", {"username": "hunter2 is my secret", "password": "x"})

    assert not AuditEntry.objects.filter(data__contains="hunter2").exists()
    assert AuditEntry.objects.filter(event="locked_out").exists()
