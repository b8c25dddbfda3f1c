"""A form that was overtaken: what somebody else saved in the meantime is never overwritten unseen."""

import json
from typing import Any

from django import forms
from django.db.models import Model


def values_of(row: Model, names: list[str]) -> dict[str, str]:
    """The values of a row as people and the audit trail read them."""
    found = {name: getattr(row, name) for name in names}
    return {
        name: ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
        for name, value in found.items()
    }


class SeenForm(forms.ModelForm):
    """Remembers the values that stood on the screen, and refuses a save when they are not the row's any more.

    The refusal says what changed; to save once more is then to mean it.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    watched: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = self._written(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk:
            row = type(self.instance)._default_manager.select_for_update().get(pk=self.instance.pk)
            self._compare(row)
        return cleaned

    def _compare(self, row: Model) -> None:
        name = self.add_prefix("seen")
        before, now = _read(self.data.get(name, "")), values_of(row, self.watched)
        changed = [part for part in self.watched if before.get(part) != now[part]]
        if not changed:
            return
        told = "; ".join(f"{self._label(part)}: {now[part] or 'nothing'}" for part in changed)
        self.add_error(
            None,
            f"Somebody saved this while you had it open, so nothing was overwritten. It says now: {told}. Your own "
            "text is still below: compare, and save once more if you mean it.",
        )
        self.data = self.data.copy()
        self.data[name] = self._written(row)

    def _written(self, row: Model) -> str:
        return json.dumps(values_of(row, self.watched), ensure_ascii=False)

    def _label(self, part: str) -> str:
        return str(self._meta.model._meta.get_field(part).verbose_name).capitalize()


def _read(text: str) -> dict[str, str]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
