"""The review screen: read exactly, decide deliberately."""

import hashlib
import json
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import AuditEntry, Edition
from reviewers import declarations, submission
from reviewers.models import Comment, Reviewer, Role, SignOff, Verdict
from tests.articles.admin.posting import fields
from tests.authenticating import set_up_app
from tests.factories import (
    PASSWORD,
    acknowledge_all,
    change,
    in_days,
    make_article,
    make_content,
    make_edition,
    make_editor,
    make_publication,
    make_reviewer,
    make_user,
    sign,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer() -> Reviewer:
    return make_reviewer(name="Mira Medic")


@pytest.fixture
def edition(reviewer: Reviewer) -> Edition:
    article = make_article()
    return submission.submit(
        article,
        by=article.owner,
        change_kind="first",
        change_note="",
        acknowledgements=acknowledge_all(article),
        requests=[(reviewer, Role.MEDICAL, in_days(7))],
    )


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(edition: Edition) -> str:
    return reverse("admin:reviewers_edition_review", args=[edition.pk])


def signature(edition: Edition, **changes) -> dict:
    data = {
        "decision": "sign",
        "sign-role": "medical",
        "sign-scope": "whole",
        "sign-stated": "none",
        "sign-password": PASSWORD,
        "sign-digest": edition.digest,
    }
    return data | changes


def test_the_screen_shows_the_very_bytes(edition: Edition, reviewer: Reviewer):
    page = client_of(reviewer.user).get(url(edition)).content.decode()

    shown = re.search(r'<article id="edition"[^>]*data-sha256="(\w+)">(.*?)</article>', page, re.DOTALL)
    assert shown is not None
    assert hashlib.sha256(shown[2].encode()).hexdigest() == shown[1] == edition.html_sha256
    assert edition.digest in page
    assert ">Medical review and approval</button>" in page


def test_signing_from_the_form_as_shown(edition: Edition, reviewer: Reviewer):
    client = client_of(reviewer.user)
    form = fields(client.get(url(edition)).content.decode(), "sign-form")

    response = client.post(
        url(edition), form | {"sign-role": "medical", "sign-password": PASSWORD}, follow=True
    )

    assert "Signed. 1 of 2 signatures; waiting for editorial sign-off." in response.content.decode()
    assert (SignOff.objects.get().signer, SignOff.objects.get().interests) == (reviewer, "None.")


def test_a_password_is_taken_as_typed(edition: Edition, reviewer: Reviewer):
    reviewer.user.set_password("  two  spaces \u200f")
    reviewer.user.save()

    response = client_of(reviewer.user).post(
        url(edition), signature(edition, **{"sign-password": "  two  spaces \u200f"})
    )

    assert response.status_code == 302


def test_a_wrong_password_keeps_what_was_typed_but_the_password(edition: Edition, reviewer: Reviewer):
    typed = {"sign-password": "wrong", "sign-stated": "these", "sign-interests": "I hold shares."}
    data = signature(edition, **typed)

    response = client_of(reviewer.user).post(url(edition), data)

    page = response.content.decode()
    assert response.status_code == 403
    assert "The password or the code is not right" in page
    assert "I hold shares." in page
    assert fields(page, "sign-form")["sign-stated"] == ["these"]
    assert '"wrong"' not in page
    assert not SignOff.objects.exists()


def test_five_wrong_passwords_lock_signing_and_logging_in(edition: Edition, reviewer: Reviewer):
    client = client_of(reviewer.user)
    for _ in range(5):
        client.post(url(edition), signature(edition, **{"sign-password": "wrong"}))

    response = client.post(url(edition), signature(edition, **{"sign-stated": "", "sign-interests": "Kept."}))
    login = Client().post("/admin/login/", {"username": reviewer.user.email, "password": PASSWORD})

    page = response.content.decode()
    assert response.status_code == 403
    assert "Five tries in a row were wrong" in page
    assert "Kept." in page
    assert not SignOff.objects.exists()
    assert "Locked for 15 minutes" in login.content.decode()
    assert login.status_code >= 400


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"sign-stated": ""}, 422, "State your interests"),
        ({"sign-stated": "these"}, 422, "Write which interests there are"),
        ({"sign-interests": "Shares."}, 422, "You chose that there are none, and wrote some"),
        ({"sign-role": ""}, 422, "Sign with one of the buttons"),
        ({"sign-role": "royal"}, 422, "Select a valid choice"),
        ({"sign-scope": ""}, 422, "Say whether you sign the whole page"),
        ({"sign-scope": "changes"}, 409, "always signed as a whole"),
        ({"sign-digest": "0" * 64}, 409, "What you read is not this edition"),
        ({"sign-role": "editorial"}, 409, "may not sign in the editorial role"),
        ({"decision": "approve"}, 400, "Say what you decide"),
    ],
)
def test_a_signature_that_will_not_do_is_refused_with_a_sentence(
    edition: Edition, reviewer: Reviewer, changes: dict, status: int, sentence: str
):
    response = client_of(reviewer.user).post(url(edition), signature(edition, **changes))

    assert response.status_code == status
    assert sentence in response.content.decode()
    assert not SignOff.objects.exists()


