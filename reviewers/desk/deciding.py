"""The forms of a reviewer's decisions on an edition: sign, request changes, decline."""

from typing import Any

from django import forms

from articles.admin import statements
from articles.admin.cleaning import CleanTextMixin
from articles.models import User
from reviewers.commenting import LONGEST, Remark
from reviewers.interests import none_declared
from reviewers.models import Role, SignOff, Verdict

from .fields import lines
from .signing import SigningForm

ROWS = 3
NOTE = 2000


class DecisionForm(CleanTextMixin, forms.Form):
    """A decision: in which role, and whether the next review is to be opened after it."""

    role = forms.ChoiceField(choices=Role.choices)
    to_next = forms.BooleanField(required=False)


class SignForm(SigningForm, DecisionForm):
    """A signature: in which role (its button), on what, with which interests, by whose credentials.

    `stated` is the signer's statement of interests as it stands.
    """

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

    def __init__(self, *args: Any, user: User, stated: str = "", **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.order_fields(["role", "scope", "stated", "interests", "password", "code", "assertion"])
        if stated:
            choice, words = statements.taken_apart(stated, is_none=none_declared(stated))
            self.initial = {"stated": choice, "interests": words} | self.initial

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


class ChangesForm(DecisionForm):
    """What must change, a few places at a time: the words, what about them, and words to stand there instead."""

    note = forms.CharField(
        label="A word to the editors, if you like",
        required=False,
        max_length=NOTE,
        widget=lines(2),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, ROWS + 1):
            self.fields |= {
                f"quote{number}": _words("These words", 1),
                f"text{number}": _words("What must change", 2),
                f"replacement{number}": _words("Words to put there instead", 1),
            }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for number in range(1, ROWS + 1):
            said = cleaned.get(f"text{number}") or cleaned.get(f"replacement{number}")
            if cleaned.get(f"quote{number}") and not said:
                self.add_error(f"text{number}", "Say what must change about these words.")
        return cleaned

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields, row by row: the words, what must change about them, and what is proposed instead."""
        return [
            (self[f"quote{number}"], self[f"text{number}"], self[f"replacement{number}"])
            for number in range(1, ROWS + 1)
        ]

    def comments(self) -> list[Remark]:
        """What was written, as `request_changes` takes it."""
        remarks = []
        for number in range(1, ROWS + 1):
            quote, text, replacement = (
                self.cleaned_data[f"{name}{number}"] for name in ["quote", "text", "replacement"]
            )
            if text.strip() or replacement.strip():
                proposed = replacement.strip() or None
                remarks.append(Remark(text, quote=quote, must_fix=True, replacement=proposed))
        return remarks


class DeclineForm(DecisionForm):
    """Why a reviewer does not review."""

    reason = forms.ChoiceField(
        label="Reason",
        choices=Verdict.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say why you decline: no time, a conflict of interest, or outside your expertise."
        },
    )
    note = forms.CharField(
        label="A word to the editors, if you like",
        required=False,
        max_length=NOTE,
        widget=lines(2),
        help_text="Whom they could ask instead, or when you would have time.",
    )


def _words(label: str, rows: int) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=lines(rows))
