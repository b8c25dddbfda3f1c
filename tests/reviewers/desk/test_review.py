"""The review screen: read exactly, decide deliberately."""

import hashlib
import re

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import AuditEntry, Edition
from reviewers import submission
from reviewers.models import Comment, Reviewer, Role, SignOff, Verdict
from tests.articles.admin.posting import fields
from tests.factories import (
    PASSWORD,
    acknowledge_all,
    change,
    in_days,
    make_article,
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
        "sign-interests": "None.",
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
    assert "Sign: Medical review and approval" in page


def test_signing_from_the_form_as_shown(edition: Edition, reviewer: Reviewer):
    client = client_of(reviewer.user)
    form = fields(client.get(url(edition)).content.decode(), "sign-form")

    response = client.post(
        url(edition), form | {"sign-interests": "None.", "sign-password": PASSWORD}, follow=True
    )

    assert "Signed. 1 of 2 signatures; waiting for editorial sign-off." in response.content.decode()
    assert SignOff.objects.get().signer == reviewer


def test_a_password_is_taken_as_typed(edition: Edition, reviewer: Reviewer):
    reviewer.user.set_password("  two  spaces \u200f")
    reviewer.user.save()

    response = client_of(reviewer.user).post(
        url(edition), signature(edition, **{"sign-password": "  two  spaces \u200f"})
    )

    assert response.status_code == 302


def test_a_wrong_password_keeps_what_was_typed_but_the_password(edition: Edition, reviewer: Reviewer):
    data = signature(edition, **{"sign-password": "wrong", "sign-interests": "I hold shares."})

    response = client_of(reviewer.user).post(url(edition), data)

    page = response.content.decode()
    assert response.status_code == 403
    assert "The password is not right" in page
    assert "I hold shares." in page
    assert "wrong" not in page.split("</article>")[1].replace("five wrong ones", "").replace("are wrong", "")
    assert not SignOff.objects.exists()


def test_five_wrong_passwords_lock_signing_and_logging_in(edition: Edition, reviewer: Reviewer):
    client = client_of(reviewer.user)
    for _ in range(5):
        client.post(url(edition), signature(edition, **{"sign-password": "wrong"}))

    response = client.post(url(edition), signature(edition, **{"sign-interests": "Kept."}))
    login = Client().post("/admin/login/", {"username": reviewer.user.email, "password": PASSWORD})

    page = response.content.decode()
    assert response.status_code == 403
    assert "Five passwords in a row were wrong" in page
    assert "Kept." in page
    assert not SignOff.objects.exists()
    assert "Locked for 15 minutes" in login.content.decode()
    assert login.status_code >= 400


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"sign-interests": ""}, 422, "State your interests"),
        ({"sign-password": ""}, 422, "Type your password"),
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
    assert "Sign: Medical" not in page


def test_changes_only_can_be_chosen_after_a_first_edition(reviewer: Reviewer):
    article = make_publication().article
    change(article, title="Changed")
    edition = make_edition(article)
    client = client_of(reviewer.user)

    page = client.get(url(edition)).content.decode()
    response = client.post(url(edition), signature(edition, **{"sign-scope": "changes"}))

    assert "The changes only" in page
    assert response.status_code == 302
    assert SignOff.objects.get(edition=edition).scope == "changes"


def test_someone_with_two_roles_chooses_one(edition: Edition):
    both = make_reviewer(Role.MEDICAL, Role.EDITORIAL)

    page = client_of(both.user).get(url(edition)).content.decode()

    assert "Sign, as chosen above" in page
    assert page.count('name="sign-role"') == 2


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
