"""What the five groups may do with this app's records in the admin. Acts ask for membership themselves."""

from typing import Any

from django.contrib.auth.models import Group as DjangoGroup
from django.contrib.auth.models import Permission

from articles.groups import Group

_RECORDS = [
    "reviewrequest",
    "verdict",
    "requestend",
    "comment",
    "reply",
    "recall",
    "signoff",
    "revocation",
    "schedule",
    "scheduleend",
]
_VIEW = [f"view_{model}" for model in [*_RECORDS, "reviewer"]]
PERMISSIONS = {
    Group.WRITER: _VIEW,
    Group.EDITOR: [*_VIEW, "add_reviewer", "change_reviewer"]
    + [f"{verb}_credential" for verb in ["view", "add", "change"]],
    Group.REVIEWER: _VIEW,
    Group.PUBLISHER: _VIEW,
    Group.AUDITOR: [*_VIEW, "view_credential"],
}


def after_migrate(using: str, **_: Any) -> None:
    """Give the groups this app's permissions. Running it again changes nothing."""
    for name, codenames in PERMISSIONS.items():
        group, _created = DjangoGroup.objects.using(using).get_or_create(name=name)
        wanted = Permission.objects.using(using).filter(
            content_type__app_label="reviewers", codename__in=codenames
        )
        group.permissions.add(*wanted)
