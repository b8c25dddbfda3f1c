"""The demonstration's people: their accounts, what qualifies them, their bylines."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Group as DjangoGroup
from django.utils.text import slugify

from articles.accounts import record_access
from articles.groups import Group
from articles.models import Author, Topic, User
from articles.text import NONE
from reviewers.declarations import declare, state_interests
from reviewers.demonstration.reading import read
from reviewers.identity import verify_identity
from reviewers.models import Credential, Declaration, Reviewer
from reviewers.people import record_change


@dataclass
class Cast:
    """Who plays in the demonstration, by the keys of people.toml; and the passwords that they sign with."""

    users: dict[str, User] = field(default_factory=dict)
    reviewers: dict[str, Reviewer] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)


def assemble(passwords: Mapping[str, str], today: date) -> Cast:
    """Make every account, reviewer and author; the topics are there. `passwords` are by e-mail address.

    Who has none gets one that nobody is told: they sign in the demonstration's past, and log in nowhere.
    """
    people, cast = read("people"), Cast()
    for person in people["staff"]:
        _account(cast, person, group=person["group"], passwords=passwords)
    for person in people["reviewers"]:
        _account(cast, person, group=Group.REVIEWER, passwords=passwords)
        _reviewer(cast, person, today)
    for author in people["authors"]:
        Author.objects.create(
            slug=slugify(author["name"]),
            name=author["name"],
            credentials=author["credentials"],
            affiliation=author["affiliation"],
            user=cast.users.get(author.get("account", "")),
        )
    return cast


def _account(cast: Cast, person: dict[str, Any], *, group: str, passwords: Mapping[str, str]) -> None:
    first_name, _, last_name = person["name"].partition(" ")
    password = passwords.get(person["email"]) or secrets.token_urlsafe(24)
    user = User.objects.create_user(
        email=person["email"], password=password, first_name=first_name, last_name=last_name, is_staff=True
    )
    user.groups.add(DjangoGroup.objects.get(name=group))
    cast.users[person["key"]], cast.passwords[person["key"]] = user, password
    record_access(user, by=None, before={})


def _reviewer(cast: Cast, person: dict[str, Any], today: date) -> None:
    given_name, _, family_name = person["name"].partition(" ")
    reviewer = Reviewer.objects.create(
        user=cast.users[person["key"]],
        slug=slugify(person["name"]),
        given_name=given_name,
        family_name=family_name,
        credentials=person["credentials"],
        affiliation=person["affiliation"],
        roles=person["roles"],
    )
    reviewer.specialties.set(Topic.objects.filter(slug__in=person.get("specialties", [])))
    cast.reviewers[person["key"]] = reviewer
    record_change(reviewer, by=None, before={})
    if licence := person.get("licence"):
        credential = Credential.objects.create(
            reviewer=reviewer,
            type=licence["type"],
            issuer=licence["issuer"],
            jurisdiction="Invented for the demonstration",
            number=licence["number"],
            status=licence["status"],
            valid_from=today - timedelta(days=licence["begins_ago"]),
            valid_until=today + timedelta(days=licence["ends_in"]),
            verified_by=cast.users["editor"],
            verified_on=today - timedelta(days=licence["verified_ago"]),
            verified_how="Looked up in the register",
        )
        record_change(credential, by=cast.users["editor"], before={})
    verify_identity(reviewer, by=cast.users["editor"], how="Met in person at the clinic, passport seen")
    for what in [Declaration.What.EQUIVALENCE, Declaration.What.GUIDANCE, Declaration.What.NAMED]:
        declare(reviewer, what, by=reviewer.user)
    state_interests(reviewer, person.get("interests", NONE), by=reviewer.user)
