"""`manage.py demo`: a site to look at, with people to be, in one command."""

import os
import socket
import sys
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from articles.models import User
from reviewers.demonstration import building

HOST = "127.0.0.1"
MAY = {
    "writer": "write, import and submit articles",
    "editor": "the same, and keep the list of reviewers",
    "medical": "read and sign as medical reviewer",
    "editorial": "read and sign as editorial reviewer",
    "publisher": "publish, schedule and withdraw",
    "auditor": "see every record, change nothing",
}


class Command(BaseCommand):
    help = (
        "Load the demonstration site into an empty database, print its log-ins, and serve it on this machine."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="The port to serve on (default: 8000).")
        parser.add_argument("--no-serve", action="store_true", help="Load and print only; do not serve.")

    def handle(self, *, port: int, no_serve: bool, **options: Any) -> None:
        if settings.DEBUG:
            raise CommandError("The demonstration runs with debugging off: unset DEBUG, then run demo again.")
        logins = demo_logins()
        if not no_serve:
            refuse_taken_port(port)
        try:
            self._load(logins)
        except building.UnknownContent as refusal:
            raise CommandError(str(refusal)) from refusal
        except OperationalError as problem:
            raise CommandError(f"The database cannot be used: {problem}") from problem
        except KeyboardInterrupt as stop:
            raise CommandError("Stopped.") from stop
        call_command("collectstatic", verbosity=0, interactive=False)
        self._print(logins, f"http://{HOST}:{port}/")
        if not no_serve:
            self.stdout.write("Serving. Press Ctrl+C to stop.")
            self.stdout.flush()
            connection.close()
            serve(port)

    def _load(self, logins: dict[str, str]) -> None:
        loaded = building.is_loaded()  # asked first: nobody else's database is migrated
        if not loaded and settings.SECOND_FACTOR_REQUIRED:
            raise CommandError(
                "The demonstration's people have no second factor: set SECOND_FACTOR=optional, then run demo again."
            )
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
        if loaded:
            self.stdout.write("The demonstration is loaded already, and was left as it is.")
            return
        building.build(passwords=logins, tell=self._tell)
        self.stdout.write("Loaded. All people and dates in it are invented; the references are real.")

    def _tell(self, done: int, of: int) -> None:
        if done % 10 == 0 or done == of:
            self.stdout.write(f"Loading the demonstration: {done} of {of} acts done.")
            self.stdout.flush()

    def _print(self, logins: dict[str, str], address: str) -> None:
        self.stdout.write(f"\n  The public site   {address}\n  The editors' desk {address}admin/\n\n")
        for email, password in logins.items():
            user = User.objects.filter(email=email).first()
            shown = password if user and user.check_password(password) else "(changed)"
            named = f"{user}: " if user else ""
            self.stdout.write(
                f"  {email:<24} {shown:<16} {named}{MAY.get(email.partition('@')[0], '')}".rstrip()
            )
        if not settings.SECOND_FACTOR_REQUIRED:
            self.stdout.write(
                "\n  A second factor is optional here (SECOND_FACTOR=optional); a real site asks for one."
            )
        self.stdout.write("")


def demo_logins() -> dict[str, str]:
    """From DEMO_LOGINS: the passwords of the people who can log in, by e-mail address."""
    pairs = [login.partition(":") for login in settings.DEMO_LOGINS]
    if not pairs:
        raise CommandError(
            "DEMO_LOGINS is not set. Run demo without an environment of your own, and it makes one; "
            "or set it to e-mail:password pairs, separated by commas."
        )
    if not all(email and password for email, _, password in pairs):
        raise CommandError("DEMO_LOGINS is malformed: it takes e-mail:password pairs, separated by commas.")
    return {email: password for email, _, password in pairs}


def refuse_taken_port(port: int) -> None:
    """Raise CommandError unless a server can listen on this port of this machine."""
    if not 0 < port < 65536:
        raise CommandError(f"{port} is no port: choose one from 1 to 65535.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as problem:
            raise CommandError(
                f"Port {port} cannot be used ({problem.strerror}): choose another with --port."
            ) from problem


def serve(port: int) -> NoReturn:
    """Become the production server, so that Ctrl+C and signals reach it and nothing else."""
    os.chdir(settings.BASE_DIR)
    os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}")
    os.environ.setdefault("ALLOWED_HOSTS", f"{HOST},localhost")
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    options = ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    os.execv(sys.executable, [*command, *options, "cliniccontent.wsgi:application"])
