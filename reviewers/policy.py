"""Questions about who may sign and do what. Nothing here writes."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings

from articles import clock, second_factor
from articles.asking import asked_once
from articles.groups import Group, belongs
from articles.models import Edition, User
from reviewers import declarations, independence, qualification
from reviewers.models import CLINICAL, Declaration, Reviewer, Role
from reviewers.rounds import given

MAY = {
    "submit": (Group.WRITER, Group.EDITOR),
    "recall": (Group.WRITER, Group.EDITOR),
    "request": (Group.WRITER, Group.EDITOR),
    "invite": (Group.EDITOR,),
    "verify": (Group.EDITOR,),
    "resolve": (Group.WRITER, Group.EDITOR),
    "reply": (Group.WRITER, Group.EDITOR, Group.REVIEWER),
    "sign": (Group.REVIEWER,),
    "publish": (Group.PUBLISHER,),
    "cancel": (Group.PUBLISHER,),
    "withdraw": (Group.EDITOR, Group.REVIEWER, Group.PUBLISHER),
    "retract": (Group.EDITOR, Group.PUBLISHER),
    "keep": (Group.EDITOR, Group.PUBLISHER),
    "export": (Group.EDITOR, Group.AUDITOR),
}


def refusals(user: User, act: str) -> list[str]:
    """Why this person may not do this act anywhere. Empty means they may. Superusers are asked like everyone."""
    if belongs(user, *MAY[act]):
        return _factor_missing(user) if act == "publish" else []
    if not user.is_active:
        return [f"The account of {user} is deactivated."]
    *others, last = [f"{group.label.lower()}s" for group in MAY[act]]
    groups = f"{', '.join(others)} and {last}" if others else last
    return [f"Only {groups} may do this, and {user} is none of them: ask an administrator if that is wrong."]


def acting_as(user: User, act: str) -> str:
    """The group by which this person may do this act: what records and notices say of them."""
    return next((str(group.value) for group in MAY[act] if belongs(user, group)), "")


def required_roles(kind: str, *, substantive: bool = False, second_reviewer: bool = False) -> list[str]:
    """The roles that must sign an edition submitted now.

    By the kind of article; and a second clinician for a substantive change where the site wants one, or because
    somebody declares an interest in a product that the text names.
    """
    roles = set(settings.REQUIRED_SIGNOFFS_BY_KIND.get(kind, settings.REQUIRED_SIGNOFFS))
    if second_reviewer or (substantive and kind in settings.SECOND_CLINICIAN_FOR):
        roles.add(Role.SECOND_MEDICAL.value)
    return sorted(roles)


def objections(reviewer: Reviewer, edition: Edition, role: str, on: date) -> list[str]:
    """Every reason why this reviewer may not be asked to sign this edition in this role on this day."""
    return [
        *refusals(reviewer.user, "sign"),
        *one_person_objections(reviewer),
        *qualification_objections(reviewer, role, on),
        *independence_objections(reviewer, edition, role),
    ]


def readiness_objections(reviewer: Reviewer) -> list[str]:
    """What this reviewer, or somebody for them, has still to do before they sign anything."""
    found = []
    if not identity_is_verified(reviewer):
        found.append(
            f"Nobody has verified the identity of {reviewer.name} since the account was reset: ask an editor."
            if reviewer.user.access_reset_at
            else f"Nobody has verified the identity of {reviewer.name} yet: ask an editor."
        )
    for what in [Declaration.What.EQUIVALENCE, Declaration.What.GUIDANCE]:
        if not declarations.holds(reviewer, what):
            found.append(declarations.MISSING[what])
    return [*found, *consent_objections(reviewer), *_factor_missing(reviewer.user)]


def consent_objections(reviewer: Reviewer) -> list[str]:
    """Why this reviewer's name may not be published: it never was agreed to, or the consent was withdrawn."""
    if declarations.may_be_named(reviewer):
        return []
    return [f"{reviewer.name} has not agreed that their name is published: only they can do so."]


def identity_is_verified(reviewer: Reviewer) -> bool:
    """Whether somebody else made sure who this is, and the account was not reset since (21 CFR 11.100(b))."""
    check = qualification.identity_check_of(reviewer)
    reset_at = reviewer.user.access_reset_at
    return check is not None and (reset_at is None or check.at > reset_at)


def qualification_objections(reviewer: Reviewer, role: str, on: date) -> list[str]:
    """Every reason why this reviewer is not qualified to sign in this role on this day."""
    found = []
    if not holds(reviewer, role):
        found.append(f"{reviewer} may not sign in the {Role(role).label.lower()} role.")
    if role != Role.EDITORIAL and not qualification.standing_of(reviewer, on):
        found.append(
            f"{reviewer} holds no credential that is in force on {on:%-d %B %Y} and verified by someone else."
        )
    return found


def retired_alone_objections(reviewer: Reviewer, edition: Edition, role: str, on: date) -> list[str]:
    """Why a retired clinician cannot sign alone, where the site wants an active one beside them."""
    alone = role in CLINICAL and Role.SECOND_MEDICAL.value not in edition.required_role_list
    if settings.RETIRED_MAY_SIGN_ALONE or not alone:
        return []
    if qualification.standing_of(reviewer, on) != qualification.RETIRED:
        return []
    return [
        f"{reviewer} is retired, and this site asks for an active clinician beside a retired one: submit the article "
        "again with a second reviewer."
    ]


def holds(reviewer: Reviewer, role: str) -> bool:
    """Whether a reviewer's profile names a role. Who signs as medical reviewer signs as the second one, too."""
    return (Role.MEDICAL if role in CLINICAL else role) in reviewer.roles


@asked_once
def one_person_objections(reviewer: Reviewer) -> list[str]:
    """Whether another account looks like the same person's: the same ORCID iD or the same mailbox (21 CFR 11.100)."""
    found = []
    if reviewer.orcid and Reviewer.objects.filter(orcid=reviewer.orcid).exclude(pk=reviewer.pk).exists():
        found.append(
            f"Another account has the ORCID iD {reviewer.orcid} too: one person signs by one account."
        )
    if qualification.mailbox_is_shared(reviewer.user):
        found.append(
            f"Another account has the mailbox of {reviewer.user.email} too: one person signs by one account."
        )
    return found


def independence_objections(reviewer: Reviewer, edition: Edition, role: str) -> list[str]:
    """Every reason why this reviewer's eyes are not independent of this edition: nobody signs their own work,
    and nobody signs one edition in two roles."""
    found = own_work_objections(reviewer, edition.private_part["contributors"])
    person = independence.of_reviewer(reviewer)
    for other in given(edition):
        if other.role != role and person.is_same(independence.of_signature(other)):
            found.append(
                f"{reviewer} signed this edition in the {other.get_role_display().lower()} role already."
            )
    return found


def own_work_objections(reviewer: Reviewer, contributors: Iterable[dict[str, Any]]) -> list[str]:
    """Why this reviewer does not judge a text of these contributors: they are one of them."""
    if not independence.is_contributor(independence.of_reviewer(reviewer), contributors):
        return []
    return [f"{reviewer} wrote, edited or submitted this text: nobody signs their own work."]


def recent_reset(user: User, at: datetime) -> datetime | None:
    """When the account was reset, if that was less than a day before this moment: signatures say so."""
    reset_at = user.access_reset_at
    return reset_at if reset_at and at - reset_at < clock.DAY else None


def _factor_missing(user: User) -> list[str]:
    if not second_factor.required(user) or second_factor.has_factor(user):
        return []
    return [f"{user} has set up no second factor yet: only they can do so, under “Account security”."]
