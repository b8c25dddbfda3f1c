"""What each account may do, on record: every act that makes or changes an account tells the audit trail of it.

`verify` recomputes from these entries what every account must be able to do now.
"""

from typing import Any

from articles import audit
from articles.models import User

FLAGS = ["is_active", "is_staff", "is_superuser"]


def access_of(user: User) -> dict[str, str]:
    """What a person may do, in words: the values that the audit trail keeps."""
    flags = {name: "yes" if getattr(user, name) else "no" for name in FLAGS}
    # The address is access too: whoever reads its mail can set the password.
    return flags | {
        "email": user.email,
        "groups": ", ".join(sorted(group.name for group in user.groups.all())),
    }


def record_access(user: User, *, by: User | None, before: dict[str, str]) -> None:
    """Put on record how a person's access differs from `before`, which is empty for an account just made.

    A part of an act, in its transaction. Nothing is recorded when nothing changed.
    """
    after = access_of(User.objects.get(pk=user.pk))
    changed = {name: [before.get(name, ""), after[name]] for name in after if before.get(name) != after[name]}
    if changed:
        record(user, by=by, changed=changed)


def record(user: User, *, by: User | None, **what: Any) -> None:
    """Put a change of a person's access on record: of a password, of a second factor. A part of an act."""
    audit.record(audit.Event.ACCESS_CHANGED, by=by, user=user.pk, email=user.email, **what)
