"""The forms of the acts. They ask whether an answer can be read; the acts decide whether it will do."""

from typing import Any

from django import forms

from articles.admin.cleaning import CleanTextMixin
from articles.models import Article, Edition, User

from .fields import lines, reason_field
from .moments import MomentField, zone_help
from .standing import edition_at_hand, shown_of, waiting_schedule


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
    """Publishing what stood on the screen; `replaces` is the number of the edition that it takes the place of."""

    replaces: int | None = None

    def begin(self) -> None:
        super().begin()
        live = shown_of(self.article)
        if live and self.at_hand and live.edition_id != self.at_hand.pk:
            self.replaces = live.edition.number


class RecallForm(EditionForm):
    reason = reason_field("Say why you recall the edition.", "For the people who review it.")


class ScheduleForm(EditionForm):
    publish_at = MomentField(label="Publish at", required_sentence="Say when the edition is to be published.")

    def begin(self) -> None:
        super().begin()
        self.fields["publish_at"].help_text = zone_help()


class CancelForm(ActForm):
    schedule = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(required=False, max_length=2000, widget=lines(2), help_text="For the record.")

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
    says = (
        "The text leaves the site at once. The article's address, and those of all its editions, answer with your "
        "reason, the time and your role. It comes back by new signatures only.",
        "To keep the text readable, marked as not to be relied on, retract the article instead.",
    )
    reason = reason_field(
        "Say why you withdraw the article: readers are shown the reason.",
        "Readers are shown it at once, at the article's address, with the time and your role.",
    )
