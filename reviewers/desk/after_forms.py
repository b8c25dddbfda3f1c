"""The forms of the acts on what is live, or waits for its time. Each says in `says` what readers will see."""

from typing import Any

from django import forms
from django.utils import timezone

from articles import clock
from articles.models import PlannedWithdrawal
from reviewers.models import Schedule
from reviewers.withdrawing import waiting_plan

from .fields import lines, reason_field
from .forms import ActForm
from .moments import MomentField, zone_help
from .standing import shown_of, waiting_schedule


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
