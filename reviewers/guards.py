"""The publication gate, which reads sign-offs, and this app's insert-only tables.

The gate holds while a publication has not ended: every role that its edition requires, and at least the medical
one, has an unrevoked sign-off of the same edition, round and digest.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from articles import guards
from articles.guards import GATE, Guard, insert_only
from reviewers.models import (
    AdviceLink,
    AdviceLinkEnd,
    Comment,
    Declaration,
    Disclosure,
    FirstView,
    IdentityCheck,
    PromptAnswers,
    Recall,
    Reminder,
    Reply,
    RequestEnd,
    ReviewRequest,
    Revocation,
    Schedule,
    ScheduleEnd,
    SignOff,
    Verdict,
)

_SIGNED = (
    "EXISTS (SELECT 1 FROM reviewers_signoff s WHERE s.edition_id = NEW.edition_id AND s.round = NEW.round"
    " AND s.digest = NEW.digest AND s.role = {role}"
    " AND NOT EXISTS (SELECT 1 FROM reviewers_revocation r WHERE r.signoff_id = s.id))"
)
_GATE = Guard(
    GATE,
    "articles_publication",
    "INSERT",
    "(NEW.ended_at IS NOT NULL"
    " OR NOT EXISTS (SELECT 1 FROM articles_edition e WHERE e.id = NEW.edition_id"
    " AND e.article_id = NEW.article_id AND e.digest = NEW.digest)"
    " OR EXISTS (SELECT 1 FROM reviewers_recall c WHERE c.edition_id = NEW.edition_id)"
    f" OR NOT {_SIGNED.format(role=chr(39) + 'medical' + chr(39))}"
    " OR EXISTS (SELECT 1 FROM articles_edition e, ROLES_OF(e)"
    f" WHERE e.id = NEW.edition_id AND NOT {_SIGNED.format(role='value')}))",
    "a publication needs every required sign-off of the same edition, round and digest",
)
_SIGNATURE = Guard(
    "signoff_of_the_edition",
    "reviewers_signoff",
    "INSERT",
    "(NOT EXISTS (SELECT 1 FROM articles_edition e WHERE e.id = NEW.edition_id AND e.digest = NEW.digest)"
    " OR EXISTS (SELECT 1 FROM reviewers_signoff s WHERE s.edition_id = NEW.edition_id"
    " AND s.signer_id = NEW.signer_id AND s.role <> NEW.role))",
    "a signature carries its edition's digest, and nobody signs one edition in two roles",
)
_REVOCATION = Guard(
    "revocation_after_the_publication",
    "reviewers_revocation",
    "INSERT",
    "EXISTS (SELECT 1 FROM reviewers_signoff s JOIN articles_publication p ON p.edition_id = s.edition_id"
    " AND p.round = s.round WHERE s.id = NEW.signoff_id AND p.ended_at IS NULL)",
    "a publication is ended before one of its signatures is revoked",
)
_RECALL = Guard(
    "recall_before_the_publication",
    "reviewers_recall",
    "INSERT",
    "EXISTS (SELECT 1 FROM articles_publication p WHERE p.edition_id = NEW.edition_id)",
    "an edition that was published cannot be recalled",
)
_EVIDENCE = (
    ReviewRequest,
    Verdict,
    RequestEnd,
    Comment,
    Reply,
    PromptAnswers,
    AdviceLink,
    AdviceLinkEnd,
    Recall,
    SignOff,
    Revocation,
    Schedule,
    ScheduleEnd,
    IdentityCheck,
    Declaration,
    Disclosure,
    FirstView,
    Reminder,
)
GUARDS: list[Guard] = [
    _GATE,
    _SIGNATURE,
    _REVOCATION,
    _RECALL,
    *(guard for model in _EVIDENCE for guard in insert_only(model)),
]
ALL_GUARDS: list[Guard] = [*guards.GUARDS, *GUARDS]


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The names of guards, of either app, that are absent, switched off or altered, and of triggers on their tables
    that are none of them. Empty means that all hold."""
    return guards.missing(ALL_GUARDS, using) + guards.strangers(ALL_GUARDS, using)


def missing_constraints(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The names of constraints that the tables of evidence, of either app, should have and do not."""
    return guards.missing_constraints([*guards.EVIDENCE, *_EVIDENCE], using)


def before_migrate(using: str, **_: Any) -> None:
    if connections[using].vendor == "sqlite":
        guards.lift(GUARDS, using)


def after_migrate(using: str, **_: Any) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        if SignOff._meta.db_table in connection.introspection.table_names(cursor):
            guards.install(GUARDS, using)
