"""Two hosts that run `tick` at the same moment do everything that is due once."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from articles import clock, mailing
from articles.models import AuditEntry, OutgoingMail, Publication
from reviewers import reminding, scheduling, verification, withdrawing
from reviewers.mail import notifications
from reviewers.models import NoticeKind, Reminder, Role, ScheduleEnd
from tests.factories import (
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    make_signed_edition,
)
from tests.races.test_acts import flaws, refusals, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
MOMENT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
AT = MOMENT + timedelta(days=10)


def tick() -> dict:
    out = StringIO()
    with clock.set_to(AT):
        call_command("tick", "--json", stdout=out)
    return json.loads(out.getvalue())


def both() -> list[dict]:
    outcomes = together(tick, tick)
    assert refusals(outcomes) == []
    return outcomes


def test_a_schedule_is_carried_out_once():
    with clock.set_to(MOMENT):
        edition = make_signed_edition()
        scheduling.schedule(edition, publish_at=AT, by=make_publisher())

    done = both()

    assert sum(len(one["published"]) for one in done) == 1
    assert Publication.objects.count() == ScheduleEnd.objects.count() == 1
    with clock.set_to(AT):
        assert flaws() == []


def test_a_refused_schedule_is_told_of_once():
    with clock.set_to(MOMENT):
        scheduling.schedule(make_edition(), publish_at=AT, by=make_publisher())

    both()

    assert ScheduleEnd.objects.get().outcome == "refused"
    mails = OutgoingMail.objects.filter(subject__startswith="Not published")
    assert mails.count() == mails.values("to").distinct().count() == 2


def test_a_planned_withdrawal_is_stamped_once():
    with clock.set_to(MOMENT):
        article = make_publication().article
        withdrawing.plan_withdrawal(article, withdraw_at=AT, by=make_editor(), reason="It expires.")

    done = both()

    assert sum(len(one["withdrawn"]) for one in done) == 1
    assert AuditEntry.objects.filter(event="publication_ended").count() == 1
    assert list(verification.flaws()) == []


def test_a_reminder_and_its_mail_are_sent_once(mailoutbox):
    with clock.set_to(MOMENT):
        asked = [(make_reviewer(), Role.MEDICAL, AT.date())]
        for number in range(5):
            make_edition(make_article(slug=f"article-to-review-{number}"), requests=asked)
    OutgoingMail.objects.all().update(sent_at=MOMENT)
    mailoutbox.clear()

    done = both()

    assert Reminder.objects.count() == 5
    assert sum(len(one["reminded"]) for one in done) == 5
    assert len(mailoutbox) == OutgoingMail.objects.filter(sent_at=AT).count() == 5


def test_a_daily_mail_is_written_once(mailoutbox):
    with clock.set_to(MOMENT):
        people, article = [make_editor() for _ in range(5)], make_article()
        for _ in range(3):
            notifications.notify(NoticeKind.DECIDED, to=people, article=article, subject="News", body="News.")

    done = both()

    written = [email for one in done for email in one["daily_mails"]]
    assert sorted(written) == sorted(message.to[0] for message in mailoutbox)
    assert sorted(written) == sorted(person.email for person in people)
    assert [one["failed"] for one in done] == [0, 0]


def test_a_mail_is_sent_once(mailoutbox, settings):
    settings.EMAIL_BACKEND = "tests.reviewers.test_tick.Broken"
    with clock.set_to(MOMENT):
        for number in range(10):
            mailing.write(to=f"person-{number}@example.org", subject="Your signature", body="Keep this.")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mailoutbox.clear()

    done = both()

    assert sum(one["mails_sent"] for one in done) == 10
    assert sorted(message.to[0] for message in mailoutbox) == sorted(
        f"person-{number}@example.org" for number in range(10)
    )


def test_reminding_from_two_hosts_writes_one_row():
    with clock.set_to(MOMENT):
        make_edition(requests=[(make_reviewer(), Role.MEDICAL, AT.date())])

    def remind() -> reminding.Result:
        with clock.set_to(AT):
            return reminding.remind()

    outcomes = together(remind, remind)

    assert sorted(len(outcome.sent) for outcome in outcomes) == [0, 1]
    assert [outcome.failed for outcome in outcomes] == [0, 0]
