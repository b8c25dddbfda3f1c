"""What every test may use, and what a machine must have for some of them."""

import os
import shutil

import pytest
from django.db import connection

CI = bool(os.environ.get("CI"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    on_postgresql = connection.vendor == "postgresql"
    if CI and not on_postgresql:
        # CI runs the whole suite on PostgreSQL too: these are not skipped, they have their turn there.
        config.hook.pytest_deselected(items=[item for item in items if "postgresql" in item.keywords])
        items[:] = [item for item in items if "postgresql" not in item.keywords]
    for item in items:
        if "browser" in item.keywords and not shutil.which("chromium"):
            _skip(item, "there is no Chromium on this machine")
        if "postgresql" in item.keywords and not on_postgresql:
            _skip(item, "it needs PostgreSQL: set DATABASE_URL=postgres://…")


def _skip(item: pytest.Item, reason: str) -> None:
    """On a person's machine a missing tool skips a test and says so; in CI it fails the run."""
    if CI:
        raise pytest.UsageError(f"{item.nodeid} cannot run: {reason}.")
    item.add_marker(pytest.mark.skip(reason=reason))
