"""A reviewer's own page: what is on record about them, and what they may change about it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles import clock, second_factor
from reviewers import declarations, interests, policy, welcoming
from reviewers.models import Declaration, Reviewer, Role

from .onboarding_forms import InterestsForm

What = Declaration.What


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_profile(request: HttpRequest) -> HttpResponse:
    """Show it, or take a changed statement of interests, or a changed consent to be named."""
    reviewer = Reviewer.objects.select_related("user").filter(user=request.user).first()
    if reviewer is None:
        raise PermissionDenied("You have no reviewer's profile: an editor makes one.")
    form, status = InterestsForm(initial=_stated(reviewer)), 200
    match request.POST.get("act", "") if request.method == "POST" else None:
        case None:
            pass
        case "interests":
            form = InterestsForm(request.POST)
            if form.is_valid():
                declarations.state_interests(reviewer, form.statement_of_interests(), by=request.user)
                return _done(request, "Your statement of interests is changed from now on.")
            status = 422
        case "named" | "not_named" as wanted:
            if (wanted == What.NAMED) != declarations.may_be_named(reviewer):
                declarations.declare(reviewer, wanted, by=request.user)
            return _done(request, _CONSENTED[wanted])
        case _:
            messages.error(request, "Nothing was changed: press one of the buttons on this page.")
            status = 400
    return TemplateResponse(
        request, "reviewers/desk/profile.html", _context(request, reviewer, form), status=status
    )


_CONSENTED = {
    "named": "Your name may be published with what you sign, from now on.",
    "not_named": "Your name is published with nothing more. What is public already keeps it.",
}


@require_http_methods(["GET", "HEAD"])
def guidance(request: HttpRequest) -> HttpResponse:
    """The guidance for reviewers, to be read again."""
    context = admin.site.each_context(request) | {"title": "How to review here"}
    return TemplateResponse(request, "reviewers/desk/guidance.html", context)


def _done(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("reviewer_my_profile"))


def _stated(reviewer: Reviewer) -> dict[str, str]:
    statement = declarations.interests_of(reviewer)
    if not statement:
        return {}
    if interests.none_declared(statement):
        return {"interests": "none"}
    return {"interests": "these", "statement": statement}


def _context(request: HttpRequest, reviewer: Reviewer, form: InterestsForm) -> dict[str, Any]:
    at = clock.now()
    return admin.site.each_context(request) | {
        "title": "My profile",
        "reviewer": reviewer,
        "roles": [Role(role).label.lower() for role in reviewer.roles],
        "credentials": reviewer.held_credentials.select_related("verified_by"),
        "today": clock.day(at),
        "check": reviewer.identity_checks.exclude(by=reviewer.user_id).select_related("by").last(),
        "identity_holds": policy.identity_is_verified(reviewer),
        "declared": reviewer.declarations.order_by("-at", "-pk"),
        "may_be_named": declarations.may_be_named(reviewer),
        "interests": reviewer.disclosures.last(),
        "missing": welcoming.missing(reviewer),
        "has_factor": second_factor.has_factor(reviewer.user),
        "form": form,
    }


urls = [
    path("my-profile/", admin.site.admin_view(my_profile), name="reviewer_my_profile"),
    path("guidance/", admin.site.admin_view(guidance), name="reviewer_guidance"),
]
