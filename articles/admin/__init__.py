"""The editors' desk: forms, inlines and widgets of the working copy. Registers nothing that needs reviewers."""

from . import audit, people, users

__all__ = ["audit", "people", "users"]
