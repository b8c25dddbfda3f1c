"""Who may do what: five groups, and a superuser is in none of them by being one."""

from typing import Any

from django.contrib.auth.models import Group as DjangoGroup
from django.contrib.auth.models import Permission
from django.db import models

from articles.asking import asked_once
from articles.models import User


class Group(models.TextChoices):
    WRITER = "writer", "Writer"
    EDITOR = "editor", "Editor"
    REVIEWER = "reviewer", "Reviewer"
    PUBLISHER = "publisher", "Publisher"
    AUDITOR = "auditor", "Auditor"


_WORKING_COPY = [
    "article",
    "keypoint",
    "reference",
    "evidence",
    "quotation",
    "authorship",
    "author",
    "figure",
]
_RECORDS = ["articleversion", "edition", "publication", "auditentry"]
_VIEW_ALL = [f"view_{model}" for model in [*_WORKING_COPY, "topic", *_RECORDS[:3]]]
_WRITE = [f"{verb}_{model}" for verb in ["add", "change"] for model in _WORKING_COPY] + [
    f"delete_{model}" for model in ["keypoint", "reference", "evidence", "quotation", "authorship", "figure"]
]
PERMISSIONS = {
    Group.WRITER: _VIEW_ALL + _WRITE,
    Group.EDITOR: [*_VIEW_ALL, *_WRITE, "add_topic", "change_topic"],
    Group.REVIEWER: ["view_article", "view_edition"],
    Group.PUBLISHER: _VIEW_ALL,
    Group.AUDITOR: [*_VIEW_ALL, "view_auditentry", "view_user"],
}


def belongs(user: User, *groups: Group) -> bool:
    """Whether an active user is a member of one of the groups. Being a superuser does not count."""
    return user.is_active and not set(groups).isdisjoint(_groups_of(user))


@asked_once
def _groups_of(user: User) -> list[str]:
    return list(user.groups.values_list("name", flat=True))


def after_migrate(using: str, **_: Any) -> None:
    """Make the five groups and give them this app's permissions. Running it again changes nothing."""
    for name, codenames in PERMISSIONS.items():
        group, _created = DjangoGroup.objects.using(using).get_or_create(name=name)
        wanted = Permission.objects.using(using).filter(
            content_type__app_label="articles", codename__in=codenames
        )
        group.permissions.add(*wanted)