def test_changes_are_requested_on_exact_words(edition: Edition, reviewer: Reviewer):
    data = {
        "decision": "changes",
        "changes-role": "medical",
        "changes-quote1": "Most people can walk",
        "changes-text1": "Say how many.",
        "changes-text3": "Name the trial.",
    }

    response = client_of(reviewer.user).post(url(edition), data, follow=True)

    assert "Sent back" in response.content.decode()
    assert list(Comment.objects.values_list("quote", "text")) == [
        ("Most people can walk", "Say how many."),
        ("", "Name the trial."),
    ]


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({}, 409, "Say what must be changed"),
        ({"changes-quote1": "Most people"}, 422, "Say what must change about these words."),
    ],
)
def test_a_request_without_words_is_refused(
    edition: Edition, reviewer: Reviewer, changes: dict, status: int, sentence: str
):
    response = client_of(reviewer.user).post(
        url(edition), {"decision": "changes", "changes-role": "medical"} | changes
    )

    assert response.status_code == status
    assert sentence in response.content.decode()
    assert not Verdict.objects.exists()


def test_declining_needs_a_reason(edition: Edition, reviewer: Reviewer):
    client = client_of(reviewer.user)
    data = {"decision": "decline", "decline-role": "medical"}

    refused = client.post(url(edition), data)
    done = client.post(url(edition), data | {"decline-reason": "no_time"}, follow=True)

    assert refused.status_code == 422
    assert "Say why you decline" in refused.content.decode()
    assert "Declined" in done.content.decode()
    assert Verdict.objects.get().reason == "no_time"


@pytest.mark.parametrize("group", ["writer", "editor", "publisher", "auditor"])
def test_those_who_may_not_review_read_only_and_are_told_why(edition: Edition, group: str):
    user = make_user(group, name="Otto Other")

    shown = client_of(user).get(url(edition))
    answer = client_of(user).post(url(edition), signature(edition))

    assert shown.status_code == 200
    assert "Otto Other is none of them" in shown.content.decode()
    assert 'type="password"' not in shown.content.decode()
    assert answer.status_code == 403


def test_a_superuser_meets_the_same_refusal(edition: Edition):
    root = make_user(name="Ada Root", is_superuser=True)

    response = client_of(root).post(url(edition), signature(edition))

    assert response.status_code == 403
    assert "Ada Root is none of them" in response.content.decode()
    assert AuditEntry.objects.filter(event="refused", actor=root).exists()


def test_nobody_signs_what_they_wrote(reviewer: Reviewer):
    article = make_article(title="Written by one who reviews")
    reviewer.user.groups.add(make_editor().groups.get())
    change(article, reviewer.user, title="Edited by a reviewer")
    edition = make_edition(article)

    page = client_of(reviewer.user).get(url(edition)).content.decode()

    assert "nobody signs their own work" in page
    assert ">Medical review and approval</button>" not in page


def test_changes_only_can_be_chosen_after_a_first_edition(reviewer: Reviewer):
    article = make_publication().article
    change(article, title="Changed")
    edition = make_edition(article)
    client = client_of(reviewer.user)

    page = client.get(url(edition)).content.decode()
    response = client.post(url(edition), signature(edition, **{"sign-scope": "changes"}))

    assert "The changes only" in page
    changes = page.split('id="changes"')[1].split('id="evidence"')[0]
    assert "What changed since edition 1, which is live" in changes
    assert "Walking after a hip fracture</del>" in changes
    assert "Changed</ins>" in changes
    assert response.status_code == 302
    assert SignOff.objects.get(edition=edition).scope == "changes"


