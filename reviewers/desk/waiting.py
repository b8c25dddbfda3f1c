"""What an edition still waits for: the roles that nobody signed yet, and the people who were asked and are silent."""

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from articles import clock
from articles.models import Edition
from reviewers.models import ReviewRequest, Role
from reviewers.rounds import current_round, signatures, waiting_requests


@dataclass(frozen=True)
class Silent:
    """Somebody who was asked and has not answered: what for and by when, how late, and what can be done about it."""

    words: str
    late: str
    name: str
    reassign_url: str
    remind_url: str


def unsigned_roles(edition: Edition) -> list[str]:
    """The roles that must sign an edition and have not, in the round that it is in."""
    signed = {signature.role for signature in signatures(edition, current_round(edition))}
    return [role for role in edition.required_role_list if role not in signed]


def asked(edition: Edition) -> list[Silent]:
    """Who is asked in this round and has not answered, the latest first."""
    return [_silent(request) for request in silent(edition)]


def silent(edition: Edition) -> list[ReviewRequest]:
    """The requests of this round that are neither answered nor overtaken by a signature in their role."""
    waiting = waiting_requests().filter(edition=edition, round=current_round(edition))
    return list(waiting.select_related("reviewer__user", "edition").order_by("due_on", "pk"))


def is_at_rest(edition: Edition) -> bool:
    """Whether an edition is live and no new round of signatures has begun: it waits for nothing."""
    live = edition.publications.live().exists()
    return live and not signatures(edition, current_round(edition)).exists()


def _silent(request: ReviewRequest) -> Silent:
    reviewer, edition = request.reviewer, request.edition
    days = (clock.today() - request.due_on).days
    subject = quote(f"Your review: {edition.title}")
    taken = ", as they took it themselves" if request.by_id == reviewer.user_id else ""
    return Silent(
        words=f"{reviewer}: {Role(request.role).label.lower()} review, by {request.due_on:%-d %B %Y}{taken}",
        late=f"{reviewer.name} is {days} day{'' if days == 1 else 's'} late" if days > 0 else "",
        name=reviewer.name,
        reassign_url=reverse("admin:articles_article_reassign", args=[edition.article_id, request.pk]),
        remind_url=f"mailto:{quote(reviewer.user.email)}?subject={subject}",
    )
