"""A missing or malformed setting stops the start with its name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cliniccontent import environment

ROOT = Path(__file__).resolve().parent.parent


def start(**changes: str | None) -> subprocess.CompletedProcess[str]:
    """Run `manage.py check` in a production environment with some settings changed or taken away."""
    values = {
        "PATH": os.environ["PATH"],
        "ENVIRONMENT_FILE": os.devnull,
        "SECRET_KEY": "a long and random key for this test: 0123456789-abcdefghijklmnopqrstuvwxyz",
        "SIGNING_KEY_FILE": os.environ["SIGNING_KEY_FILE"],
        "DATABASE_URL": "sqlite://:memory:",
    }
    environ = {name: value for name, value in (values | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_start_with_a_complete_environment_succeeds():
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SIGNING_KEY_FILE", None),
        ("SIGNING_KEY_FILE", "no-such-file.pem"),
        ("SIGNING_KEY_FILE", "manage.py"),
        ("DEBUG", "maybe"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "nonsense"),
        ("SITE_URL", "www.example.org"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("EMAIL_URL", "pigeon://loft"),
        ("CACHE_URL", "memory"),
        ("REQUIRED_SIGNOFFS", "editorial"),
    ],
)
def test_start_stops_with_the_name_of_a_bad_setting(name: str, value: str | None):
    started = start(**{name: value})

    assert started.returncode != 0
    assert started.stderr.startswith(f"cliniccontent cannot start: {name} ")
    assert len(started.stderr.strip().splitlines()) == 1


def test_private_file_gives_values_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "environment"
    file.write_text("# a comment\n\nFROM_FILE = of the file\nFROM_BOTH=of the file\n", encoding="utf-8")
    monkeypatch.setenv("ENVIRONMENT_FILE", str(file))
    monkeypatch.setenv("FROM_BOTH", "of the environment")
    monkeypatch.delenv("FROM_FILE", raising=False)

    environment.load_file()

    assert (os.environ["FROM_FILE"], os.environ["FROM_BOTH"]) == ("of the file", "of the environment")


def test_private_file_with_a_broken_line_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "environment"
    file.write_text("GOOD=1\nnot a setting\n", encoding="utf-8")
    monkeypatch.setenv("ENVIRONMENT_FILE", str(file))
    monkeypatch.setenv("GOOD", "1")

    with pytest.raises(environment.Misconfigured, match="line 2: expected NAME=value"):
        environment.load_file()


def test_private_file_is_readable_by_its_owner_alone(tmp_path: Path):
    path = tmp_path / "secrets" / "key.pem"

    environment.write_private(path, environment.new_signing_key())

    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        environment.write_private(path, "another")
