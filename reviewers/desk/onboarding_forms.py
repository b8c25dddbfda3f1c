"""What a new reviewer is asked on the one page before they sign; each part only when it is still missing."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from articles import second_factor
from articles.admin.cleaning import CleanTextMixin
from articles.admin.credentials import NOT_CONFIRMED, code_field, password_field
from articles.text import NONE
from reviewers.declarations import WORDS
from reviewers.models import Declaration, Reviewer
from reviewers.models.people import name_validator
from reviewers.welcoming import Answers, Name, spelling_objections

What = Declaration.What
SECRETS = ["new_password", "new_password_again", "new_code", "password", "code"]
NOT_YOUR_PASSWORD = "This is not your password. Nothing was changed."
WRONG_CODE = "This is not the code that the app shows now. Find this site in the app, and type the six digits it shows."


def _typed(label: str, *, max_length: int, missing: str = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=max_length,
        required=bool(missing),
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": missing},
    )


def _new_password(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": missing},
    )


def _box(label: str, missing: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, error_messages={"required": missing})


def _choice(label: str, choices: list[tuple[str, str]], missing: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": missing}
    )


class InterestsForm(CleanTextMixin, forms.Form):
    """The statement of interests: none, or which."""

    interests = _choice(
        "Your interests",
        [("none", "I have none"), ("these", "I have these:")],
        "State your interests: choose “I have none” if you have none.",
    )
    statement = forms.CharField(
        label="Your interests in your own words",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("interests") == "these" and not cleaned.get("statement", "").strip():
            self.add_error("statement", "Write which interests you have, or choose “I have none”.")
        if cleaned.get("interests") == "none" and cleaned.get("statement", "").strip():
            self.add_error(
                "interests", "You wrote down interests: choose “I have these”, or empty the field."
            )
        return cleaned

    def statement_of_interests(self) -> str:
        """The statement as it goes on record; empty if it was not asked for."""
        given = self.cleaned_data.get("interests")
        return NONE if given == "none" else self.cleaned_data.get("statement", "") if given else ""


class WelcomeForm(InterestsForm):
    """All parts of the page; `asked` are those of this person: you, interests, consent, guidance, equivalence,
    password, factor, confirm. A part that is not asked has no fields."""

    given_name = _typed(
        "Given name", max_length=100, missing="Write your given name.", autocomplete="given-name"
    )
    family_name = _typed(
        "Family name", max_length=100, missing="Write your family name.", autocomplete="family-name"
    )
    affiliation = _typed("Affiliation", max_length=300, autocomplete="organization")
    this_is_me = _box("This is me", "Tick “This is me”. If something is misspelt, correct it first.")
    consent = _choice(
        "May your name be published?",
        [("yes", "Yes, name me"), ("no", "No, do not name me")],
        "Say whether your name may be published with what you sign: yes or no.",
    )
    guidance = _box(WORDS[What.GUIDANCE], "Read the guidance, and tick that you have.")
    equivalence = _box(WORDS[What.EQUIVALENCE], "Tick what your signature means, so that you can sign.")
    new_password = _new_password("Choose a password", "Choose a password.")
    new_password_again = _new_password("The same password again", "Type the password a second time.")
    new_code = _typed(
        "The six digits that the app shows now",
        max_length=20,
        missing="Type the six digits that the app shows for this site.",
        autocomplete="one-time-code",
        inputmode="numeric",
        spellcheck="false",
    )
    password = password_field()
    code = code_field()

    field_order = ["given_name", "family_name", "affiliation", "this_is_me", "interests", "statement"]
    PARTS = {
        "you": ["given_name", "family_name", "affiliation", "this_is_me"],
        "interests": ["interests", "statement"],
        "consent": ["consent"],
        "guidance": ["guidance"],
        "equivalence": ["equivalence"],
        "password": ["new_password", "new_password_again"],
        "factor": ["new_code"],
        "confirm": ["password", "code"],
    }

    def __init__(
        self, *args: Any, asked: set[str], reviewer: Reviewer, request: HttpRequest, **kwargs: Any
    ) -> None:
        self.asked, self.reviewer, self.request = asked, reviewer, request
        printed = {name: getattr(reviewer, name) for name in ["given_name", "family_name", "affiliation"]}
        kwargs["initial"] = printed | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for part, names in self.PARTS.items():
            if part not in asked:
                for name in names:
                    del self.fields[name]
        if "confirm" in asked and not second_factor.has_factor(reviewer.user):
            del self.fields["code"]
        for name in ["given_name", "family_name"] if "you" in asked else []:
            self.fields[name].validators.append(name_validator)
        if "factor" in asked:
            self.fields["new_code"].required = second_factor.required(reviewer.user)

    def clean_new_code(self) -> str:
        code = self.cleaned_data["new_code"]
        if code and not second_factor.app.is_ready(self.request, code.replace(" ", "")):
            raise forms.ValidationError(WRONG_CODE)
        return code.replace(" ", "")

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        typed = {name: self.cleaned_data[name] for name in SECRETS if name in self.cleaned_data}
        cleaned = super().clean() | typed
        if "interests" not in self.asked:
            cleaned.pop("interests", None)
        self._check_name(cleaned)
        self._check_password(cleaned)
        if "confirm" in self.asked and not self.errors:
            # Only when all else is right: a wrong password counts towards the lock.
            known = authenticate(
                self.request,
                username=self.reviewer.user.email,
                password=cleaned["password"],
                code=cleaned.get("code", ""),
            )
            if known != self.reviewer.user:
                wrong = NOT_CONFIRMED if "code" in self.fields else NOT_YOUR_PASSWORD
                self.add_error("password", wrong)
        return cleaned

    def _check_name(self, cleaned: dict[str, Any]) -> None:
        if {"given_name", "family_name", "affiliation"} <= set(cleaned):
            for sentence in spelling_objections(self.reviewer, self._name(cleaned)):
                self.add_error("family_name", sentence)

    @sensitive_variables()
    def _check_password(self, cleaned: dict[str, Any]) -> None:
        chosen = cleaned.get("new_password")
        if not chosen:
            return
        try:
            password_validation.validate_password(chosen, self.reviewer.user)
        except forms.ValidationError as problem:
            self.add_error("new_password", problem)
            return
        again = cleaned.get("new_password_again")
        if again and again != chosen:
            self.add_error("new_password_again", "The two passwords are not the same: type both again.")

    def _name(self, cleaned: dict[str, Any]) -> Name:
        return Name(**{part: cleaned[part] for part in ["given_name", "family_name", "affiliation"]})

    def answers(self) -> Answers:
        """What was answered, once the form is valid."""
        cleaned = self.cleaned_data
        return Answers(
            name=self._name(cleaned) if "you" in self.asked else None,
            declares=tuple(str(what) for what in [What.GUIDANCE, What.EQUIVALENCE] if cleaned.get(str(what))),
            may_be_named=cleaned["consent"] == "yes" if "consent" in self.asked else None,
            interests=self.statement_of_interests() if "interests" in self.asked else "",
            password=cleaned.get("new_password", ""),
            code=cleaned.get("new_code", ""),
        )
