"""The acts as pages: what they ask, what they refuse, and what stays typed."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import clock
from articles.models import Article, AuditEntry, Publication
from reviewers.models import Recall, ReviewRequest, Role, Schedule
from tests.articles.admin.posting import fields
from tests.factories import (
    change,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    make_signed_edition,
    make_user,
)

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(article: Article, act: str) -> str:
    return reverse(f"admin:articles_article_{act}", args=[article.pk])


def desk(client: Client, article: Article) -> str:
    return client.get(url(article, "change")).content.decode()


def submission(article: Article, **changes) -> dict:
    due = (clock.today() + timedelta(days=3)).isoformat()
    data = {"change_kind": "first", "change_note": "", "due-medical": due, "due-editorial": due}
    page = client_of(article.owner).get(url(article, "submit")).content.decode()
    words = {name: "Meant so." for name in _names(page) if name.startswith("word-")}
    return data | words | changes


def _names(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('name="')[1:]]


def test_submitting_freezes_an_edition_and_asks_the_reviewer():
    article, reviewer = make_article(), make_reviewer()

    response = client_of(article.owner).post(
        url(article, "submit"), submission(article, **{"reviewer-medical": str(reviewer.pk)}), follow=True
    )

    request = ReviewRequest.objects.get()
    assert response.redirect_chain == [(url(article, "change"), 302)]
    assert "Edition 1 is submitted. It waits for editorial and medical sign-off." in response.content.decode()
    assert (request.reviewer, request.role, request.edition.number) == (reviewer, Role.MEDICAL, 1)


def test_only_reviewers_who_are_free_are_offered():
    article = make_article()
    make_reviewer(name="Free Reviewer")
    make_reviewer(name="Wanda Writer")
    make_reviewer(Role.EDITORIAL, name="Other Role")
    unverified = make_reviewer(name="Not Verified")
    unverified.held_credentials.update(verified_by=None, verified_on=None, verified_how="")

    page = client_of(article.owner).get(url(article, "submit")).content.decode()

    medical = page.split('<fieldset id="id_reviewer-medical"')[1].split("</fieldset>")[0]
    assert "Free Reviewer" in medical
    assert not [name for name in ["Wanda Writer", "Other Role", "Not Verified"] if name in medical]


def test_blocking_findings_are_shown_and_refuse():
    article = make_article(body="## One\n\nAn unmatched bracket (here.\n")

    shown = client_of(article.owner).get(url(article, "submit")).content.decode()
    response = client_of(article.owner).post(url(article, "submit"), submission(article))

    assert "To be mended first" in shown
    assert response.status_code == 409
    assert not article.editions.exists()


def test_a_warning_needs_a_word():
    article = make_article(key_points=[{"uuid": str(uuid.uuid4()), "text": "Rest well.", "evidence": []}])
    data = submission(article)
    word = next(name for name in data if name.startswith("word-"))

    refused = client_of(article.owner).post(url(article, "submit"), data | {word: ""})
    done = client_of(article.owner).post(url(article, "submit"), data | {word: "Common advice."})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "Say in a few words why it stands" in refused.content.decode()
    assert "Common advice." in article.editions.get().private_part["acknowledgements"].values()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"change_kind": ""}, "Choose one."),
        ({"change_kind": "novel"}, "Select a valid choice"),
        ({"due-medical": "soon"}, "Write the day as"),
        ({"due-medical": "1999-01-01"}, "The day lies in the past."),
        ({"reviewer-medical": "999999"}, "choose another"),
        ({"reviewer-medical": "x"}, "choose another"),
    ],
)
def test_a_malformed_submission_is_kept_and_explained(changes: dict, sentence: str):
    article = make_article()

    response = client_of(article.owner).post(url(article, "submit"), submission(article, **changes))

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_an_update_needs_a_note_and_keeps_what_was_typed():
    article = make_publication().article
    change(article, title="A better title")
    data = submission(article, **{"change_kind": "update", "due-medical": "2999-01-01"})

    response = client_of(article.owner).post(url(article, "submit"), data)

    assert response.status_code == 422
    assert "Say in the change note what has changed" in response.content.decode()
    assert "2999-01-01" in response.content.decode()


def test_recalling_asks_for_a_reason():
    edition = make_edition()
    article = edition.article
    client = client_of(article.owner)

    refused = client.post(url(article, "recall"), {"edition": "1", "reason": " "})
    done = client.post(url(article, "recall"), {"edition": "1", "reason": "A wrong dose."})

    assert refused.status_code == 422
    assert "Say why you recall the edition." in refused.content.decode()
    assert done.status_code == 302
    assert Recall.objects.get().reason == "A wrong dose."


def test_publishing_shows_every_obstacle():
    article = make_edition().article

    response = client_of(make_publisher()).post(url(article, "publish"), {"edition": "1"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "The editorial sign-off is missing." in page
    assert "The medical sign-off is missing." in page
    assert not Publication.objects.exists()


def test_a_signed_edition_is_published_with_one_confirmation():
    article = make_signed_edition().article
    client = client_of(make_publisher())
    data = fields(client.get(url(article, "publish")).content.decode(), "act_form")

    response = client.post(url(article, "publish"), data, follow=True)

    assert "Edition 1 is live." in response.content.decode()
    assert Publication.objects.live().get().article == article


@pytest.mark.parametrize("act", ["publish", "schedule", "submit", "recall", "withdraw"])
def test_a_superuser_meets_the_same_refusal(act: str):
    article = make_signed_edition().article
    root = make_user(name="Ada Root", is_superuser=True)

    shown = client_of(root).get(url(article, act))
    response = client_of(root).post(url(article, act), {"edition": "1", "reason": "Because I can."})

    assert (shown.status_code, response.status_code) == (403, 403)
    assert "and Ada Root is none of them" in response.content.decode()
    assert not Publication.objects.exists()
    assert AuditEntry.objects.filter(event="refused", actor=root).count() == 1


def test_a_schedule_is_made_and_cancelled():
    article = make_signed_edition().article
    client = client_of(make_publisher())
    at = timezone.localtime(clock.now() + timedelta(days=2))

    made = client.post(
        url(article, "schedule"), {"edition": "1", "publish_at": f"{at:%Y-%m-%dT%H:%M}"}, follow=True
    )
    planned = Schedule.objects.get()
    cancelled = client.post(
        url(article, "cancel"), {"schedule": planned.pk, "reason": "Not yet."}, follow=True
    )
    again = client.post(url(article, "cancel"), {"schedule": planned.pk})

    assert "is scheduled for" in made.content.decode()
    assert planned.publish_at == at.replace(second=0, microsecond=0)
    assert "The schedule of edition 1 is cancelled." in cancelled.content.decode()
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("publish_at", "status", "sentence"),
    [
        ("", 422, "Say when the edition is to be published."),
        ("tomorrow", 422, "Write the time as"),
        ("9999-12-31T23:59", 422, "more than two years ahead"),
        ("0001-01-01T00:00", 422, "Write the time as"),
        ("2020-01-01T09:00", 409, "The time lies in the past"),
    ],
)
def test_a_time_that_will_not_do_is_kept_and_explained(publish_at: str, status: int, sentence: str):
    article = make_signed_edition().article

    response = client_of(make_publisher()).post(
        url(article, "schedule"), {"edition": "1", "publish_at": publish_at}
    )

    assert response.status_code == status
    assert sentence in response.content.decode()
    assert not Schedule.objects.exists()


@pytest.mark.parametrize("edition", ["", "x", "7", "9" * 30])
def test_an_edition_that_is_not_there_is_refused(edition: str):
    article = make_signed_edition().article

    response = client_of(make_publisher()).post(url(article, "publish"), {"edition": edition})

    assert response.status_code == 422


@pytest.mark.parametrize("who", ["editor", "publisher", "reviewer"])
def test_withdrawing_takes_one_person_one_step_and_no_password(who: str):
    article = make_publication().article

    response = client_of(make_user(who)).post(
        url(article, "withdraw"), {"reason": "A wrong number."}, follow=True
    )

    assert "The article is withdrawn" in response.content.decode()
    assert not Publication.objects.live().exists()
    assert "Withdrawn on" in desk(client_of(make_editor()), article)


@pytest.mark.parametrize("act", ["submit", "recall", "publish", "schedule", "cancel", "withdraw", "history"])
def test_an_article_that_is_not_there_is_404(act: str):
    response = client_of(make_editor()).get(f"/admin/articles/article/{'9' * 40}/{act}/")

    assert response.status_code == 404


def test_those_without_the_right_to_see_an_article_see_none_of_its_pages():
    article = make_edition().article
    client = client_of(make_user(name="Nora Nobody"))

    for act in ["change", "history", "submit", "recall", "publish", "schedule", "cancel", "withdraw"]:
        assert client.get(url(article, act)).status_code == 403
        assert client.post(url(article, act)).status_code in {403, 405}


def test_acts_are_posts_with_a_token():
    article = make_signed_edition().article
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_publisher())

    assert client.post(url(article, "publish"), {"edition": "1"}).status_code == 403
    assert client_of(make_publisher()).put(url(article, "publish")).status_code == 405
    assert Client().post(url(article, "publish"), {"edition": "1"}).status_code == 401
    assert not Publication.objects.exists()


def test_the_desk_says_what_may_be_done_and_why_not():
    article = make_edition().article

    page = desk(client_of(article.owner), article)

    assert "In review: edition 1" in page
    assert "The medical sign-off is missing." in page
    assert "Edition 1 is under review: recall it first, or wait for the verdicts." in page
    assert "Only publishers may do this, and Wanda Writer is none of them" in page
    assert f'href="{url(article, "recall")}"' in page
    assert f'href="{url(article, "publish")}"' not in page


def test_what_keeps_a_draft_from_review_stands_where_its_button_would():
    article = make_article(summary="")

    page = desk(client_of(article.owner), article)

    before, _, folded = page.partition('<details class="cannot">')
    assert "Submit for review: One finding must be mended first." in before
    assert "One finding must be mended first." not in folded.partition("</details>")[0]
    assert "Only publishers may do this" in folded


@pytest.mark.parametrize(
    ("make", "user", "label"),
    [
        (make_article, make_editor, "Submit for review"),
        (make_edition, make_editor, "Read and review edition 1"),
        (make_signed_edition, make_publisher, "Publish edition 1"),
    ],
)
def test_the_next_sensible_act_is_the_one_filled_button(make, user, label: str):
    made = make()
    article = made if isinstance(made, Article) else made.article

    page = desk(client_of(user()), article)

    assert page.count("button next") == 1
    assert label in page.split("button next")[1].split("</a>")[0]


def test_a_desk_of_any_state_is_shown():
    live = make_publication().article
    change(live, title="Changed since")

    page = desk(client_of(make_editor()), live)

    assert "Live: edition 1, review due" in page
    assert "Draft: changed since the live edition" in page
