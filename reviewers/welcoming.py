"""From an invitation to being ready to sign: all that a reviewer does for themselves, in one act."""

from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from articles import accounts, audit, second_factor
from articles.models import User
from articles.refusals import Refused
from articles.text import clean_line
from reviewers import declarations, inviting
from reviewers.models import Declaration, Reviewer, SignOff

What = Declaration.What
STILL_A_SPELLING = 0.6  # how much of a name stays when its spelling is corrected
STALE_CODE = "This code was good and is not any more. Type the next one that the app shows."


class CannotBegin(Refused):
    """The link is used up, or what was answered does not do any more."""


class StaleCode(CannotBegin):
    """The code ran out between the question and the answer."""


@dataclass(frozen=True, kw_only=True)
class Name:
    """How a reviewer says that they are written: degrees are an editor's affair."""

    given_name: str
    family_name: str
    affiliation: str


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a reviewer answered: only what was asked. `code` is one of the app that this session sets up."""

    name: Name | None = None
    declares: tuple[str, ...] = ()
    may_be_named: bool | None = None
    interests: str = ""
    password: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


def missing(reviewer: Reviewer) -> set[str]:
    """What this reviewer has still to do themselves: of equivalence, guidance, consent, interests, factor."""
    found = {
        str(what) for what in [What.EQUIVALENCE, What.GUIDANCE] if not declarations.holds(reviewer, what)
    }
    if not declarations.may_be_named(reviewer):
        found.add("consent")
    if not declarations.interests_of(reviewer):
        found.add("interests")
    if second_factor.required(reviewer.user) and not second_factor.has_factor(reviewer.user):
        found.add("factor")
    return found


@sensitive_variables("answers", "hashed")
def begin(token: str, *, answers: Answers, request: HttpRequest) -> tuple[User, list[str]]:
    """Use up an invitation's link: password, second factor, declarations, all or nothing.

    Returns the account, with `second_factor` set to what it just proved, and its recovery codes. Raises CannotBegin.
    """
    hashed = make_password(answers.password)  # before the lock: it takes its time
    with transaction.atomic():
        _, reviewer = inviting.read_link(token)
        if reviewer:
            User.objects.select_for_update().get(pk=reviewer.user_id)
            _, reviewer = inviting.read_link(token)
        if reviewer is None:
            raise CannotBegin("This link was used in the meantime: log in with the password that was set.")
        user = reviewer.user
        user.password = hashed
        user.save(update_fields=["password"])
        accounts.record(user, by=user, kind="password", how="by invitation")
        codes = _settle(reviewer, answers, request)
    user.second_factor = "totp" if codes else ""  # type: ignore[attr-defined]
    return user, codes


def complete(reviewer: Reviewer, *, answers: Answers, request: HttpRequest) -> list[str]:
    """What a reviewer who has a password still owed. Returns recovery codes, if some were made. Raises CannotBegin."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=reviewer.user_id)
        owed = missing(reviewer)  # asked again: the same page may have been sent from another window
        settled = replace(
            answers,
            password="",
            name=None,
            declares=tuple(what for what in answers.declares if what in owed),
            code=answers.code if "factor" in owed else "",
        )
        return _settle(reviewer, settled, request)


def spelling_objections(reviewer: Reviewer, name: Name) -> list[str]:
    """Why this is no correction of the spelling: somebody else's name, or one that signatures bear already."""
    if (name.given_name, name.family_name) == (reviewer.given_name, reviewer.family_name):
        return []
    was, now = reviewer.name.casefold(), f"{name.given_name} {name.family_name}".casefold()
    if SequenceMatcher(None, was, now, autojunk=False).ratio() < STILL_A_SPELLING:
        return [
            f"This is another name than {reviewer.name}, and not its spelling: ask an editor to change it."
        ]
    if SignOff.objects.filter(signer=reviewer).exists():
        return ["You have signed under this name: ask an editor to change it."]
    return []


def _settle(reviewer: Reviewer, answers: Answers, request: HttpRequest) -> list[str]:
    user = reviewer.user
    if answers.name:
        _correct(reviewer, answers.name)
    codes: list[str] = []
    if answers.code:
        if not second_factor.app.confirm(user, request, answers.code):
            raise StaleCode(STALE_CODE)
        codes = second_factor.recovery.make(user)
        for changed in ["authenticator app set up", "recovery codes made"]:
            accounts.record(user, by=user, kind="second factor", changed=changed)
    for what in answers.declares:
        declarations.declare(reviewer, what, by=user)
    if answers.may_be_named is not None:
        declarations.declare(reviewer, What.NAMED if answers.may_be_named else What.NOT_NAMED, by=user)
    if answers.interests:
        declarations.state_interests(reviewer, answers.interests, by=user)
    return codes


def _correct(reviewer: Reviewer, name: Name) -> None:
    """Put on record that the person said “this is me”, with what they corrected. Raises CannotBegin."""
    given = {part: clean_line(getattr(name, part)) for part in ["given_name", "family_name", "affiliation"]}
    changed = {
        part: [getattr(reviewer, part), text]
        for part, text in given.items()
        if getattr(reviewer, part) != text
    }
    reasons = spelling_objections(reviewer, Name(**given))
    for part, text in given.items():
        setattr(reviewer, part, text)
    try:
        reviewer.clean_fields(exclude={"user", "slug", "roles", "orcid", "credentials"})
    except ValidationError as problem:
        reasons += problem.messages
    if reasons:
        raise CannotBegin(reasons)
    if changed:
        reviewer.save(update_fields=list(given))
    if "given_name" in changed or "family_name" in changed:
        user = reviewer.user
        user.first_name, user.last_name = reviewer.given_name, reviewer.family_name
        user.save(update_fields=["first_name", "last_name"])
    audit.record(
        audit.Event.ACCESS_CHANGED,
        by=reviewer.user,
        kind="reviewer",
        row=reviewer.pk,
        changed=changed,
        said=f"This is me: {reviewer}",
    )
