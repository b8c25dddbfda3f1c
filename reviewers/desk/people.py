"""Reviewers: invited by mail, vouched for by an editor, and at a glance whether they are ready to sign."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles import clock
from articles.acts import record_refusal
from articles.admin.people import NamedForm
from articles.groups import Group, belongs
from articles.models import Topic, User
from articles.refusals import Refused
from reviewers import declarations, identity, inviting, orcid, people, policy
from reviewers.models import HELD, Reviewer, Role
from reviewers.readiness import readiness_of

from .inviting_forms import IdentityForm, InviteForm
from .recorded import RecordedAdmin
from .stale import SeenForm


class ReviewerForm(NamedForm, SeenForm):
    watched = ["given_name", "family_name", "credentials", "affiliation", "orcid", "roles", "slug"]
    roles = forms.MultipleChoiceField(
        choices=[(role.value, role.label) for role in HELD],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )
    specialties = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Topics that this person knows: they are offered first for articles on them.",
    )
    # As people paste it, with the address before it; `clean_orcid` brings it to its usual form.
    orcid = forms.CharField(label="ORCID iD", required=False, max_length=60, help_text="0000-0002-1825-0097")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            self.fields["user"].queryset = User.objects.filter(is_active=True, is_staff=True, reviewer=None)

    def clean_slug(self) -> str:
        given = self.cleaned_data["slug"] or self.instance.slug
        names = [self.data.get(self.add_prefix(name), "") for name in ["given_name", "family_name"]]
        return given or inviting.free_slug(" ".join(names))

    def clean_orcid(self) -> str:
        try:
            read = orcid.read(self.cleaned_data["orcid"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem
        other = Reviewer.objects.filter(orcid=read).exclude(pk=self.instance.pk).first() if read else None
        if other:
            raise forms.ValidationError(
                f"{other} has this ORCID iD already: one person signs by one account."
            )
        return read


class ReviewerList(ChangeList):
    """The page's reviewers with their readiness, asked for all of them at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        found = readiness_of(self.result_list)
        for reviewer in self.result_list:
            reviewer.readiness = found[reviewer.pk]


