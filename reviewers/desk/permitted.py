"""In which roles a person may sign an edition, send it back and decline it now, and the reasons where they may not."""

from collections.abc import Sequence
from typing import Any

from articles import clock
from articles.models import Edition, User
from reviewers import policy
from reviewers.candidates import LATE_AFTER
from reviewers.models import MEANING_OF, Reviewer, ReviewRequest, Role, SignOff, Verdict
from reviewers.obstacles import edition_objections, signing_objections, was_published
from reviewers.requesting import USUAL_TIME
from reviewers.rounds import current_round, given

from .background import printed_name


def not_a_reviewer(reviewer: Reviewer | None, user: User) -> list[str]:
    """Why this person decides nothing at all, on any edition. Empty means they are a reviewer."""
    reasons = policy.refusals(user, "sign")
    if reviewer is None:
        reasons.append(f"{user} has no reviewer's profile: an editor makes one.")
    return reasons


def permitted(
    edition: Edition,
    reviewer: Reviewer | None,
    user: User,
    *,
    requests: Sequence[ReviewRequest],
    verdicts: Sequence[Verdict],
) -> dict[str, Any]:
    """What the decision's part of the screen offers this person; `requests` and `verdicts` are this edition's."""
    own = [one for one in given(edition) if reviewer and one.signer_id == reviewer.pk and _stands(one)]
    nothing = {
        "sign_roles": [],
        "changes_roles": [],
        "decline_roles": [],
        "claim_roles": [],
        "own_signatures": own[::-1],
        "is_past": False,
    }
    reasons = not_a_reviewer(reviewer, user)
    nothing["decides"] = not reasons
    general = edition_objections(edition)
    if reasons or reviewer is None or general:
        return nothing | {"objections": reasons + general, "is_past": bool(general)}
    today, at = clock.today(), clock.now()
    held = [role for role in edition.required_role_list if policy.holds(reviewer, role)]
    against = {
        role: signing_objections(edition, reviewer, role, at=at)
        for role in held or edition.required_role_list
    }
    own_now = [one for one in own if one.round == current_round(edition)]
    if own_now:
        against = {}
    qualified = [
        role for role in edition.required_role_list if not policy.objections(reviewer, edition, role, today)
    ]
    sign_roles = [(role, MEANING_OF[Role(role)].label) for role, found in against.items() if not found]
    found = dict.fromkeys(reason for reasons in against.values() for reason in reasons)
    sent_back = [one for one in verdicts if one.reviewer_id == reviewer.pk and _sends_back(one)]
    return nothing | {
        "sign_roles": sign_roles,
        "changes_roles": [
            (role, Role(role).label) for role in qualified if role not in {one.role for one in sent_back}
        ],
        "decline_roles": [
            (asked.role, asked.get_role_display()) for asked in requests if asked.reviewer_id == reviewer.pk
        ],
        "claim_roles": _to_claim(edition, reviewer, qualified, requests) if not own_now else [],
        "claim_by": today + USUAL_TIME,
        "own_returns": sent_back,
        "objections": [] if sign_roles else list(found),
        "unready": bool(policy.readiness_objections(reviewer)),
        "printed_name": printed_name(reviewer, today),
    }


def _to_claim(
    edition: Edition, reviewer: Reviewer, qualified: Sequence[str], requests: Sequence[ReviewRequest]
) -> list[tuple[str, str]]:
    """The reviews that nobody is asked for, or whose reviewer is late: what somebody who is not asked may take."""
    if any(one.reviewer_id == reviewer.pk for one in requests) or (was_published(edition) and not requests):
        return []
    signed = {one.role for one in given(edition) if one.round == current_round(edition) and _stands(one)}
    busy = {one.role for one in requests if one.due_on + LATE_AFTER > clock.today()}
    return [(role, Role(role).label) for role in qualified if role not in signed | busy]


def _stands(signature: SignOff) -> bool:
    return not hasattr(signature, "revocation")


def _sends_back(verdict: Verdict) -> bool:
    return verdict.decision == Verdict.Decision.CHANGES_REQUESTED
