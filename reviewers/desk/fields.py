"""Fields that several acts ask for."""

from django import forms


def lines(rows: int = 4) -> forms.Textarea:
    """A box for so many lines of text."""
    return forms.Textarea(attrs={"rows": rows})


def reason_field(sentence: str, help_text: str) -> forms.CharField:
    """Why the act is done; `sentence` is said where nothing is."""
    return forms.CharField(
        label="Reason",
        max_length=2000,
        widget=lines(),
        help_text=help_text,
        error_messages={"required": sentence},
    )
