"""Prompts on the desk: the questions that fit an edition, what was answered, and the page that takes answers."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.acts import Refused, record_refusal
from articles.admin.cleaning import CleanTextMixin
from articles.models import Edition
from reviewers import policy
from reviewers.models import PromptAnswers, Reviewer
from reviewers.prompts import (
    INSTRUMENTS,
    LONGEST,
    Answer,
    Instrument,
    answer_prompts,
    answering_objections,
    instrument_for,
    read,
)

from .fields import lines

_ANSWER, _REMARK = "answer-", "remark-"


@dataclass(frozen=True)
class Given:
    """The last answers of one reviewer, and how many they gave before."""

    by: str
    made: PromptAnswers
    rows: list[dict[str, str]]
    earlier: int
    title: str


class PromptsForm(CleanTextMixin, forms.Form):
    """The questions of an instrument: each with its answers and a remark. Any part of them can be answered."""

    instrument = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asked: Instrument, **kwargs: Any) -> None:
        self.asked = asked
        super().__init__(*args, **kwargs)
        self.initial["instrument"] = _named(asked)
        for question in asked.questions:
            self.fields[_ANSWER + question.name] = forms.ChoiceField(
                label=question.words,
                required=False,
                choices=[*asked.scale, ("", "No answer")],
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose one of the answers shown."},
            )
            self.fields[_REMARK + question.name] = forms.CharField(
                label="Remark",
                required=False,
                max_length=LONGEST,
                widget=lines(2),
                error_messages={"max_length": f"Too long: {LONGEST:,} characters is the most."},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        strangers = {name for name in self.data if name.startswith((_ANSWER, _REMARK))} - set(self.fields)
        if cleaned.get("instrument") != _named(self.asked) or strangers:
            raise forms.ValidationError(
                "The questions have changed since this page was opened: those that fit are shown now. Look at your "
                "answers, and send them again."
            )
        for question in self.asked.questions:
            remark, answer = _REMARK + question.name, _ANSWER + question.name
            if cleaned.get(remark, "").strip() and not cleaned.get(answer) and not self.has_error(answer):
                self.add_error(answer, "Choose an answer as well, or write your remark as a comment.")
        if not self.errors and not self.answers():
            raise forms.ValidationError("Answer at least one question.")
        return cleaned

    def answers(self) -> dict[str, Answer]:
        """What was answered, as `answer_prompts` takes it."""
        return {
            question.name: Answer(
                self.cleaned_data[_ANSWER + question.name],
                self.cleaned_data[_REMARK + question.name],
            )
            for question in self.asked.questions
            if self.cleaned_data[_ANSWER + question.name]
        }

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields, as pairs of a question and its remark."""
        return [
            (self[_ANSWER + question.name], self[_REMARK + question.name])
            for question in self.asked.questions
        ]


def prompts(edition: Edition, reviewer: Reviewer | None) -> dict[str, Any]:
    """The context of `_prompts.html`: what was answered, and the form for somebody who may answer.

    `prompts` is None where no instrument fits and nothing was answered.
    """
    return {"prompts": _shown(edition, reviewer, None)}


def respond(request: HttpRequest, edition: Edition, context: dict[str, Any]) -> HttpResponse:
    """Show the questions by themselves, or take answers: 422 for what cannot be read, 403 or 409 for a refusal."""
    reviewer = Reviewer.objects.select_related("user").filter(user=request.user).first()
    asked = instrument_for(edition)
    form, status, reasons = None, 200, []
    if request.method == "POST":
        form = PromptsForm(request.POST, asked=asked) if asked else None
        status, reasons = _take(request, edition, reviewer, form)
        if status == 302:
            address = reverse("admin:reviewers_edition_review", args=[edition.pk])
            return HttpResponseRedirect(f"{address}#prompts")
    context |= {
        "edition": edition,
        "content": edition.content,
        "prompts": _shown(edition, reviewer, form),
        "reasons": reasons,
        "unfolded": True,
    }
    return TemplateResponse(request, "reviewers/desk/prompts.html", context, status=status)


def _take(
    request: HttpRequest, edition: Edition, reviewer: Reviewer | None, form: PromptsForm | None
) -> tuple[int, list[str]]:
    """Take the answers: 302 when it is done, else the status of the refusal and its sentences."""
    reasons = policy.refusals(request.user, "sign")
    if reviewer is None:
        reasons.append(f"{request.user} has no reviewer's profile: an editor makes one.")
    if reasons or reviewer is None:
        record_refusal("answer prompts", by=request.user, article=edition.article, reasons=reasons)
        return 403, reasons
    if form is None:
        return 409, ["No questions are put about this kind of article: nothing was kept."]
    if not form.is_valid():
        return 422, []
    try:
        answer_prompts(edition, reviewer=reviewer, instrument=form.asked.name, answers=form.answers())
    except Refused as refusal:
        return 409, refusal.reasons
    messages.success(request, "Your answers are kept, with the questions as they were put.")
    return 302, []


def _shown(edition: Edition, reviewer: Reviewer | None, form: PromptsForm | None) -> dict[str, Any] | None:
    asked, given = instrument_for(edition), _given(edition)
    if asked is None and not given:
        return None
    reasons = answering_objections(edition, reviewer) if reviewer and asked else []
    if asked and reviewer and not reasons and form is None:
        form = PromptsForm(initial=_initial(given, reviewer, asked), asked=asked)
    return {
        "instrument": asked,
        "form": form,
        "given": given,
        "objections": reasons,
        "own": any(one.made.reviewer_id == reviewer.pk for one in given) if reviewer else False,
        "url": reverse("admin:reviewers_edition_prompts", args=[edition.pk]),
    }


def _given(edition: Edition) -> list[Given]:
    """The last answers of each reviewer to each instrument; one query."""
    titles = {instrument.name: instrument.title for instrument in INSTRUMENTS}
    last: dict[tuple[int, str], list[PromptAnswers]] = {}
    for made in edition.prompt_answers.select_related("reviewer").order_by("pk"):
        last.setdefault((made.reviewer_id, made.instrument), []).append(made)
    return [
        Given(
            all_of[-1].reviewer.name,
            all_of[-1],
            _rows(all_of[-1]),
            len(all_of) - 1,
            titles.get(all_of[-1].instrument, all_of[-1].instrument),
        )
        for all_of in last.values()
    ]


def _rows(made: PromptAnswers) -> list[dict[str, str]]:
    try:
        return read(made)
    except ValueError:
        return []


def _initial(given: list[Given], reviewer: Reviewer, asked: Instrument) -> dict[str, str]:
    """Their last answers to the same questions, to be thought over."""
    own = next(
        (
            one
            for one in given
            if one.made.reviewer_id == reviewer.pk
            and (one.made.instrument, one.made.version) == (asked.name, asked.version)
        ),
        None,
    )
    found = {}
    for row in own.rows if own else []:
        found[_ANSWER + row["name"]] = row["answer"]
        found[_REMARK + row["name"]] = row["remark"]
    return found


def _named(asked: Instrument) -> str:
    return f"{asked.name} {asked.version}"
