"""Making sure who a reviewer is, before the first signature and after each reset of the account (21 CFR 11.100(b))."""

from django.db import transaction

from articles import audit, clock, seals
from articles.acts import record_refusal
from articles.models import User
from articles.refusals import Refused
from articles.text import clean_line
from reviewers import policy
from reviewers.models import IdentityCheck, Reviewer


class CannotVerify(Refused):
    """This person cannot put on record that they verified that one's identity."""


def verify_identity(reviewer: Reviewer, *, by: User, how: str) -> IdentityCheck:
    """Put on record that `by` made sure who the reviewer is, and how. Raises CannotVerify: nobody vouches for
    themselves."""
    how = clean_line(how)[:300]
    reasons = policy.refusals(by, "verify")
    if by.pk == reviewer.user_id:
        reasons.append("Nobody verifies their own identity: ask a colleague.")
    if not how:
        reasons.append("Say how you made sure, for example: met in person, passport seen.")
    if reasons:
        record_refusal("verify identity", by=by, reasons=reasons)
        raise CannotVerify(reasons)
    with transaction.atomic():
        check = IdentityCheck(reviewer=reviewer, how=how, by=by, at=clock.now())
        check.seal = seals.seal(check.sealed_payload())
        check.save()
        audit.record(
            audit.Event.IDENTITY_VERIFIED,
            by=by,
            reviewer=reviewer.pk,
            check=check.pk,
            how=how,
            seal=check.seal,
        )
    return check
