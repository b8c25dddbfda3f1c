"""Prompts on the desk: what a reviewer answers and sees, what others see, and what is refused with what was typed."""

import pytest
from django.test import Client

from reviewers.models import PromptAnswers
from reviewers.prompts import Answer, answer_prompts, read
from tests.factories import make_article, make_edition, make_editor, make_reviewer, make_user

pytestmark = pytest.mark.django_db


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def page(edition):
    return f"/admin/articles/edition/{edition.pk}/prompts/"


def answer(edition, reviewer, value="2", remark="Too late."):
    return answer_prompts(
        edition, reviewer=reviewer, instrument="discern", answers={"aims": Answer(value, remark)}
    )


def test_reviewer_answers_some_and_is_led_back_to_the_review():
    edition, reviewer = make_edition(), make_reviewer()

    response = client_of(reviewer.user).post(
        page(edition),
        {
            "instrument": "discern 1",
            "answer-aims": "4",
            "answer-risks": "2",
            "remark-risks": "Falls are missing.",
        },
    )

    assert (response.status_code, response["Location"]) == (
        302,
        f"/admin/articles/edition/{edition.pk}/review/#prompts",
    )
    assert [(row["name"], row["answer"], row["remark"]) for row in rows()] == [
        ("aims", "4", ""),
        ("risks", "2", "Falls are missing."),
    ]


def rows():
    return read(PromptAnswers.objects.get())


UNREAD = {
    "nothing": ({"instrument": "discern 1"}, "Answer at least one question."),
    "remark alone": (
        {"instrument": "discern 1", "remark-aims": "Kept words."},
        "Choose an answer as well, or write your remark as a comment.",
    ),
    "no such answer": (
        {"instrument": "discern 1", "answer-aims": "6", "remark-aims": "Kept words."},
        "Choose one of the answers shown.",
    ),
    "unknown question": (
        {"instrument": "discern 1", "answer-shoes": "3", "answer-aims": "3", "remark-aims": "Kept words."},
        "The questions have changed since this page was opened",
    ),
    "another instrument": (
        {"instrument": "healthnewsreview 1", "answer-aims": "3", "remark-aims": "Kept words."},
        "The questions have changed since this page was opened",
    ),
    "another version": (
        {"instrument": "discern 0", "answer-aims": "3", "remark-aims": "Kept words."},
        "The questions have changed since this page was opened",
    ),
    "remark too long": (
        {"instrument": "discern 1", "answer-aims": "3", "remark-aims": "Kept words." + "a" * 1000},
        "Too long: 1,000 characters is the most.",
    ),
}


@pytest.mark.parametrize("case", UNREAD)
def test_what_cannot_be_read_is_said_and_what_was_typed_is_kept(case):
    typed, sentence = UNREAD[case]

    response = client_of(make_reviewer().user).post(page(make_edition()), typed)

    body = response.content.decode()
    assert (response.status_code, sentence in body) == (422, True)
    assert ("Kept words." in body) == ("remark-aims" in typed)
    assert not PromptAnswers.objects.exists()


def test_same_answers_again_are_refused_and_shown():
    edition, reviewer = make_edition(), make_reviewer()
    answer(edition, reviewer)

    response = client_of(reviewer.user).post(
        page(edition), {"instrument": "discern 1", "answer-aims": "2", "remark-aims": "Too late."}
    )

    assert response.status_code == 409
    assert "These are the answers that you gave already." in response.content.decode()


def test_everyone_at_the_desk_reads_the_answers_and_only_reviewers_are_asked():
    edition, reviewer = make_edition(), make_reviewer(name="Mira Medic")
    answer(edition, reviewer)

    bodies = [
        client_of(user).get(page(edition)).content.decode()
        for user in [make_editor(), make_reviewer().user, reviewer.user]
    ]

    assert ["Mira Medic answered 1 question" in body for body in bodies] == [True, True, True]
    assert ["Too late." in body for body in bodies] == [True, True, True]
    assert ["Keep these answers" in body for body in bodies] == [False, True, True]
    assert ["Answer anew" in body for body in bodies] == [False, False, True]


def test_latest_answers_are_shown_and_earlier_ones_are_said_to_be_there():
    edition, reviewer = make_edition(), make_reviewer()
    answer(edition, reviewer, remark="The first word.")
    answer(edition, reviewer, value="5", remark="The second word.")

    body = client_of(make_editor()).get(page(edition)).content.decode()

    assert ("The first word." in body, "The second word." in body) == (False, True)
    assert "These are the latest; 1 earlier set is kept on record." in body


def test_editor_cannot_answer():
    edition = make_edition()

    response = client_of(make_editor()).post(page(edition), {"instrument": "discern 1", "answer-aims": "4"})

    assert response.status_code == 403
    assert not PromptAnswers.objects.exists()


def test_author_who_reviews_is_told_why_they_cannot_answer():
    user = make_user("writer", "reviewer", name="Wanda Writer")
    reviewer = make_reviewer(name="Wanda Writer", user=user)
    edition = make_edition(make_article(by=reviewer.user))
    client = client_of(reviewer.user)

    body = client.get(page(edition)).content.decode()
    response = client.post(page(edition), {"instrument": "discern 1", "answer-aims": "4"})

    assert "nobody signs their own work" in body
    assert response.status_code == 409
    assert not PromptAnswers.objects.exists()


def test_no_questions_are_put_where_none_fit():
    edition = make_edition(make_article(audience="professionals"))
    client = client_of(make_reviewer().user)

    shown = client.get(page(edition)).content.decode()
    response = client.post(page(edition), {"instrument": "discern 1", "answer-aims": "4"})

    assert "No questions are put about this kind of article." in shown
    assert response.status_code == 409


def test_nobody_from_outside_reads_answers():
    edition = make_edition()

    assert Client().get(page(edition)).status_code == 302
    assert client_of(make_reviewer().user).get("/admin/articles/edition/99999/prompts/").status_code == 404
