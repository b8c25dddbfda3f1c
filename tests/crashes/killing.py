"""Acts in a process of their own, on a real database, killed with SIGKILL at a chosen moment."""

import os
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

Act = Callable[[], object]
_WRITES = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def real_database(folder: Path) -> Iterator[None]:
    """A database that another process can open: SQLite's is a file for a while, instead of memory."""
    if connection.vendor != "sqlite":
        yield
        return
    memory, name = connection.connection, connection.settings_dict["NAME"]
    file = folder / "site.sqlite3"
    file.write_bytes(memory.serialize())
    connection.connection, connection.settings_dict["NAME"] = None, str(file)
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = memory, name


def killed_before_write(act: Act, number: int) -> bool:
    """Run an act that dies before its n-th write; whether it died, or had fewer writes and came to its end."""

    def run() -> None:
        with connection.execute_wrapper(_killer(number)):
            act()

    return _died(_forked(run))


def killed_before_commit(act: Act, *, number: int) -> bool:
    """Run an act that dies where its n-th commit would be; whether it died."""
    return _died(_forked(lambda: _run_until_commit(act, number, after=False)))


def killed_after_commit(act: Act, *, number: int) -> bool:
    """Run an act that dies as soon as its n-th commit is done; whether it died."""
    return _died(_forked(lambda: _run_until_commit(act, number, after=True)))


def killed_after(act: Act, seconds: float) -> bool:
    """Run an act that is killed from outside after a while; whether it was still running."""
    reading, writing = os.pipe()

    def run() -> None:
        connection.ensure_connection()
        os.write(writing, b"!")
        act()

    child = _forked(run)
    os.read(reading, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.close(reading)
    os.close(writing)
    return _died(child)


def _forked(run: Act) -> int:
    connections.close_all()
    if connection.vendor == "sqlite":
        connection.connection = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of threads that are not ours
        child = os.fork()
    if child == 0:
        status = 1
        try:
            run()
            status = 0
        finally:
            os._exit(status)
    return child


def _died(child: int) -> bool:
    """Wait for a child. Raises AssertionError when it failed instead of ending or being killed."""
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _killer(number: int) -> Callable[..., Any]:
    written = 0

    def wrapper(execute: Callable[..., Any], statement: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal written
        written += statement.lstrip().upper().startswith(_WRITES)
        if written == number:
            _kill()
        return execute(statement, params, many, context)

    return wrapper


def _run_until_commit(act: Act, number: int, *, after: bool) -> None:
    commit, commits = connection._commit, 0

    def counted() -> None:
        nonlocal commits
        commits += 1
        if commits == number and not after:
            _kill()
        commit()
        if commits == number:
            _kill()

    connection._commit = counted
    act()
