"""The forms of the acts on what is live, or waits for its time. Each says in `says` what readers will see."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from articles import clock
from articles.models import Edition, PlannedWithdrawal
from reviewers.models import Reviewer, Role, Schedule
from reviewers.states import open_edition
from reviewers.withdrawing import waiting_plan

from .fields import lines, reason_field
from .forms import ActForm
from .moments import MomentField, zone_help
from .rereading import free_to_reread
from .standing import shown_of, waiting_schedule
from .waiting import unsigned_roles

_DAYS_TO_REVIEW = 14


class AfterForm(ActForm):
    """An act's form that says what readers will see."""

    says: tuple[str, ...] = ()


class MoveForm(AfterForm):
    """Another time for the schedule that stood on the screen."""

    says = (
        "Readers see what they see now until the new time. Everything is checked again then: what does not hold is not "
        "published, and you and the article's owner are told.",
    )
    schedule = forms.IntegerField(widget=forms.HiddenInput)
    publish_at = MomentField(
        label="Publish at", required_sentence="Say when the edition is to be published instead."
    )
    waiting: Schedule | None

    def begin(self) -> None:
        self.waiting = waiting_schedule(self.article)
        self.fields["publish_at"].help_text = zone_help()
        if self.waiting is None:
            self.missing = "Nothing of this article is scheduled."
        else:
            self.initial |= {"schedule": self.waiting.pk, "publish_at": self.waiting.publish_at}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.waiting is None or cleaned.get("schedule") != self.waiting.pk:
            raise forms.ValidationError("This schedule is over already: open the page anew.")
        return cleaned


class PlanForm(AfterForm):
    """When the article is to leave the site, and why."""

    says = (
        "Readers see the article as it is until then. From that moment on its address, and those of all its editions, "
        "answer with your reason, the time and your role.",
        "It happens by itself. Until then an editor or a publisher can cancel it; afterwards the article comes back by "
        "new signatures only. A newer edition that is published until then leaves with it.",
    )
    withdraw_at = MomentField(label="Withdraw at", required_sentence="Say when the article is to leave.")
    reason = reason_field(
        "Say why the article is to be withdrawn: readers are shown the reason then.",
        "Readers are shown it from that moment on, at the article's address.",
    )

    def begin(self) -> None:
        self.fields["withdraw_at"].help_text = zone_help()
        if not self.article.publications.live().exists():
            self.missing = "Nothing of this article is live."
        elif waiting_plan(self.article):
            self.missing = "A withdrawal is planned already: cancel that first."


