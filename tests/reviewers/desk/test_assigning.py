"""The pages on which reviews are asked for, given to somebody else and taken; and what is typed there is kept."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from articles import clock
from articles.models import Article, Edition, OutgoingMail, Topic
from reviewers import answering, declarations, people
from reviewers.commenting import Remark
from reviewers.models import RequestEnd, Reviewer, ReviewRequest, Role
from reviewers.verification import flaws
from tests.articles.admin.posting import fields
from tests.factories import (
    acknowledge_all,
    change,
    in_days,
    make_article,
    make_content,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    sign,
)

pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(article: Article, act: str) -> str:
    return reverse(f"admin:articles_article_{act}", args=[article.pk])


def reassign_url(asked: ReviewRequest) -> str:
    return reverse("admin:articles_article_reassign", args=[asked.edition.article_id, asked.pk])


@pytest.fixture
def mira() -> Reviewer:
    return make_reviewer(name="Mira Medic")


@pytest.fixture
def sol() -> Reviewer:
    return make_reviewer(name="Sol Second")


@pytest.fixture
def asked(mira: Reviewer) -> ReviewRequest:
    return make_edition(requests=[(mira, Role.MEDICAL, in_days(7))]).review_requests.get()


def give(asked: ReviewRequest, client: Client | None = None, **changes):
    client = client or client_of(make_editor())
    page = client.get(reassign_url(asked)).content.decode()
    return client.post(reassign_url(asked), fields(page, "act_form") | changes, follow=True)


def test_whoever_does_not_qualify_is_named_with_the_reason(asked: ReviewRequest):
    make_reviewer(name="Fay Free")
    make_reviewer(name="Wanda Writer")

    page = client_of(make_editor()).get(url(asked.edition.article, "ask")).content.decode()

    offered = [part.split("</label>")[0].split("> ")[-1] for part in page.split('class="offered"')[1:]]
    assert "Fay Free, MD" in offered
    assert not {"Wanda Writer, MD", "Mira Medic, MD"} & set(offered)
    why_not = page.split('class="why-not"')[1].split("</details>")[0]
    assert "Why not somebody else? 2 do not qualify" in why_not
    assert "Wanda Writer, MD: they wrote, edited or submitted this text." in why_not
    assert "Mira Medic, MD: they are asked for its medical review already, by" in why_not


def test_a_lapsing_credential_only_warns(mira: Reviewer):
    mira.held_credentials.update(valid_until=in_days(3))
    edition, client = make_edition(), client_of(make_editor())

    page = client.get(url(edition.article, "ask")).content.decode()
    sent = fields(page, "act_form") | {"reviewer-medical": str(mira.pk), "message": "Look at\nthe dose."}
    done = client.post(url(edition.article, "ask"), sent, follow=True).content.decode()

    lapses = f"Mira Medic’s credential lapses on {in_days(3):%-d %B %Y}, before"
    assert lapses in page
    assert lapses in done
    mail = OutgoingMail.objects.get(to=mira.user.email, subject__startswith="Please review")
    assert "Edgar Editor writes: Look at the dose." in mail.body


def test_an_interest_in_what_the_text_names_is_warned_of(mira: Reviewer):
    declarations.state_interests(mira, "Shares in Northlight.", by=mira.user)
    edition = make_edition(make_article(summary="Most people walk with a Northlight frame on day 1."))

    page = client_of(make_editor()).get(url(edition.article, "ask")).content.decode()

    assert (
        "Declares an interest in Northlight, which the text names: they could sign only with a second" in page
    )


def test_a_refused_page_keeps_what_was_typed(mira: Reviewer):
    edition, client = make_edition(), client_of(make_editor())
    sent = {
        "edition": 1,
        "reviewer-medical": str(mira.pk),
        "due-medical": in_days(-1).isoformat(),
        "due-editorial": in_days(7).isoformat(),
        "message": "Look at the dose.",
    }

    refused = client.post(url(edition.article, "ask"), sent)

    kept = fields(refused.content.decode(), "act_form")
    assert refused.status_code == 422
    assert "The day lies in the past." in refused.content.decode()
    assert (kept["reviewer-medical"], kept["due-medical"], kept["message"]) == (
        [str(mira.pk)],
        in_days(-1).isoformat(),
        "Look at the dose.",
    )


def test_a_review_is_given_to_somebody_else(asked: ReviewRequest, sol: Reviewer):
    done = give(asked, reviewer=str(sol.pk), due_on=in_days(9).isoformat(), reason="On leave.")

    assert "Sol Second is asked, by" in done.content.decode()
    assert ReviewRequest.objects.get(reviewer=sol).due_on == in_days(9)
    assert RequestEnd.objects.get().reason == "On leave."


def test_a_review_is_moved_or_called_off(asked: ReviewRequest, mira: Reviewer):
    moved = give(asked, reviewer=str(mira.pk), due_on=in_days(12).isoformat())
    newer = ReviewRequest.objects.latest("pk")
    off = give(newer, reviewer="nobody", due_on="", reason="The article is dropped.")

    assert f"Mira Medic now has until {in_days(12):%-d %B %Y}." in moved.content.decode()
    assert "The review is called off: Mira Medic is told." in off.content.decode()
    assert [end.outcome for end in RequestEnd.objects.order_by("pk")] == ["reassigned", "called_off"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reviewer": ""}, "Choose who reviews it now."),
        ({"reviewer": "sol", "due_on": "soon", "reason": "x"}, "Write the day as 2027-03-01."),
        ({"reviewer": "sol", "due_on": "", "reason": "x"}, "Say by when."),
        ({"reviewer": "sol", "due_on": "2001-01-01", "reason": "x"}, "The day lies in the past."),
        ({"reviewer": "sol", "reason": ""}, "Say why you take the review from Mira Medic."),
        ({"reviewer": "nobody", "reason": ""}, "Say why you take the review from Mira Medic."),
        ({"reviewer": "999999", "reason": "x"}, "may not be asked any more"),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(
    asked: ReviewRequest, sol: Reviewer, changes: dict, sentence: str
):
    changes = {name: str(sol.pk) if text == "sol" else text for name, text in changes.items()}

    response = give(asked, **changes, message="A word.")

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert fields(response.content.decode(), "act_form")["message"] == "A word."
    assert not RequestEnd.objects.exists()


def test_a_review_that_was_answered_meanwhile_is_refused_with_a_sentence(asked: ReviewRequest, sol: Reviewer):
    client = client_of(make_editor())
    sent = fields(client.get(reassign_url(asked)).content.decode(), "act_form")
    answering.decline(asked.edition, reviewer=asked.reviewer, role=Role.MEDICAL, reason="no_time")

    refused = client.post(reassign_url(asked), sent | {"reviewer": str(sol.pk), "reason": "Leave."})
    shown = client.get(reassign_url(asked))

    assert (refused.status_code, shown.status_code) == (409, 409)
    for page in [refused, shown]:
        assert "Mira Medic answered on" in page.content.decode()
    assert fields(refused.content.decode(), "act_form")["reason"] == "Leave."


def test_who_may_not_ask_may_not_give_away(asked: ReviewRequest):
    client = client_of(make_publisher())

    assert client.get(reassign_url(asked)).status_code == 403
    assert client.post(reassign_url(asked), {"reviewer": "nobody", "reason": "x"}).status_code == 403
    assert (
        client_of(make_editor()).get(reassign_url(asked)[:-2] + "999999999999999999999/").status_code == 404
    )
    assert not RequestEnd.objects.exists()


def test_a_late_review_stands_first_with_what_can_be_done(asked: ReviewRequest):
    client = client_of(make_editor())
    article = asked.edition.article

    assert " late" not in client.get(url(article, "change")).content.decode().split('class="states"')[0]
    with clock.set_to(clock.now() + clock.DAY * 10):
        page = client_of(make_editor()).get(url(article, "change")).content.decode()
        seen = client_of(asked.reviewer.user).get(reassign_url(asked))

    above = page.split('class="states"')[0]
    assert "Mira Medic is 3 days late" in above
    assert reassign_url(asked) in above
    assert f"mailto:{asked.reviewer.user.email}" in above.replace("%40", "@")
    assert seen.status_code == 403


def claim(edition: Edition, user, **data):
    return client_of(user).post(
        reverse("admin:reviewers_edition_claim", args=[edition.pk]), data, follow=True
    )


def test_a_reviewer_takes_a_review_and_others_see_it(mira: Reviewer, sol: Reviewer):
    edition = make_edition()

    done = claim(edition, mira.user, role="medical", due_on=in_days(3).isoformat())
    refused = claim(edition, sol.user, role="medical")
    page = client_of(make_editor()).get(url(edition.article, "change")).content.decode()

    assert f"You review it, in the medical role, by {in_days(3):%-d %B %Y}." in done.content.decode()
    assert refused.status_code == 409
    assert "Mira Medic, MD is reviewing this" in refused.content.decode()
    assert "Mira Medic, MD: medical review, by" in page


def test_taking_is_refused_in_sentences(mira: Reviewer):
    edition = make_edition()

    assert "no reviewer" in claim(edition, make_editor(), role="medical").content.decode()
    unread = claim(edition, mira.user, role="medical", due_on="soon")
    assert (unread.status_code, "Write the day" in unread.content.decode()) == (422, True)
    assert claim(edition, mira.user, role="").status_code == 409
    assert (
        client_of(mira.user).get(reverse("admin:reviewers_edition_claim", args=[edition.pk])).status_code
        == 405
    )
    assert not ReviewRequest.objects.exists()


@pytest.fixture
def sent_back(mira: Reviewer) -> Edition:
    """An edition with a word on a warning, sent back by Mira Medic; an editorial reviewer signed it."""
    ed = make_reviewer(Role.EDITORIAL, name="Ed Itorial")
    [reference] = make_content()["references"]
    unused = reference | {"uuid": str(uuid.uuid4()), "key": "unused"}
    article = make_article(references=[reference, unused])
    requests = [(mira, Role.MEDICAL, in_days(7)), (ed, Role.EDITORIAL, in_days(7))]
    words = dict.fromkeys(acknowledge_all(article), "As the guideline has it.")
    edition = make_edition(article, requests=requests, acknowledgements=words)
    sign(edition, ed, Role.EDITORIAL)
    remarks = [Remark("Say with whose help.", quote="Most people can walk", must_fix=True)]
    answering.request_changes(edition, reviewer=mira, role=Role.MEDICAL, comments=remarks)
    change(article, summary="Most people can walk on the day after surgery, with a nurse.")
    return edition


def test_submitting_again_begins_where_the_last_edition_stood(sent_back: Edition, mira: Reviewer):
    article = sent_back.article
    page = client_of(article.owner).get(url(article, "submit")).content.decode()
    shown = fields(page, "act_form")

    assert "Say with whose help." in page
    assert "Most people can walk" in page
    assert shown["reviewer-medical"] == [str(mira.pk)]
    assert shown["reviewer-editorial"] == [str(Reviewer.objects.get(family_name="Itorial").pk)]
    words = [text for name, text in shown.items() if name.startswith("word-")]
    assert words
    assert set(words) == {"As the guideline has it."}


def test_each_must_fix_is_answered_and_nothing_is_lost_meanwhile(sent_back: Edition):
    article, must_fix = sent_back.article, sent_back.comments.get()
    client = client_of(article.owner)
    shown = fields(client.get(url(article, "submit")).content.decode(), "act_form") | {
        "message": "Again, please."
    }

    refused = client.post(url(article, "submit"), shown)
    page = refused.content.decode()
    done = client.post(
        url(article, "submit"), fields(page, "act_form") | {f"answer-{must_fix.pk}": "By a nurse."}
    )

    assert refused.status_code == 422
    assert f'<a href="#id_answer-{must_fix.pk}">Answer to {must_fix.printed_name}</a>' in page
    assert fields(page, "act_form")["message"] == "Again, please."
    assert done.status_code == 302
    assert must_fix.replies.get().text == "By a nurse."
    assert article.editions.count() == 2
    assert ReviewRequest.objects.filter(edition__number=2).count() == 2


def test_a_change_that_was_sent_back_keeps_its_note(mira: Reviewer):
    article = make_publication().article
    change(article, summary="Most people can walk on day 3.")
    edition = make_edition(article, change_note="The day was added.")
    remarks = [Remark("Which day?", must_fix=True)]
    answering.request_changes(edition, reviewer=mira, role=Role.MEDICAL, comments=remarks)

    shown = fields(client_of(article.owner).get(url(article, "submit")).content.decode(), "act_form")

    assert (shown["change_kind"], shown["change_note"]) == (["update"], "The day was added.")


def test_specialties_are_an_editors_word_and_on_record(mira: Reviewer):
    bones = Topic.objects.create(slug="bones", name="Bones")
    client = client_of(make_editor())
    address = reverse("admin:reviewers_reviewer_change", args=[mira.pk])

    shown = fields(client.get(address).content.decode(), "reviewer_form")
    client.post(address, shown | {"specialties": [str(bones.pk)]})

    assert people.values_of(mira)["specialties"] == "bones"
    assert [str(flaw) for flaw in flaws() if "specialties" in str(flaw)] == []
    mira.specialties.clear()
    assert [str(flaw) for flaw in flaws() if "specialties" in str(flaw)] != []


def test_the_page_asks_for_no_more_statements_with_more_people(django_assert_max_num_queries):
    edition, client = make_edition(), client_of(make_editor())
    for _ in range(12):
        make_reviewer()
    client.get(url(edition.article, "ask"))

    with django_assert_max_num_queries(45):
        client.get(url(edition.article, "ask"))
