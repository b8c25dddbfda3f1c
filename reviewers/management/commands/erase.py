"""Lawful erasure of the words of single audit entries."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from articles.models import AuditEntry, User
from articles.refusals import Refused
from reviewers import erasing


class Command(BaseCommand):
    help = (
        "Blank who did it and with which values in single audit entries, for good, and put the erasure on record. "
        "Run it as the owner of the tables. docs/operators.md says what it does, and what it cannot."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--entries", required=True, help="the entries' numbers, separated by commas")
        parser.add_argument("--reason", required=True, help="by which law or request")
        parser.add_argument("--by", required=True, help="e-mail address of whoever decided it")
        parser.add_argument("--yes", action="store_true", help="do not ask again")

    def handle(self, **options: Any) -> None:
        numbers = _numbers(options["entries"])
        by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"There is no active account with the e-mail address {options['by']}.")
        if refused := erasing.objections(numbers, reason=options["reason"]):
            raise CommandError(" ".join(refused))
        for entry in AuditEntry.objects.filter(number__in=numbers).order_by("number"):
            self.stdout.write(
                f"{entry.number} {entry.at:%Y-%m-%d %H:%M} {entry.get_event_display()}: {entry.actor_name}"
            )
        if not options["yes"] and not self._is_confirmed(len(set(numbers))):
            raise CommandError("Nothing was erased.")
        try:
            told = erasing.erase(numbers, by=by, reason=options["reason"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as problem:
            raise CommandError(
                f"Nothing was erased: {str(problem).strip()}. Run this as the owner of the tables."
            ) from problem
        self.stdout.write(f"Erased. Audit entry {told.number} tells so.")

    def _is_confirmed(self, count: int) -> bool:
        answer = input(f"The words of {count} entries are gone for good. Type “erase” to go on: ")
        return answer.strip().lower() in {"erase", "“erase”"}


def _numbers(given: str) -> list[int]:
    parts = [part.strip() for part in given.split(",") if part.strip()]
    if not parts or not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts):
        raise CommandError(f"These are no numbers of entries: {given!r}. Write them as 12,15.")
    return [int(part) for part in parts]
