"""The second factor: each proof holds for its owner, for one purpose, and once."""

import json
from datetime import timedelta
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import Resolver404, resolve

from articles import clock, second_factor
from articles.second_factor import Credentials
from tests.authenticating import App, Passkey, add_passkey, make_request, set_up_app
from tests.factories import make_publisher, make_user, make_writer

pytestmark = pytest.mark.django_db
DIGEST, OTHER = "a" * 64, "b" * 64


def test_a_code_works_once():
    user = make_user()
    app = set_up_app(user)
    code = app.code()

    assert second_factor.check(user, None, code=code) == "totp"
    assert second_factor.check(user, None, code=code) is None


def test_a_code_before_the_one_used_is_no_good():
    user = make_user()
    app = set_up_app(user)
    earlier, later = app.code(0), app.code(1)

    assert second_factor.check(user, None, code=later) == "totp"
    assert second_factor.check(user, None, code=earlier) is None


def test_a_replayed_code_is_refused_whatever_the_cache_of_a_process_holds():
    user = make_user()
    app = set_up_app(user)
    code = app.code()
    second_factor.check(user, None, code=code)

    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}):
        assert second_factor.check(user, None, code=code) is None


def test_a_code_is_good_for_its_neighbouring_steps_and_no_longer():
    user = make_user()
    app = set_up_app(user)
    code, now = app.code(), clock.now()

    with clock.set_to(now + timedelta(seconds=90)):
        assert second_factor.check(user, None, code=code) is None
    with clock.set_to(now + timedelta(seconds=30)):
        assert second_factor.check(user, None, code=code) == "totp"


@pytest.mark.parametrize("code", ["", " ", "abc", "١٢٣٤٥٦", "\0", "9" * 5000, "-1"])
def test_what_is_no_code_is_refused(code: str):
    user = make_user()
    set_up_app(user)

    assert second_factor.check(user, None, code=code) is None


def test_the_code_that_set_up_the_app_does_not_log_in():
    user, request = make_user(), make_request()
    app = App(second_factor.app.begin(user, request).key)
    code = app.code()
    assert second_factor.app.confirm(user, request, code)

    assert second_factor.check(user, None, code=code) is None


def test_an_app_is_kept_only_once_it_was_confirmed():
    user, request = make_user(), make_request()
    begun = second_factor.app.begin(user, request)

    assert not second_factor.app.confirm(user, request, App(begun.key).wrong_code())
    assert not second_factor.has_factor(user)
    assert second_factor.app.begin(user, request) == begun


def test_the_key_is_nowhere_in_clear():
    user, request = make_user(), make_request()
    key = second_factor.app.begin(user, request).key
    waiting = json.dumps(dict(request.session.items()))
    app = set_up_app(user)
    second_factor.recovery.make(user)

    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert key not in waiting
    assert app.key not in kept
    assert key not in repr(second_factor.app.begin(user, request))


