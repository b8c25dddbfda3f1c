"""The form of a comment: the words, what about them, how much it matters, and other words for them."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms

from articles.admin.cleaning import CleanTextMixin
from articles.passages import Passage, collapsed
from reviewers.anchoring import NotFound, anchor
from reviewers.commenting import LONGEST, Remark

from .fields import lines

SUGGESTION = "suggestion"
_TOO_LONG = {"max_length": f"That is too long: {LONGEST:,} characters is the most."}


def _several(label: str, rows: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST,
        widget=lines(rows),
        help_text=help_text,
        error_messages=_TOO_LONG,
    )


class RemarkForm(CleanTextMixin, forms.Form):
    """A comment on a page. `roles` are those in which its writer may ask for a change, as (role, label); with none,
    whatever is said is a suggestion. `page` gives the passages of the page, and is asked only if words are quoted.

    Valid, it gives `remark()` and `role()`, as `commenting.comment` takes them.
    """

    quote = _several(
        "These words",
        2,
        "Copy them from the page exactly. Leave this empty to speak of the whole page.",
    )
    prefix = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    suffix = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    text = _several("What about them", 3)
    kind = forms.ChoiceField(
        label="How much it matters",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether this must be changed, or is a suggestion."},
    )
    replacement = _several("Propose other words", 2, "Just as they should stand there instead.")
    take_out = forms.BooleanField(label="Take the words out, and put none in their place", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        roles: Sequence[tuple[str, str]] = (),
        page: Callable[[], list[Passage]] | None = None,
        prefix: str = "remark",
    ) -> None:
        super().__init__(data, prefix=prefix, initial={"kind": SUGGESTION})
        self._page = page
        if roles:
            self.fields["kind"].choices = [
                (SUGGESTION, "A suggestion: the editors decide"),
                *((role, f"It must be changed ({label.lower()} review)") for role, label in roles),
            ]
            self.fields[
                "kind"
            ].help_text = "What must be changed keeps everyone from signing until it is settled."
        else:
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        quote, replacement = cleaned.get("quote", ""), cleaned.get("replacement", "")
        proposes = bool(replacement.strip() or cleaned.get("take_out"))
        if not cleaned.get("text", "").strip() and not proposes and not self.errors:
            self.add_error("text", "Write your comment." if not self.role() else "Say what must be changed.")
        if replacement.strip() and cleaned.get("take_out"):
            self.add_error("take_out", "Propose other words, or take these out: not both.")
        if proposes and not quote.strip() and not self.has_error("quote"):
            self.add_error("quote", "Quote the words that you would replace.")
        if replacement.strip() and collapsed(replacement) == collapsed(quote):
            self.add_error(
                "replacement", "The words that you propose are the same as those that stand there."
            )
        if quote.strip() and self._page is not None:
            try:
                anchor(
                    self._page(), quote, prefix=cleaned.get("prefix", ""), suffix=cleaned.get("suffix", "")
                )
            except NotFound as problem:
                self.add_error("quote", str(problem))
        return cleaned

    def role(self) -> str:
        """The role in which a change is asked for; "" for a suggestion."""
        kind = self.cleaned_data.get("kind", SUGGESTION)
        return "" if kind == SUGGESTION else kind

    def remark(self) -> Remark:
        """What was written."""
        given = self.cleaned_data
        replacement = given["replacement"].strip() or ("" if given["take_out"] else None)
        return Remark(
            given["text"],
            quote=given["quote"],
            prefix=given["prefix"],
            suffix=given["suffix"],
            must_fix=bool(self.role()),
            replacement=replacement,
        )


class AnswerForm(CleanTextMixin, forms.Form):
    """What is said to a comment; `seen` names the answers of the editors that stood on the page."""

    text = _several("What you say", 2)
    seen = forms.CharField(required=False, max_length=10_000, widget=forms.HiddenInput)

    def answers_seen(self) -> set[int]:
        """The replies that stood on the page; what is no number of a row names none."""
        return {
            int(name) for name in self.cleaned_data["seen"].split() if name.isdecimal() and len(name) <= 18
        }
