"""The review screen: the edition as the public will see it, what is known about it, and the decision."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_post_parameters

from articles.models import Edition
from reviewers import viewing
from reviewers.rights import reviewer_of

from .following import onward
from .screen import screen
from .verdicts import DECISIONS, carried, decide, form_of


@sensitive_post_parameters("sign-password", "sign-code", "sign-assertion")
def respond(request: HttpRequest, edition: Edition, context: dict[str, Any]) -> HttpResponse:
    """Show the screen, or take a decision: 422 for what cannot be read, 403 or 409 for a refusal.

    A reviewer's first look at an edition is put on record. What was written for an edition that was replaced is
    carried to the newer one (`carry`), and decides nothing there.
    """
    decision, status, reasons, shown = "", 200, [], {}
    if request.method == "POST":
        posted = request.POST.get("decision", "")
        decision = posted if posted in DECISIONS else ""
        if decision and "carry" in request.POST:
            shown[decision] = carried(decision, edition, request.user, request.POST)
            context["carried"] = decision
        else:
            reviewer = reviewer_of(request.user)
            form = form_of(decision, edition, request.user, request.POST) if decision else None
            status, reasons = decide(request, edition, reviewer, decision, form)
            if status == 302:
                return onward(request, reviewer, edition, to_next=form.cleaned_data["to_next"])
            shown = {decision: form} if decision else {}
            edition.refresh_from_db()  # what overtook the decision belongs on the screen
    context |= screen(request, edition, shown)
    context |= {"decision": decision, "reasons": reasons}
    if context["decides"] and (request.method == "GET" or context.get("carried")):
        viewing.record_first_view(edition, request.user)
    return TemplateResponse(request, "reviewers/desk/review.html", context, status=status)