class CancelPlanForm(AfterForm):
    """Calling off the planned withdrawal that stood on the screen."""

    says = ("Readers notice nothing: the article stays on the site.",)
    plan = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(required=False, max_length=2000, widget=lines(2), help_text="For the record.")
    planned: PlannedWithdrawal | None

    def begin(self) -> None:
        self.planned = waiting_plan(self.article)
        if self.planned is None:
            self.missing = "No withdrawal of this article is planned."
            return
        self.initial["plan"] = self.planned.pk
        at = timezone.localtime(self.planned.withdraw_at)
        self.says = (
            f"{self.planned.by} planned on {clock.day(self.planned.at):%-d %B %Y} that the article leaves at "
            f"{at:%-d %B %Y, %H:%M %Z}, for this reason: {self.planned.reason}",
            *self.says,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.planned is None or cleaned.get("plan") != self.planned.pk:
            raise forms.ValidationError("This planned withdrawal is over already: open the page anew.")
        return cleaned


class RetractForm(AfterForm):
    """Why the article is retracted, and what of it is affected (COPE)."""

    says = (
        "The text stays readable at its address, marked as retracted, under a notice with your reason, the affected "
        "parts, the time and your role. It leaves lists, search and feeds, and names no reviewer any more.",
        "To take the text off the site altogether, withdraw the article instead: you can do that afterwards, too. What "
        "is corrected comes back as a new edition, with new signatures.",
    )
    reason = reason_field(
        "Say why you retract the article: readers are shown the reason.",
        "Say what is wrong, and what was the cause: an honest mistake, or something else.",
    )
    affected = forms.CharField(
        label="Which parts are affected?",
        max_length=2000,
        widget=lines(3),
        help_text="Readers are told what not to rely on: “The whole article”, or the parts by name.",
        error_messages={"required": "Say which parts are affected: readers are told what not to rely on."},
    )

    def begin(self) -> None:
        if shown_of(self.article) is None:
            self.missing = "Nothing of this article is live."


class RereviewForm(AfterForm):
    """Who is asked to read the live edition again, in which role, by when; each with their interests before you."""

    says = (
        "The live edition is read again as a whole, and signed in a new round. Readers see what they see now until the "
        "new signatures are complete and it is published again: the page then bears their names and dates.",
    )
    edition = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Open the page anew: it names no edition."}
    )
    nothing = "Nothing of this article is live: a re-review is of what is live."
    overtaken = "Another edition is live by now: open the page anew."
    at_hand: Edition | None

    def edition_to_read(self) -> Edition | None:
        live = self.article.publications.live().select_related("edition__article").first()
        return live.edition if live else None

    def roles_to_ask(self, edition: Edition) -> list[str]:
        return list(edition.required_role_list)

    def begin(self) -> None:
        self.at_hand, self.roles = self.edition_to_read(), []
        if self.at_hand is None:
            self.missing = self.nothing
            return
        self.roles = self.roles_to_ask(self.at_hand)
        self.initial["edition"] = self.at_hand.number
        free = free_to_reread(self.at_hand, on=clock.today())
        for role in self.roles:
            self._begin_role(role, free[role])

    def _begin_role(self, role: str, free: list[tuple[Reviewer, str]]) -> None:
        label = Role(role).label
        choices = [("", "Nobody")]
        for reviewer, interests in free:
            choices.append((str(reviewer.pk), f"{reviewer}. Interests: {interests or 'not stated yet.'}"))
        self.fields[f"reviewer-{role}"] = forms.ChoiceField(
            label=f"{label} reviewer",
            choices=choices,
            required=False,
            initial="",
            widget=forms.RadioSelect,
            help_text="" if free else "Nobody who may sign in this role is free of this text.",
            error_messages={"invalid_choice": "This person may not sign this edition: choose another."},
        )
        self.fields[f"due-{role}"] = forms.DateField(
            label=f"{label} review due by",
            initial=clock.today() + timedelta(days=_DAYS_TO_REVIEW),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": "Say by when.", "invalid": "Write the day as 2027-03-01."},
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.at_hand is None or cleaned.get("edition") != self.at_hand.number:
            raise forms.ValidationError(self.overtaken)
        for role in self.roles:
            due = cleaned.get(f"due-{role}")
            if due and due < clock.today():
                self.add_error(f"due-{role}", "The day lies in the past.")
        return cleaned

    def requests(self) -> list[tuple[Reviewer, str, date]]:
        chosen = [(role, self.cleaned_data[f"reviewer-{role}"]) for role in self.roles]
        people = Reviewer.objects.select_related("user").in_bulk([int(pk) for _role, pk in chosen if pk])
        return [(people[int(pk)], role, self.cleaned_data[f"due-{role}"]) for role, pk in chosen if pk]


class AskForm(RereviewForm):
    """Who is asked for a signature that the edition under review still lacks: after a refusal, or beside the others."""

    says = (
        "They get a mail, and the review stands in their list. Whoever was asked before stays asked; the first "
        "signature in a role is the one that counts.",
    )
    nothing = "No edition is under review: submit the article first."
    overtaken = "Another edition is under review by now: open the page anew."

    def edition_to_read(self) -> Edition | None:
        return open_edition(self.article)

    def roles_to_ask(self, edition: Edition) -> list[str]:
        return unsigned_roles(edition)
