"""Whether everything on record holds."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.models import AuditEntry, Edition, Publication
from reviewers import verification
from reviewers.models import SignOff


class Command(BaseCommand):
    help = "Recompute versions, editions, seals, publications and the audit chain; name what does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        flaws = list(verification.flaws())
        counts = {
            "editions": Edition.objects.count(),
            "sign_offs": SignOff.objects.count(),
            "publications": Publication.objects.count(),
            "audit_entries": AuditEntry.objects.count(),
        }
        invented = verification.dates_are_invented()
        if options["json"]:
            report = {
                "holds": not flaws,
                "dates_are_invented": invented,
                "head": verification.head(),
                "flaws": [asdict(flaw) for flaw in flaws],
                **counts,
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            for flaw in flaws:
                self.stdout.write(f"{flaw.table} {flaw.row}: {flaw.sentence}")
            words = {"sign_offs": "sign-offs", "audit_entries": "audit entries"}
            self.stdout.write(
                ", ".join(f"{number} {words.get(noun, noun)}" for noun, number in counts.items())
            )
            self.stdout.write(f"The audit chain's head: {verification.head()}")
            if invented:
                self.stdout.write("This is a demonstration: its dates are invented.")
        if flaws:
            first = flaws[0]
            raise CommandError(
                f"{len(flaws)} things do not hold. The first: {first.table} {first.row}: {first.sentence}"
            )
        if not options["json"]:
            self.stdout.write("Everything holds.")
