"""`tick`: everything that is due, once, whatever fails and however late it runs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import connection

from articles import clock, guards, mailing
from articles.models import Article, OutgoingMail, Publication
from reviewers import scheduling, verification, withdrawing
from reviewers.models import Role, Schedule
from tests.factories import (
    make_article,
    make_edition,
    make_editor,
    make_figure,
    make_publication,
    make_publisher,
    make_reviewer,
    make_signed_edition,
)

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
AT = MOMENT + timedelta(days=10)


def tick(at: datetime = AT, *options: str) -> str:
    out = StringIO()
    with clock.set_to(at):
        call_command("tick", *options, stdout=out)
    return out.getvalue()


def everything_due() -> None:
    """A planned withdrawal, two schedules of which one is refused, and a review request."""
    with clock.set_to(MOMENT):
        leaving = make_publication(make_article(slug="leaving")).article
        withdrawing.plan_withdrawal(leaving, withdraw_at=AT, by=make_editor(), reason="It expires.")
        ready = make_signed_edition(make_article(slug="ready"))
        scheduling.schedule(ready, publish_at=AT, by=make_publisher())
        asked = [(make_reviewer(), Role.MEDICAL, AT.date())]
        unsigned = make_edition(make_article(slug="unsigned"), requests=asked)
        scheduling.schedule(unsigned, publish_at=AT, by=make_publisher())


def test_it_does_and_tells_everything_that_is_due():
    everything_due()

    said = tick()

    assert "Withdrawn as planned: Walking after a hip fracture, edition 1" in said
    assert "Published as scheduled: Walking after a hip fracture, edition 1" in said
    assert "Not published as scheduled" in said
    assert "The medical sign-off is missing." in said
    assert ": Your review is due today, 13 March 2026: Walking after a hip fracture" in said
    assert "1 withdrawn, 1 published, 1 not published, 1 reminded" in said
    assert tick().splitlines()[-1].startswith("0 withdrawn, 0 published, 0 not published, 0 reminded, ")
    with clock.set_to(AT):
        assert list(verification.flaws()) == []


def test_json_tells_the_same():
    everything_due()

    done = json.loads(tick(AT, "--json"))

    assert [entry["article"] for entry in done["withdrawn"]] == ["leaving"]
    assert [entry["article"] for entry in done["published"]] == ["ready"]
    [refused] = done["refused"]
    assert (refused["article"], "medical sign-off is missing" in refused["reason"]) == ("unsigned", True)
    assert done["reminded"][0]["subject"].startswith("Your review is due today")
    assert (done["failed"], done["mails_given_up"]) == (0, [])


def test_images_that_nothing_used_for_a_month_are_removed_and_named():
    with clock.set_to(MOMENT):
        figure = make_figure(caption="Never shown.")
    assert json.loads(tick(MOMENT + timedelta(days=29), "--json"))["figures_removed"] == []

    said = tick(MOMENT + timedelta(days=30))

    assert f"Removed an image that nothing used for 30 days: Never shown. ({figure.digest[:12]})" in said
    assert "1 unused images removed." in said


def test_an_outage_of_days_loses_nothing():
    everything_due()

    done = json.loads(tick(AT + timedelta(days=9), "--json"))

    assert [len(done[what]) for what in ["withdrawn", "published", "refused", "reminded"]] == [1, 1, 1, 1]
    assert "overdue by 9 days" in done["reminded"][0]["subject"]


def test_what_comes_down_and_what_goes_up_at_once():
    with clock.set_to(MOMENT):
        edition = make_signed_edition()
        scheduling.schedule(edition, publish_at=MOMENT + timedelta(hours=1), by=make_publisher())
    tick(MOMENT + timedelta(hours=1))
    with clock.set_to(MOMENT + timedelta(hours=2)):
        withdrawing.plan_withdrawal(edition.article, withdraw_at=AT, by=make_editor(), reason="It expires.")

    tick(AT)

    assert Publication.objects.get().ended_at == AT


@contextmanager
def broken(slug: str) -> Iterator[None]:
    """A database that refuses one article's row of facts: whatever is done to that article fails."""
    article = Article.objects.get(slug=slug)
    condition = f"NEW.article_id = {article.pk}"
    guard = guards.Guard("broken", "articles_articlestate", "UPDATE", condition, "broken")
    connection.check_constraints()  # PostgreSQL alters no table that has foreign keys still to check
    guards.install([guard])
    yield
    connection.check_constraints()
    guards.lift([guard])


