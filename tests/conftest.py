"""What every test may use, and what a machine must have for some of them."""

import gc
import os
import shutil

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import settings

# How fast this machine is just now is not what any test is about.
settings.register_profile("unhurried", deadline=None, max_examples=12)
settings.register_profile("thorough", settings.get_profile("unhurried"), max_examples=60)

CI = bool(os.environ.get("CI"))
NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
ADDRESSES = {"postgresql": "postgres://…", "sqlite": "sqlite://:memory:"}


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """A test's accounts have the numbers of another's: what was counted of those in the cache is not theirs."""
    cache.clear()


def pytest_configure(config: pytest.Config) -> None:
    """A dozen examples where the slow tests are left out, sixty where they run."""
    settings.load_profile("unhurried" if config.option.markexpr == "not slow" else "thorough")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage again and again would only take time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    others = {"postgresql": "sqlite", "sqlite": "postgresql"}[connection.vendor]
    if CI:
        # CI runs the suite on both engines: what is about the other one is not skipped, it has its turn there; and
        # what touches no database, or is about the browser, has had its turn on SQLite, but for properties: they get
        # their sixty examples here.
        turn = [item for item in items if others not in item.keywords and _has_its_turn(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(turn)])
        items[:] = turn
    for item in items:
        if "browser" in item.keywords and not shutil.which("chromium"):
            _skip(item, "there is no Chromium on this machine")
        if others in item.keywords:
            _skip(item, f"it is about {NAMES[others]}: set DATABASE_URL={ADDRESSES[others]}")


def _has_its_turn(item: pytest.Item) -> bool:
    touches = "django_db" in item.keywords or not {
        "db",
        "transactional_db",
        "live_server",
        "django_db_setup",
    }.isdisjoint(getattr(item, "fixturenames", []))
    is_property = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    return connection.vendor == "sqlite" or is_property or (touches and "browser" not in item.keywords)


def _skip(item: pytest.Item, reason: str) -> None:
    """On a person's machine a missing tool skips a test and says so; in CI it fails the run."""
    if CI:
        raise pytest.UsageError(f"{item.nodeid} cannot run: {reason}.")
    item.add_marker(pytest.mark.skip(reason=reason))
