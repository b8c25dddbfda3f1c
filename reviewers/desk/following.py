"""Deciding one review after the other: which one is next, and whether a reviewer wants it opened."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from articles.models import Edition
from reviewers.models import Reviewer, ReviewRequest
from reviewers.rounds import waiting_requests

_REMEMBERED = "open_next_review"


def others_waiting(reviewer: Reviewer, edition: Edition) -> QuerySet[ReviewRequest]:
    """The other editions that wait for this reviewer, the one that is due first before the others."""
    return waiting_requests().filter(reviewer=reviewer).exclude(edition=edition).order_by("due_on", "pk")


def wants_next(request: HttpRequest) -> bool:
    """Whether they wanted the next one opened when they decided last, in this session."""
    return bool(request.session.get(_REMEMBERED))


def onward(
    request: HttpRequest, reviewer: Reviewer, edition: Edition, *, to_next: bool
) -> HttpResponseRedirect:
    """Where a decision leads: back to the edition, or to the next review; to the start page if none waits."""
    if to_next != wants_next(request):
        request.session[_REMEMBERED] = to_next
    if not to_next:
        return HttpResponseRedirect(reverse("admin:reviewers_edition_review", args=[edition.pk]))
    following = others_waiting(reviewer, edition).first()
    if following is None:
        messages.info(request, "No other review waits for you.")
        return HttpResponseRedirect(reverse("admin:index"))
    return HttpResponseRedirect(reverse("admin:reviewers_edition_review", args=[following.edition_id]))
