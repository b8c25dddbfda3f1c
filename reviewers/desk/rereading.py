"""Whom an editor may ask to read a live edition again: the same questions as `policy` asks, for everyone at once."""

from datetime import date

from articles.groups import Group
from articles.models import Edition
from reviewers import independence, policy
from reviewers.models import Credential, Disclosure, Reviewer, Role, SignOff


def free_to_reread(edition: Edition, *, on: date) -> dict[str, list[tuple[Reviewer, str]]]:
    """For each role, who may sign this edition once more, with their statement of interests as it stands.

    `request_review` asks again. The number of queries does not grow with the people.
    """
    contributors = edition.private_part["contributors"]
    qualified = set(Credential.objects.valid(on).values_list("reviewer_id", flat=True))
    signed = list(edition.signoffs.select_related("signer"))
    members = Reviewer.objects.filter(user__is_active=True, user__groups__name=Group.REVIEWER)
    free = [
        reviewer
        for reviewer in members.select_related("user").order_by("family_name", "given_name", "pk")
        if not independence.is_contributor(independence.of_reviewer(reviewer), contributors)
    ]
    statements = Disclosure.objects.filter(reviewer__in=free).order_by("at", "pk")
    interests = dict(statements.values_list("reviewer_id", "statement"))
    return {
        role.value: [
            (reviewer, interests.get(reviewer.pk, ""))
            for reviewer in free
            if policy.holds(reviewer, role)
            and (role == Role.EDITORIAL or reviewer.pk in qualified)
            and not _signed_otherwise(reviewer, role, signed)
        ]
        for role in Role
    }


def _signed_otherwise(reviewer: Reviewer, role: str, signed: list[SignOff]) -> bool:
    """Whether a reviewer signed this edition in another role: nobody signs it in two."""
    person = independence.of_reviewer(reviewer)
    return any(person.is_same(independence.of_signature(other)) for other in signed if other.role != role)
