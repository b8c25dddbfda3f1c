"""The forms of a reviewer's decisions on an edition: sign, request changes, decline."""

from typing import Any

from django import forms

from articles.admin import statements
from articles.admin.cleaning import CleanTextMixin
from articles.models import User
from reviewers import declarations
from reviewers.commenting import Remark
from reviewers.interests import none_declared
from reviewers.models import Reviewer, Role, SignOff, Verdict

from .signing import SigningForm

PAIRS = 3


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SignForm(SigningForm, CleanTextMixin, forms.Form):
    """A signature: in which role (its button), on what, with which interests, by whose credentials."""

    role = forms.ChoiceField(
        choices=Role.choices,
        error_messages={"required": "Sign with one of the buttons: each says what it means."},
    )
    scope = forms.ChoiceField(
        label="You sign",
        choices=SignOff.Scope.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you sign the whole page or the changes only."},
    )
    stated = forms.ChoiceField(
        label="Your interests",
        required=False,
        choices=[(statements.NONE_CHOSEN, "I have none"), (statements.THESE_CHOSEN, "I have these:")],
        widget=forms.RadioSelect,
        help_text="Anything that could be seen to sway you on this text. It is published with your signature.",
    )
    interests = statements.statement_field(rows=2)
    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, reviewer: Reviewer | None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.order_fields(["role", "scope", "stated", "interests", "password", "code", "assertion"])
        if reviewer is not None:
            said = declarations.interests_of(reviewer)
            choice, words = statements.taken_apart(said, is_none=none_declared(said))
            self.initial |= {"stated": choice, "interests": words}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            made = statements.put_together(cleaned.pop("stated", ""), cleaned.get("interests", "").strip())
        except ValueError as problem:
            self.add_error("interests", str(problem))
            return cleaned
        if not made and not self.has_error("stated"):
            self.add_error("stated", "State your interests: choose “I have none” if there are none.")
        return cleaned | {"interests": made}


class ChangesForm(CleanTextMixin, forms.Form):
    """What must change, a few places at a time."""

    role = forms.ChoiceField(choices=Role.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, PAIRS + 1):
            self.fields[f"quote{number}"] = forms.CharField(
                label="These words", required=False, max_length=2000, widget=_lines(1)
            )
            self.fields[f"text{number}"] = forms.CharField(
                label="What must change", required=False, max_length=5000, widget=_lines(2)
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in range(1, PAIRS + 1):
            if cleaned.get(f"quote{number}") and not cleaned.get(f"text{number}"):
                self.add_error(f"text{number}", "Say what must change about these words.")
        return cleaned

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields, as pairs of the words and what must change about them."""
        return [(self[f"quote{number}"], self[f"text{number}"]) for number in range(1, PAIRS + 1)]

    def comments(self) -> list[Remark]:
        """What was written, as `request_changes` takes it."""
        numbers = range(1, PAIRS + 1)
        pairs = [
            (self.cleaned_data[f"quote{number}"], self.cleaned_data[f"text{number}"]) for number in numbers
        ]
        return [Remark(text, quote=quote, must_fix=True) for quote, text in pairs if text]


class DeclineForm(forms.Form):
    """Why a reviewer does not review."""

    role = forms.ChoiceField(choices=Role.choices)
    reason = forms.ChoiceField(
        label="Reason",
        choices=Verdict.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say why you decline: no time, a conflict of interest, or outside your expertise."
        },
    )
