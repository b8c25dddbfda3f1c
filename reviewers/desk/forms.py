"""The forms of the acts. They ask whether an answer can be read; the acts decide whether it will do."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings

from articles import clock, preflight
from articles.admin.cleaning import CleanTextMixin
from articles.document import content_of
from articles.models import Article, Edition, User
from reviewers import policy, submission
from reviewers.models import Reviewer, Role

from .choosing import free_reviewers
from .standing import edition_at_hand, waiting_schedule

_DAYS_TO_REVIEW = 7
_FURTHEST = timedelta(days=730)
_NONE_ASKED = ("", "Nobody yet: whoever may sign it can")


def _lines(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _reason(sentence: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label="Reason",
        max_length=2000,
        widget=_lines(),
        help_text=help_text,
        error_messages={"required": sentence},
    )


class ActForm(CleanTextMixin, forms.Form):
    """An act's form. `missing` says why there is nothing to act on; then the form is not shown."""

    def __init__(self, data: Any, *, article: Article, user: User) -> None:
        self.article, self.user = article, user
        self.missing = ""
        super().__init__(data)
        self.begin()

    def begin(self) -> None:
        """Fill in what depends on the article."""


class EditionForm(ActForm):
    """An act on the edition that stood on the screen, whatever came since."""

    edition = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Open the page anew: it names no edition."}
    )

    def begin(self) -> None:
        self.at_hand = edition_at_hand(self.article)
        if self.at_hand is None:
            self.missing = "There is no edition yet: submit the article for review first."
        else:
            self.initial["edition"] = self.at_hand.number

    def clean_edition(self) -> Edition:
        editions = self.article.editions.select_related("article")
        edition = editions.filter(number=self.cleaned_data["edition"]).first()
        if edition is None:
            raise forms.ValidationError("This article has no such edition: open the page anew.")
        return edition


class PublishForm(EditionForm):
    pass


class RecallForm(EditionForm):
    reason = _reason("Say why you recall the edition.", "For the people who review it.")


class ScheduleForm(EditionForm):
    publish_at = forms.DateTimeField(
        label="Publish at",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": "Say when the edition is to be published.",
            "invalid": "Write the time as 2027-03-01T09:00.",
        },
    )

    def begin(self) -> None:
        super().begin()
        self.fields["publish_at"].help_text = f"Day and time in the time zone {settings.TIME_ZONE}."

    def clean_publish_at(self) -> datetime:
        publish_at = self.cleaned_data["publish_at"]
        if publish_at.date() > clock.today() + _FURTHEST:
            raise forms.ValidationError("The time lies more than two years ahead: choose an earlier one.")
        return publish_at


class CancelForm(ActForm):
    schedule = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(required=False, max_length=2000, widget=_lines(2), help_text="For the record.")

    def begin(self) -> None:
        self.waiting = waiting_schedule(self.article)
        if self.waiting is None:
            self.missing = "Nothing of this article is scheduled."
        else:
            self.initial["schedule"] = self.waiting.pk

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.waiting is None or cleaned.get("schedule") != self.waiting.pk:
            raise forms.ValidationError("This schedule is over already: open the page anew.")
        return cleaned


class WithdrawForm(ActForm):
    reason = _reason(
        "Say why you withdraw the article: readers are shown the reason.",
        "Readers are shown it at once, at the article's address, with the time and your role.",
    )


class SubmitForm(ActForm):
    """What kind of change, what changed, why each warning stands, and who is asked by when."""

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
        widget=_lines(3),
        help_text="Readers see it on the page.",
    )

    def begin(self) -> None:
        self.initial["seen"] = self.article.versions.latest("number").number
        self.findings = preflight.findings(content_of(self.article))
        self.blocking = [finding for finding in self.findings if finding.blocks]
        self._begin_change()
        for finding in self.findings:
            if not finding.blocks:
                self.fields[f"word-{finding.fingerprint}"] = forms.CharField(
                    label="Why it stands",
                    max_length=500,
                    error_messages={"required": "Say in a few words why it stands, or mend it."},
                )
        free = free_reviewers(self.article, submitter=self.user, on=clock.today())
        self.roles = policy.required_roles()
        for role in self.roles:
            self._begin_role(role, free[role])

    def _begin_change(self) -> None:
        kinds = Edition.ChangeKind
        published = self.article.publications.exists()
        offered = [kind for kind in kinds if (kind != kinds.FIRST) == published]
        self.fields["change_kind"].choices = [(kind.value, kind.label) for kind in offered]
        if not published:
            self.initial["change_kind"] = kinds.FIRST
            self.fields["change_note"].widget = forms.HiddenInput()

    def _begin_role(self, role: str, free: list[Reviewer]) -> None:
        choices = [_NONE_ASKED, *((str(reviewer.pk), str(reviewer)) for reviewer in free)]
        self.fields[f"reviewer-{role}"] = forms.ChoiceField(
            label=f"{Role(role).label} reviewer",
            choices=choices,
            required=False,
            help_text="" if free else "Nobody who may sign in this role is free of this text.",
            error_messages={"invalid_choice": "This person may not sign this article: choose another."},
        )
        self.fields[f"due-{role}"] = forms.DateField(
            label=f"{Role(role).label} review due by",
            initial=clock.today() + timedelta(days=_DAYS_TO_REVIEW),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": "Say by when.", "invalid": "Write the day as 2027-03-01."},
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if newer := submission.unseen(self.article, cleaned.get("seen")):
            self.add_error(None, newer)
            # The page shows the findings of the newer text now: submitting again is a decision.
            self.data = self.data.copy()
            self.data["seen"] = str(self.initial["seen"])
        for role in self.roles:
            due = cleaned.get(f"due-{role}")
            if due and due < clock.today():
                self.add_error(f"due-{role}", "The day lies in the past.")
        return cleaned

    def warnings(self) -> Iterator[tuple[preflight.Finding, forms.BoundField]]:
        """Each warning with the field for a word on it."""
        for finding in self.findings:
            if not finding.blocks:
                yield finding, self[f"word-{finding.fingerprint}"]

    def asked(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """For each role, the fields for the reviewer and the day."""
        for role in self.roles:
            yield self[f"reviewer-{role}"], self[f"due-{role}"]

    def acknowledgements(self) -> dict[str, str]:
        return {
            name.removeprefix("word-"): word
            for name, word in self.cleaned_data.items()
            if name.startswith("word-")
        }

    def requests(self) -> list[tuple[Reviewer, str, date]]:
        chosen = [(role, self.cleaned_data[f"reviewer-{role}"]) for role in self.roles]
        people = Reviewer.objects.select_related("user").in_bulk([int(pk) for _role, pk in chosen if pk])
        return [(people[int(pk)], role, self.cleaned_data[f"due-{role}"]) for role, pk in chosen if pk]
