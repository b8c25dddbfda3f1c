"""Who may sign, on record: every act that makes or changes a profile or a credential tells the audit trail of it.

`verify` recomputes from these entries what every profile and credential must say now.
"""

from typing import Any

from django.db.models import Manager

from articles import audit
from articles.models import User
from reviewers.models import Credential, Reviewer

_PRIVATE = {"number"}
FIELDS: dict[type[Reviewer] | type[Credential], list[str]] = {
    Reviewer: [
        "user_id",
        "slug",
        "given_name",
        "family_name",
        "credentials",
        "affiliation",
        "orcid",
        "roles",
        "specialties",
    ],
    Credential: [
        "reviewer_id",
        "type",
        "issuer",
        "jurisdiction",
        "number",
        "status",
        "valid_from",
        "valid_until",
        "verified_by_id",
        "verified_on",
        "verified_how",
    ],
}


def values_of(row: Reviewer | Credential) -> dict[str, str]:
    """What a profile or a credential says, in words: the values that the audit trail keeps."""
    return {name: _shown(name, _in_words(getattr(row, name))) for name in FIELDS[type(row)]}


def record_change(row: Reviewer | Credential, *, by: User | None, before: dict[str, str]) -> None:
    """Put on record how a profile or a credential differs from `before`, which is empty for one just made.

    A part of an act, in its transaction. Nothing is recorded when nothing changed.
    """
    after = values_of(type(row)._default_manager.get(pk=row.pk))
    changed = {name: [before.get(name, ""), after[name]] for name in after if before.get(name) != after[name]}
    if changed:
        audit.record(
            audit.Event.ACCESS_CHANGED,
            by=by,
            kind=str(row._meta.verbose_name),
            row=row.pk,
            changed=changed,
        )


def _shown(name: str, value: str) -> str:
    """A private value by its end alone: auditors read the trail, and it keeps for ever."""
    return f"…{value[-2:]}" if name in _PRIVATE and value else value


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, Manager):
        return ", ".join(value.order_by("slug").values_list("slug", flat=True))
    return "" if value is None else str(value)
