"""Whether the site is alive, and whether it is ready to be asked: for machines, without a word of content."""

from collections.abc import Iterator

from django.core import checks
from django.core.checks.registry import registry
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles import seals

# Checks under this tag say which of the database's guards are missing; each app brings its own.
GUARDS = "guards"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    missing = list(unready())
    words = "".join(f"{sentence}\n" for sentence in missing) or "ready\n"
    return HttpResponse(words, content_type="text/plain", status=503 if missing else 200)


def unready() -> Iterator[str]:
    """Why the site should not be asked now, in sentences: database, migrations, guards, key. Empty means ready."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "There are migrations to run."
        elif GUARDS not in registry.tags_available() or checks.run_checks(
            tags=[GUARDS], databases=["default"]
        ):
            yield "The database's guards are not all in place."
    except DatabaseError:
        yield "The database does not answer."
    try:
        seals.key_id()
    except (OSError, TypeError, ValueError):
        yield "The signing key cannot be read."
