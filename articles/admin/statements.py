"""A statement of interests as a form asks for it: an explicit “none”, or words. Nothing typed is not “none”."""

from django import forms

from articles.text import NONE

NONE_CHOSEN, THESE_CHOSEN = "none", "these"
LONGEST = 2000


def statement_field(*, rows: int, help_text: str = "") -> forms.CharField:
    """The words of a statement; a form has it beside its choice."""
    return forms.CharField(
        label="Which interests",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"}),
        help_text=help_text,
    )


def taken_apart(statement: str, *, is_none: bool | None = None) -> tuple[str, str]:
    """The choice and the words that a form shows for a statement; `is_none` if it says so in other words."""
    if statement == NONE or is_none:
        return NONE_CHOSEN, ""
    return (THESE_CHOSEN if statement else ""), statement


def put_together(choice: str, words: str) -> str:
    """The statement that was made; "" when nothing was chosen and nothing written.

    Words without a choice are a statement. Raises ValueError, with a sentence, where choice and words disagree.
    """
    if choice == NONE_CHOSEN and words:
        raise ValueError("You chose that there are none, and wrote some: choose one of the two.")
    if choice == THESE_CHOSEN and not words:
        raise ValueError("Write which interests there are, or choose that there are none.")
    return NONE if choice == NONE_CHOSEN else words
