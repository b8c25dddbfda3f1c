"""The forms of an import: the file or text that comes in, and what its owner decides about it."""

import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django import forms

from articles.importing import decoding, reading
from articles.importing.choosing import BODY, DECORATIVE, DESCRIBED, DROP, NOTE, OUT, Choices, ImageChoice
from articles.importing.images import Image
from articles.importing.manuscript import Manuscript
from articles.models import Article
from articles.text import clean

from .article_form import language_tag
from .cleaning import CleanTextMixin

MOST_TYPED = 600_000
MOST_LINES = 300
_MEGABYTES = decoding.MAX_BYTES // 1_000_000


class UploadForm(forms.Form):
    """A file, or a text that was pasted. `formatted` is what was pasted as HTML, which a script puts beside it."""

    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".docx,.txt,.md,.markdown,.html,.htm"}),
        help_text=f"Word (.docx), text, Markdown or HTML, {_MEGABYTES} MB at most. Its bytes decide, not its name.",
    )
    text = forms.CharField(
        label="Or paste the text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "maxlength": MOST_TYPED}),
        help_text="From Word, Google Docs, a mail or a web page.",
    )
    formatted = forms.FileField(
        required=False, allow_empty_file=True, widget=forms.FileInput(attrs={"hidden": True})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if file and text.strip():
            self.add_error(None, "Choose a file or paste a text, not both: one article comes of one of them.")
        elif not file and not text.strip() and not cleaned.get("formatted"):
            self.add_error(None, "Choose a file, or paste a text.")
        elif len(text) > MOST_TYPED:
            self.add_error(
                "text", f"This is more than {MOST_TYPED:,} characters. Save it as a file and choose that."
            )
        elif any(sent and sent.size > decoding.MAX_BYTES for sent in [file, cleaned.get("formatted")]):
            self.add_error("file", f"It is larger than {_MEGABYTES} MB. Import it in parts.")
        return cleaned

    def sent(self) -> dict[str, Any]:
        """What `pending.keep` takes: the bytes, a name for people, and the ending of the name."""
        if file := self.cleaned_data.get("file"):
            return {"content": file.read(), "name": file.name, "suffix": PurePath(file.name).suffix.lower()}
        if formatted := self.cleaned_data.get("formatted"):
            return {"content": formatted.read(), "name": "Pasted text", "suffix": reading.PASTED}
        typed = clean(self.cleaned_data["text"])
        return {"content": typed.encode(), "name": "Pasted text", "suffix": ".txt"}


class ReviewForm(CleanTextMixin, forms.Form):
    """What was read, and the choices about it: each line that found no place, and each image."""

    kind = forms.ChoiceField(choices=Article.Kind)
    language = forms.CharField(
        max_length=20, validators=[language_tag], help_text="Language tag of the text: en, en-GB, de, es …"
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, manuscript: Manuscript, **kwargs: Any) -> None:
        self.manuscript = manuscript
        self.lines = list(dict.fromkeys(manuscript.unmapped))
        asked = {line_name(line): _line_field(line) for line in self.lines[:MOST_LINES]}
        for number, image in enumerate(manuscript.images, start=1):
            asked |= _image_fields(image, number)
        self.base_fields = self.base_fields | asked
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for image in self.manuscript.images:
            show, alt = image_name("show", image), image_name("alt", image)
            if cleaned.get(show) == DESCRIBED and not cleaned.get(alt) and alt not in self.errors:
                self.add_error(alt, "Say what the image shows, or choose that it is decorative.")
        return cleaned

    @property
    def line_rows(self) -> list[forms.BoundField]:
        """The choices about lines that found no place."""
        return [self[line_name(line)] for line in self.lines[:MOST_LINES]]

    @property
    def lines_without_choice(self) -> int:
        """How many lines more there are than can be chosen for: they go into the source note."""
        return max(0, len(self.lines) - MOST_LINES)

    @property
    def image_rows(self) -> list[dict[str, Any]]:
        """Each image with its fields."""
        return [
            {"image": image, "fields": [self[image_name(part, image)] for part in _PARTS]}
            for image in self.manuscript.images
        ]


_PARTS = ["show", "alt", "caption", "credit", "licence"]


def choices(values: Mapping[str, Any], manuscript: Manuscript, *, kind: str, language: str) -> Choices:
    """What posted or cleaned values say of a manuscript, whether or not they are complete."""
    return Choices(
        kind=kind,
        language=language,
        lines={line: str(values.get(line_name(line)) or NOTE) for line in manuscript.unmapped},
        images={
            image.sha256: ImageChoice(
                str(values.get(image_name("show", image)) or DESCRIBED),
                **{
                    part: clean(str(values.get(image_name(part, image)) or "")).strip() for part in _PARTS[1:]
                },
            )
            for image in manuscript.images
        },
    )


def image_values(known: Mapping[str, ImageChoice], manuscript: Manuscript) -> dict[str, str]:
    """Choices about images as the values of their fields."""
    return {
        image_name(part, image): getattr(known[image.sha256], part)
        for image in manuscript.images
        if image.sha256 in known
        for part in ["show", "alt"]
    }


def line_name(line: str) -> str:
    """The name of the field for a line: by what it says, so that a choice never slips to another line."""
    return f"line-{hashlib.sha256(line.encode()).hexdigest()[:16]}"


def image_name(part: str, image: Image) -> str:
    """The name of one of an image's fields."""
    return f"{part}-{image.sha256[:16]}"


def _line_field(line: str) -> forms.Field:
    return forms.ChoiceField(
        label=line,
        required=False,
        initial=NOTE,
        choices=[
            (NOTE, "Keep it in the source note"),
            (BODY, "Put it at the end of the body"),
            (DROP, "Drop it"),
        ],
    )


def _image_fields(image: Image, number: int) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "show": forms.ChoiceField(
            label=f"Image {number}",
            choices=[
                (DESCRIBED, "It says something: its alternative text stands below"),
                (DECORATIVE, "It is decorative: nobody misses anything without it"),
                (OUT, "Leave it out"),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose one: what it shows, decorative, or leave it out."},
        ),
        "alt": forms.CharField(
            label="Alternative text",
            required=False,
            max_length=1000,
            initial=image.suggestion,
            help_text="What somebody learns from the image who cannot see it.",
        ),
        "caption": forms.CharField(label="Caption", required=False, max_length=1000),
        "credit": forms.CharField(label="Credit", required=False, max_length=300),
        "licence": forms.CharField(label="Licence", required=False, max_length=200),
    }
    return {image_name(part, image): field for part, field in fields.items()}
