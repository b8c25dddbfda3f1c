"""The one page between an invitation and the first signature, and the same page for what is missing later."""

import hashlib
from typing import Any

from django.contrib import admin
from django.contrib.auth import login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from articles import clock, second_factor
from articles.models import User
from reviewers import inviting, policy, welcoming
from reviewers.models import Reviewer

from . import work
from .onboarding_forms import SECRETS, WelcomeForm

TRIES, WITHIN = 20, 15 * 60
FLOODED = "That were twenty tries in a quarter of an hour. Nothing was kept: wait 15 minutes and try again."
_EVERYTHING = {"you", "interests", "consent", "guidance", "equivalence", "password", "factor"}


@never_cache
@sensitive_post_parameters(*SECRETS)
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation's link. It asks for no log-in: the link is the proof, and it works once."""
    if request.method == "POST" and "again" in request.POST:
        inviting.ask_again(token)
        return render(
            request, "reviewers/desk/welcome_link.html", {"title": "Look into your mail", "asked": True}
        )
    state, reviewer = inviting.read_link(token)
    if reviewer is None:
        is_reviewer = request.user.is_authenticated and Reviewer.objects.filter(user=request.user).exists()
        if is_reviewer and state is inviting.Link.USED:
            return HttpResponseRedirect(reverse("reviewer_before_you_sign"))
        context = {"title": "This link does not work any more", "state": state.value}
        return render(request, "reviewers/desk/welcome_link.html", context, status=410)
    if request.user.is_authenticated:
        context = {"title": "Somebody is logged in here", "invited": reviewer}
        return render(request, "reviewers/desk/welcome_link.html", context, status=409)
    return _respond(request, reviewer, _EVERYTHING, token=token)


@never_cache
@sensitive_post_parameters(*SECRETS)
@require_http_methods(["GET", "HEAD", "POST"])
def before_you_sign(request: HttpRequest) -> HttpResponse:
    """The same page for somebody who has a password, with what is still missing and nothing else."""
    reviewer = Reviewer.objects.select_related("user").filter(user=request.user).first()
    if reviewer is None:
        sentence = f"{request.user} has no reviewer's profile: an editor makes one."
        context = {"title": "Before you sign", "reviewer": None, "others": [sentence]}
        return render(request, "reviewers/desk/welcome.html", context, status=403)
    asked = welcoming.missing(reviewer)
    # A new app is set up, and the meaning of one's signature declared, by showing anew who one is.
    return _respond(request, reviewer, asked | {"confirm"} if asked & {"factor", "equivalence"} else asked)


def _respond(request: HttpRequest, reviewer: Reviewer, asked: set[str], token: str = "") -> HttpResponse:
    form = WelcomeForm(request.POST or None, asked=asked, reviewer=reviewer, request=request)
    status = 200
    if request.method == "POST" and asked:
        status = 422
        if _is_flood(token or f"account {reviewer.pk}"):
            typed = request.POST.dict()
            status, form = 429, WelcomeForm(asked=asked, reviewer=reviewer, request=request, initial=typed)
        elif form.is_valid():
            try:
                return _settled(request, reviewer, form, token)
            except welcoming.StaleCode as refusal:
                form.add_error("new_code", refusal.reasons[0])
            except welcoming.CannotBegin as refusal:
                status = 409
                for reason in refusal.reasons:
                    form.add_error(None, reason)
    return render(
        request, "reviewers/desk/welcome.html", _context(request, reviewer, form, status), status=status
    )


def _settled(request: HttpRequest, reviewer: Reviewer, form: WelcomeForm, token: str) -> HttpResponse:
    """Do it, let a newcomer in, and show new recovery codes this once; then on to what waits for them."""
    if token:
        user, codes = welcoming.begin(token, answers=form.answers(), request=request)
        login(request, user, backend="articles.authentication.SecondFactorBackend")
    else:
        user, codes = reviewer.user, welcoming.complete(reviewer, answers=form.answers(), request=request)
    following = _following(request, user)
    if not codes:
        return HttpResponseRedirect(following)
    context = {"title": "Your recovery codes", "codes": codes, "next": following, "waiting": _waiting(user)}
    context["others"] = _others(reviewer)
    return render(request, "reviewers/desk/welcome_codes.html", context)


def _context(request: HttpRequest, reviewer: Reviewer, form: WelcomeForm, status: int) -> dict[str, Any]:
    asked = form.asked
    needs_key = "factor" in asked
    own = set() if "you" in asked else {"you"}
    return {
        "title": "Before you sign" if own else f"Welcome, {reviewer.name}",
        "reviewer": reviewer,
        "form": form,
        "asked": asked,
        "newcomer": not own,
        "problems": _problems(form),
        "flooded": FLOODED if status == 429 else "",
        "correcting": any(form.has_error(name) for name in ["given_name", "family_name", "affiliation"])
        or (
            form.is_bound
            and any(name in form.changed_data for name in ["given_name", "family_name", "affiliation"])
        ),
        "enrolment": second_factor.app.begin(reviewer.user, request) if needs_key else None,
        "factor_required": second_factor.required(reviewer.user),
        "others": [] if "you" in asked else _others(reviewer),
        "next": _following(request, request.user) if request.user.is_authenticated else "",
        "next_given": request.POST.get("next") or request.GET.get("next", ""),
        "waiting": _waiting(reviewer.user),
    }


def _problems(form: WelcomeForm) -> list[tuple[str, str]]:
    """Every error with the id of its field, in the order of the page."""
    found = [("", sentence) for sentence in form.non_field_errors()] if form.is_bound else []
    for field in form:
        # A group of radio buttons has no id of its own: its first button has one.
        anchor = f"{field.auto_id}_0" if field.name in {"interests", "consent"} else field.auto_id
        found += [(anchor, sentence) for sentence in field.errors]
    return found


def _others(reviewer: Reviewer) -> list[str]:
    """What somebody else must do before this reviewer can sign."""
    found = []
    if not policy.identity_is_verified(reviewer):
        found.append(
            "An editor must still put on record that they verified who you are. You need do nothing: they see it in "
            "their list of reviewers."
        )
    if not reviewer.held_credentials.valid(clock.today()).exists():
        found.append(
            "No credential of yours is in force and verified by somebody else. An editor enters it; the editorial role "
            "needs none."
        )
    return found


def _waiting(user: User) -> Any:
    return work.requests_for(user).first()


def _following(request: HttpRequest, user: User) -> str:
    """Where they go next: where they came from, or the review that waits for them, or their work."""
    given = request.POST.get("next") or request.GET.get("next", "")
    if given and url_has_allowed_host_and_scheme(
        given, {request.get_host()}, require_https=request.is_secure()
    ):
        return given
    waiting = _waiting(user)
    return (
        reverse("admin:reviewers_edition_review", args=[waiting.edition_id])
        if waiting
        else reverse("admin:index")
    )


def _is_flood(whose: str) -> bool:
    key = "welcome:" + hashlib.sha256(whose.encode()).hexdigest()
    cache.add(key, 0, WITHIN)
    try:
        return cache.incr(key) > TRIES
    except ValueError:  # it ran out between the two lines
        return False


urls = [
    path("welcome/<str:token>/", welcome, name="reviewer_welcome"),
    path("before-you-sign/", admin.site.admin_view(before_you_sign), name="reviewer_before_you_sign"),
]
