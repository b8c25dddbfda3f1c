"""Reviewers and what qualifies them: every change on record, every verification by someone else."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from articles import audit, clock
from articles.admin.base import DeskAdmin
from articles.admin.cleaning import CleanTextMixin
from articles.admin.people import NamedForm
from articles.models import User
from reviewers.models import Credential, Reviewer, Role

_FACTS = ["reviewer", "type", "issuer", "jurisdiction", "number", "status", "valid_from", "valid_until"]


class RecordedAdmin(DeskAdmin):
    """Rows that say who may sign: each change is in the audit trail with its old and new values."""

    recorded: list[str] = []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        before = self._values(self.model.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        after = self._values(obj)
        changed = {
            name: [before.get(name, ""), after[name]] for name in after if before.get(name) != after[name]
        }
        if changed:
            kind = self.opts.verbose_name
            audit.record(audit.Event.ACCESS_CHANGED, by=request.user, kind=kind, row=obj.pk, changed=changed)

    def _values(self, row: Any) -> dict[str, str]:
        found = {name: getattr(row, name) for name in self.recorded}
        return {
            name: ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
            for name, value in found.items()
        }


class ReviewerForm(NamedForm):
    roles = forms.MultipleChoiceField(
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            self.fields["user"].queryset = User.objects.filter(is_active=True, is_staff=True)


@admin.register(Reviewer)
class ReviewerAdmin(RecordedAdmin):
    form = ReviewerForm
    change_form_template = "reviewers/desk/reviewer_form.html"
    fields = ["user", "name", "credentials", "affiliation", "roles", "slug"]
    recorded = ["user_id", "name", "credentials", "affiliation", "roles"]
    list_display = ["name", "credentials", "affiliation", "signs_as", "user"]
    list_select_related = ["user"]
    search_fields = ["name", "affiliation", "user__email"]

    def get_readonly_fields(self, request: HttpRequest, obj: Reviewer | None = None) -> list[str]:
        # A profile stays with its person: signatures were given from that account.
        return ["user"] if obj else []

    @admin.display(description="signs as")
    def signs_as(self, reviewer: Reviewer) -> str:
        return ", ".join(Role(role).label for role in reviewer.roles)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        if context["original"]:
            context["held"] = context["original"].held_credentials.select_related("verified_by")
        return super().render_change_form(request, context, *args, **kwargs)


class CredentialForm(CleanTextMixin, forms.ModelForm):
    """`by` is whoever saves it: what they say about how it was verified makes them the verifier."""

    by: User

    class Meta:
        model = Credential
        fields = [*_FACTS, "verified_how"]
        widgets = {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in _FACTS[-2:]}
        help_texts = {
            "verified_how": "How you checked it, for example in which public register. You are recorded as the one who "
            "verified it, today. Leave it blank if nobody has.",
            "valid_until": "Leave it blank if it does not run out.",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        how, reviewer = cleaned.get("verified_how"), cleaned.get("reviewer")
        if reviewer is None or not self.changed_data:
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
    fields = [*_FACTS[:-2], ("valid_from", "valid_until"), "verified_how", "verified_by", "verified_on"]
    readonly_fields = ["verified_by", "verified_on"]
    recorded = [
        *(name for name in _FACTS if name != "reviewer"),
        "verified_by_id",
        "verified_on",
        "verified_how",
    ]
    list_display = ["reviewer", "type", "issuer", "status", "valid_from", "valid_until", "verified_by"]
    list_select_related = ["reviewer", "verified_by"]
    list_filter = ["status"]
    search_fields = ["reviewer__name", "type", "issuer"]

    def get_form(
        self, request: HttpRequest, obj: Credential | None = None, **kwargs: Any
    ) -> type[CredentialForm]:
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form
