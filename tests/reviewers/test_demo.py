"""The demonstration site: what it shows, and that it is built by the acts or not at all."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from articles import preflight
from articles.models import (
    AuditEntry,
    OutgoingMail,
    Publication,
    User,
)
from cliniccontent.environment import BASE_DIR, new_signing_key, write_private
from reviewers.demonstration import building
from reviewers.demonstration.reading import content, read, slugs
from reviewers.management.commands.demo import demo_logins, refuse_taken_port
from reviewers.models import Notice

LOGINS = {"writer@example.org": "a password for tests", "medical@example.org": "another for tests"}


def load():
    building.build(passwords=LOGINS, tell=lambda done, of: None)


@pytest.mark.django_db
@pytest.mark.slow
def test_demonstration_sends_no_mail(mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        load()

    assert not OutgoingMail.objects.exists()
    assert not Notice.objects.exists()
    assert mailoutbox == []


@pytest.mark.parametrize("slug", [slug for slug in slugs() if slug != "daratumumab-myeloma-maia"])
def test_every_other_article_passes_the_checks_or_says_why_not(slug):
    acknowledged = set(read(f"articles/{slug}").get("acknowledgements", {}))

    found = preflight.findings(content(slug))

    assert [finding.words for finding in found if finding.blocks] == []
    assert {finding.rule for finding in found} == acknowledged


@pytest.mark.django_db
def test_build_leaves_nothing_behind_when_it_fails():
    def fail(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        building.build(passwords=LOGINS, tell=fail)

    assert not AuditEntry.objects.exists()
    assert not building.is_loaded()


@pytest.mark.django_db
def test_demonstration_can_do_with_the_medical_signature_alone(settings):
    settings.REQUIRED_SIGNOFFS = ("medical",)

    load()

    assert Publication.objects.live().count() == 10


@pytest.mark.django_db
def test_is_loaded_refuses_a_database_with_other_content():
    User.objects.create_user(email="somebody@example.org")

    with pytest.raises(building.UnknownContent) as refusal:
        building.is_loaded()

    assert str(refusal.value) == (
        "This database holds content that is not the demonstration's, and it was left alone. "
        "Set DATABASE_URL to an empty database, then run demo again."
    )


def test_demo_refuses_to_run_with_debugging_on(settings):
    settings.DEBUG = True

    with pytest.raises(CommandError) as refusal:
        call_command("demo")

    assert str(refusal.value) == (
        "The demonstration runs with debugging off: unset DEBUG, then run demo again."
    )


def test_demo_logins_are_read_from_the_settings(settings):
    settings.DEMO_LOGINS = ["writer@example.org:one", "medical@example.org:two:three"]

    assert demo_logins() == {"writer@example.org": "one", "medical@example.org": "two:three"}


@pytest.mark.parametrize(
    "logins", [[], ["writer@example.org"], ["writer@example.org:", "editor@example.org:x"]]
)
def test_demo_logins_refuses_what_it_cannot_read(settings, logins):
    settings.DEMO_LOGINS = logins

    with pytest.raises(CommandError, match="DEMO_LOGINS"):
        demo_logins()


def test_refuse_taken_port_names_the_port_and_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(CommandError) as refusal:
            refuse_taken_port(port)

    assert str(refusal.value) == (
        f"Port {port} cannot be used (Address already in use): choose another with --port."
    )
    refuse_taken_port(port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_refuse_taken_port_refuses_what_is_no_port(port):
    with pytest.raises(CommandError, match="is no port"):
        refuse_taken_port(port)


@pytest.fixture
def environment_of_its_own(tmp_path):
    write_private(tmp_path / "key.pem", new_signing_key())
    kept = {name: os.environ[name] for name in ["PATH", "HOME"] if name in os.environ}
    return kept | {
        "ENVIRONMENT_FILE": os.devnull,
        "SECOND_FACTOR": "optional",
        "SECRET_KEY": "only for tests, which keep nothing",
        "SIGNING_KEY_FILE": str(tmp_path / "key.pem"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'demonstration.sqlite3'}",
        "STATIC_ROOT": str(tmp_path / "static"),
        "DEMO_LOGINS": ",".join(f"{email}:{password}" for email, password in LOGINS.items()),
    }


def demo(environment, *arguments):
    return [sys.executable, "manage.py", "demo", *arguments], {"cwd": BASE_DIR, "env": environment}


@pytest.mark.slow
def test_demo_loads_once_prints_the_logins_each_time_and_serves_the_site(environment_of_its_own):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    first, how = demo(environment_of_its_own, "--no-serve")
    second, _how = demo(environment_of_its_own, "--port", str(port))

    loaded = subprocess.run(first, **how, capture_output=True, text=True, check=True)
    with subprocess.Popen(second, **how, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
        page = fetch(f"http://127.0.0.1:{port}/articles/hba1c-what-your-result-means/", run)
        run.send_signal(signal.SIGINT)
        served = run.communicate(timeout=20)[0]

    assert "97 of 97 acts done" in loaded.stdout
    assert loaded.stderr == ""
    assert "The demonstration is loaded already, and was left as it is." in served
    for output in [loaded.stdout, served]:
        assert "a password for tests Tobias Quillfeather: write, import" in output
    assert "HbA1c: what your blood sugar result means" in page
    assert "Traceback" not in served
    assert run.returncode in {0, -signal.SIGINT}


@pytest.mark.slow
def test_demo_asks_for_an_environment_in_which_its_people_can_sign(environment_of_its_own):
    command, how = demo(environment_of_its_own | {"SECOND_FACTOR": "required"}, "--no-serve")

    run = subprocess.run(command, **how, capture_output=True, text=True)

    assert run.returncode == 1
    assert "set SECOND_FACTOR=optional, then run demo again." in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.slow
def test_demo_leaves_a_database_of_others_alone(environment_of_its_own, tmp_path):
    with closing(sqlite3.connect(tmp_path / "demonstration.sqlite3")) as database:
        database.execute("CREATE TABLE somebody_elses (id INTEGER)")
    command, how = demo(environment_of_its_own, "--no-serve")

    run = subprocess.run(command, **how, capture_output=True, text=True)

    assert run.returncode == 1
    assert "This database holds content that is not the demonstration's" in run.stderr
    with closing(sqlite3.connect(tmp_path / "demonstration.sqlite3")) as database:
        tables = database.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("somebody_elses",)]


def fetch(address, run):
    """The page, as soon as the server answers."""
    for _ in range(1800):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            assert run.poll() is None, run.stdout.read()
            time.sleep(0.1)
    raise AssertionError("The server did not answer within three minutes.")
