"""Everything that is on record about an edition, for its page and for the review screen."""

from typing import Any

from articles.models import Edition
from articles.rendering import frozen_html
from reviewers import signoff
from reviewers.models import Role
from reviewers.rounds import current_round, signatures


def record(edition: Edition) -> dict[str, Any]:
    """What a template needs to show an edition exactly, and what is known about it."""
    content, private = edition.content, edition.private_part
    words = private["acknowledgements"]
    round = current_round(edition)
    signed = {signature.role: signature for signature in signatures(edition, round)}
    findings = [finding | {"word": words.get(finding["fingerprint"], "")} for finding in private["findings"]]
    return {
        "edition": edition,
        "content": content,
        "html": frozen_html(edition),
        "round": round,
        "signatures": [
            (Role(role).label, signed.get(role), _asked(edition, role)) for role in edition.required_role_list
        ],
        "history": edition.signoffs.select_related("signer", "revocation__by").order_by("round", "role"),
        "findings": findings,
        "comments": edition.comments.prefetch_related("replies"),
        "verdicts": edition.verdicts.select_related("reviewer"),
        "contributors": list(dict.fromkeys(person["name"] for person in private["contributors"])),
        "publications": edition.publications.select_related("published_by", "ended_by"),
        "obstacles": signoff.obstacles(edition),
    }


def _asked(edition: Edition, role: str) -> Any:
    """The request in a role that waits for its answer."""
    waiting = edition.review_requests.filter(role=role, verdict=None, end=None)
    return waiting.select_related("reviewer").first()
