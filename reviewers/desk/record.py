"""Everything that is on record about an edition: for its page, and what of it the review screen shows."""

from collections.abc import Sequence
from typing import Any

from articles.models import Edition
from articles.rendering import frozen_html
from reviewers import signoff
from reviewers.models import ReviewRequest, Role, SignOff
from reviewers.rounds import current_round, given


def frozen(edition: Edition) -> dict[str, Any]:
    """What an edition itself says: its page, its content, what the checks found, who had a hand in it. No queries."""
    private = edition.private_part
    words = private["acknowledgements"]
    return {
        "edition": edition,
        "content": edition.content,
        "html": frozen_html(edition),
        "findings": [
            finding | {"word": words.get(finding["fingerprint"], "")} for finding in private["findings"]
        ],
        "contributors": list(dict.fromkeys(person["name"] for person in private["contributors"])),
    }


def record(edition: Edition) -> dict[str, Any]:
    """What a template needs to show an edition exactly, and all that is known about it."""
    round = current_round(edition)
    requests = waiting(edition)
    return frozen(edition) | {
        "round": round,
        "signatures": roles_of(edition, signed_in(edition, round), requests),
        "history": given(edition),
        "comments": edition.comments.prefetch_related("replies"),
        "verdicts": edition.verdicts.select_related("reviewer"),
        "publications": edition.publications.select_related("published_by", "ended_by"),
        "obstacles": signoff.obstacles(edition),
    }


def signed_in(edition: Edition, round: int) -> list[SignOff]:
    """The sign-offs that stand in a round: unrevoked, and of the edition's own digest."""
    return [
        one
        for one in given(edition)
        if (one.round, one.digest) == (round, edition.digest) and not hasattr(one, "revocation")
    ]


def waiting(edition: Edition) -> list[ReviewRequest]:
    """The requests for this edition that were neither answered nor ended, with who was asked and by whom."""
    requests = edition.review_requests.filter(verdict=None, end=None)
    return list(requests.select_related("reviewer__user", "by").order_by("role", "due_on", "pk"))


def roles_of(
    edition: Edition, signed: Sequence[SignOff], requests: Sequence[ReviewRequest]
) -> list[tuple[str, SignOff | None, ReviewRequest | None]]:
    """Each role that must sign: its name, who signed in it, and who is asked to."""
    by_role = {signature.role: signature for signature in signed}
    asked = {request.role: request for request in reversed(requests)}
    return [(Role(role).label, by_role.get(role), asked.get(role)) for role in edition.required_role_list]
