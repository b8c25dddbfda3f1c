"""Every address of the site."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from articles.admin import passwords, security, site_history
from reviewers.desk import mail_choices, onboarding, profile, work
from reviewers.outside import page

urlpatterns = [
    path(
        "admin/password_reset/",
        auth.PasswordResetView.as_view(form_class=passwords.LinkForm),
        name="admin_password_reset",
    ),
    path("admin/password_reset/done/", auth.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "admin/reset/<uidb64>/<token>/",
        passwords.SetByLinkView.as_view(),
        name="password_reset_confirm",
    ),
    path("admin/reset/done/", auth.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("admin/", include(passwords.urls + security.urls)),
    path("admin/", include(onboarding.urls + profile.urls + mail_choices.urls)),
    path("admin/", include(work.urls + site_history.urls)),
    path("admin/", admin.site.urls),
    path("", include(mail_choices.public_urls)),
    path("", include(page.urls)),
    path("", include("articles.public.urls")),
]
