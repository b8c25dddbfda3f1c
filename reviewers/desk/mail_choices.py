"""How each person wants to be told: their own page, and the one click at the foot of each mail."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reviewers.mail import notifications
from reviewers.models import MailChoice, NoticeKind

How = MailChoice.How


class MailChoicesForm(forms.Form):
    """One choice for each kind of mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in NoticeKind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                choices=How.choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": "Choose one.",
                    "invalid_choice": "Choose at once, in one mail a day, or not at all.",
                },
            )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_mail(request: HttpRequest) -> HttpResponse:
    """Show what this person chose, or take what they choose now."""
    form, status = MailChoicesForm(initial=notifications.choices_of(request.user)), 200
    if request.method == "POST":
        form = MailChoicesForm(request.POST)
        if form.is_valid():
            notifications.choose(request.user, form.cleaned_data)
            messages.success(request, "Your choice is saved: it holds for every mail from now on.")
            return HttpResponseRedirect(reverse("my_mail"))
        status = 422
    context = admin.site.each_context(request) | {
        "title": "My mail",
        "form": form,
        "time_zone": settings.TIME_ZONE,
    }
    return TemplateResponse(request, "reviewers/desk/my_mail.html", context, status=status)


# Exempt, because the token is the authority and no cookie is asked: a page elsewhere that has somebody's browser post
# here would have to know the token, and with it needs no browser. Mail programs post without our form (RFC 8058).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mute(request: HttpRequest, token: str) -> HttpResponse:
    """Say what would be muted; mute it when the button is pressed; undo that.

    To look at it changes nothing: mail scanners open every address.
    """
    try:
        user, what = notifications.muted_by(token)
    except notifications.BadToken:
        return _unknown(request, 404)
    before = notifications.kinds_of(user, what)
    done = ""
    if request.method == "POST" and "undo" in request.POST:
        before = _restored(request.POST.getlist("undo"), what)
        if not before:
            return _unknown(request, 400)
        notifications.choose(user, before)
        done = "undone"
    elif request.method == "POST":
        notifications.choose(user, dict.fromkeys(before, How.NEVER))
        done = "muted"
    elif all(how == How.NEVER for how in before.values()):
        done = "muted"  # earlier, or nothing comes that it could end
    context = {
        "title": _TITLES[done],
        "kinds": [NoticeKind(kind).label for kind in before],
        "daily": what == notifications.DAILY_MAIL,
        "done": done,
        "undo": [f"{kind}:{_back(kind, how)}" for kind, how in before.items()],
    }
    return _open_page(request, "reviewers/desk/mute.html", context)


_TITLES = {
    "": "End this mail?",
    "muted": "This mail has ended",
    "undone": "This mail comes again",
}


def _back(kind: str, how: str) -> str:
    """To what a muted kind goes back: what it was, or what it is unless one chooses."""
    return notifications.DEFAULTS[kind] if how == How.NEVER else how


def _restored(pairs: list[str], what: str) -> dict[str, str]:
    """What the “Undo” button sends, if it is no more than the token stands for; else nothing."""
    restored = dict(pair.split(":", 1) for pair in pairs if pair.count(":") == 1)
    allowed = set(NoticeKind.values) if what == notifications.DAILY_MAIL else {what}
    known = set(restored) <= allowed and set(restored.values()) <= set(How.values)
    return restored if known and len(restored) == len(pairs) else {}


def _unknown(request: HttpRequest, status: int) -> HttpResponse:
    return _open_page(
        request, "reviewers/desk/mute_unknown.html", {"title": "This address ends no mail"}, status=status
    )


def _open_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return TemplateResponse(request, template, context, status=status, headers={"X-Robots-Tag": "noindex"})


urls = [path("my-mail/", admin.site.admin_view(my_mail), name="my_mail")]
public_urls = [path("mail/mute/<str:token>/", mute, name="mute_mail")]
