"""Django's `flush`, which the guards would refuse: for test databases and development alone."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.commands.flush import Command as Flush

from articles.guards import lifted
from reviewers.guards import ALL_GUARDS


class Command(Flush):
    help = "Empty the database: allowed for tests and with DEBUG only, because it deletes evidence."

    def handle(self, **options: Any) -> None:
        if not getattr(settings, "MAY_FLUSH", settings.DEBUG):
            raise CommandError("This database holds evidence: it is never flushed.")
        with lifted(ALL_GUARDS, options["database"]):
            super().handle(**options)
