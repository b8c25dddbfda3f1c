"""Submitting: what kind of change, how much it matters, why each warning stands, and who is asked by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings

from articles import clock, preflight
from articles.document import content_of
from articles.models import Edition
from reviewers import policy, submission
from reviewers.interests import products_in_both
from reviewers.models import Reviewer, Role
from reviewers.risk import Risk

from .background import statements_of
from .choosing import free_reviewers
from .fields import lines
from .forms import ActForm

_DAYS_TO_REVIEW = 7
_NONE_ASKED = ("", "Nobody yet: whoever may sign it can")
_SECOND = Role.SECOND_MEDICAL.value
_CORRECTION = {
    "wrong": "Say what was wrong: readers see it in the notice.",
    "right": "Say what is right now: readers see it in the notice.",
    "where": "Say where it stood: readers see it in the notice.",
    "severity": "Say how much the error mattered.",
}


@dataclass(frozen=True)
class Offered:
    """One reviewer who may be chosen: the radio button, their statement of interests, and what follows from it."""

    button: Any
    interests: str
    conflict: str


@dataclass(frozen=True)
class Asked:
    """One role: its fields, who may be chosen, and when it is needed at all."""

    reviewer: forms.BoundField
    due: forms.BoundField
    offered: list[Offered]
    note: str


class SubmitForm(ActForm):
    """What is asked of whoever submits. The risk is computed from the difference: it can be raised, never lowered."""

    change_kind = forms.ChoiceField(
        label="What kind of edition is this?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    change_note = forms.CharField(
        label="What changed?",
        required=False,
        max_length=2000,
        widget=lines(3),
        help_text="Readers see it on the page.",
    )
    wrong = forms.CharField(label="What was wrong", required=False, max_length=2000, widget=lines(2))
    right = forms.CharField(label="What is right now", required=False, max_length=2000, widget=lines(2))
    where = forms.CharField(
        label="Where it stood",
        required=False,
        max_length=500,
        widget=lines(1),
        help_text="As a reader finds it: “in the bottom line”, “under Results”.",
    )
    severity = forms.ChoiceField(
        label="How much it mattered",
        required=False,
        choices=Edition.Severity.choices,
        widget=forms.RadioSelect,
    )
    raised = forms.BooleanField(label="Treat it as substantive", required=False)

    def begin(self) -> None:
        self.initial["seen"] = self.article.versions.latest("number").number
        self.content = content_of(self.article)
        self.findings = preflight.findings(self.content)
        self.blocking = [finding for finding in self.findings if finding.blocks]
        self.risk = submission.assessed(self.article)
        self.risk_label = Risk(self.risk["level"]).label
        self.required = submission.roles_for(self.article, self.risk)
        self._begin_change()
        for finding in self.findings:
            if not finding.blocks:
                self.fields[f"word-{finding.fingerprint}"] = forms.CharField(
                    label="Why it stands",
                    max_length=500,
                    error_messages={"required": "Say in a few words why it stands, or mend it."},
                )
        self._begin_reviewers()

    def _begin_change(self) -> None:
        kinds = Edition.ChangeKind
        self.published = self.article.publications.exists()
        offered = [kind for kind in kinds if (kind != kinds.FIRST) == self.published]
        self.fields["change_kind"].choices = [(kind.value, kind.label) for kind in offered]
        self.raising_asks = (
            self.article.kind in settings.SECOND_CLINICIAN_FOR and _SECOND not in self.required
        )
        if self.raising_asks:
            self.fields["raised"].help_text = "A second clinician must sign as well then."
        if self.risk["level"] == Risk.SUBSTANTIVE:
            del self.fields["raised"]
        if not self.published:
            self.initial["change_kind"] = kinds.FIRST
            self.fields["change_note"].widget = forms.HiddenInput()
            for name in _CORRECTION:
                del self.fields[name]

    def _begin_reviewers(self) -> None:
        free = free_reviewers(self.article, submitter=self.user, on=clock.today())
        everyone = {reviewer.pk: reviewer for offered in free.values() for reviewer in offered}
        self.statements = statements_of(everyone.values())
        self.conflicts = {
            pk: products
            for pk, statement in self.statements.items()
            if (products := products_in_both(statement, self.content))
        }
        roles = set(self.required)
        if self.raising_asks or any(
            reviewer.pk in self.conflicts for role in self.required for reviewer in free[role]
        ):
            roles.add(_SECOND)
        self.roles = [role.value for role in Role if role.value in roles]
        for role in self.roles:
            self._begin_role(role, free[role])

    def _begin_role(self, role: str, free: list[Reviewer]) -> None:
        self.fields[f"reviewer-{role}"] = forms.ChoiceField(
            label=f"{Role(role).label} reviewer",
            choices=[_NONE_ASKED, *((str(reviewer.pk), str(reviewer)) for reviewer in free)],
            required=False,
            initial="",
            widget=forms.RadioSelect,
            help_text="" if free else "Nobody who may sign in this role is free of this text.",
            error_messages={"invalid_choice": "This person may not sign this article: choose another."},
        )
        self.fields[f"due-{role}"] = forms.DateField(
            label=f"{Role(role).label} review due by",
            required=False,
            initial=clock.today() + timedelta(days=_DAYS_TO_REVIEW),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Write the day as 2027-03-01."},
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if newer := submission.unseen(self.article, cleaned.get("seen")):
            self.add_error(None, newer)
            # The page shows the findings of the newer text now: submitting again is a decision.
            self.data = self.data.copy()
            self.data["seen"] = str(self.initial["seen"])
        self._clean_correction(cleaned)
        for role in self.roles:
            due, asked = cleaned.get(f"due-{role}"), cleaned.get(f"reviewer-{role}")
            if due and due < clock.today():
                self.add_error(f"due-{role}", "The day lies in the past.")
            elif asked and not due and not self.has_error(f"due-{role}"):
                self.add_error(f"due-{role}", "Say by when.")
        self._clean_second(cleaned)
        return cleaned

    def _clean_correction(self, cleaned: dict[str, Any]) -> None:
        if not self.published or "change_kind" not in cleaned:
            return
        if cleaned["change_kind"] == Edition.ChangeKind.CORRECTION:
            for name, sentence in _CORRECTION.items():
                if not cleaned.get(name) and not self.has_error(name):
                    self.add_error(name, sentence)
        elif name := next((name for name in _CORRECTION if cleaned.get(name)), ""):
            self.add_error(
                name, "Only a correction says this: choose “Correction” above, or empty these four fields."
            )

    def _clean_second(self, cleaned: dict[str, Any]) -> None:
        """A second clinician is another person, and is asked only where one is needed."""
        second = cleaned.get(f"reviewer-{_SECOND}")
        if not second:
            return
        if second == cleaned.get("reviewer-medical"):
            self.add_error(f"reviewer-{_SECOND}", "Choose somebody else: one person signs once.")
        chosen = [cleaned.get(f"reviewer-{role}") for role in self.roles]
        needed = policy.required_roles(
            self.article.kind,
            substantive=bool(cleaned.get("raised")) or self.risk["level"] == Risk.SUBSTANTIVE,
            second_reviewer=bool(self.risk["interests"])
            or any(pk and int(pk) in self.conflicts for pk in chosen),
        )
        if _SECOND not in needed:
            self.add_error(
                f"reviewer-{_SECOND}",
                "No second clinician is needed as you chose: choose nobody here, or treat the change as substantive."
                if self.raising_asks
                else "No second clinician is needed as you chose: choose nobody here.",
            )

    def problems(self) -> list[tuple[str, str, str]]:
        """Each field's errors as (label, the field's id, sentence), in the order of the page."""
        named = {
            field.name: f"Warning “{finding.words or finding.why}”" for finding, field in self.warnings()
        }
        fields = [field for field in self.visible_fields() if field.errors]
        return [
            (named.get(field.name, field.label), field.auto_id, error)
            for field in fields
            for error in field.errors
        ]

    def correction_fields(self) -> list[forms.BoundField]:
        """The fields for a correction alone; none for a first edition."""
        return [self[name] for name in _CORRECTION if name in self.fields]

    def warnings(self) -> Iterator[tuple[preflight.Finding, forms.BoundField]]:
        """Each warning with the field for a word on it."""
        for finding in self.findings:
            if not finding.blocks:
                yield finding, self[f"word-{finding.fingerprint}"]

    def required_labels(self) -> str:
        """The roles that must sign what is submitted as it stands."""
        *others, last = [role.label.lower() for role in Role if role.value in self.required]
        return f"{', '.join(others)} and {last}" if others else last

    def asked(self) -> Iterator[Asked]:
        """For each role, who may be chosen and by when."""
        for role in self.roles:
            field = self[f"reviewer-{role}"]
            offered = [self._offered(button) for button in field]
            yield Asked(field, self[f"due-{role}"], offered, self._note(role))

    def _offered(self, button: Any) -> Offered:
        value = str(button.data["value"])
        if not value:
            return Offered(button, "", "")
        products = self.conflicts.get(int(value), [])
        follows = (
            f"Declares an interest in {', '.join(products)}, which the text names: if they review it, a second "
            "clinician must sign as well."
            if products
            else ""
        )
        return Offered(button, self.statements.get(int(value), "not stated yet"), follows)

    def _note(self, role: str) -> str:
        if role in self.required:
            return ""
        if not self.raising_asks:
            return "Needed only if somebody whom you choose declares an interest in what the text names."
        return (
            "Needed only if you treat the change as substantive, or if somebody whom you choose declares an interest "
            "in what the text names."
        )

    def acknowledgements(self) -> dict[str, str]:
        """The words on the warnings, by fingerprint."""
        return {
            name.removeprefix("word-"): word
            for name, word in self.cleaned_data.items()
            if name.startswith("word-")
        }

    def correction(self) -> submission.Correction | None:
        """What a correction says; None for every other kind of edition."""
        if self.cleaned_data["change_kind"] != Edition.ChangeKind.CORRECTION:
            return None
        return submission.Correction(**{name: self.cleaned_data[name] for name in _CORRECTION})

    def requests(self) -> list[tuple[Reviewer, str, date]]:
        """Who is asked, in which role, by when."""
        chosen = [(role, self.cleaned_data[f"reviewer-{role}"]) for role in self.roles]
        people = Reviewer.objects.select_related("user").in_bulk([int(pk) for _role, pk in chosen if pk])
        return [(people[int(pk)], role, self.cleaned_data[f"due-{role}"]) for role, pk in chosen if pk]
