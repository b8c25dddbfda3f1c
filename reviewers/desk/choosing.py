"""Whom an editor may ask for a review: the same questions as `policy` asks, for everyone at once."""

from datetime import date

from articles import editions
from articles.groups import Group
from articles.models import Article, User
from reviewers import independence, policy
from reviewers.models import Credential, Reviewer, Role


def free_reviewers(article: Article, *, submitter: User, on: date) -> dict[str, list[Reviewer]]:
    """For each role, who may sign this article if this person submits it today. `submit` asks again."""
    people = editions.contributors(article, submitter=submitter)
    qualified = set(Credential.objects.valid(on).values_list("reviewer_id", flat=True))
    members = Reviewer.objects.filter(user__is_active=True, user__groups__name=Group.REVIEWER)
    free = [
        reviewer
        for reviewer in members.select_related("user")
        if not independence.is_contributor(independence.of_reviewer(reviewer), people)
    ]
    return {
        role.value: [
            reviewer
            for reviewer in free
            if policy.holds(reviewer, role) and (role == Role.EDITORIAL or reviewer.pk in qualified)
        ]
        for role in Role
    }
