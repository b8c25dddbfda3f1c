"""What reviewers declare before their first signature: the words, their versions, and who declared which.

The equivalence statement is 21 CFR 11.100(c) in the first person; consent to be named follows PE-8 of good practice:
it is given by the person's own act and never by an editor's.
"""

from django.db import transaction

from articles import audit, clock, seals
from articles.acts import record_refusal
from articles.asking import asked_once
from articles.models import User
from articles.refusals import Refused
from articles.text import clean
from reviewers.models import Declaration, Disclosure, Reviewer

What = Declaration.What

# A changed text is a new version; what was declared in an earlier one is asked for again, consent excepted.
VERSION = {
    What.EQUIVALENCE: "2026-11",
    What.GUIDANCE: "2026-11",
    What.NAMED: "2026-11",
    What.NOT_NAMED: "2026-11",
}
WORDS = {
    What.EQUIVALENCE: "My electronic signature on this site is meant to be the legally binding equivalent of my "
    "handwritten signature. I sign only what I have read, and I let nobody else use my account.",
    What.GUIDANCE: "I have read the guidance for reviewers, and I will review by it.",
    What.NAMED: "My name, degrees and affiliation may be published with the articles that I sign.",
    What.NOT_NAMED: "My name may not be published with anything that I have not signed yet.",
}
MISSING = {
    What.EQUIVALENCE: "It was not yet declared that the electronic signature is as good as one by hand: the reviewer "
    "does so under “Before you sign”.",
    What.GUIDANCE: "It was not yet confirmed that the guidance for reviewers was read: the reviewer does so under "
    "“Before you sign”.",
}


class CannotDeclare(Refused):
    """This cannot be declared."""


def declare(reviewer: Reviewer, what: str, *, by: User) -> Declaration:
    """Put on record what a reviewer declares of themselves, in the words of today. Raises CannotDeclare."""
    if by.pk != reviewer.user_id:
        raise _refused("declare", by, f"Only {reviewer.name} can declare this.")
    with transaction.atomic():
        declaration = Declaration(reviewer=reviewer, what=what, version=VERSION[What(what)], at=clock.now())
        declaration.seal = seals.seal(declaration.sealed_payload())
        declaration.save()
        audit.record(
            audit.Event.DECLARED,
            by=by,
            reviewer=reviewer.pk,
            declaration=declaration.pk,
            what=str(what),
            version=declaration.version,
            words=WORDS[What(what)],
            seal=declaration.seal,
        )
    return declaration


def state_interests(reviewer: Reviewer, statement: str, *, by: User) -> Disclosure:
    """Put a reviewer's statement of interests on record: editors see it before they ask. Raises CannotDeclare."""
    statement = clean(statement).strip()
    if by.pk != reviewer.user_id:
        raise _refused("state interests", by, f"Only {reviewer.name} can state their interests.")
    if not statement:
        raise _refused("state interests", by, "State your interests: choose “none” if you have none.")
    with transaction.atomic():
        disclosure = Disclosure.objects.create(reviewer=reviewer, statement=statement, at=clock.now())
        audit.record(
            audit.Event.INTERESTS_STATED,
            by=by,
            reviewer=reviewer.pk,
            disclosure=disclosure.pk,
            statement=statement,
        )
    return disclosure


def holds(reviewer: Reviewer, what: str) -> bool:
    """Whether a reviewer declared this in its words of today, by a genuine record."""
    wanted = (what, VERSION[What(what)])
    made = next((one for one in _latest_first(reviewer) if (one.what, one.version) == wanted), None)
    return made is not None and seals.holds(made.sealed_payload(), made.seal)


def may_be_named(reviewer: Reviewer) -> bool:
    """Whether a reviewer consents to be named: the latest word on it counts."""
    latest = next((one for one in _latest_first(reviewer) if one.what in {What.NAMED, What.NOT_NAMED}), None)
    return (
        latest is not None and latest.what == What.NAMED and seals.holds(latest.sealed_payload(), latest.seal)
    )


def interests_of(reviewer: Reviewer) -> str:
    """The statement of interests as it stands; empty if there is none."""
    latest = reviewer.disclosures.last()
    return latest.statement if latest else ""


@asked_once
def _latest_first(reviewer: Reviewer) -> list[Declaration]:
    return list(reversed(reviewer.declarations.all()))


def _refused(attempt: str, by: User, reason: str) -> CannotDeclare:
    """The refusal, put on record."""
    refusal = CannotDeclare(reason)
    record_refusal(attempt, by=by, reasons=refusal.reasons)
    return refusal
