"""THE rule of what may be published, `obstacles(edition)`, and the questions that it is made of. It writes nothing."""

from datetime import date, datetime

from django.conf import settings

from articles import clock, editions, seals
from articles.asking import asked_once, one_reading
from articles.models import Edition, Publication
from reviewers import guards, policy, qualification
from reviewers.models import CLINICAL, Comment, Reviewer, Role, SignOff
from reviewers.rounds import current_round, given, signatures


@one_reading()
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
    # Those that nobody asked for as well: their names would stand on the page.
    for role in sorted({*edition.required_role_list, Role.MEDICAL.value, *signed}):
        if role in signed:
            found += _signature_flaws(signed[role], on)
        else:
            found.append(f"The {Role(role).label.lower()} sign-off is missing.")
    found += _retired_together([one for one in signed.values() if seals.covers(one)])
    found += _must_fixes(edition)
    if guards.missing():
        found.append(
            "The database's guards are not all in place: ask the operator to run “manage.py migrate”."
        )
    return found


@asked_once
def edition_objections(edition: Edition) -> list[str]:
    """What is wrong with the edition itself, whoever signs, answers or publishes: changed bytes, recalled, replaced, or
    out of date."""
    found = [f"Edition {edition.number} is not what was frozen: {flaw}." for flaw in editions.flaws(edition)]
    if hasattr(edition, "recall"):
        found.append(f"Edition {edition.number} was recalled by {edition.recall.by}: {edition.recall.reason}")
    published = _published(edition.article_id)
    if any(number > edition.number for _pk, number, _ended in published):
        found.append(f"Edition {edition.number} is out of date: a newer edition was published.")
    elif not any(pk == edition.pk and ended is None for pk, _number, ended in published):
        found += _replaced(edition, was_public=any(pk == edition.pk for pk, _number, _ended in published))
    return found


@asked_once
def changes_can_be_signed(edition: Edition) -> bool:
    """Whether a signature may cover the changes only: an earlier edition is live, to compare this one with."""
    return any(not ended and pk != edition.pk for pk, _number, ended in _published(edition.article_id))


@one_reading()
def signing_objections(edition: Edition, reviewer: Reviewer, role: str, *, at: datetime) -> list[str]:
    """Why this reviewer cannot sign this edition in this role now, beyond what is wrong with the edition."""
    if role not in edition.required_role_list:
        return [f"Edition {edition.number} asks for no {role} sign-off."]
    found = _must_fixes(edition)
    round = current_round(edition)
    earlier = next((one for one in given(edition) if (one.round, one.role) == (round, role)), None)
    if earlier:
        found.append(f"{earlier.printed_name} gave the {Role(role).label.lower()} sign-off already.")
    on = clock.day(at)
    return [
        *found,
        *policy.objections(reviewer, edition, role, on),
        *policy.retired_alone_objections(reviewer, edition, role, on),
        *policy.readiness_objections(reviewer),
    ]


def _replaced(edition: Edition, *, was_public: bool) -> list[str]:
    """Whether a newer edition took the place of one that is not live. What was sent back never comes back by itself:
    its comments were accepted for what the newer one says. What was public does, when the newer one is recalled."""
    newer = edition.article.editions.filter(number__gt=edition.number).order_by("-number")
    numbers = list(newer.values_list("number", "recall"))
    standing = next((number for number, recall in numbers if recall is None), None)
    if standing:
        return [f"Edition {standing} was submitted in its place: read that one."]
    if was_public or not numbers:
        return []
    return [
        f"Edition {numbers[0][0]} was submitted in its place, and recalled: what is to be signed is submitted again."
    ]


def was_published(edition: Edition) -> bool:
    """Whether an edition is live, or ever was."""
    return any(pk == edition.pk for pk, _number, _ended in _published(edition.article_id))


@asked_once
def _published(article: int) -> list[tuple[int, int, datetime | None]]:
    """Which editions of an article were published: the edition, its number, and when that ended, if it did."""
    rows = Publication.objects.filter(article_id=article)
    return list(rows.values_list("edition_id", "edition__number", "ended_at"))


@asked_once
def _must_fixes(edition: Edition) -> list[str]:
    return [
        f"{comment.printed_name} requested changes"
        + (f" to “{comment.quote}”" if comment.quote else "")
        + (f" of edition {comment.edition.number}" if comment.edition_id != edition.pk else "")
        + f": {comment}"
        for comment in Comment.objects.blocking(edition).select_related("edition")
    ]


def _retired_together(signed: list[SignOff]) -> list[str]:
    """Why two retired clinicians do not do, where the site wants an active one beside a retired one."""
    clinical = [signature for signature in signed if signature.role in CLINICAL]
    if settings.RETIRED_MAY_SIGN_ALONE or not clinical:
        return []
    if any(not signature.is_retired for signature in clinical) or len(clinical) < len(CLINICAL):
        return []
    return ["Both clinicians who signed are retired, and this site asks for an active one."]


def _signature_flaws(signature: SignOff, on: date) -> list[str]:
    label = f"The {signature.get_role_display().lower()} sign-off by {signature.printed_name}"
    if not seals.covers(signature):
        return [f"{label} is not genuine: its seal does not hold."]
    reviewer = signature.signer
    # What qualified the signer then stands in the signature; a later change of their profile changes nothing about it.
    found = qualification.frozen_objections(signature) or [
        *policy.refusals(reviewer.user, "sign"),
        *policy.one_person_objections(reviewer),
        *policy.qualification_objections(reviewer, signature.role, on),
        *policy.retired_alone_objections(reviewer, signature.edition, signature.role, on),
        *policy.consent_objections(reviewer),
    ]
    found += policy.independence_objections(reviewer, signature.edition, signature.role)
    return [f"{label} does not count: {reason}" for reason in found]
