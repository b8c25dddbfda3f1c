"""The audit trail's chain, and the clock it asks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from articles import audit, clock
from articles.models import AuditEntry
from reviewers import verification
from tests.factories import make_article, make_writer

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def test_entries_carry_the_hash_of_the_one_before_site_wide_and_per_article():
    with clock.set_to(MOMENT):
        first, second = make_article(), make_article()

    with clock.set_to(MOMENT), transaction.atomic():
        last = audit.record(audit.Event.REFUSED, by=None, article=first, attempt="test", reasons=[])

    one, two, three = AuditEntry.objects.order_by("number")
    assert (one.previous, one.article_previous) == ("", "")
    assert (two.previous, two.article_previous, two.article) == (one.hash, "", second)
    assert (three.previous, three.article_previous, three) == (two.hash, one.hash, last)
    assert list(verification.flaws()) == []


@pytest.mark.django_db(transaction=True)
def test_entry_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(audit.Event.REFUSED, by=None)


@pytest.mark.parametrize(("seconds", "refused"), [(-1, True), (0, False), (1, False)])
def test_act_earlier_than_the_last_entry_is_refused(seconds: int, refused: bool):
    writer = make_writer()
    with clock.set_to(MOMENT):
        make_article(by=writer)

    with clock.set_to(MOMENT + timedelta(seconds=seconds)):
        if refused:
            with pytest.raises(audit.ClockWentBack, match="Ask the operator to put the clock right"):
                make_article(by=writer)
        else:
            make_article(by=writer)

    assert AuditEntry.objects.count() == (1 if refused else 2)


def test_clock_says_utc_and_stamps_in_one_form():
    assert clock.now().tzinfo is UTC
    assert clock.stamp(MOMENT) == "2026-03-03T09:30:00.000000+00:00"


def test_clock_a_little_behind_another_hosts_is_waited_for():
    writer = make_writer()
    with clock.set_to(clock.now() + timedelta(seconds=0.3)):
        make_article(by=writer)

    make_article(by=writer)

    first, second = AuditEntry.objects.order_by("number")
    assert first.at <= second.at
