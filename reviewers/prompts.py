"""Prompts: the questions of published instruments, which a reviewer may answer about an edition. Nobody has to.

What is asked goes by the kind of article. A patient text on treatment: DISCERN (Charnock D, Shepperd S, Needham G,
Gann R. DISCERN: an instrument for judging the quality of written consumer health information on treatment choices.
J Epidemiol Community Health 1999;53:105–111). News: the ten criteria of HealthNewsReview.org (Schwitzer G. How do US
journalists cover treatments, tests, products, and procedures? PLoS Med 2008;5(5):e95). Both by their aspects, in
words of our own. Answers are written once, with the questions as they were put; who thinks again answers again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles import audit, clock
from articles.acts import acting
from articles.document import canonical
from articles.models import Article, Edition
from articles.refusals import Refused
from articles.text import clean
from reviewers import policy
from reviewers.models import PromptAnswers, Reviewer
from reviewers.obstacles import edition_objections

LONGEST = 1000


class CannotAnswer(Refused):
    """These answers cannot be taken, here and now."""


@dataclass(frozen=True)
class Question:
    """One question: its name in this instrument, and its words."""

    name: str
    words: str


@dataclass(frozen=True)
class Instrument:
    """Questions and the answers to choose from, each (value, words). A new wording is a new version."""

    name: str
    version: str
    title: str
    source: str
    scale: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Answer:
    """What a reviewer chose, and what they add."""

    value: str
    remark: str = ""


DISCERN = Instrument(
    "discern",
    "1",
    "DISCERN: is this good information on a treatment?",
    "After Charnock and others, J Epidemiol Community Health 1999;53:105–111; the aspects are theirs, the words ours.",
    (("1", "1: no"), ("2", "2"), ("3", "3: in part"), ("4", "4"), ("5", "5: yes")),
    (
        Question("aims", "Does it say at the start what it is about and whom it is for?"),
        Question("achieves", "Does it then cover what it said it would?"),
        Question("relevance", "Does it answer what somebody in this situation would ask?"),
        Question("sources", "Can readers tell on which sources its statements rest?"),
        Question("date", "Can readers tell how old the information is, not only the page?"),
        Question(
            "balance", "Is it balanced, without promotion or alarm, and from more than one point of view?"
        ),
        Question("more", "Does it point to further help or information?"),
        Question("uncertainty", "Does it say what is uncertain, or where experts differ?"),
        Question("working", "Does it explain how each treatment works?"),
        Question("benefits", "Does it say what each treatment can do for people?"),
        Question("risks", "Does it say what harm each treatment can do?"),
        Question("untreated", "Does it say what is likely to happen without treatment?"),
        Question("life", "Does it say how treatment affects daily life?"),
        Question("alternatives", "Is it clear that there may be more than one possible treatment?"),
        Question("deciding", "Does it help readers to decide together with those who treat them?"),
        Question("overall", "All in all, is it a good source of information on treatment?"),
    ),
)
NEWS = Instrument(
    "healthnewsreview",
    "1",
    "HealthNewsReview: is this good news reporting?",
    "After the ten criteria of HealthNewsReview.org: Schwitzer, PLoS Med 2008;5(5):e95; the aspects are theirs, the "
    "words ours.",
    (
        ("satisfactory", "Satisfactory"),
        ("not_satisfactory", "Not satisfactory"),
        ("not_applicable", "Not applicable"),
    ),
    (
        Question("costs", "What it costs is discussed."),
        Question("benefits", "The benefit is given in numbers that can be judged, absolute ones among them."),
        Question("harms", "Harms are named, with how often they happen."),
        Question("evidence", "How good the evidence is, and where it is weak, is made clear."),
        Question("mongering", "The condition is not made out to be commoner or worse than it is."),
        Question("independent", "Somebody without a stake is heard, and interests are named."),
        Question("alternatives", "What there is already is set beside the new."),
        Question("availability", "Whether and where people can have it is said."),
        Question("novelty", "What is really new about it is told truly."),
        Question("release", "It rests on more than a press release."),
    ),
)
INSTRUMENTS = (DISCERN, NEWS)
_FOR_PATIENTS = {Article.Kind.RESEARCH_SUMMARY.value, Article.Kind.EXPLAINER.value}


def instrument_for(edition: Edition) -> Instrument | None:
    """The instrument that fits an edition, by its kind and for whom it is; None if none does."""
    content = edition.content
    if content["kind"] == Article.Kind.CLINICAL_NEWS:
        return NEWS
    if content["kind"] in _FOR_PATIENTS and content["audience"] == "patients":
        return DISCERN
    return None


def answer_prompts(
    edition: Edition, *, reviewer: Reviewer, instrument: str, answers: Mapping[str, Answer]
) -> PromptAnswers:
    """Write a reviewer's answers to the questions that fit this edition, any part of them, by the questions' names.

    Raises CannotAnswer: another instrument, an unknown question or value, nothing answered, nothing new, or somebody
    who could not sign this edition.
    """
    with acting("answer prompts", by=reviewer.user, article=edition.article) as article:
        edition = article.editions.select_related("article").get(pk=edition.pk)
        fitting = instrument_for(edition)
        reasons = answering_objections(edition, reviewer)
        if fitting is None or fitting.name != instrument:
            raise CannotAnswer([*reasons, "These questions are not for this kind of article."])
        given = {name: Answer(one.value, clean(one.remark).strip()) for name, one in answers.items()}
        reasons += flaws(fitting, given)
        rows = _as_put(fitting, given)
        if not reasons and rows == _last_of(edition, reviewer, fitting):
            reasons.append("These are the answers that you gave already.")
        if reasons:
            raise CannotAnswer(reasons)
        made = PromptAnswers.objects.create(
            edition=edition,
            reviewer=reviewer,
            instrument=fitting.name,
            version=fitting.version,
            answers=canonical(rows),
            at=clock.now(),
        )
        audit.record(
            audit.Event.PROMPTS_ANSWERED,
            by=reviewer.user,
            article=article,
            edition=edition.number,
            **as_data(made),
        )
        return made


def answering_objections(edition: Edition, reviewer: Reviewer) -> list[str]:
    """Why this reviewer may not answer about this edition now: they could sign it in no role, or it is past answering.
    Empty means they may."""
    today = clock.today()
    held = [role for role in edition.required_role_list if policy.holds(reviewer, role)]
    against = [
        policy.objections(reviewer, edition, role, today) for role in held or edition.required_role_list
    ]
    found = [] if not all(against) else [reason for reasons in against for reason in reasons]
    return list(dict.fromkeys([*found, *edition_objections(edition)]))


def flaws(instrument: Instrument, answers: Mapping[str, Answer]) -> list[str]:
    """What is wrong with these answers to this instrument. Empty means they can be taken."""
    known = {question.name: question.words for question in instrument.questions}
    values = {value for value, _ in instrument.scale}
    found = [] if answers else ["Answer at least one question."]
    for name, one in answers.items():
        if name not in known:
            found.append(f"There is no question “{name[:40]}” here: open the page anew.")
        elif not one.value:
            found.append(f"Choose an answer to “{known[name]}” as well: a remark alone is a comment.")
        elif one.value not in values:
            found.append(f"“{one.value[:40]}” is no answer to “{known[name]}”: choose one of those shown.")
        elif len(one.remark) > LONGEST:
            found.append(f"The remark on “{known[name]}” is too long: {LONGEST:,} characters is the most.")
    return found


def as_data(made: PromptAnswers) -> dict[str, str | int | list[dict[str, str]]]:
    """The answers as the audit trail keeps them."""
    return {
        "prompts": made.pk,
        "profile": made.reviewer_id,
        "instrument": made.instrument,
        "version": made.version,
        "answers": read(made),
    }


def on_record(edition: Edition) -> list[dict[str, Any]]:
    """Every set of answers about an edition, for the export of its record."""
    return [
        {
            "reviewer": str(made.reviewer),
            "instrument": made.instrument,
            "version": made.version,
            "answers": json.loads(made.answers),
            "at": clock.stamp(made.at),
        }
        for made in edition.prompt_answers.select_related("reviewer").order_by("pk")
    ]


def read(made: PromptAnswers) -> list[dict[str, str]]:
    """The answers as they were given: each with `name`, `question`, `answer`, `said` and `remark`.

    Raises ValueError for a row that was tampered with until it cannot be read.
    """
    rows = json.loads(made.answers)
    if not isinstance(rows, list):
        raise ValueError("The answers are no list.")
    return rows


def _as_put(instrument: Instrument, answers: Mapping[str, Answer]) -> list[dict[str, str]]:
    said = dict(instrument.scale)
    return [
        {
            "name": question.name,
            "question": question.words,
            "answer": answers[question.name].value,
            "said": said.get(answers[question.name].value, ""),
            "remark": answers[question.name].remark,
        }
        for question in instrument.questions
        if question.name in answers
    ]


def _last_of(edition: Edition, reviewer: Reviewer, instrument: Instrument) -> list[dict[str, str]] | None:
    last = edition.prompt_answers.filter(
        reviewer=reviewer, instrument=instrument.name, version=instrument.version
    ).last()
    return read(last) if last else None
