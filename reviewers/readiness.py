"""Whether reviewers are ready to sign, for many at once: the same questions as `policy` asks, for lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from articles import clock, seals, second_factor
from reviewers.declarations import VERSION
from reviewers.models import Credential, Declaration, IdentityCheck, Reviewer

What = Declaration.What
_WORDS = {What.EQUIVALENCE: "statement on signatures", What.GUIDANCE: "guidance"}


@dataclass(frozen=True)
class Readiness:
    """What is missing, in short words, and until when a credential is in force.

    `has_credential` without `until`: it does not run out.
    """

    missing: tuple[str, ...]
    has_credential: bool
    until: date | None


def readiness_of(reviewers: Iterable[Reviewer]) -> dict[int, Readiness]:
    """For each reviewer, by number, in a few queries for however many. Their `user` is best selected with them."""
    people = list(reviewers)
    unlocked = second_factor.lacking([person.user_id for person in people])
    checks, declared = _checks(people), _declared(people)
    until = _credentials(people)
    found = {}
    for person in people:
        check, reset_at = checks.get(person.pk), person.user.access_reset_at
        missing = [] if person.user.is_active else ["account deactivated"]
        if check is None or (reset_at and check.at <= reset_at):
            missing.append("identity, since the account was reset" if check and reset_at else "identity")
        missing += [words for what, words in _WORDS.items() if not _holds(declared.get((person.pk, what)))]
        named = declared.get((person.pk, "consent"))
        if named is None or named.what != What.NAMED or not _is_genuine(named):
            missing.append("consent to be named")
        if person.user_id in unlocked:
            missing.append("second factor")
        in_force = until.get(person.pk, [])
        last = None if None in in_force else max(filter(None, in_force), default=None)
        found[person.pk] = Readiness(tuple(missing), bool(in_force), last)
    return found


def _checks(people: list[Reviewer]) -> dict[int, IdentityCheck]:
    accounts = {person.pk: person.user_id for person in people}
    rows = IdentityCheck.objects.filter(reviewer__in=people).order_by("at", "pk")
    return {
        row.reviewer_id: row for row in rows if row.by_id != accounts[row.reviewer_id] and seals.covers(row)
    }


def _declared(people: list[Reviewer]) -> dict[tuple[int, str], Declaration]:
    """The last declaration of each kind in the words of today; under "consent", the last word on the name."""
    found = {}
    for row in Declaration.objects.filter(reviewer__in=people).order_by("at", "pk"):
        if row.what in {What.NAMED, What.NOT_NAMED}:
            found[row.reviewer_id, "consent"] = row
        elif row.version == VERSION[What(row.what)]:
            found[row.reviewer_id, row.what] = row
    return found


def _credentials(people: list[Reviewer]) -> dict[int, list[date | None]]:
    valid = Credential.objects.valid(clock.today()).filter(reviewer__in=people)
    found: dict[int, list[date | None]] = {}
    for pk, until in valid.values_list("reviewer_id", "valid_until"):
        found.setdefault(pk, []).append(until)
    return found


def _holds(declaration: Declaration | None) -> bool:
    return declaration is not None and _is_genuine(declaration)


def _is_genuine(declaration: Declaration) -> bool:
    return seals.holds(declaration.sealed_payload(), declaration.seal)
