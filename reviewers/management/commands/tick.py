"""Everything that is due."""

import json
import logging
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import clock, keeping, mailing
from articles.figures import removing
from articles.importing import pending
from articles.models import PlannedWithdrawal
from reviewers import reminding, scheduling, withdrawing
from reviewers.mail import digest
from reviewers.models import Schedule, ScheduleEnd

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Do everything that is due: planned withdrawals, scheduled publications, reminders, daily mails and mail; and "
        "remove images that nothing has used for a month. "
        "Run it every minute, from any host: whatever is due is done once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print what was done as one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.as_json, self.failed = options["json"], 0
        self.done: dict[str, Any] = {
            "withdrawn": [],
            "published": [],
            "refused": [],
            "reminded": [],
            "daily_mails": [],
            "mails_sent": 0,
            "mails_given_up": [],
            "figures_removed": [],
            "imports_deleted": 0,
            "failed": 0,
        }
        # What comes down goes first: a publication that is due after it is then judged by what is left.
        for plan in self._plans():
            self._try(f"The planned withdrawal {plan.pk}", self._withdraw, plan)
        for planned in self._schedules():
            self._try(f"The schedule {planned.pk}", self._publish, planned)
        self._try("Reminding", self._remind)
        self._try("Writing the daily mails", self._digest)
        self._try("Sending mail", self._send)
        self._try("Forgetting unsaved text that is old", keeping.purge)
        self._try("Removing unused figures", self._tidy)
        self._try("Deleting imports that nobody confirmed", self._purge_imports)
        self._report()

    def _plans(self) -> list[PlannedWithdrawal]:
        due = PlannedWithdrawal.objects.due(clock.now()).select_related("article", "by")
        return list(due.order_by("withdraw_at", "pk"))

    def _schedules(self) -> list[Schedule]:
        due = Schedule.objects.waiting().filter(publish_at__lte=clock.now())
        return list(due.select_related("edition__article", "by").order_by("publish_at", "pk"))

    def _try(self, what: str, act: Callable[..., object], *args: Any) -> None:
        """One thing that fails holds up no other; it is tried again by the next run."""
        try:
            act(*args)
        except Exception:
            logger.exception("%s failed.", what)
            self.failed += 1

    def _withdraw(self, plan: PlannedWithdrawal) -> None:
        if publication := withdrawing.carry_out_plan(plan):
            self._say("withdrawn", f"Withdrawn as planned: {publication}", publication.slug)

    def _publish(self, planned: Schedule) -> None:
        if publication := scheduling.carry_out(planned):
            self._say("published", f"Published as scheduled: {publication}", publication.slug)
            return
        end = ScheduleEnd.objects.filter(schedule=planned, outcome=ScheduleEnd.Outcome.REFUSED).first()
        if end:
            said = f"Not published as scheduled: {planned.edition}. {end.reason}"
            self._say("refused", said, planned.edition.article.slug, reason=end.reason)

    def _remind(self) -> None:
        result = reminding.remind()
        self.failed += result.failed
        for sent in result.sent:
            self.done["reminded"].append({"subject": sent.subject, "days": sent.days, "to": sent.to})
            self._print(f"Reminded {', '.join(sent.to)}: {sent.subject}")

    def _digest(self) -> None:
        result = digest.send_due()
        self.failed += result.failed
        self.done["daily_mails"] = result.to
        for email in result.to:
            self._print(f"Daily mail to {email}")

    def _send(self) -> None:
        before = set(mailing.given_up().values_list("pk", flat=True))
        self.done["mails_sent"] = mailing.send_due()
        for mail in mailing.given_up().exclude(pk__in=before):
            given_up = {"to": mail.to, "subject": mail.subject, "error": mail.last_error}
            self.done["mails_given_up"].append(given_up)
            self._print(
                f"Given up after {mail.attempts} attempts: the mail “{mail.subject}” to {mail.to}. {mail.last_error}"
            )

    def _tidy(self) -> None:
        for figure in removing.remove_unused():
            self.done["figures_removed"].append(figure)
            self._print(f"Removed an image that nothing used for {removing.GRACE.days} days: {figure}")

    def _purge_imports(self) -> None:
        self.done["imports_deleted"] = deleted = pending.purge()
        if deleted:
            imports = "1 import" if deleted == 1 else f"{deleted} imports"
            self._print(f"Deleted {imports} that nobody confirmed within {pending.KEPT.days} days.")

    def _say(self, list_: str, said: str, slug: str, **more: str) -> None:
        self.done[list_].append({"article": slug, "said": said} | more)
        self._print(said)

    def _print(self, line: str) -> None:
        if not self.as_json:
            self.stdout.write(line)

    def _report(self) -> None:
        done = self.done | {"failed": self.failed}
        if self.as_json:
            self.stdout.write(json.dumps(done, ensure_ascii=False))
        self._print(
            f"{len(done['withdrawn'])} withdrawn, {len(done['published'])} published, {len(done['refused'])} not "
            f"published, {len(done['reminded'])} reminded, {len(done['daily_mails'])} daily mails, "
            f"{done['mails_sent']} mails sent, {len(done['figures_removed'])} unused images removed."
        )
        if self.failed:
            things = "thing" if self.failed == 1 else "things"
            raise CommandError(f"{self.failed} {things} failed and will be tried again: see the log.")