def test_a_new_secret_key_reads_what_the_former_one_wrote():
    user = make_user()
    app = set_up_app(user)

    with override_settings(SECRET_KEY="another one", SECRET_KEY_FALLBACKS=[]):
        assert second_factor.check(user, None, code=app.code()) is None
        assert second_factor.has_factor(user)  # who cannot be checked is not let in without
    with override_settings(SECRET_KEY="another one", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert second_factor.check(user, None, code=app.code()) == "totp"


def test_a_recovery_code_works_once_and_for_its_owner():
    user, other = make_user(), make_user()
    set_up_app(user), set_up_app(other)
    codes = second_factor.recovery.make(user)
    second_factor.recovery.make(other)

    assert len(set(codes)) == 10
    assert second_factor.check(other, None, code=codes[0]) is None
    assert second_factor.check(user, None, code=codes[0].replace(" ", "")) == "recovery_code"
    assert second_factor.check(user, None, code=codes[0]) is None
    assert second_factor.check(user, None, code=codes[1]) == "recovery_code"
    assert second_factor.recovery.left(user) == 8


def test_new_recovery_codes_void_the_earlier_ones():
    user = make_user()
    set_up_app(user)
    earlier = second_factor.recovery.make(user)
    second_factor.recovery.make(user)

    assert second_factor.check(user, None, code=earlier[0]) is None


def asked(user, request, bound_to=DIGEST):
    return second_factor.passkeys.begin_asking(user, request, bound_to=bound_to)


def test_a_passkey_holds_for_what_it_was_asked_for():
    user, request = make_user(), make_request()
    passkey = add_passkey(user)
    assertion = passkey.answer(asked(user, request))

    assert second_factor.check(user, request, assertion=assertion, bound_to=DIGEST) == "passkey"
    assert second_factor.passkeys.owned_by(user)[0].used_at


@pytest.mark.parametrize(("asked_for", "used_for"), [(OTHER, DIGEST), ("", DIGEST), (DIGEST, "")])
def test_a_passkeys_answer_for_something_else_is_refused(asked_for: str, used_for: str):
    user, request = make_user(), make_request()
    passkey = add_passkey(user)
    assertion = passkey.answer(asked(user, request, asked_for))

    assert second_factor.check(user, request, assertion=assertion, bound_to=used_for) is None


def test_a_passkeys_answer_is_used_once():
    user, request = make_user(), make_request()
    passkey = add_passkey(user)
    assertion = passkey.answer(asked(user, request))

    assert second_factor.check(user, request, assertion=assertion, bound_to=DIGEST) == "passkey"
    assert second_factor.check(user, request, assertion=assertion, bound_to=DIGEST) is None
    cache.clear()
    assert second_factor.check(user, request, assertion=assertion, bound_to=DIGEST) is None


def test_two_requests_at_once_do_not_both_use_a_passkeys_answer():
    user, request = make_user(), make_request()
    passkey = add_passkey(user)
    assertion = passkey.answer(asked(user, request))
    kept = dict(request.session.items())

    assert second_factor.check(user, request, assertion=assertion, bound_to=DIGEST) == "passkey"
    # The second still finds the challenge in the session that it read.
    assert second_factor.check(user, make_request(kept), assertion=assertion, bound_to=DIGEST) is None


def test_a_passkey_is_waited_for_five_minutes():
    user, request = make_user(), make_request()
    passkey = add_passkey(user)
    assertion = passkey.answer(asked(user, request))

    with clock.set_to(clock.now() + timedelta(minutes=5, seconds=1)):
        assert second_factor.check(user, request, assertion=assertion, bound_to=DIGEST) is None


def test_a_passkey_is_its_owners_and_this_sites():
    user, other, request = make_user(), make_user(), make_request()
    passkey = add_passkey(user)
    add_passkey(other)

    for device, owner in [
        (passkey, other),
        (Passkey(credential_id=passkey.credential_id), user),
        (
            Passkey(origin="https://evil.testserver", credential_id=passkey.credential_id, key=passkey.key),
            user,
        ),
        (Passkey(origin="https://example.com", credential_id=passkey.credential_id, key=passkey.key), user),
        (Passkey(domain="example.com", credential_id=passkey.credential_id, key=passkey.key), user),
    ]:
        assertion = device.answer(asked(owner, request))
        assert second_factor.check(owner, request, assertion=assertion, bound_to=DIGEST) is None


@pytest.mark.parametrize(
    "sent",
    [
        "x",
        "[]",
        "{}",
        "[" * 50_000,
        '{"id": 1}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    ]
    + [
        json.dumps(
            {
                "id": "AA",
                "rawId": "AA",
                "type": "public-key",
                "response": {"clientDataJSON": data, "authenticatorData": "AA", "signature": "AA"},
            }
        )
        for data in ["AA", "e30", "bnVsbA", 3, None, "é"]
    ],
)
def test_what_is_no_answer_is_refused(sent: str):
    user, request = make_user(), make_request()
    add_passkey(user)
    asked(user, request)

    assert second_factor.check(user, request, assertion=sent, bound_to=DIGEST) is None
    second_factor.passkeys.begin_adding(user, request)
    assert not second_factor.passkeys.finish_adding(user, request, name="x", credential=sent)


def test_a_passkey_is_one_persons():
    user, request = make_user(), make_request()
    passkey = add_passkey(make_user())

    made = passkey.register(second_factor.passkeys.begin_adding(user, request))

    assert not second_factor.passkeys.finish_adding(user, request, name="x", credential=made)
    assert not second_factor.has_factor(user)


def test_who_is_not_known_yet_is_asked_for_no_passkey_in_particular():
    options = second_factor.passkeys.begin_asking(None, make_request(), bound_to="")

    assert not options["publicKey"].get("allowCredentials")


def test_who_must_have_one():
    publisher, writer = make_publisher(), make_writer()

    assert not second_factor.required(publisher)
    with override_settings(SECOND_FACTOR_REQUIRED=True):
        assert second_factor.required(publisher)
        assert not second_factor.required(writer)


def test_a_lost_device_takes_everything_along():
    user, other = make_user(), make_user()
    app = set_up_app(user)
    add_passkey(user)
    codes = second_factor.recovery.make(user)
    for person in [user, other]:
        Client().force_login(person)

    second_factor.remove_all(user)

    assert not second_factor.has_factor(user)
    assert second_factor.check(user, None, code=app.code()) is None
    assert second_factor.check(user, None, code=codes[0]) is None
    assert [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()] == [str(other.pk)]


def test_credentials_show_nothing_of_themselves():
    assert repr(Credentials("secret", "123456", "{}")) == "Credentials()"


def test_no_page_of_the_library_is_mounted():
    views = import_module("allauth.urls").urlpatterns
    assert views
    for path in ["/accounts/signup/", "/accounts/login/", "/accounts/2fa/", "/signup/", "/2fa/"]:
        with pytest.raises(Resolver404):
            resolve(path)
        assert Client().get(path).status_code == 404
