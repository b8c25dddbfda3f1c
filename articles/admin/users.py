"""Accounts: made without a password, entered by a link in a mail; every change of access on record."""

from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles import clock, mailing, second_factor
from articles.accounts import FLAGS, access_of, record, record_access
from articles.models import User
from articles.search import indexing
from articles.text import clean_line

from .base import DeskAdmin
from .cleaning import CleanTextMixin
from .passwords import send_link


class UserForm(CleanTextMixin, forms.ModelForm):
    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "groups", *FLAGS]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        help_texts = {
            "groups": "What this person does here. Acts ask for the group: being a superuser does not count.",
            "is_active": "Take this away when somebody leaves. Accounts are never deleted.",
            "is_staff": "Whether this person can log in here.",
            "is_superuser": "May open every page here. It gives no right to submit, sign, publish or withdraw.",
        }

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("There is an account with this e-mail address already.")
        return email


class NewUserForm(UserForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_staff"].initial = True

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class UserAdmin(DeskAdmin, DjangoUserAdmin):
    form = UserForm
    add_form = NewUserForm
    add_form_template = None
    change_form_template = "articles/admin/user_form.html"
    fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name"]}),
        ("Access", {"fields": ["groups", *FLAGS, "last_login"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "first_name", "last_name", "groups", "is_staff"]})]
    readonly_fields = ["last_login"]
    list_display = ["email", "first_name", "last_name", "is_active", "is_staff", "is_superuser"]
    list_filter = ["is_active", "is_superuser", "groups"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email"]
    filter_horizontal = []

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fixed = list(super().get_readonly_fields(request, obj))
        return fixed if request.user.is_superuser else [*fixed, "is_superuser"]

    def get_urls(self) -> list[URLPattern]:
        link = self.admin_site.admin_view(self.link_view)
        lost = self.admin_site.admin_view(self.lost_device_view)
        return [
            path("<int:pk>/link/", link, name="articles_user_link"),
            path("<int:pk>/lost-device/", lost, name="articles_user_lost_device"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        user = self.get_object(request, object_id)
        may = bool(user) and request.user.is_superuser and user != request.user
        can = {"can_take_factor_away": may and second_factor.has_factor(user)}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | can)

    def save_model(self, request: HttpRequest, obj: User, form: UserForm, change: bool) -> None:
        form.access_before = access_of(User.objects.get(pk=obj.pk)) if change else {}
        if change and form.access_before["email"] != obj.email:
            # Whoever reads the new mailbox can set the password: who that is has to be made sure of anew.
            obj.access_reset_at = clock.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: UserForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change and {"first_name", "last_name"}.intersection(form.changed_data):
            indexing.renamed(form.instance)
        record_access(form.instance, by=request.user, before=form.access_before)
        if not change:
            transaction.on_commit(partial(send_link, form.instance.email, asked_by=request.user), robust=True)

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(
            request, f"A mail with a link is on its way to {obj.email}: they set their own password."
        )
        return HttpResponseRedirect(reverse("admin:articles_user_change", args=[obj.pk]))

    def link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Mail the link again: it holds for three days."""
        user = self.get_object(request, str(pk))
        if user is None or not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if user.is_active:
            send_link(user.email, asked_by=request.user)
            messages.success(request, f"A mail with a new link is on its way to {user.email}.")
        else:
            messages.error(request, f"The account of {user} is deactivated: no link was sent.")
        return HttpResponseRedirect(reverse("admin:articles_user_change", args=[pk]))

    def lost_device_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take another person's second factor away, for a reason: they lost the device, and log in without it."""
        user = self.get_object(request, str(pk))
        if user is None or not request.user.is_superuser:
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        reason = clean_line(request.POST.get("reason", ""))[:500]
        if user == request.user:
            return self._refused(
                request, 403, "Nobody takes away their own second factor here: ask another superuser."
            )
        if not second_factor.has_factor(user):
            return self._refused(
                request, 409, f"{user} has no second factor: there was nothing to take away."
            )
        if not reason:
            return self._refused(
                request, 422, "Say why: the reason is kept on record. Nothing was taken away."
            )
        take_factor_away(user, by=request.user, reason=reason)
        messages.success(request, f"{user} has no second factor any more, and is logged out everywhere.")
        return HttpResponseRedirect(reverse("admin:articles_user_change", args=[pk]))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        sentence = "They set it themselves: mail them a link from their account's page."
        return self._refused(request, 403, sentence, title="Nobody sets another person's password")

    def _refused(
        self, request: HttpRequest, status: int, sentence: str, title: str = "This cannot be done"
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"title": title, "sentence": sentence}
        return TemplateResponse(request, "articles/admin/refused.html", context, status=status)


def take_factor_away(user: User, *, by: User, reason: str) -> None:
    """A lost device: no factor, no session, the person told by mail, and on record with the reason."""
    with transaction.atomic():
        second_factor.remove_all(user)
        user.access_reset_at = clock.now()
        user.save(update_fields=["access_reset_at"])
        mailing.write(
            to=user.email,
            subject=f"Your second factor at {settings.SITE_NAME} was taken away",
            body=f"Dear {user},\n\n{by} took away the second factor of your account at {settings.SITE_NAME}, "
            f"and you were logged out everywhere. The reason given: {reason}\n\n"
            f"Log in with your password and set up a new one:\n{settings.SITE_URL}{reverse('security')}\n\n"
            "If you did not ask for this, say so at once"
            + (f": write to {settings.SECURITY_CONTACT}.\n" if settings.SECURITY_CONTACT else ".\n"),
        )
        record(user, by=by, kind="second factor", changed="taken away: lost device", reason=reason)


# The five groups are what the acts ask for: nobody renames or empties them by hand.
admin.site.unregister(Group)
