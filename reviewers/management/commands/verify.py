"""Whether everything on record holds."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import audit
from articles.models import AuditEntry, Edition, Publication
from reviewers import verification
from reviewers.models import SignOff
from reviewers.verification import anchors


class Command(BaseCommand):
    help = "Recompute versions, editions, seals, publications and the audit chain; name what does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help="a head of the audit chain that was kept elsewhere: say whether the chain still has it (repeatable)",
        )

    def handle(self, **options: Any) -> None:
        try:
            kept = [anchors.parse(anchor) for anchor in options["anchor"]]
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        missed = list(anchors.anchor_flaws(kept))
        flaws = missed + list(verification.flaws())
        counts = {
            "editions": Edition.objects.count(),
            "sign_offs": SignOff.objects.count(),
            "publications": Publication.objects.count(),
            "audit_entries": AuditEntry.objects.count(),
        }
        erased = list(verification.erasures().values())
        invented = audit.dates_are_invented()
        if options["json"]:
            report = {
                "holds": not flaws,
                "dates_are_invented": invented,
                "head": audit.head(),
                "anchors": {"given": len(kept), "missed": len(missed)},
                "erased": [
                    {"number": known.number, "by_entry": known.by_entry, "reason": known.reason}
                    for known in erased
                ],
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
            for known in erased:
                self.stdout.write(
                    f"Audit entry {known.number} was erased by law, as entry {known.by_entry} tells: {known.reason}"
                )
            self.stdout.write(f"The audit chain's head: {audit.head()}")
            if kept and not missed:
                self.stdout.write(
                    f"The chain still has what was kept of it: {len(kept)} of {len(kept)} anchors."
                )
            if invented:
                self.stdout.write("This is a demonstration: its dates are invented.")
        if flaws:
            first = flaws[0]
            raise CommandError(
                f"{len(flaws)} things do not hold. The first: {first.table} {first.row}: {first.sentence}"
            )
        if not options["json"]:
            self.stdout.write("Everything holds.")