def test_the_changes_alone_are_not_offered_without_another_edition_to_compare(reviewer: Reviewer):
    first = make_edition()
    live = make_publication().edition

    for edition in [first, live]:
        page = client_of(reviewer.user).get(url(edition)).content.decode()
        assert "The changes only" not in page
        assert 'type="hidden" name="sign-scope" value="whole"' in page
        assert 'id="changes"' not in page


def test_what_is_stated_already_stands_in_the_form(edition: Edition, reviewer: Reviewer):
    declarations.state_interests(reviewer, "Shares in Northlight.", by=reviewer.user)

    form = fields(client_of(reviewer.user).get(url(edition)).content.decode(), "sign-form")

    assert (form["sign-stated"], form["sign-interests"]) == (["these"], "Shares in Northlight.")


@pytest.mark.parametrize("password", [{"sign-password": ""}, {}])
def test_a_session_alone_signs_nothing(edition: Edition, reviewer: Reviewer, password: dict):
    data = signature(edition)
    data.pop("sign-password")

    response = client_of(reviewer.user).post(url(edition), data | password)

    assert response.status_code == 403
    assert "Type your password: it makes the signature yours." in response.content.decode()
    entry = AuditEntry.objects.latest("number")
    assert (entry.event, entry.actor, entry.article) == ("refused", reviewer.user, edition.article)
    assert json.loads(entry.data)["attempt"] == "sign"
    assert not SignOff.objects.exists()


def test_who_has_a_second_factor_signs_with_it(edition: Edition, reviewer: Reviewer):
    phone = set_up_app(reviewer.user)
    client = client_of(reviewer.user)

    page = client.get(url(edition)).content.decode()
    without = client.post(url(edition), signature(edition))
    wrong = client.post(url(edition), signature(edition, **{"sign-code": phone.wrong_code()}))
    right = client.post(url(edition), signature(edition, **{"sign-code": phone.code()}))

    assert f'data-bound-to="{edition.digest}"' in page
    assert (without.status_code, wrong.status_code, right.status_code) == (403, 403, 302)
    assert "Type the code from your authenticator app" in without.content.decode()
    assert SignOff.objects.get().factor == "totp"


def test_no_code_is_asked_of_who_needs_none(edition: Edition, reviewer: Reviewer, settings):
    settings.SECOND_FACTOR_REQUIRED = False

    page = client_of(reviewer.user).get(url(edition)).content.decode()

    assert "sign-password" in page
    assert "sign-code" not in page


def test_what_is_signed_stands_above_the_button(edition: Edition, reviewer: Reviewer):
    reviewer.held_credentials.update(status="retired")

    page = client_of(reviewer.user).get(url(edition)).content.decode()

    said = " ".join(page.split('class="facts saying"')[1].split("</dl>")[0].split())
    assert f"Edition 1, digest <code>{edition.digest[:12]}</code>" in said
    assert "Mira Medic, MD (retired)" in said
    assert "<dd>Medical review and approval</dd>" in said
    assert "The whole page" in said


def test_open_warnings_stand_above_the_button_with_the_word_on_them(reviewer: Reviewer):
    points = [{"uuid": str(uuid.uuid4()), "text": "Rest well.", "evidence": []}]
    edition = make_edition(make_article(key_points=points))

    page = client_of(reviewer.user).get(url(edition)).content.decode()

    said = page.split('class="facts saying"')[1].split("</dl>")[0]
    assert "1 stands open" in said
    assert "The editors say: Seen and meant so." in said


def test_interests_and_risk_are_shown_and_the_top_leads_there(reviewer: Reviewer):
    written = make_content()["authors"][0] | {"interests": "Fees from Northlight."}
    declarations.state_interests(reviewer, "Shares in Southlight.", by=reviewer.user)
    article = make_article(authors=[written])
    edition = make_edition(article, requests=[(reviewer, Role.MEDICAL, in_days(7))])

    page = client_of(reviewer.user).get(url(edition)).content.decode()

    assert '<a href="#disclosures">Interests and risk</a>' in page.split('id="edition"')[0]
    told = page.split('id="disclosures"')[1].split("</section>")[0]
    assert "Wanda Writer: Fees from Northlight." in told
    assert "Mira Medic (asked for the medical review): Shares in Southlight." in told
    assert "Nothing of this article has been published yet." in told


