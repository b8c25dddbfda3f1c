"""Signing and revoking; `obstacles`, the one rule of what may be published, is asked here."""

from datetime import datetime

from django.http import HttpRequest

from articles import audit, clock, seals
from articles.acts import acting
from articles.document import canonical, sha256
from articles.models import Edition
from articles.second_factor import Credentials
from articles.text import clean, clean_line
from reviewers import declarations, policy, receipts, records, states
from reviewers import interests as statements
from reviewers.answering import answer, refuse_unknown
from reviewers.confirming import CannotSign, WrongCredentials, confirm
from reviewers.ending import take_down_by
from reviewers.mail import telling
from reviewers.models import MEANING_OF, Reviewer, Revocation, Role, SignOff, Verdict
from reviewers.obstacles import changes_can_be_signed, edition_objections, obstacles, signing_objections
from reviewers.qualification import qualification_of
from reviewers.rounds import current_round
from reviewers.withdrawing import settle

__all__ = ["CannotSign", "WrongCredentials", "obstacles", "revoke", "revoking", "sign"]


def sign(
    edition: Edition,
    *,
    reviewer: Reviewer,
    role: str,
    scope: str,
    interests: str,
    digest: str,
    credentials: Credentials,
    request: HttpRequest,
) -> SignOff:
    """Sign an edition in one role (21 CFR 11.50, 11.100, 11.200).

    `digest` is the one that stood on the screen; `interests` the signer's statement, never empty; `credentials` were
    given for this signature, in this `request`, a passkey's answer bound to the digest. The signer is mailed a receipt.
    Raises WrongCredentials or CannotSign with every reason; both are put on record.
    """
    factor = confirm(
        reviewer.user,
        credentials=credentials,
        request=request,
        article=edition.article,
        attempt="sign",
        bound_to=edition.digest,
    )
    with acting("sign", by=reviewer.user, article=edition.article) as article:
        refuse_unknown(role)
        settle(article)
        reviewer = Reviewer.objects.select_related("user").get(pk=reviewer.pk)
        edition = article.editions.select_related("article").get(pk=edition.pk)
        at = clock.now()
        interests = clean(interests).strip()
        reasons = [
            *_screen_objections(edition, digest=digest, interests=interests, scope=scope),
            *edition_objections(edition),
            *signing_objections(edition, reviewer, role, at=at),
            *interest_objections(edition, reviewer, interests),
        ]
        if reasons:
            raise CannotSign(reasons)
        signoff = _signature(edition, reviewer, role, at=at)
        signoff.scope, signoff.interests, signoff.factor = scope, interests, factor
        signoff.seal = seals.seal(signoff.sealed_payload())
        signoff.save()
        verdict = answer(edition, reviewer, role, Verdict.Decision.SIGNED)
        states.refresh(article)
        audit.record(
            audit.Event.SIGNED,
            by=reviewer.user,
            article=article,
            edition=edition.number,
            digest=edition.digest,
            signoff=str(signoff.uuid),
            seal=signoff.seal,
            verdict=verdict.pk,
            role=str(role),
            round=signoff.round,
            scope=str(scope),
        )
        receipts.signed(signoff)
        telling.signed(signoff)
        return signoff


def revoking(signoff: SignOff) -> str:
    """What the credentials for a revocation are bound to: a digest, as it is for a signature."""
    return sha256(f"revoke {signoff.uuid}")


def revoke(
    signoff: SignOff, *, reviewer: Reviewer, reason: str, credentials: Credentials, request: HttpRequest
) -> Revocation:
    """Take one's own signature back, with a reason, signed like a signature (SG-14).

    What is public by it goes first, in the same transaction. A passkey's answer is bound to `revoking(signoff)`. Raises
    WrongCredentials or CannotSign.
    """
    article = signoff.edition.article
    factor = confirm(
        reviewer.user,
        credentials=credentials,
        request=request,
        article=article,
        attempt="revoke",
        bound_to=revoking(signoff),
    )
    with acting("revoke", by=reviewer.user, article=article) as article:
        settle(article)
        reason = clean(reason).strip()
        reasons = []
        if signoff.signer_id != reviewer.pk:
            reasons.append(f"This signature is {signoff.printed_name}'s: only they can revoke it.")
        if Revocation.objects.filter(signoff=signoff).exists():
            reasons.append("This signature was revoked already.")
        if not reason:
            reasons.append("Say why you revoke the signature.")
        if reasons:
            raise CannotSign(reasons)
        at = audit.moment()
        removed = take_down_by(signoff, at=at, by=reviewer.user, reason=reason)
        revocation = Revocation(signoff=signoff, reason=reason, by=reviewer.user, factor=factor, at=at)
        revocation.printed_name = clean_line(reviewer.name)
        revocation.seal = seals.seal(revocation.sealed_payload())
        revocation.save()
        states.refresh(article)
        audit.record(
            audit.Event.SIGNATURE_REVOKED,
            by=reviewer.user,
            article=article,
            edition=signoff.edition.number,
            signoff=str(signoff.uuid),
            reason=reason,
            removed=removed,
        )
        receipts.revoked(revocation)
        records.renew(article)
        return revocation


def interest_objections(edition: Edition, reviewer: Reviewer, interests: str) -> list[str]:
    """Why an interest that is stated with the signature, or stands on record, asks for a second clinician, where none
    is asked for."""
    stated = [interests, declarations.interests_of(reviewer)]
    found = (statements.products_in_both(statement, edition.content) for statement in stated)
    named = list(dict.fromkeys(product for products in found for product in products))
    if not named or Role.SECOND_MEDICAL.value in edition.required_role_list:
        return []
    return [
        f"You declare an interest in {', '.join(named)}, which this text names: a second clinician must sign as well. "
        "Ask the editors to submit it again with a second reviewer, or decline for a conflict of interest."
    ]


def _signature(edition: Edition, reviewer: Reviewer, role: str, *, at: datetime) -> SignOff:
    return SignOff(
        edition=edition,
        round=current_round(edition),
        role=role,
        meaning=MEANING_OF[Role(role)],
        signer=reviewer,
        printed_name=clean_line(reviewer.name),
        credentials=clean_line(reviewer.credentials),
        affiliation=clean_line(reviewer.affiliation),
        slug=reviewer.slug,
        orcid=reviewer.orcid,
        qualification=canonical(qualification_of(reviewer, at)),
        access_reset_at=policy.recent_reset(reviewer.user, at),
        digest=edition.digest,
        signed_at=at,
    )


def _screen_objections(edition: Edition, *, digest: str, interests: str, scope: str) -> list[str]:
    found = []
    if digest != edition.digest:
        found.append("What you read is not this edition: open it again, read it, and sign what you see.")
    if not interests:
        found.append("State your interests: write “none” if you have none.")
    if scope not in SignOff.Scope.values:
        found.append("Say whether you sign the whole page or the changes only.")
    if scope == SignOff.Scope.CHANGES and not changes_can_be_signed(edition):
        found.append("A first edition and a re-review are always signed as a whole.")
    return found
