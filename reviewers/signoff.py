"""Signing, answering otherwise, revoking; and `obstacles`, the one rule of what may be published."""

from datetime import date

from django.contrib.auth import authenticate
from django.db.models import QuerySet
from django.http import HttpRequest

from articles import audit, clock, editions, seals
from articles.acts import acting, record_refusal
from articles.models import Article, Edition, Publication, User
from articles.refusals import Refused
from articles.text import clean, clean_line
from reviewers import guards, policy, states
from reviewers.ending import take_down_by
from reviewers.models import (
    MEANING_OF,
    Comment,
    Reviewer,
    ReviewRequest,
    Revocation,
    Role,
    SignOff,
    Verdict,
)
from reviewers.rounds import current_round, signatures

LOCKED = (
    "Five passwords in a row were wrong, so signing and logging in are locked for you here for 15 minutes. "
    "Nothing was signed."
)


class CannotSign(Refused):
    """This person may not sign, or answer, or revoke here and now."""


class WrongPassword(CannotSign):
    """The credentials given with a signature were not right, or the account is locked."""


def sign(
    edition: Edition,
    *,
    reviewer: Reviewer,
    role: str,
    scope: str,
    interests: str,
    digest: str,
    password: str,
    request: HttpRequest,
) -> SignOff:
    """Sign an edition in one role (21 CFR 11.50, 11.100, 11.200).

    `digest` is the one that stood on the screen; `interests` the signer's statement, never empty; `password` was
    typed for this signature, in this `request`. Raises WrongPassword or CannotSign with every reason; both are put
    on record.
    """
    _confirm(reviewer.user, password=password, request=request, article=edition.article, attempt="sign")
    with acting("sign", by=reviewer.user, article=edition.article) as article:
        _refuse_unknown(role)
        edition = article.editions.select_related("article").get(pk=edition.pk)
        at = clock.now()
        interests = clean(interests).strip()
        reasons = [
            *_screen_objections(edition, digest=digest, interests=interests, scope=scope),
            *answer_objections(edition),
            *signing_objections(edition, reviewer, role, on=clock.day(at)),
        ]
        if reasons:
            raise CannotSign(reasons)
        signoff = SignOff(
            edition=edition,
            round=current_round(edition),
            role=role,
            meaning=MEANING_OF[Role(role)],
            scope=scope,
            signer=reviewer,
            printed_name=clean_line(reviewer.name),
            credentials=clean_line(reviewer.credentials),
            affiliation=clean_line(reviewer.affiliation),
            interests=interests,
            digest=edition.digest,
            signed_at=at,
        )
        signoff.seal = seals.seal(signoff.sealed_payload())
        signoff.save()
        _answer(edition, reviewer, role, Verdict.Decision.SIGNED)
        states.refresh(article)
        audit.record(
            audit.Event.SIGNED,
            by=reviewer.user,
            article=article,
            edition=edition.number,
            digest=edition.digest,
            signoff=str(signoff.uuid),
            seal=signoff.seal,
            role=str(role),
            round=signoff.round,
            scope=str(scope),
        )
        return signoff


def request_changes(
    edition: Edition, *, reviewer: Reviewer, role: str, comments: list[tuple[str, str]]
) -> Verdict:
    """Send an edition back. Each comment is (quoted words or "", what must be changed) and is a must-fix.

    Raises CannotSign with every reason.
    """
    with acting("request changes", by=reviewer.user, article=edition.article) as article:
        _refuse_unknown(role)
        edition = article.editions.select_related("article").get(pk=edition.pk)
        written = [(clean(quote).strip(), clean(text).strip()) for quote, text in comments]
        reasons = [
            *answer_objections(edition),
            *policy.objections(reviewer, edition, role, clock.today()),
        ]
        if role not in edition.required_role_list:
            reasons.append(f"Edition {edition.number} asks for no {role} sign-off.")
        if not written or not all(text for _quote, text in written):
            reasons.append(
                "Say what must be changed: each request needs at least one comment with words in it."
            )
        if reasons:
            raise CannotSign(reasons)
        for quote, text in written:
            Comment.objects.create(
                edition=edition, reviewer=reviewer, quote=quote, text=text, must_fix=True, at=clock.now()
            )
        verdict = _answer(edition, reviewer, role, Verdict.Decision.CHANGES_REQUESTED)
        states.refresh(article)
        audit.record(
            audit.Event.CHANGES_REQUESTED,
            by=reviewer.user,
            article=article,
            edition=edition.number,
            role=str(role),
            comments=[{"quote": quote, "text": text} for quote, text in written],
        )
        return verdict


def decline(edition: Edition, *, reviewer: Reviewer, role: str, reason: str) -> Verdict:
    """Answer a request with no: for want of time, for a conflict, or as outside one's expertise."""
    with acting("decline", by=reviewer.user, article=edition.article) as article:
        _refuse_unknown(role)
        edition = article.editions.select_related("article").get(pk=edition.pk)
        reasons = list(answer_objections(edition))
        if reason not in Verdict.Reason.values:
            reasons.append("Say why you decline: no time, a conflict of interest, or outside your expertise.")
        if not _open_requests(edition, reviewer, role).exists():
            reasons.append(
                f"{reviewer} was not asked for the {Role(role).label.lower()} review of this edition."
            )
        if reasons:
            raise CannotSign(reasons)
        verdict = _answer(edition, reviewer, role, Verdict.Decision.DECLINED, reason)
        states.refresh(article)
        audit.record(
            audit.Event.DECLINED,
            by=reviewer.user,
            article=article,
            edition=edition.number,
            role=str(role),
            reason=str(reason),
        )
        return verdict