def test_why_a_second_clinician_is_asked_is_shown(reviewer: Reviewer):
    written = make_content()["authors"][0] | {"interests": "Fees from Northlight."}
    article = make_article(authors=[written], summary="Most people walk with a Northlight frame on day 1.")
    edition = make_edition(article)

    page = client_of(reviewer.user).get(url(edition)).content.decode()

    assert "Wanda Writer declares an interest in Northlight, which the text names." in page


def test_an_interest_in_what_the_text_names_asks_for_a_second_clinician(reviewer: Reviewer):
    edition = make_edition(make_article(summary="Most people walk with a Northlight frame on day 1."))
    typed = {"sign-stated": "these", "sign-interests": "Shares in Northlight."}

    response = client_of(reviewer.user).post(url(edition), signature(edition, **typed))

    assert response.status_code == 409
    assert "a second clinician must sign as well" in response.content.decode()
    assert "Shares in Northlight." in response.content.decode()


def test_the_first_look_is_put_on_record_once(edition: Edition, reviewer: Reviewer):
    client, writer = client_of(reviewer.user), client_of(edition.article.owner)

    for _ in range(2):
        client.get(url(edition))
        writer.get(url(edition))

    assert [view.user for view in edition.first_views.all()] == [reviewer.user]
    assert AuditEntry.objects.filter(event="first_viewed").count() == 1


def test_who_is_not_ready_is_led_to_what_is_still_to_be_done(edition: Edition):
    new = make_reviewer(name="Nora New", ready=False)

    page = client_of(new.user).get(url(edition)).content.decode()

    assert f'href="{reverse("reviewer_before_you_sign")}"' in page
    assert ">Medical review and approval</button>" not in page


def test_someone_with_two_roles_chooses_one(edition: Edition):
    both = make_reviewer(Role.MEDICAL, Role.EDITORIAL)

    page = client_of(both.user).get(url(edition)).content.decode()

    assert [button.split(">")[0] for button in page.split('name="sign-role" value=')[1:]] == [
        '"editorial"',
        '"medical"',
    ]
    # The Enter key takes a form's first button: here that one does nothing.
    assert page.split('id="sign-form"')[1].split("<button")[1].startswith(' type="submit" disabled hidden>')


def test_signing_twice_is_refused(edition: Edition, reviewer: Reviewer):
    sign(edition, reviewer)

    response = client_of(reviewer.user).post(url(edition), signature(edition))

    assert response.status_code == 409
    assert "gave the medical sign-off already" in response.content.decode()


def test_the_first_page_leads_to_the_request(edition: Edition, reviewer: Reviewer):
    page = client_of(reviewer.user).get("/admin/").content.decode()

    assert f'href="{url(edition)}"' in page


def test_the_first_page_does_not_show_what_is_answered_recalled_or_replaced(
    edition: Edition, reviewer: Reviewer
):
    client = client_of(reviewer.user)
    other = make_reviewer()

    submission.recall(edition, by=edition.article.owner, reason="Too early.")

    assert f'href="{url(edition)}"' not in client.get("/admin/").content.decode()
    assert f'href="{url(edition)}"' not in client_of(other.user).get("/admin/").content.decode()


def test_the_edition_page_shows_the_record(edition: Edition, reviewer: Reviewer):
    sign(edition, reviewer)

    response = client_of(make_user("auditor")).get(
        reverse("admin:articles_edition_change", args=[edition.pk])
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert "Mira Medic" in page
    assert edition.html in page
    assert "The editorial sign-off is missing." in page


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 40, "x"])
def test_an_edition_that_is_not_there_is_404(pk: str, reviewer: Reviewer):
    client = client_of(reviewer.user)

    assert client.get(f"/admin/articles/edition/{pk}/review/", follow=True).status_code == 404
    assert client.get(f"/admin/articles/edition/{pk}/change/").status_code == 404


def test_records_are_read_only(edition: Edition, reviewer: Reviewer):
    signoff, entry = sign(edition, reviewer), AuditEntry.objects.earliest("number")
    client = client_of(make_user("auditor", is_superuser=True))

    for path in [
        f"articles/edition/{edition.pk}",
        f"reviewers/signoff/{signoff.pk}",
        f"articles/auditentry/{entry.pk}",
    ]:
        assert client.get(f"/admin/{path}/change/").status_code == 200
        assert client.post(f"/admin/{path}/delete/", {"post": "yes"}).status_code == 403
    assert (
        client.post(f"/admin/reviewers/signoff/{signoff.pk}/change/", {"interests": "x"}).status_code == 403
    )
    assert client.get("/admin/reviewers/signoff/add/").status_code == 403
