"""Everything that is due."""

from typing import Any

from django.core.management.base import BaseCommand

from articles import clock, mailing
from reviewers import publishing
from reviewers.models import Schedule


class Command(BaseCommand):
    help = "Do everything that is due: scheduled publications and mail. Run it every minute, from any host."

    def handle(self, **options: Any) -> None:
        due = Schedule.objects.waiting().filter(publish_at__lte=clock.now()).order_by("publish_at")
        carried_out = [
            publishing.carry_out(planned) for planned in due.select_related("edition__article", "by")
        ]
        published = [publication for publication in carried_out if publication]
        for publication in published:
            self.stdout.write(f"Published as scheduled: {publication}")
        refused = len(carried_out) - len(published)
        sent = mailing.send_due()
        self.stdout.write(f"{len(published)} published, {refused} not published, {sent} mails sent.")
