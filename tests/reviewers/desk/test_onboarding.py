"""From the link in an invitation to being ready to sign: one page, one POST, all or nothing."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from articles import clock, second_factor
from articles.models import AuditEntry
from articles.second_factor import recovery
from reviewers import declarations, identity, inviting, policy, submission, welcoming
from reviewers.models import Declaration, Reviewer, Role
from tests import factories
from tests.authenticating import App, set_up_app
from tests.factories import PASSWORD, make_editor, make_reviewer, make_user

pytestmark = pytest.mark.django_db
CHOSEN = "seven quiet herons wading"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


def invited(**changes) -> Reviewer:
    given = {"email": "mira@example.org", "given_name": "Mira", "family_name": "Medic", "credentials": "MD"}
    given |= {
        "affiliation": "Harbour Lane Clinic",
        "roles": ["medical"],
        "identity_how": "We trained together",
    }
    return inviting.invite(by=make_editor(), **given | changes)


def path_of(reviewer: Reviewer) -> str:
    return inviting.link_for(reviewer.user).removeprefix("http://testserver")


def app_on(page) -> App:
    return App(re.search(r'class="key">([A-Z2-7 ]+)<', page.content.decode())[1].replace(" ", ""))


def answers(app: App | None = None, **changes) -> dict:
    given = {
        "given_name": "Mira",
        "family_name": "Medic",
        "affiliation": "Harbour Lane Clinic",
        "this_is_me": "on",
        "interests": "none",
        "statement": "",
        "consent": "yes",
        "guidance": "on",
        "equivalence": "on",
        "new_password": CHOSEN,
        "new_password_again": CHOSEN,
        "new_code": app.code() if app else "",
    }
    return {name: value for name, value in (given | changes).items() if value is not None}


def events() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("event", flat=True))


def test_one_page_makes_a_reviewer_ready():
    reviewer, client = invited(), Client()
    path = path_of(reviewer)
    before = len(events())
    app = app_on(client.get(path))

    response = client.post(path, answers(app))

    reviewer = Reviewer.objects.get()
    assert response.status_code == 200
    assert response.content.decode().count("<code>") == 10
    assert reviewer.user.check_password(CHOSEN)
    assert policy.readiness_objections(reviewer) == []
    assert declarations.interests_of(reviewer) == "None."
    assert client.get("/admin/").status_code == 200
    assert events()[before:] == [
        *["access_changed"] * 4,  # password, “this is me”, app, recovery codes
        *["declared"] * 3,
        "interests_stated",
        "logged_in",
    ]
    assert json.loads(AuditEntry.objects.latest("number").data) == {"second_factor": "totp"}
    assert CHOSEN not in "".join(AuditEntry.objects.values_list("data", flat=True))


def test_the_link_works_once():
    reviewer, client = invited(), Client()
    path = path_of(reviewer)
    app = app_on(client.get(path))
    client.post(path, answers(app))

    again = Client().get(path)
    second = Client().post(
        path, answers(app, new_password="another long one", new_password_again="another long one")
    )

    assert (again.status_code, second.status_code) == (410, 410)
    assert "It was used already" in again.content.decode()
    assert Reviewer.objects.get().user.check_password(CHOSEN)
    assert client.get(path)["Location"] == reverse("reviewer_before_you_sign")


def test_saved_codes_lead_to_the_review_that_waits():
    reviewer, client = invited(), Client()
    edition = waiting_for(reviewer)
    path = path_of(reviewer)

    response = client.post(path, answers(app_on(client.get(path))))

    assert f'href="/admin/reviewers/edition/{edition.pk}/review/"' in response.content.decode().replace(
        reverse("admin:reviewers_edition_review", args=[edition.pk]),
        f"/admin/reviewers/edition/{edition.pk}/review/",
    )
    assert client.get(reverse("admin:reviewers_edition_review", args=[edition.pk])).status_code == 200


def waiting_for(reviewer: Reviewer):
    reviewer.held_credentials.create(
        type="Medical registration",
        issuer="Board of Harbour County",
        valid_from="2000-01-01",
        verified_by=make_editor(),
        verified_on="2000-01-02",
        verified_how="Looked up in the register",
    )
    article = factories.make_article(title="Walking early")
    return submission.submit(
        article,
        by=article.owner,
        change_kind="first",
        change_note="",
        acknowledgements=factories.acknowledge_all(article),
        requests=[(reviewer, Role.MEDICAL, factories.in_days(7))],
    )


WRONG = [
    ({"this_is_me": None}, "Tick “This is me”."),
    ({"interests": None}, "State your interests"),
    ({"interests": "these", "statement": " "}, "Write which interests you have"),
    ({"interests": "none", "statement": "Shares in Examplex"}, "You wrote down interests"),
    ({"interests": "x"}, "is not one of the available choices"),
    ({"consent": None}, "Say whether your name may be published"),
    ({"guidance": None}, "Read the guidance"),
    ({"equivalence": None}, "Tick what your signature means"),
    ({"new_password": ""}, "Choose a password."),
    ({"new_password": "short", "new_password_again": "short"}, "at least 10 characters"),
    ({"new_password": "password1234", "new_password_again": "password1234"}, "too common"),
    ({"new_password": "mira@example.org", "new_password_again": "mira@example.org"}, "too similar"),
    ({"new_password_again": "seven quiet herons"}, "The two passwords are not the same"),
    ({"new_code": ""}, "Type the six digits"),
    ({"new_code": "000000"}, "This is not the code that the app shows now"),
    ({"given_name": "Mira (Dr)"}, "A name has letters"),
    ({"given_name": ""}, "Write your given name."),
    ({"given_name": "Otto", "family_name": "Quirl"}, "This is another name than Mira Medic"),
]


@pytest.mark.parametrize(("changes", "sentence"), WRONG, ids=[str(changes) for changes, _ in WRONG])
def test_what_is_wrong_is_said_and_nothing_happens(changes: dict, sentence: str):
    reviewer, client = invited(), Client()
    path = path_of(reviewer)
    app = app_on(client.get(path))
    recorded = len(events())

    response = client.post(path, answers(app, **{"affiliation": "Kept as typed"} | changes))

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'autofocus id="problems"' in page
    assert 'value="Kept as typed"' in page
    assert CHOSEN not in page
    assert app_on(response) == app
    assert len(events()) == recorded
    assert not Reviewer.objects.get().user.has_usable_password()
    assert not Declaration.objects.exists()
    assert client.post(path, answers(app)).status_code == 200


def test_a_misspelling_is_corrected_on_record():
    reviewer, client = invited(given_name="Mirra"), Client()
    path = path_of(reviewer)

    client.post(
        path, answers(app_on(client.get(path)), affiliation="Harbour Lane  Hospital", credentials="PhD")
    )

    reviewer = Reviewer.objects.get()
    assert (str(reviewer), reviewer.affiliation) == ("Mira Medic, MD", "Harbour Lane Hospital")
    assert str(reviewer.user) == "Mira Medic"
    (entry,) = [
        json.loads(data) for data in AuditEntry.objects.values_list("data", flat=True) if "This is me" in data
    ]
    assert entry["changed"] == {
        "given_name": ["Mirra", "Mira"],
        "affiliation": ["Harbour Lane Clinic", "Harbour Lane Hospital"],
    }


def test_no_to_being_named_is_on_record_and_keeps_from_signing():
    reviewer, client = invited(), Client()
    path = path_of(reviewer)

    client.post(path, answers(app_on(client.get(path)), consent="no"))

    assert reviewer.declarations.last().what == "not_named"
    (objection,) = policy.readiness_objections(Reviewer.objects.get())
    assert "has not agreed that their name is published" in objection


def test_interests_are_kept_in_their_own_words():
    reviewer, client = invited(), Client()
    path = path_of(reviewer)

    client.post(
        path, answers(app_on(client.get(path)), interests="these", statement="Fees from Examplex, 2025")
    )

    assert declarations.interests_of(reviewer) == "Fees from Examplex, 2025"


def test_where_it_is_not_required_the_app_may_be_left_out(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    reviewer, client = invited(), Client()
    path = path_of(reviewer)
    page = client.get(path).content.decode()

    response = client.post(path, answers())

    assert "you may leave this out" in page
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert not second_factor.has_factor(reviewer.user)


def test_an_expired_link_says_so_and_mails_another(django_capture_on_commit_callbacks):
    path = path_of(invited())
    with clock.set_to(clock.now() + timedelta(days=15)), django_capture_on_commit_callbacks(execute=True):
        expired = Client().get(path)
        asked = Client().post(path, {"again": "1"})

    assert expired.status_code == 410
    assert "It was good for 14 days" in expired.content.decode()
    assert asked.status_code == 200
    assert [message.to for message in mail.outbox] == [["mira@example.org"]]


def test_a_forged_link_is_answered_like_a_real_one(django_capture_on_commit_callbacks):
    path = path_of(invited())
    forged = path.replace("/welcome/", "/welcome/x")

    with django_capture_on_commit_callbacks(execute=True):
        page = Client().get(forged)
        answer = Client().post(forged, {"again": "1"}).content
        outbox = list(mail.outbox)
        real = Client().post(path, {"again": "1"}).content

    assert page.status_code == 410
    assert outbox == []
    assert answer == real


def test_somebody_else_who_is_logged_in_is_not_mixed_up():
    reviewer, client = invited(), Client()
    client.force_login(make_editor())

    response = client.get(path_of(reviewer))

    assert response.status_code == 409
    assert "This invitation is for Mira Medic" in response.content.decode()


def test_tries_are_limited():
    reviewer, client = invited(), Client()
    path = path_of(reviewer)
    app = app_on(client.get(path))

    tries = [client.post(path, answers(app, new_code="000000")).status_code for _ in range(21)]
    late = client.post(path, answers(app, affiliation="Kept as typed"))

    assert tries == [422] * 20 + [429]
    assert late.status_code == 429
    assert "wait 15 minutes" in late.content.decode()
    assert 'value="Kept as typed"' in late.content.decode()
    assert not Reviewer.objects.get().user.has_usable_password()


def test_looking_uses_nothing_up():
    path = path_of(invited())

    assert [Client().get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert "no-store" in Client().get(path)["Cache-Control"]


# Later: only what is missing


def test_before_you_sign_asks_only_for_what_is_missing():
    reviewer = make_reviewer(name="Mira Medic", ready=False)
    set_up_app(reviewer.user)
    declarations.declare(reviewer, "guidance", by=reviewer.user)
    client = Client()
    client.force_login(reviewer.user)
    path = reverse("reviewer_before_you_sign")

    page = client.get(path)
    form = page.context["form"]
    given = {"equivalence": "on", "consent": "yes", "interests": "none"}
    without = client.post(path, given | {"password": PASSWORD, "code": "000000"})
    code = recovery.make(reviewer.user)[0]
    response = client.post(path + "?next=/admin/security/", given | {"password": PASSWORD, "code": code})

    assert list(form.fields) == ["interests", "statement", "consent", "equivalence", "password", "code"]
    assert without.status_code == 422
    assert "An editor must still put on record" in page.content.decode()
    assert (response.status_code, response["Location"]) == (302, "/admin/security/")
    assert welcoming.missing(reviewer) == set()
    assert list(reviewer.declarations.values_list("what", flat=True)) == ["guidance", "equivalence", "named"]
    identity.verify_identity(reviewer, by=make_editor(), how="Met in person")
    assert policy.readiness_objections(reviewer) == []
    assert "nothing left for you to do" in client.get(path).content.decode()


def test_a_missing_app_is_set_up_with_the_password():
    reviewer = make_reviewer()
    client = Client()
    client.force_login(reviewer.user)
    path = reverse("reviewer_before_you_sign")
    app = app_on(client.get(path))

    wrong = client.post(path, {"new_code": app.code(), "password": "wrong"})
    assert (wrong.status_code, second_factor.has_factor(reviewer.user)) == (422, False)
    right = client.post(path, {"new_code": app.code(), "password": PASSWORD})

    assert right.content.decode().count("<code>") == 10
    assert second_factor.has_factor(reviewer.user)
    assert reviewer.user.check_password(PASSWORD)


def test_nobody_is_sent_to_another_site():
    reviewer = make_reviewer()
    set_up_app(reviewer.user)
    client = Client()
    client.force_login(reviewer.user)

    page = client.get(reverse("reviewer_before_you_sign") + "?next=https://evil.example/")

    assert page.context["next"] == "/admin/"


def test_before_you_sign_is_for_reviewers_who_are_logged_in():
    path = reverse("reviewer_before_you_sign")
    client = Client()
    client.force_login(make_user("writer"))

    assert Client().get(path).status_code == 302
    assert client.get(path).status_code == 403
    assert client.post(path, {"equivalence": "on"}).status_code == 403
