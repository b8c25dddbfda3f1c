"""The editors' desk: forms, inlines and widgets of the working copy. Registers nothing that needs reviewers."""

from . import audit, credentials, figures, people, security, users

__all__ = ["audit", "credentials", "figures", "people", "security", "users"]
