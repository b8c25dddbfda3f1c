"""What an editor is asked about a reviewer: who they are, and how that was made sure."""

from typing import Any

from django import forms

from articles.admin.cleaning import CleanTextMixin
from reviewers.models import HELD

HOW = [
    ("Met in person, identity document seen", "I met them, and saw an identity document"),
    ("Known personally", "I know them personally"),
    ("Video call, identity document seen", "I saw them and an identity document in a video call"),
    (
        "Called back by the number in a public register",
        "I called them back by the number in a public register",
    ),
    ("Otherwise", "Otherwise: say how"),
]


class IdentityForm(CleanTextMixin, forms.Form):
    """How somebody made sure who a reviewer is: one of the usual ways, and what else there is to say."""

    how = forms.ChoiceField(
        label="How did you make sure who this is?",
        choices=HOW,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how you made sure who this is."},
    )
    details = forms.CharField(
        label="Details",
        required=False,
        max_length=200,
        help_text="When and where, which document, which register.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("how") == "Otherwise" and not cleaned.get("details"):
            self.add_error("details", "Say how you made sure who this is.")
        return cleaned

    def in_words(self) -> str:
        """The way and the details as one line for the record; empty if nothing was said."""
        how, details = self.cleaned_data.get("how", ""), self.cleaned_data.get("details", "")
        return details if how == "Otherwise" else f"{how}: {details}" if how and details else how


class InviteForm(IdentityForm):
    """The one form of an invitation. The act itself says what cannot be."""

    email = forms.CharField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput,
        help_text="The invitation goes there, and they log in with it.",
        error_messages={"required": "Write the e-mail address that the invitation goes to."},
    )
    given_name = forms.CharField(
        label="Given name", max_length=100, error_messages={"required": "Write the given name."}
    )
    family_name = forms.CharField(
        label="Family name", max_length=100, error_messages={"required": "Write the family name."}
    )
    credentials = forms.CharField(
        label="Degrees and memberships",
        required=False,
        max_length=200,
        help_text="As printed after the name, separated by commas: MD, FRCP",
    )
    affiliation = forms.CharField(label="Affiliation", required=False, max_length=300)
    orcid = forms.CharField(
        label="ORCID iD", required=False, max_length=60, help_text="0000-0002-1825-0097, or its address"
    )
    roles = forms.MultipleChoiceField(
        label="May sign as",
        choices=[(role.value, f"{role.label} reviewer") for role in HELD],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )
    how = forms.ChoiceField(
        label="Do you know who this is?",
        choices=[("", "Not yet: somebody makes sure later, before they sign"), *HOW],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    field_order = [
        "email",
        "given_name",
        "family_name",
        "credentials",
        "affiliation",
        "orcid",
        "roles",
        "how",
        "details",
    ]

    def values(self) -> dict[str, Any]:
        """What `invite` takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"how", "details"}}
        return given | {"identity_how": self.in_words()}
