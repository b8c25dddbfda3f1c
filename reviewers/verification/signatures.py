"""Signatures and revocations: each by itself, and beside what the audit chain tells of it."""

from collections.abc import Iterator

from articles import editions, seals
from reviewers import independence
from reviewers.models import MEANING_OF, Revocation, Role, SignOff
from reviewers.qualification import frozen_objections

from .flaw import Flaw, flaw
from .found import Found
from .told import Told


def signoff_flaws(told: Told) -> Iterator[Flaw]:
    found = Found("sign-off", SignOff)
    signoffs = SignOff.objects.select_related("edition__article", "signer__user").order_by("pk")
    for signoff in signoffs.iterator(200):
        name = f"The {signoff.role} sign-off by {signoff.printed_name}"
        if not _holds(signoff):
            yield flaw(signoff, f"{name} is forged or changed: its seal does not hold.")
        else:
            yield from (flaw(signoff, f"{name}: {said}") for said in _qualification_flaws(signoff))
        if signoff.digest != signoff.edition.digest:
            yield flaw(signoff, f"{name} is bound to another digest than its edition's.")
        if signoff.role not in Role.values or MEANING_OF[Role(signoff.role)] != signoff.meaning:
            yield flaw(signoff, f"{name} has a meaning that is not its role's.")
        if not editions.flaws(signoff.edition):
            yield from (flaw(signoff, f"{name} is not independent: {said}") for said in _dependence(signoff))
        found.add(signoff, (str(signoff.uuid),), signoff.seal)
    yield from found.against(told)


def revocation_flaws(told: Told) -> Iterator[Flaw]:
    found = Found("revocation", Revocation)
    for revocation in Revocation.objects.select_related("signoff").order_by("pk").iterator(200):
        if not _holds(revocation):
            yield flaw(
                revocation,
                f"The revocation of the sign-off by {revocation.signoff.printed_name} is forged or changed: its seal "
                "does not hold.",
            )
        found.add(revocation, (str(revocation.signoff.uuid),), (revocation.reason, revocation.by_id))
    yield from found.against(told)


def _holds(row: SignOff | Revocation) -> bool:
    try:
        return seals.holds(row.sealed_payload(), row.seal)
    except ValueError:  # it cannot even be read
        return False


def _qualification_flaws(signoff: SignOff) -> Iterator[str]:
    """Why the signer was not qualified that day, by what the signature itself holds, which the seal covers."""
    yield from frozen_objections(signoff)
    part, account = signoff.qualification_part, signoff.signer.user_id
    verifiers = [credential["verified_by"] for credential in part["credentials"]]
    if account in [*verifiers, part["identity"].get("verified_by", 0)]:
        yield "they verified themselves."


def _dependence(signoff: SignOff) -> Iterator[str]:
    """Why these eyes were not independent, by account, printed name and ORCID iD as they are in the signature."""
    signer = independence.of_signature(signoff)
    if independence.is_contributor(signer, signoff.edition.private_part["contributors"]):
        yield "the signer wrote, edited or submitted this text."
    others = SignOff.objects.filter(edition=signoff.edition_id).exclude(role=signoff.role)
    for other in others.select_related("signer"):
        if signer.is_same(independence.of_signature(other)):
            yield f"the same person signed in the {other.role} role."
