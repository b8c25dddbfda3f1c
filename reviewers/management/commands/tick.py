"""Everything that is due."""

import logging
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles import clock, mailing
from reviewers import publishing
from reviewers.models import Schedule

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do everything that is due: scheduled publications and mail. Run it every minute, from any host."

    def handle(self, **options: Any) -> None:
        due = Schedule.objects.waiting().filter(publish_at__lte=clock.now()).order_by("publish_at")
        counts: Counter[str] = Counter()
        for planned in due.select_related("edition__article", "by"):
            counts[self._carry_out(planned)] += 1
        sent = mailing.send_due()
        self.stdout.write(
            f"{counts['published']} published, {counts['not published']} not published, {sent} mails sent."
        )
        if counts["failed"]:
            raise CommandError(f"{counts['failed']} schedules failed and will be tried again: see the log.")

    def _carry_out(self, planned: Schedule) -> str:
        try:
            publication = publishing.carry_out(planned)
        except Exception:
            # One that fails must hold up neither the others nor the mail.
            logger.exception("The schedule %s failed.", planned.pk)
            return "failed"
        if publication is None:
            return "not published"
        self.stdout.write(f"Published as scheduled: {publication}")
        return "published"
