"""The three decisions on the review screen, the next review after them, and what overtakes them."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from articles import clock
from articles.models import Edition
from reviewers import answering, commenting, submission
from reviewers.commenting import Remark
from reviewers.confirming import CannotSign
from reviewers.models import Comment, FirstView, Reviewer, Role, SignOff, Verdict
from tests.articles.admin.posting import fields
from tests.factories import (
    PASSWORD,
    answer_all,
    change,
    in_days,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_reviewer,
    sign,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer() -> Reviewer:
    return make_reviewer(name="Mira Medic")


@pytest.fixture
def edition(reviewer: Reviewer) -> Edition:
    return asked(reviewer, 7)


def asked(reviewer: Reviewer, days: int, **changes) -> Edition:
    return make_edition(make_article(**changes), requests=[(reviewer, Role.MEDICAL, in_days(days))])


def replace(edition: Edition, **changes) -> Edition:
    """The edition is recalled, and another is submitted in its place."""
    submission.recall(edition, by=edition.article.owner, reason="A number was wrong.")
    change(edition.article, **changes)
    return make_edition(edition.article)


@pytest.fixture
def client(reviewer: Reviewer) -> Client:
    client = Client()
    client.force_login(reviewer.user)
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


CHANGES = {
    "decision": "changes",
    "changes-role": "medical",
    "changes-quote1": "Most people can walk",
    "changes-text1": "Say how many.",
    "changes-quote2": "rest in between",
    "changes-replacement2": "rest after each walk",
    "changes-note": "Nearly there.",
}
DECLINED = {"decision": "decline", "decline-role": "medical", "decline-reason": "no_time"}


def test_other_words_can_be_proposed_and_a_word_goes_to_the_editors(client: Client, edition: Edition):
    response = client.post(url(edition), CHANGES)

    assert response.status_code == 302
    assert list(Comment.objects.values_list("quote", "text", "replacement", "must_fix")) == [
        ("Most people can walk", "Say how many.", None, True),
        ("rest in between", "", "rest after each walk", True),
    ]
    assert Verdict.objects.get().note == "Nearly there."


def test_words_that_do_not_stand_on_the_page_are_refused_and_all_is_kept(client: Client, edition: Edition):
    response = client.post(url(edition), CHANGES | {"changes-quote2": "rests in between"})

    page = response.content.decode()
    form = fields(page, "changes-form")
    assert response.status_code == 409
    assert "The words “rests in between” do not stand together in one part of the page" in page
    assert {name: form[name] for name in CHANGES if name not in {"decision", "changes-role"}} == {
        name: value
        for name, value in (CHANGES | {"changes-quote2": "rests in between"}).items()
        if name not in {"decision", "changes-role"}
    }
    assert not Comment.objects.exists()
    assert '<details class="verdict" open>' in page


def test_what_was_written_before_counts_and_is_counted(client: Client, edition: Edition, reviewer: Reviewer):
    remark = Remark("Say how many.", quote="Most people can walk", must_fix=True)
    commenting.comment(edition, reviewer=reviewer, remark=remark, role="medical")

    page = client.get(url(edition)).content.decode()
    response = client.post(url(edition), {"decision": "changes", "changes-role": "medical"})

    assert "1 must-fix of yours stands on this edition: it goes with it." in " ".join(page.split())
    assert response.status_code == 302
    assert Verdict.objects.get().decision == "changes_requested"


def test_one_sends_an_edition_back_once_in_a_role(client: Client, edition: Edition, reviewer: Reviewer):
    client.post(url(edition), CHANGES)

    page = client.get(url(edition)).content.decode()
    again = client.post(url(edition), CHANGES)

    assert 'id="changes-form"' not in page
    assert "You sent this edition back on" in page
    assert again.status_code == 409
    assert "sent edition 1 back already, for the medical review" in again.content.decode()
    assert (Verdict.objects.count(), Comment.objects.count()) == (1, 2)


def test_another_reviewer_may_send_back_the_same_edition(edition: Edition, reviewer: Reviewer):
    must = [Remark("Say how many.", must_fix=True)]
    answering.request_changes(edition, reviewer=reviewer, role="medical", comments=must)
    other = make_reviewer()

    answering.request_changes(edition, reviewer=other, role="medical", comments=must)
    with pytest.raises(CannotSign) as refusal:
        answering.request_changes(edition, reviewer=other, role="medical", comments=must)

    assert refusal.value.reasons == [
        f"{other} sent edition 1 back already, for the medical review: write what else must change as a comment."
    ]


def test_declining_takes_a_word_to_the_editors(client: Client, edition: Edition):
    client.post(url(edition), DECLINED | {"decline-note": "Ask Dr Falk."})

    assert (Verdict.objects.get().reason, Verdict.objects.get().note) == ("no_time", "Ask Dr Falk.")


@pytest.mark.parametrize("name", ["sign", "changes", "decline"])
def test_the_next_review_is_the_one_that_is_due_first(
    client: Client, edition: Edition, reviewer: Reviewer, name: str
):
    late, early = asked(reviewer, 9), asked(reviewer, 3)
    posted = {"sign": signature(edition), "changes": CHANGES, "decline": DECLINED}[name]

    page = client.get(url(edition)).content.decode()
    response = client.post(url(edition), posted | {f"{name}-to_next": "on"})
    following = client.get(response["Location"]).content.decode()

    assert "Then open the next review that waits for you (2 more)" in page
    assert response["Location"] == url(early)
    assert {"sign": "Signed. ", "changes": "Sent back", "decline": "Declined"}[name] in following
    # Remembered in this session, for each of the forms.
    assert fields(following, "sign-form")["sign-to_next"] == ["on"]
    assert fields(following, "decline-form")["decline-to_next"] == ["on"]
    assert late.pk != early.pk


def test_the_start_page_follows_the_last_review_and_says_so(client: Client, edition: Edition):
    response = client.post(url(edition), signature(edition, **{"sign-to_next": "on"}), follow=True)

    assert response.redirect_chain == [(reverse("admin:index"), 302)]
    assert "Signed. 1 of 2 signatures" in response.content.decode()
    assert "No other review waits for you." in response.content.decode()


def test_without_the_box_one_stays_and_nothing_is_remembered(
    client: Client, edition: Edition, reviewer: Reviewer
):
    other = asked(reviewer, 3)

    response = client.post(url(edition), signature(edition))

    assert response["Location"] == url(edition)
    assert "sign-to_next" not in fields(client.get(url(other)).content.decode(), "sign-form")


def test_what_no_longer_waits_is_not_the_next(client: Client, edition: Edition, reviewer: Reviewer):
    recalled = asked(reviewer, 3)
    submission.recall(recalled, by=recalled.article.owner, reason="Too early.")

    response = client.post(url(edition), signature(edition, **{"sign-to_next": "on"}))

    assert response["Location"] == reverse("admin:index")


def test_signing_what_was_replaced_shows_what_differs_and_keeps_what_was_typed(
    client: Client, edition: Edition
):
    newer = replace(edition, title="Walking 2 days after a hip fracture")
    typed = {"sign-stated": "these", "sign-interests": "I hold shares."}

    response = client.post(url(edition), signature(edition, **typed))

    page = response.content.decode()
    replaced = page.split('id="replaced"')[1].split('class="jump"')[0]
    assert response.status_code == 409
    assert "Edition 2 was submitted in the place of this one" in replaced
    assert "2 days" in replaced
    assert f'href="{url(newer)}"' in replaced
    assert fields(page, "sign-form")["sign-interests"] == "I hold shares."
    assert PASSWORD not in page
    assert not SignOff.objects.exists()


def test_what_was_written_for_a_replaced_edition_goes_to_the_newer_and_decides_nothing(
    client: Client, edition: Edition, reviewer: Reviewer
):
    newer = replace(edition, title="Walking early")
    refused = client.post(url(edition), CHANGES)

    page = refused.content.decode()
    typed = fields(page, "changes-form")
    carried = client.post(url(newer), typed | {"carry": "1"})

    form = fields(carried.content.decode(), "changes-form")
    assert refused.status_code == 409
    assert f'formaction="{url(newer)}#decide"' in page
    assert (carried.status_code, form["changes-quote1"]) == (200, "Most people can walk")
    assert (form["changes-replacement2"], form["changes-note"]) == ("rest after each walk", "Nearly there.")
    assert not Verdict.objects.exists()
    assert FirstView.objects.filter(edition=newer, user=reviewer.user).exists()
    assert client.post(url(newer), form | {"changes-role": "medical"}).status_code == 302


def test_no_password_and_no_digest_is_carried(client: Client, edition: Edition):
    newer = replace(edition, title="Walking early")
    posted = signature(edition, **{"sign-stated": "these", "sign-interests": "Shares.", "carry": "1"})

    page = client.post(url(newer), posted).content.decode()

    form = fields(page, "sign-form")
    assert (form["sign-stated"], form["sign-interests"]) == (["these"], "Shares.")
    assert form["sign-digest"] == newer.digest
    assert PASSWORD not in page
    assert edition.digest not in page.split('id="sign-form"')[1]


def test_a_recalled_edition_without_another_says_only_that(client: Client, edition: Edition):
    submission.recall(edition, by=edition.article.owner, reason="A number was wrong.")

    response = client.post(url(edition), CHANGES)

    page = response.content.decode()
    assert response.status_code == 409
    assert "was recalled by Wanda Writer: A number was wrong." in page
    assert 'id="replaced"' not in page
    assert "carry" not in page
    assert fields(page, "changes-form")["changes-text1"] == "Say how many."


def test_editors_see_the_screen_without_forms_of_decision(edition: Edition):
    client = Client()
    client.force_login(make_editor())

    page = client.get(url(edition)).content.decode()

    assert 'id="discussion"' in page
    assert 'id="rounds"' in page
    assert 'name="decision"' not in page


def test_what_was_signed_leads_to_the_revocation_only(client: Client, edition: Edition, reviewer: Reviewer):
    signoff = sign(edition, reviewer)

    page = client.get(url(edition)).content.decode()

    assert reverse("admin:reviewers_signoff_revoke", args=[signoff.pk]) in page
    assert 'id="sign-form"' not in page


def test_a_settled_must_fix_lets_the_same_edition_be_signed(client: Client, edition: Edition):
    client.post(url(edition), CHANGES)
    blocked = client.post(url(edition), signature(edition))
    for comment in Comment.objects.all():
        commenting.resolve(comment, by=edition.article.owner, text="It says so further down.")
        commenting.accept(comment, by=comment.reviewer.user)

    signed = client.post(url(edition), signature(edition))

    assert (blocked.status_code, signed.status_code) == (409, 302)
    assert answer_all(edition.article) == {}


def logged_in(reviewer: Reviewer) -> Client:
    client = Client()
    client.force_login(reviewer.user)
    return client


def buttons_to_claim(edition: Edition, reviewer: Reviewer) -> list[str]:
    page = BeautifulSoup(logged_in(reviewer).get(url(edition)).content, "html.parser")
    return [button["value"] for button in page.select("form.claim button")]


def test_a_review_that_nobody_is_asked_for_can_be_taken_on_the_screen():
    edition, mira, sol = make_edition(), make_reviewer(name="Mira Medic"), make_reviewer(name="Sol Second")
    assert buttons_to_claim(edition, mira) == ["medical"]

    logged_in(mira).post(reverse("admin:reviewers_edition_claim", args=[edition.pk]), {"role": "medical"})

    assert edition.review_requests.get().reviewer == mira
    assert (buttons_to_claim(edition, mira), buttons_to_claim(edition, sol)) == ([], [])
    assert "Mira Medic, MD is asked by" in logged_in(sol).get(url(edition)).content.decode()
    with clock.set_to(clock.now() + timedelta(days=9)):
        assert buttons_to_claim(edition, sol) == ["medical"]


def test_what_is_signed_or_rests_is_not_offered_to_be_taken():
    edition, mira = make_edition(), make_reviewer()
    sign(edition, make_reviewer())
    resting = make_publication().edition

    assert (buttons_to_claim(edition, mira), buttons_to_claim(resting, mira)) == ([], [])
