"""What qualifies a reviewer on a day, and what of it is frozen into a signature."""

from datetime import date, datetime
from typing import Any

from articles import clock, seals
from articles.asking import asked_once
from articles.models import User
from reviewers.models import Credential, Declaration, IdentityCheck, Reviewer, Role, SignOff

ACTIVE, RETIRED = Credential.Status.ACTIVE.value, Credential.Status.RETIRED.value


@asked_once
def standing_of(reviewer: Reviewer, on: date) -> str:
    """`active`, `retired`, or empty for somebody who holds no credential that is in force that day."""
    found = set(reviewer.held_credentials.valid(on).values_list("status", flat=True))
    return ACTIVE if ACTIVE in found else RETIRED if found else ""


def qualification_of(reviewer: Reviewer, at: datetime) -> dict[str, Any]:
    """All that qualifies a reviewer to sign at a moment, as a signature freezes it: plain data, no private numbers.

    `standing`, `credentials` [{type, issuer, jurisdiction, status, valid_from, valid_until, verified_by, verified_on}],
    `identity` {verified_by, verified_at}, `declarations` {what: version}. People are named by their accounts' numbers.
    """
    on = clock.day(at)
    check = identity_check_of(reviewer)
    declared = reviewer.declarations.exclude(what=Declaration.What.NOT_NAMED)
    return {
        "standing": standing_of(reviewer, on),
        "credentials": [_as_dict(credential) for credential in reviewer.held_credentials.valid(on)],
        "identity": {"verified_by": check.by_id, "verified_at": clock.stamp(check.at)} if check else {},
        "declarations": {declaration.what: declaration.version for declaration in declared},
    }


@asked_once
def identity_check_of(reviewer: Reviewer) -> IdentityCheck | None:
    """The last time that somebody else made sure who this is, by a genuine record."""
    checks = reviewer.identity_checks.exclude(by=reviewer.user_id).order_by("-at", "-pk")
    return next((check for check in checks if seals.covers(check)), None)


def frozen_objections(signature: SignOff) -> list[str]:
    """Why the signer was not qualified when signing, by what the signature itself holds. Its seal was checked."""
    found, part = [], signature.qualification_part
    if signature.role != Role.EDITORIAL and not part["credentials"]:
        found.append(f"{signature.printed_name} held no verified credential when signing.")
    if not part["identity"]:
        found.append(f"Nobody had verified who {signature.printed_name} is.")
    return found


def mailbox_is_shared(user: User) -> bool:
    """Whether another account's mail goes to the same mailbox: case and what follows a plus sign make no other one."""
    name, _, host = user.email.lower().partition("@")
    name = name.partition("+")[0]
    others = User.objects.filter(email__istartswith=name, email__iendswith=f"@{host}").exclude(pk=user.pk)
    return any(
        other.partition("@")[0].partition("+")[0].lower() == name
        for other in others.values_list("email", flat=True)
    )


def _as_dict(credential: Credential) -> dict[str, Any]:
    return {
        "type": credential.type,
        "issuer": credential.issuer,
        "jurisdiction": credential.jurisdiction,
        "status": credential.status,
        "valid_from": credential.valid_from.isoformat(),
        "valid_until": credential.valid_until.isoformat() if credential.valid_until else "",
        "verified_by": credential.verified_by_id or 0,
        "verified_on": credential.verified_on.isoformat() if credential.verified_on else "",
    }
