"""Asking an expert outside for advice, on the desk: whom, what, for how long; who was asked already; and revoking."""

from dataclasses import dataclass

from django import forms
from django.db.models import Count

from articles.models import Article
from reviewers.models import AdviceLink
from reviewers.outside import advising
from reviewers.outside.doors import Door, doors_of

from .fields import lines
from .forms import ActForm, EditionForm

_STATES = {
    Door.OPEN: "works",
    Door.EXPIRED: "has run out",
    Door.REVOKED: "was revoked",
    Door.PAST: "opens nothing: the edition is not worked on any more",
}


@dataclass(frozen=True)
class Asked:
    """One link as the desk shows it: whose, until when, and what it is good for now."""

    link: AdviceLink
    state: str
    works: bool
    comments: int


class AdviceForm(EditionForm):
    """Who is asked about the edition that stood on the screen, and what."""

    printed_name = forms.CharField(
        label="Whom you ask",
        max_length=200,
        help_text="The name as it is printed beside their comments, degrees included.",
        error_messages={"required": "Say whom you ask."},
    )
    email = forms.EmailField(
        label="Their e-mail address",
        max_length=254,
        help_text="Somebody with an account here is asked as a reviewer instead.",
        error_messages={
            "required": "Write their e-mail address.",
            "invalid": "Write it like name@example.org.",
        },
    )
    question = forms.CharField(
        label="What you want to know",
        max_length=advising.LONGEST_QUESTION,
        widget=lines(),
        help_text="It stands in the mail, and above the text.",
        error_messages={"required": "Say what you want to know."},
    )
    days = forms.IntegerField(
        label="For how many days the link works",
        min_value=1,
        max_value=advising.MOST_DAYS,
        initial=advising.DAYS,
        error_messages={"required": f"Say for how many days: 1 to {advising.MOST_DAYS}."},
    )

    def asked(self) -> list[Asked]:
        """Everyone who was asked about this article from outside, the latest first."""
        return asked_outside(self.article)


class RevokeAdviceForm(ActForm):
    """Which link ends. It is one of this article's."""

    link = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "Say which link: open the page anew."}
    )

    def begin(self) -> None:
        if not AdviceLink.objects.filter(edition__article=self.article).exists():
            self.missing = "Nobody outside was asked about this article."

    def clean_link(self) -> AdviceLink:
        links = AdviceLink.objects.select_related("edition__article")
        link = links.filter(edition__article=self.article, pk=self.cleaned_data["link"]).first()
        if link is None:
            raise forms.ValidationError("This article has no such link: open the page anew.")
        return link

    def asked(self) -> list[Asked]:
        """As `AdviceForm.asked`."""
        return asked_outside(self.article)


def ask(form: AdviceForm) -> str:
    """Mail the link; returns what was done."""
    given = form.cleaned_data
    edition = given["edition"]
    link = advising.ask_advice(
        edition,
        by=form.user,
        **{name: given[name] for name in ["printed_name", "email", "question", "days"]},
    )
    return f"{link.printed_name} is asked about edition {edition.number}, by a link mailed to {link.email}."


def revoke(form: RevokeAdviceForm) -> str:
    """End the link; returns what was done."""
    link = form.cleaned_data["link"]
    advising.revoke(link, by=form.user)
    return f"The link of {link.printed_name} is revoked: it opens nothing any more."


def asked_outside(article: Article) -> list[Asked]:
    """Every link to an edition of this article, the latest first, with what it is good for now."""
    links = AdviceLink.objects.filter(edition__article=article).select_related(
        "edition__article", "by", "end"
    )
    rows = list(links.annotate(said=Count("comments")).order_by("-at", "-pk"))
    return [
        Asked(link, _STATES[door], door is Door.OPEN, link.said)
        for link, door in zip(rows, doors_of(rows), strict=True)
    ]