def test_one_schedule_that_fails_holds_up_nothing(caplog):
    everything_due()

    with broken("ready"), pytest.raises(CommandError, match="1 thing failed and will be tried again"):
        tick()

    assert "failed." in caplog.text
    assert Publication.objects.get(slug="leaving").ended_at == AT
    assert Schedule.objects.get(edition__article__slug="unsigned").end.outcome == "refused"
    assert OutgoingMail.objects.filter(subject__startswith="Your review is due today").exists()
    assert not Publication.objects.filter(slug="ready").exists()
    assert "Published as scheduled" in tick()


def test_one_withdrawal_that_fails_holds_up_nothing_and_is_off_the_site():
    everything_due()

    with broken("leaving"), pytest.raises(CommandError, match="1 thing failed"):
        tick()

    assert Publication.objects.get(slug="leaving").ended_at is None
    assert [publication.slug for publication in Publication.objects.shown(AT)] == ["ready"]
    assert "1 withdrawn" in tick()


class Broken(BaseEmailBackend):
    """A mail server that is down."""

    def send_messages(self, messages: list) -> int:
        raise ConnectionRefusedError("the mail server is down")


DOWN = f"{__name__}.Broken"


def write_mail(**changes: object) -> OutgoingMail:
    fields = {"to": "anna@example.org", "subject": "Your signature", "body": "Keep this."} | changes
    with clock.set_to(MOMENT):
        return mailing.write(**fields)


def test_mail_is_tried_again_at_doubling_intervals_and_given_up(settings):
    settings.EMAIL_BACKEND = DOWN
    written = write_mail()
    at, waits = MOMENT, []
    said = []

    for _ in range(mailing.LAST_ATTEMPT + 2):
        said.append(json.loads(tick(at, "--json")))
        written.refresh_from_db()
        waits.append((written.next_attempt_at - at).total_seconds() / 60)
        at = max(written.next_attempt_at, at)

    assert waits[: mailing.LAST_ATTEMPT] == [2, 4, 8, 16, 32, 64, 128, 256]
    assert (written.attempts, written.last_error) == (mailing.LAST_ATTEMPT, "the mail server is down")
    given_up = {"to": "anna@example.org", "subject": "Your signature", "error": "the mail server is down"}
    assert [done["mails_given_up"] for done in said if done["mails_given_up"]] == [[given_up]]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tick(at + timedelta(days=1))
    assert mail.outbox == []


def test_given_up_mail_is_named(settings):
    settings.EMAIL_BACKEND = DOWN
    OutgoingMail.objects.filter(pk=write_mail().pk).update(attempts=mailing.LAST_ATTEMPT - 1)

    said = tick(MOMENT)

    assert "Given up after 8 attempts: the mail “Your signature” to anna@example.org." in said


def test_attachments_survive_an_outage_byte_for_byte(settings):
    text = "<p>a\r\nb\nc\rd — “é”\u2028\ttail \n\n"
    settings.EMAIL_BACKEND = DOWN
    written = write_mail(attachments=[mailing.Attachment("a.html", "text/html", text)])
    tick(MOMENT)

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tick(MOMENT + timedelta(minutes=1))
    assert mail.outbox == []
    tick(MOMENT + timedelta(minutes=2))
    tick(MOMENT + timedelta(minutes=9))

    [message] = mail.outbox
    parts = message.message().walk()
    [attached] = [part.get_payload(decode=True) for part in parts if part.get_filename() == "a.html"]
    assert attached == text.encode()
    assert message.extra_headers["Message-ID"].startswith(f"<{written.uuid}@")


class Picky(BaseEmailBackend):
    """A mail server that cannot bear one of the addresses."""

    def send_messages(self, messages: list) -> int:
        for message in messages:
            if "bad" in message.to[0]:
                raise ValueError("no such thing")
            mail.outbox.append(message)
        return len(messages)


def test_one_mail_that_fails_holds_up_no_other(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Picky"
    write_mail(to="bad@example.org")
    write_mail(to="good@example.org")

    tick(MOMENT)

    assert [message.to for message in mail.outbox] == [["good@example.org"]]
    assert OutgoingMail.objects.get(sent_at=None).last_error == "no such thing"
