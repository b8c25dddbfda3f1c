"""Choosing whom to ask: for each role those who qualify, best first, and why the others do not; by when; a message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from articles import clock
from articles.models import Article, Edition
from reviewers.candidates import Candidate, candidates_for
from reviewers.models import Reviewer, Role
from reviewers.requesting import USUAL_TIME

from .forms import ActForm


@dataclass(frozen=True)
class Offered:
    """One radio button; and, where it stands for a person, what is known of them, and what asking them would mean."""

    button: Any
    candidate: Candidate | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """One role: its fields, who may be chosen, who may not and why, and when the role is needed at all."""

    reviewer: forms.BoundField
    due: forms.BoundField
    offered: list[Offered]
    others: list[tuple[list[Candidate], str]]
    note: str = ""

    @property
    def count(self) -> int:
        """How many may not be chosen."""
        return sum(len(people) for people, _why in self.others)


class ChoosingForm(ActForm):
    """A form by which reviewers are asked. `begin` calls `begin_choosing` with what for, and the roles."""

    message = forms.CharField(
        label="A word to whom you ask",
        required=False,
        max_length=500,
        help_text="One line, in the mail to them: what to look at, or why it is urgent.",
    )
    nobody = ("", "Nobody")
    days = USUAL_TIME

    def begin_choosing(self, subject: Edition | Article, roles: Sequence[str]) -> None:
        """Make the fields of each role: one statement for each kind of fact, however many people there are."""
        self.roles = [role.value for role in Role if role in roles]
        self.people = candidates_for(subject, self.roles, clock.today(), submitter=self.user)
        for role in self.roles:
            self.begin_role(role)

    def begin_role(self, role: str) -> None:
        """Make the two fields of one role."""
        free = self.free(role)
        self.fields[f"reviewer-{role}"] = reviewer_field(f"{Role(role).label} reviewer", free, self.nobody)
        self.fields[f"due-{role}"] = due_field(f"{Role(role).label} review due by", clock.today() + self.days)

    def free(self, role: str) -> list[Candidate]:
        """Those who may be asked for a role, best first."""
        return [one for one in self.people[role] if not one.why_not]

    def clean_choosing(self, cleaned: dict[str, Any]) -> None:
        """Refuse a day that is past, and somebody without a day."""
        for role in self.roles:
            due, asked = cleaned.get(f"due-{role}"), cleaned.get(f"reviewer-{role}")
            if due and due < clock.today():
                self.add_error(f"due-{role}", "The day lies in the past.")
            elif asked and not due and not self.has_error(f"due-{role}"):
                self.add_error(f"due-{role}", "Say by when.")

    def requests(self) -> list[tuple[Reviewer, str, date]]:
        """Who is asked, in which role, by when."""
        chosen = [(role, self.cleaned_data[f"reviewer-{role}"]) for role in self.roles]
        return [
            (one.reviewer, role, self.cleaned_data[f"due-{role}"])
            for role, pk in chosen
            for one in self.people[role]
            if str(one.reviewer.pk) == pk
        ]

    def cautions(self) -> str:
        """What is worth saying once more about those who were asked: it does not keep them from being asked."""
        return "".join(
            f" {lapse_words(one, due_on)}"
            for reviewer, role, due_on in self.requests()
            for one in self.people[role]
            if one.reviewer == reviewer and one.lapses_before(due_on)
        )

    def asked(self) -> Iterator[Asked]:
        """For each role, who may be chosen and by when."""
        for role in self.roles:
            field, due = self[f"reviewer-{role}"], self[f"due-{role}"]
            offered = list(offered_by(field, self.people[role], read_day(due), self.follows()))
            yield Asked(field, due, offered, not_offered(self.people[role]), self.note(role))

    def follows(self) -> str:
        """What follows if somebody reviews it who declares an interest in what the text names."""
        return "if they review it, a second clinician must sign as well."

    def note(self, role: str) -> str:
        """When a role is needed that is not needed anyway; empty for all others."""
        return ""


def reviewer_field(label: str, free: Sequence[Candidate], *more: tuple[str, str]) -> forms.ChoiceField:
    """The radio buttons for those who may be asked, after `more`."""
    return forms.ChoiceField(
        label=label,
        choices=[*more, *((str(one.reviewer.pk), str(one.reviewer)) for one in free)],
        required=False,
        initial="",
        widget=forms.RadioSelect,
        help_text="" if free else "Nobody qualifies now: see below why not.",
        error_messages={"invalid_choice": "This person may not be asked any more: choose another."},
    )


def due_field(label: str, initial: date) -> forms.DateField:
    """By which day a review is due."""
    return forms.DateField(
        label=label,
        required=False,
        initial=initial,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as 2027-03-01."},
    )


def offered_by(
    field: forms.BoundField, people: Sequence[Candidate], due_on: date | None, follows: str
) -> Iterator[Offered]:
    """The buttons of a field, each with whom it stands for."""
    by_value = {str(one.reviewer.pk): one for one in people}
    for button in field:
        one = by_value.get(str(button.data["value"]))
        yield Offered(button, one, tuple(_warnings(one, due_on, follows)) if one else ())


def follows_in(edition: Edition) -> str:
    """What follows from such an interest for an edition that is there: its roles do not change any more."""
    if Role.SECOND_MEDICAL.value in edition.required_role_list:
        return "a second clinician signs as well."
    return "they could sign only with a second clinician beside them, and this edition asks for none."


def not_offered(people: Sequence[Candidate]) -> list[tuple[list[Candidate], str]]:
    """Those who may not be asked, together where the reasons are the same: whom to look for first, first."""
    found: dict[str, list[Candidate]] = {}
    for one in people:
        if one.why_not:
            found.setdefault("; ".join(one.why_not), []).append(one)
    return [(together, why) for why, together in found.items()]


def lapse_words(one: Candidate, due_on: date) -> str:
    """That somebody's credential lapses before the due day."""
    assert one.until is not None
    name = one.reviewer.name
    return f"{name}’s credential lapses on {one.until:%-d %B %Y}, before {due_on:%-d %B %Y}: they could not sign then."


def read_day(field: forms.BoundField) -> date | None:
    """The day that stands in a field, typed or proposed; None if it is none."""
    try:
        return field.field.to_python(field.value())
    except forms.ValidationError:
        return None


def _warnings(one: Candidate, due_on: date | None, follows: str) -> Iterator[str]:
    if one.products:
        yield f"Declares an interest in {', '.join(one.products)}, which the text names: {follows}"
    if due_on and one.lapses_before(due_on):
        yield lapse_words(one, due_on)
    if one.not_ready:
        yield f"Before signing they still lack: {', '.join(one.not_ready)}."