def revoke(
    signoff: SignOff, *, reviewer: Reviewer, reason: str, password: str, request: HttpRequest
) -> Revocation:
    """Take one's own signature back, with a reason. What is public by it goes first, in the same transaction.

    Raises WrongPassword or CannotSign.
    """
    article = signoff.edition.article
    _confirm(reviewer.user, password=password, request=request, article=article, attempt="revoke")
    with acting("revoke", by=reviewer.user, article=article) as article:
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
        at = clock.now()
        removed = take_down_by(signoff, at=at, by=reviewer.user, reason=reason)
        revocation = Revocation(signoff=signoff, reason=reason, by=reviewer.user, at=at)
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
        return revocation


def obstacles(edition: Edition, on: date | None = None) -> list[str]:
    """Everything that keeps an edition off the public site on a day (today by default). Empty means ready.

    THE rule: `publish` refuses by it, `tick` asks it again, and everyone is shown its sentences until then.
    """
    on = on or clock.today()
    found = edition_objections(edition)
    round = current_round(edition)
    signed = {signature.role: signature for signature in signatures(edition, round)}
    if round > 1 and not signed and edition.publications.live().exists():
        return [*found, f"Edition {edition.number} is live already."]
    for role in sorted({*edition.required_role_list, Role.MEDICAL.value}):
        if role in signed:
            found += _signature_flaws(signed[role], on)
        else:
            found.append(f"The {Role(role).label.lower()} sign-off is missing.")
    found += _must_fixes(edition)
    if guards.missing():
        found.append(
            "The database's guards are not all in place: ask the operator to run “manage.py migrate”."
        )
    return found


def edition_objections(edition: Edition) -> list[str]:
    """What is wrong with the edition itself, whoever signs: changed bytes, recalled, or out of date."""
    found = [f"Edition {edition.number} is not what was frozen: {flaw}." for flaw in editions.flaws(edition)]
    if hasattr(edition, "recall"):
        found.append(f"Edition {edition.number} was recalled by {edition.recall.by}: {edition.recall.reason}")
    newer = Publication.objects.filter(article_id=edition.article_id, edition__number__gt=edition.number)
    if newer.exists():
        found.append(f"Edition {edition.number} is out of date: a newer edition was published.")
    return found


def answer_objections(edition: Edition) -> list[str]:
    """Why nobody can answer about this edition now: what is wrong with it, or a newer one waits for the answer."""
    found = edition_objections(edition)
    newer = (
        edition.article.editions.filter(number__gt=edition.number, recall=None).order_by("-number").first()
    )
    if newer and not edition.publications.live().exists():
        found.append(f"Edition {newer.number} was submitted in its place: read that one.")
    return found


def signing_objections(edition: Edition, reviewer: Reviewer, role: str, on: date) -> list[str]:
    """Why this reviewer cannot sign this edition in this role now, beyond what is wrong with the edition."""
    if role not in edition.required_role_list:
        return [f"Edition {edition.number} asks for no {role} sign-off."]
    found = _must_fixes(edition)
    earlier = edition.signoffs.filter(round=current_round(edition), role=role).first()
    if earlier:
        found.append(f"{earlier.printed_name} gave the {Role(role).label.lower()} sign-off already.")
    return [*found, *policy.objections(reviewer, edition, role, on)]


def _refuse_unknown(role: str) -> None:
    if role not in Role.values:
        raise CannotSign(f"There is no such role: choose {' or '.join(Role.labels).lower()}.")


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


def changes_can_be_signed(edition: Edition) -> bool:
    """Whether a signature may cover the changes only: an earlier edition is live, to compare this one with."""
    return Publication.objects.live().filter(article_id=edition.article_id).exclude(edition=edition).exists()


def _must_fixes(edition: Edition) -> list[str]:
    open_ones = edition.comments.filter(must_fix=True).select_related("reviewer")
    return [
        f"{comment.reviewer.name} requested changes"
        + (f" to “{comment.quote}”" if comment.quote else "")
        + f": {comment.text}"
        for comment in open_ones
    ]


def _signature_flaws(signature: SignOff, on: date) -> list[str]:
    label = f"The {signature.get_role_display().lower()} sign-off by {signature.printed_name}"
    if not seals.holds(signature.sealed_payload(), signature.seal):
        return [f"{label} is not genuine: its seal does not hold."]
    reviewer = signature.signer
    on_the_day = policy.qualification_objections(reviewer, signature.role, clock.day(signature.signed_at))
    found = on_the_day or [
        *policy.refusals(reviewer.user, "sign"),
        *policy.qualification_objections(reviewer, signature.role, on),
    ]
    found += policy.independence_objections(reviewer, signature.edition, signature.role)
    return [f"{label} does not count: {reason}" for reason in found]


def _confirm(user: User, *, password: str, request: HttpRequest, article: Article, attempt: str) -> None:
    """Ask for the password anew, outside any transaction: django-axes counts what is wrong and must keep its count."""
    if authenticate(request, username=user.email, password=password) == user:
        return
    locked = getattr(request, "axes_locked_out", False)
    reasons = [LOCKED if locked else "The password is not right. Nothing was signed: type it again."]
    record_refusal(attempt, by=user, article=article, reasons=reasons)
    raise WrongPassword(reasons)


def _open_requests(edition: Edition, reviewer: Reviewer, role: str) -> QuerySet[ReviewRequest]:
    return ReviewRequest.objects.filter(edition=edition, reviewer=reviewer, role=role, verdict=None)


def _answer(edition: Edition, reviewer: Reviewer, role: str, decision: str, reason: str = "") -> Verdict:
    return Verdict.objects.create(
        edition=edition,
        reviewer=reviewer,
        role=role,
        request=_open_requests(edition, reviewer, role).first(),
        decision=decision,
        reason=reason,
        at=clock.now(),
    )
