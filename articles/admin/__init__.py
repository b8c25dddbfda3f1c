"""The editors' desk: forms, inlines and widgets of the working copy. Registers nothing that needs reviewers."""

from . import audit, credentials, people, security, users

__all__ = ["audit", "credentials", "people", "security", "users"]
