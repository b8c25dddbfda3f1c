"""What every test may use, and what a machine must have for some of them."""

import os
import shutil

import pytest
from django.db import connection

CI = bool(os.environ.get("CI"))
NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
ADDRESSES = {"postgresql": "postgres://…", "sqlite": "sqlite://:memory:"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    others = {"postgresql": "sqlite", "sqlite": "postgresql"}[connection.vendor]
    if CI:
        # CI runs the suite on both engines: what is about the other one is not skipped, it has its turn there.
        config.hook.pytest_deselected(items=[item for item in items if others in item.keywords])
        items[:] = [item for item in items if others not in item.keywords]
    for item in items:
        if "browser" in item.keywords and not shutil.which("chromium"):
            _skip(item, "there is no Chromium on this machine")
        if others in item.keywords:
            _skip(item, f"it is about {NAMES[others]}: set DATABASE_URL={ADDRESSES[others]}")


def _skip(item: pytest.Item, reason: str) -> None:
    """On a person's machine a missing tool skips a test and says so; in CI it fails the run."""
    if CI:
        raise pytest.UsageError(f"{item.nodeid} cannot run: {reason}.")
    item.add_marker(pytest.mark.skip(reason=reason))
