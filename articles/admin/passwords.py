"""Passwords: set by a mailed link, changed by their owner alone, and each time on record."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse_lazy

from articles import accounts, audit, clock
from articles.models import AuditEntry, User

LINKS_PER_HOUR = 3


class LinkForm(PasswordResetForm):
    """Mails the link by which a person sets their own password, also where they have none yet; on record."""

    asked_by: User | None = None

    def get_users(self, email: str) -> Any:
        """Whom to mail: nobody who was mailed so often within the hour that this fills a mailbox, and the trail."""
        found = User.objects.filter(email__iexact=email, is_active=True)
        return [user for user in found if self.asked_by or not _is_mailed_enough(user)]

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Never by the host that a request names: a mail that led elsewhere would hand the token over.
        site = urlsplit(settings.SITE_URL)
        kwargs |= {"domain_override": site.netloc, "use_https": site.scheme == "https"}
        users = list(self.get_users(self.cleaned_data["email"]))
        super().save(*args, **kwargs)
        for user in users:
            with transaction.atomic():
                accounts.record(user, by=self.asked_by, kind="link mailed")


class SetByLinkView(PasswordResetConfirmView):
    """The page behind the link. A password in place of another one is a reset of access, and is stamped as one."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            if self.user.has_usable_password():
                self.user.access_reset_at = clock.now()
                self.user.save(update_fields=["access_reset_at"])
            answer = super().form_valid(form)
            accounts.record(self.user, by=self.user, kind="password", how="by link")
        return answer


class ChangeView(PasswordChangeView):
    """The admin's own page for one's own password, which asks for the present one; on record."""

    form_class = AdminPasswordChangeForm
    success_url = reverse_lazy("admin:password_change_done")

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            accounts.record(self.request.user, by=self.request.user, kind="password", how="by its owner")
        return answer


def change(request: HttpRequest) -> HttpResponse:
    """What the admin serves at the same address, with the change on record."""
    return ChangeView.as_view(extra_context=admin.site.each_context(request))(request)


def _is_mailed_enough(user: User) -> bool:
    # By the trail, which all hosts share. A value's quotation marks are escaped there, so these words are the keys'.
    told = AuditEntry.objects.filter(
        event=audit.Event.ACCESS_CHANGED,
        at__gt=clock.now() - timedelta(hours=1),
        data__contains=f'"kind":"link mailed","user":{user.pk}}}',
    )
    return told.count() >= LINKS_PER_HOUR


def send_link(email: str, *, asked_by: User | None) -> None:
    """Mail a person the link by which they set their password, for three days."""
    form = LinkForm({"email": email})
    form.asked_by = asked_by
    if form.is_valid():
        form.save(
            subject_template_name="articles/admin/link_subject.txt",
            email_template_name="articles/admin/link_mail.txt",
            extra_email_context={"site_name": settings.SITE_NAME},
        )


urls = [
    path("password_change/", admin.site.admin_view(change, cacheable=True), name="security_password_change")
]
