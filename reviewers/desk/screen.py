"""What the review screen shows, read at one go: the statements that it takes do not grow with comments or editions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from articles import clock
from articles.asking import one_reading
from articles.models import Edition
from reviewers.differences import compare
from reviewers.models import Reviewer
from reviewers.rights import reviewer_of
from reviewers.rounds import current_round

from . import rounds
from .background import background, statements_of
from .comparisons import Compared, comparisons, read_before
from .discussing import discussion
from .evidence import points
from .following import others_waiting, wants_next
from .images import images
from .permitted import permitted
from .prompting import prompts
from .record import frozen, roles_of, signed_in, waiting
from .verdicts import DECISIONS, form_of


def screen(request: HttpRequest, edition: Edition, shown: Mapping[str, forms.Form]) -> dict[str, Any]:
    """The context of `review.html`. `shown` are the forms that were posted, by decision: they stay as they were
    typed. Nothing is written while this is read."""
    with one_reading():
        return _read(request, edition, reviewer_of(request.user), shown)


def _read(
    request: HttpRequest, edition: Edition, reviewer: Reviewer | None, shown: Mapping[str, forms.Form]
) -> dict[str, Any]:
    requests = waiting(edition)
    signed = signed_in(edition, current_round(edition))
    people = [asked.reviewer for asked in requests] + ([reviewer] if reviewer else [])
    stated = statements_of(people) if people else {}
    own_statement = stated.get(reviewer.pk, "") if reviewer else ""
    context = frozen(edition) | background(edition, signed=signed, requests=requests, stated=stated)
    context |= {
        "reviewer": reviewer,
        "asked": next((one for one in requests if reviewer and one.reviewer_id == reviewer.pk), None),
        "today": clock.today(),
        "round": current_round(edition),
        "signatures": roles_of(edition, signed, requests),
        "points": points(edition.content),
        "images": images(edition),
        **_course(request, edition, reviewer),
        **prompts(edition, reviewer),
    }
    decided = [one for one in context.pop("all_verdicts") if one.edition_id == edition.pk]
    context |= permitted(edition, reviewer, request.user, requests=requests, verdicts=decided)
    context |= {
        f"{name}_form": shown.get(name)
        or form_of(name, edition, request.user, stated=own_statement, to_next=wants_next(request))
        for name in DECISIONS
    }
    context["others_waiting"] = others_waiting(reviewer, edition).count() if reviewer else 0
    if context["is_past"]:
        context["replaced_by"] = _replaced_by(edition, context.pop("newer"))
    return context


def _course(request: HttpRequest, edition: Edition, reviewer: Reviewer | None) -> dict[str, Any]:
    """What was said and decided up to here, and what changed since."""
    publications, verdicts = rounds.published(edition), rounds.verdicts_on(edition)
    asked = request.GET.get("against", "")
    read = read_before(edition, reviewer, verdicts=verdicts, published=publications, asked=asked)
    since = rounds.course(edition, publications, also=read.numbers)
    said = discussion(edition, request.user)
    threads = rounds.of_this_course(said)
    asked_for = rounds.asked_for(edition, reviewer, threads, since)
    own = {point.thread.comment.pk for point in asked_for}
    newer = [one for one in since.editions if one.number > edition.number and not hasattr(one, "recall")]
    return said | {
        "asked_for": asked_for,
        "threads": [thread for thread in said["threads"] if thread.comment.pk not in own],
        "open_comments": len(said["threads"]),
        # Beside what they asked for, where there is such; nowhere twice.
        "accept_own": said["accept_all"],
        "accept_all": {"count": 0} if asked_for else said["accept_all"],
        "own_must_fixes": [
            thread
            for thread in said["threads"]
            if reviewer and thread.comment.reviewer_id == reviewer.pk and thread.comment.must_fix
            if not thread.is_earlier
        ],
        "rounds": rounds.rounds(edition, since, verdicts, threads),
        "comparisons": comparisons(edition, read, since.editions),
        "changes_can_be_signed": bool(read.live),
        "live_number": read.live,
        "publications": [one for one in publications if one.edition_id == edition.pk],
        "all_verdicts": verdicts,
        "newer": newer[-1] if newer else None,
    }


def _replaced_by(edition: Edition, newer: Edition | None) -> Compared | None:
    """What stands in the place of an edition that cannot be decided about any more, and what differs."""
    if newer is None:
        return None
    comparison = compare(edition.content, newer.content)
    return Compared(newer, "", comparison, f"newer-{newer.number}-")
