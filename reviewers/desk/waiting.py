"""What an edition still waits for: the roles that nobody signed yet, and the people who were asked and are silent."""

from articles.models import Edition
from reviewers.models import ReviewRequest, Role
from reviewers.rounds import current_round, signatures


def unsigned_roles(edition: Edition) -> list[str]:
    """The roles that must sign an edition and have not, in the round that it is in."""
    signed = {signature.role for signature in signatures(edition, current_round(edition))}
    return [role for role in edition.required_role_list if role not in signed]


def asked(edition: Edition) -> list[str]:
    """A sentence for each request of this round that is not answered."""
    return [
        f"{request.reviewer}: {Role(request.role).label.lower()} review, by {request.due_on:%-d %B %Y}"
        for request in silent(edition)
    ]


def silent(edition: Edition) -> list[ReviewRequest]:
    """The requests of this round that are neither answered nor overtaken by a signature in their role."""
    open_roles = unsigned_roles(edition)
    requests = edition.review_requests.filter(
        round=current_round(edition), verdict=None, end=None, role__in=open_roles
    )
    return list(requests.select_related("reviewer").order_by("due_on", "pk"))


def is_at_rest(edition: Edition) -> bool:
    """Whether an edition is live and no new round of signatures has begun: it waits for nothing."""
    live = edition.publications.live().exists()
    return live and not signatures(edition, current_round(edition)).exists()
