"""Accounts: made without a password, entered by a link in a mail; every change of access on record."""

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles import audit
from articles.models import User

from .base import DeskAdmin
from .cleaning import CleanTextMixin

_ACCESS = ["is_active", "is_staff", "is_superuser"]


class LinkForm(PasswordResetForm):
    """Mails the link by which a person sets their own password, also where they have none yet."""

    def get_users(self, email: str) -> Any:
        return User.objects.filter(email__iexact=email, is_active=True)


class UserForm(CleanTextMixin, forms.ModelForm):
    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "groups", *_ACCESS]
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
        ("Access", {"fields": ["groups", *_ACCESS, "last_login"]}),
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
        return [path("<int:pk>/link/", link, name="articles_user_link"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: User, form: UserForm, change: bool) -> None:
        form.access_before = _access(User.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: UserForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user, before, after = form.instance, form.access_before, _access(form.instance)
        changed = {
            name: [before.get(name, ""), after[name]] for name in after if before.get(name) != after[name]
        }
        if changed:
            audit.record(
                audit.Event.ACCESS_CHANGED, by=request.user, user=user.pk, email=user.email, changed=changed
            )
        if not change:
            transaction.on_commit(partial(send_link, user.email), robust=True)

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
            send_link(user.email)
            messages.success(request, f"A mail with a new link is on its way to {user.email}.")
        else:
            messages.error(request, f"The account of {user} is deactivated: no link was sent.")
        return HttpResponseRedirect(reverse("admin:articles_user_change", args=[pk]))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": "Nobody sets another person's password",
            "sentence": "They set it themselves: mail them a link from their account's page.",
        }
        return TemplateResponse(request, "articles/admin/refused.html", context, status=403)


def send_link(email: str) -> None:
    """Mail a person the link by which they set their password, for three days."""
    form = LinkForm({"email": email})
    if form.is_valid():
        site = urlsplit(settings.SITE_URL)
        form.save(
            domain_override=site.netloc,
            use_https=site.scheme == "https",
            subject_template_name="articles/admin/link_subject.txt",
            email_template_name="articles/admin/link_mail.txt",
            extra_email_context={"site_name": settings.SITE_NAME},
        )


def _access(user: User) -> dict[str, str]:
    """What a person may do, in words: the values that the audit trail keeps."""
    flags = {name: "yes" if getattr(user, name) else "no" for name in _ACCESS}
    # The address is access too: whoever reads its mail can set the password.
    return flags | {
        "email": user.email,
        "groups": ", ".join(user.groups.order_by("name").values_list("name", flat=True)),
    }


# The five groups are what the acts ask for: nobody renames or empties them by hand.
admin.site.unregister(Group)