@admin.register(Reviewer)
class ReviewerAdmin(RecordedAdmin):
    form = ReviewerForm
    change_form_template = "reviewers/desk/reviewer_form.html"
    change_list_template = "reviewers/desk/reviewer_list.html"
    fields = [
        "user",
        ("given_name", "family_name"),
        "credentials",
        "affiliation",
        "orcid",
        "roles",
        "specialties",
        "slug",
    ]
    list_display = ["printed", "signs_as", "still_missing", "credential_in_force"]
    list_filter = ["user__is_active"]
    search_fields = ["given_name", "family_name", "affiliation", "user__email"]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("invite/", wrap(self.invite_view), name="reviewers_reviewer_invite"),
            path(
                "<int:pk>/invite-again/", wrap(self.invite_again_view), name="reviewers_reviewer_invite_again"
            ),
            path("<int:pk>/identity/", wrap(self.identity_view), name="reviewers_reviewer_identity"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reviewer]:
        return super().get_queryset(request).select_related("user")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ReviewerList

    def has_change_permission(self, request: HttpRequest, obj: Reviewer | None = None) -> bool:
        # Others vouched for this name and these roles: who could change their own would sign as somebody else.
        own = obj is not None and obj.user_id == request.user.pk
        return not own and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Reviewer | None = None) -> list[str]:
        # A profile stays with its person: signatures were given from that account.
        return ["user"] if obj else []

    @admin.display(description="reviewer", ordering="family_name")
    def printed(self, reviewer: Reviewer) -> str:
        return str(reviewer)

    @admin.display(description="signs as")
    def signs_as(self, reviewer: Reviewer) -> str:
        return ", ".join(Role(role).label for role in reviewer.roles)

    @admin.display(description="before signing")
    def still_missing(self, reviewer: Reviewer) -> str:
        missing = reviewer.readiness.missing
        return f"Missing: {', '.join(missing)}" if missing else "Ready to sign"

    @admin.display(description="credential")
    def credential_in_force(self, reviewer: Reviewer) -> str:
        found = reviewer.readiness
        if not found.has_credential:
            return "No credential in force"
        return f"Credential until {found.until:%-d %B %Y}" if found.until else "Credential without end"

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A profile for somebody who has an account already; everyone else is invited."""
        if request.method == "GET" and "existing" not in request.GET:
            return HttpResponseRedirect(reverse("admin:reviewers_reviewer_invite"))
        return super().add_view(request, form_url, extra_context)

    def invite_view(self, request: HttpRequest) -> HttpResponse:
        """The form that takes the place of Django's own: account, profile and mail in one act."""
        if not self.has_add_permission(request):
            reasons = policy.refusals(request.user, "invite")
            if request.method == "POST":
                record_refusal("invite", by=request.user, reasons=reasons)
            return self._refused(request, reasons, 403)
        form, status = InviteForm(request.POST or None), 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    reviewer = inviting.invite(by=request.user, **form.values())
                except inviting.CannotInvite as refusal:
                    for reason in refusal.reasons:
                        form.add_error(None, reason)
                else:
                    messages.success(request, f"The invitation is on its way to {reviewer.user.email}.")
                    return self._to(reviewer)
        context = self.admin_site.each_context(request) | {"opts": self.opts, "form": form}
        context["title"] = "Invite a reviewer"
        return TemplateResponse(request, "reviewers/desk/invite.html", context, status=status)

    def invite_again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Mail a fresh link; the earlier one no longer works."""

        def act(reviewer: Reviewer) -> str:
            inviting.invite_again(reviewer, by=request.user)
            return f"A mail with a new link is on its way to {reviewer.user.email}."

        return self._act(request, pk, "invite", act)

    def identity_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put on record that this editor made sure who the reviewer is, and how."""

        def act(reviewer: Reviewer) -> str:
            form = IdentityForm(request.POST)
            if not form.is_valid():
                raise identity.CannotVerify([said for errors in form.errors.values() for said in errors])
            identity.verify_identity(reviewer, by=request.user, how=form.in_words())
            return f"It is on record that you verified who {reviewer.name} is."

        return self._act(request, pk, "verify", act)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        if reviewer := context["original"]:
            context |= self._standing(request, reviewer)
        return super().render_change_form(request, context, *args, **kwargs)

    def _standing(self, request: HttpRequest, reviewer: Reviewer) -> dict[str, Any]:
        """What stands beside the profile: what is missing, who vouched, credentials, and what editors alone see."""
        is_editor, user = belongs(request.user, Group.EDITOR), reviewer.user
        medical = set(reviewer.roles) - {Role.EDITORIAL.value}
        return {
            "held": reviewer.held_credentials.select_related("verified_by"),
            "missing": [
                *policy.refusals(user, "sign"),
                *policy.readiness_objections(reviewer),
                *(policy.qualification_objections(reviewer, min(medical), clock.today()) if medical else []),
            ],
            "checks": reviewer.identity_checks.select_related("by").order_by("-at", "-pk"),
            "identity_holds": policy.identity_is_verified(reviewer),
            "may_verify": is_editor and user.pk != request.user.pk,
            "identity_form": IdentityForm(auto_id="identity_%s"),
            "may_invite_again": is_editor and user.is_active and not user.has_usable_password(),
            "may_see_interests": is_editor or user.pk == request.user.pk,
            "interests": declarations.interests_of(reviewer),
        }

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = people.values_of(form.instance)
        super().save_related(request, form, formsets, change)
        people.record_change(form.instance, by=request.user, before=before)

    def _act(self, request: HttpRequest, pk: int, right: str, act: Callable[[Reviewer], str]) -> HttpResponse:
        reviewer = Reviewer.objects.select_related("user").filter(pk=pk).first()
        if not self.has_view_permission(request):
            raise PermissionDenied
        if reviewer is None:
            raise Http404("There is no such reviewer.")
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if reasons := policy.refusals(request.user, right):
            record_refusal(right, by=request.user, reasons=reasons)
            return self._refused(request, reasons, 403)
        try:
            messages.success(request, act(reviewer))
        except Refused as refusal:
            return self._refused(request, refusal.reasons, 409)
        return self._to(reviewer)

    def _refused(self, request: HttpRequest, reasons: list[str], status: int) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"title": "This cannot be done"}
        context["sentence"] = " ".join(reasons)
        return TemplateResponse(request, "articles/admin/refused.html", context, status=status)

    def _to(self, reviewer: Reviewer) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:reviewers_reviewer_change", args=[reviewer.pk]))
