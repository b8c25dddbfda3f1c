"""Forms whose text is cleaned where it enters."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from articles.text import clean, clean_line


class CleanTextMixin:
    """A form whose text fields give clean text: several lines where the field has them, else one.

    What cleaning takes out is no error: people paste it without seeing it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators = [
                    test for test in field.validators if not isinstance(test, ProhibitNullCharactersValidator)
                ]
                if isinstance(field.widget, forms.Textarea):
                    # A save that changes nothing must not even take a line end away.
                    field.strip = field.required

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                several = isinstance(self.fields[name].widget, forms.Textarea)
                self.cleaned_data[name] = clean(value) if several else clean_line(value)
        return self.cleaned_data
