"""What qualifies reviewers: verified by someone else, private where it must be."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from articles import clock
from articles.admin.cleaning import CleanTextMixin
from articles.groups import Group, belongs
from articles.models import User
from reviewers.models import Credential

from .recorded import RecordedAdmin
from .stale import SeenForm

_FACTS = ["reviewer", "type", "issuer", "jurisdiction", "number", "status", "valid_from", "valid_until"]


class CredentialForm(CleanTextMixin, SeenForm):
    """`by` is whoever saves it: what they say about how it was verified makes them the verifier."""

    by: User
    watched = [*_FACTS[1:], "verified_how", "verified_by", "verified_on"]

    class Meta:
        model = Credential
        fields = [*_FACTS, "verified_how"]
        widgets = {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in _FACTS[-2:]}
        help_texts = {
            "number": "Private: only editors and the person see it.",
            "verified_how": "How you checked it, for example in which public register. You are recorded as the one who "
            "verified it, today. Leave it blank if nobody has.",
            "valid_until": "Leave it blank if it does not run out.",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        how, reviewer = cleaned.get("verified_how"), cleaned.get("reviewer")
        if reviewer is None and self.instance.pk:
            reviewer = self.instance.reviewer
        if reviewer is None or not set(self.changed_data) - {"seen"}:
            return cleaned
        if how and reviewer.user_id == self.by.pk:
            self.add_error("verified_how", "Nobody verifies their own credentials: ask a colleague.")
            how = ""
        self.instance.verified_by = self.by if how else None
        self.instance.verified_on = clock.today() if how else None
        return cleaned


@admin.register(Credential)
class CredentialAdmin(RecordedAdmin):
    form = CredentialForm
    change_form_template = "reviewers/desk/credential_form.html"
    list_display = ["reviewer", "type", "issuer", "status", "valid_from", "valid_until", "verified_by"]
    list_select_related = ["reviewer", "verified_by"]
    list_filter = ["status"]
    search_fields = ["reviewer__given_name", "reviewer__family_name", "type", "issuer"]

    def get_fields(self, request: HttpRequest, obj: Credential | None = None) -> list[Any]:
        facts = [name for name in _FACTS[:-2] if name != "number" or belongs(request.user, Group.EDITOR)]
        return [*facts, ("valid_from", "valid_until"), "verified_how", "verified_by", "verified_on"]

    def get_readonly_fields(self, request: HttpRequest, obj: Credential | None = None) -> list[str]:
        # A credential stays with its person: signatures rest on it.
        return ["verified_by", "verified_on", *(["reviewer"] if obj else [])]

    def get_form(
        self, request: HttpRequest, obj: Credential | None = None, **kwargs: Any
    ) -> type[CredentialForm]:
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form
