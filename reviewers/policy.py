"""Questions about who may sign what. Nothing here writes."""

import unicodedata
from datetime import date

from django.conf import settings

from articles.groups import Group, belongs
from articles.models import Edition, User
from articles.text import clean_line
from reviewers.models import Reviewer, Role, SignOff

MAY = {
    "submit": (Group.WRITER, Group.EDITOR),
    "recall": (Group.WRITER, Group.EDITOR),
    "sign": (Group.REVIEWER,),
    "publish": (Group.PUBLISHER,),
    "withdraw": (Group.EDITOR, Group.REVIEWER, Group.PUBLISHER),
}

_TITLES = {"dr", "prof", "professor", "mr", "mrs", "ms", "mx", "sir", "dame", "herr", "frau"}


def refusals(user: User, act: str) -> list[str]:
    """Why this person may not do this act anywhere. Empty means they may. Superusers are asked like everyone."""
    if belongs(user, *MAY[act]):
        return []
    if not user.is_active:
        return [f"The account of {user} is deactivated."]
    *others, last = [f"{group.label.lower()}s" for group in MAY[act]]
    groups = f"{', '.join(others)} and {last}" if others else last
    return [f"Only {groups} may do this, and {user} is none of them: ask an administrator if that is wrong."]


def required_roles() -> list[str]:
    """The roles that must sign an edition submitted now, for every kind of article."""
    return list(settings.REQUIRED_SIGNOFFS)


def objections(reviewer: Reviewer, edition: Edition, role: str, on: date) -> list[str]:
    """Every reason why this reviewer may not sign this edition in this role on this day. Empty means they may."""
    return [
        *refusals(reviewer.user, "sign"),
        *qualification_objections(reviewer, role, on),
        *independence_objections(reviewer, edition, role),
    ]


def qualification_objections(reviewer: Reviewer, role: str, on: date) -> list[str]:
    """Every reason why this reviewer is not qualified to sign in this role on this day."""
    found = []
    if role not in reviewer.roles:
        found.append(f"{reviewer} may not sign in the {Role(role).label.lower()} role.")
    if role == Role.MEDICAL and not reviewer.held_credentials.valid(on).exists():
        found.append(
            f"{reviewer} holds no credential that is in force on {on:%-d %B %Y} and verified by someone else."
        )
    return found


def independence_objections(reviewer: Reviewer, edition: Edition, role: str) -> list[str]:
    """Every reason why this reviewer's eyes are not independent of this edition: nobody signs their own work,
    and nobody signs one edition in two roles."""
    contributors = edition.private_part["contributors"]
    accounts = {person["user"] for person in contributors} - {0}
    names = {plain_name(person["name"]) for person in contributors}
    found = []
    if reviewer.user_id in accounts or plain_name(reviewer.name) in names:
        found.append(f"{reviewer} wrote, edited or submitted this text: nobody signs their own work.")
    for other in SignOff.objects.filter(edition=edition).exclude(role=role):
        if other.signer_id == reviewer.pk or plain_name(other.printed_name) == plain_name(reviewer.name):
            found.append(
                f"{reviewer} signed this edition in the {other.get_role_display().lower()} role already."
            )
    return found


def plain_name(name: str) -> str:
    """A person's name as it is compared: without title, case or spacing."""
    words = clean_line(unicodedata.normalize("NFKC", name)).casefold().split()
    return " ".join(word for word in words if word.rstrip(".") not in _TITLES)
