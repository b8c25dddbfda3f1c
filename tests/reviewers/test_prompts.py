"""Prompts: which questions fit which article, who may answer them, and what is kept of the answers."""

import json
import zipfile

import pytest

from articles.models import AuditEntry
from reviewers import exporting, prompts, submission
from reviewers.models import PromptAnswers, Role
from reviewers.prompts import DISCERN, NEWS, Answer, CannotAnswer, answer_prompts, instrument_for
from tests.factories import (
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_reviewer,
    make_user,
    sign,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "audience", "fitting"),
    [
        ("research_summary", "patients", DISCERN),
        ("explainer", "patients", DISCERN),
        ("explainer", "professionals", None),
        ("research_summary", "professionals", None),
        ("clinical_news", "professionals", NEWS),
        ("clinical_news", "patients", NEWS),
    ],
)
def test_questions_go_by_kind_and_audience(kind, audience, fitting):
    source = {"name": "Annals of Invented Medicine", "url": "https://example.org/annals"}
    edition = make_edition(make_article(kind=kind, audience=audience, source=source))

    assert instrument_for(edition) == fitting


def test_instruments_ask_what_their_authors_ask():
    assert [len(instrument.questions) for instrument in prompts.INSTRUMENTS] == [16, 10]
    assert [len(instrument.scale) for instrument in prompts.INSTRUMENTS] == [5, 3]
    assert all(
        len({question.name for question in instrument.questions}) == len(instrument.questions)
        for instrument in prompts.INSTRUMENTS
    )


def test_any_part_can_be_answered_and_is_kept_with_the_questions_as_put():
    edition, reviewer = make_edition(), make_reviewer()

    made = answer_prompts(
        edition,
        reviewer=reviewer,
        instrument="discern",
        answers={"risks": Answer("2", "Falls are\r\nmissing."), "aims": Answer("5")},
    )

    assert (made.instrument, made.version) == ("discern", "1")
    assert prompts.read(made) == [
        {
            "name": "aims",
            "question": "Does it say at the start what it is about and whom it is for?",
            "answer": "5",
            "said": "5: yes",
            "remark": "",
        },
        {
            "name": "risks",
            "question": "Does it say what harm each treatment can do?",
            "answer": "2",
            "said": "2",
            "remark": "Falls are\nmissing.",
        },
    ]


def test_later_answer_is_a_row_of_its_own():
    edition, reviewer = make_edition(), make_reviewer()
    for value in ["2", "3"]:
        answer_prompts(edition, reviewer=reviewer, instrument="discern", answers={"aims": Answer(value)})

    assert [prompts.read(made)[0]["answer"] for made in edition.prompt_answers.all()] == ["2", "3"]


def test_answering_is_not_needed_to_sign_and_keeps_nothing_from_it():
    edition, reviewer = make_edition(), make_reviewer()
    answer_prompts(edition, reviewer=reviewer, instrument="discern", answers={"aims": Answer("1", "No.")})

    assert sign(edition, reviewer).edition_id == edition.pk


def test_who_signed_can_still_answer():
    edition, reviewer = make_edition(), make_reviewer(Role.MEDICAL, Role.EDITORIAL)
    sign(edition, reviewer)

    assert answer_prompts(edition, reviewer=reviewer, instrument="discern", answers={"aims": Answer("4")}).pk


REFUSED = {
    "unknown question": ("discern", {"shoe_size": Answer("3")}, "There is no question “shoe_size” here"),
    "unknown value": ("discern", {"aims": Answer("6")}, "“6” is no answer to"),
    "value of another scale": ("discern", {"aims": Answer("satisfactory")}, "“satisfactory” is no answer to"),
    "foreign instrument": (
        "healthnewsreview",
        {"costs": Answer("satisfactory")},
        "not for this kind of article",
    ),
    "invented instrument": ("horoscope", {"aims": Answer("5")}, "not for this kind of article"),
    "nothing": ("discern", {}, "Answer at least one question."),
    "remark alone": ("discern", {"aims": Answer("", "Good.")}, "a remark alone is a comment"),
    "remark too long": ("discern", {"aims": Answer("5", "a" * 1001)}, "is too long: 1,000 characters"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_taken_is_refused_and_not_kept(case):
    instrument, answers, sentence = REFUSED[case]

    with pytest.raises(CannotAnswer) as refusal:
        answer_prompts(make_edition(), reviewer=make_reviewer(), instrument=instrument, answers=answers)

    assert sentence in " ".join(refusal.value.reasons)
    assert not PromptAnswers.objects.exists()
    assert json.loads(AuditEntry.objects.latest("number").data)["attempt"] == "answer prompts"


def test_same_answers_again_are_refused():
    edition, reviewer = make_edition(), make_reviewer()
    answer_prompts(edition, reviewer=reviewer, instrument="discern", answers={"aims": Answer("5")})

    with pytest.raises(CannotAnswer) as refusal:
        answer_prompts(edition, reviewer=reviewer, instrument="discern", answers={"aims": Answer("5")})

    assert refusal.value.reasons == ["These are the answers that you gave already."]


def test_no_instrument_fits_where_none_is_meant_to():
    edition = make_edition(make_article(audience="professionals"))

    with pytest.raises(CannotAnswer) as refusal:
        answer_prompts(edition, reviewer=make_reviewer(), instrument="discern", answers={"aims": Answer("5")})

    assert refusal.value.reasons == ["These questions are not for this kind of article."]


def who_left():
    reviewer = make_reviewer()
    reviewer.user.groups.clear()
    return make_edition(), reviewer, "Only reviewers may do this"


def who_wrote_it():
    user = make_user("writer", "reviewer", name="Wanda Writer")
    reviewer = make_reviewer(user=user, name="Wanda Writer")
    return make_edition(make_article(user)), reviewer, "nobody signs their own work"


def who_has_no_such_role():
    return make_edition(), make_reviewer(Role.STATISTICAL), "may not sign in the medical role"


def who_reads_what_was_recalled():
    edition = make_edition()
    submission.recall(edition, by=edition.article.owner, reason="Not yet.")
    return edition, make_reviewer(), "Edition 1 was recalled by"


@pytest.mark.parametrize("case", [who_left, who_wrote_it, who_has_no_such_role, who_reads_what_was_recalled])
def test_who_could_not_sign_may_not_answer(case):
    edition, reviewer, sentence = case()

    with pytest.raises(CannotAnswer) as refusal:
        answer_prompts(edition, reviewer=reviewer, instrument="discern", answers={"aims": Answer("5")})

    assert sentence in " ".join(refusal.value.reasons)
    assert not PromptAnswers.objects.exists()


def test_live_edition_can_still_be_read_by_the_questions():
    edition = make_publication().edition

    assert answer_prompts(
        edition, reviewer=make_reviewer(), instrument="discern", answers={"aims": Answer("5")}
    ).pk


def test_answers_are_in_the_export_with_the_questions_as_put():
    edition, reviewer = make_edition(), make_reviewer()
    made = answer_prompts(edition, reviewer=reviewer, instrument="discern", answers={"aims": Answer("5")})

    with exporting.export(edition.article, by=make_editor()) as file, zipfile.ZipFile(file) as bundle:
        review = json.loads(bundle.read("editions/1/review.json"))

    assert [(told["reviewer"], told["instrument"], told["answers"]) for told in review["prompts"]] == [
        (str(reviewer), "discern", prompts.read(made))
    ]
