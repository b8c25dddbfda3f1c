"""Many writers and the one chain: nobody is lost, nobody forks it, and who reads waits for nobody."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from articles import audit, clock
from articles.models import AuditEntry
from reviewers import verification
from tests.factories import make_article, make_writer
from tests.races.test_acts import together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_many_writers_at_once_make_one_chain():
    writers = [make_writer() for _ in range(8)]

    outcomes = together(*[lambda writer=writer: make_article(writer) for writer in writers])

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert list(AuditEntry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 9))
    assert list(verification.flaws()) == []


def test_reader_waits_for_nobody_while_an_act_holds_the_chain():
    make_article()
    held, done, seen = threading.Event(), threading.Event(), []

    def act() -> None:
        try:
            with transaction.atomic():
                audit.record(audit.Event.REFUSED, by=None, attempt="test", reasons=[])
                held.set()
                done.wait(20)
        finally:
            connections.close_all()

    writer = threading.Thread(target=act)
    writer.start()
    try:
        assert held.wait(20)
        before = clock.now()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '5s'")
            seen = list(AuditEntry.objects.values_list("event", flat=True))
            flaws = list(verification.flaws())
        waited = clock.now() - before
    finally:
        done.set()
        writer.join(20)

    assert seen == ["article_created"]
    assert flaws == []
    assert waited < timedelta(seconds=5)
    assert AuditEntry.objects.count() == 2
