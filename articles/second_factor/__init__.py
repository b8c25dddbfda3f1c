"""The second factor: the one door to django-allauth, which checks codes and passkeys.

It proves that a person holds something beside their password. Nothing here writes to the audit trail: who
calls it knows who asked and why.
"""

from articles.second_factor import app, passkeys, recovery
from articles.second_factor.credentials import Credentials
from articles.second_factor.factors import (
    check,
    end_sessions,
    has_factor,
    held,
    is_last,
    lacking,
    remove_all,
    required,
)

__all__ = [
    "Credentials",
    "app",
    "check",
    "end_sessions",
    "has_factor",
    "held",
    "is_last",
    "lacking",
    "passkeys",
    "recovery",
    "remove_all",
    "required",
]
