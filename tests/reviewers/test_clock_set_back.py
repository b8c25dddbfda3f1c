"""A server's clock that was set back: nothing goes up by it, and nothing that is wrong has to stay up."""

from datetime import timedelta

import pytest
from django.test import Client

from articles import audit, clock
from articles.models import AuditEntry
from reviewers import publishing, signoff, verification
from tests.factories import (
    CREDENTIALS,
    PASSWORD,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_request,
    make_reviewer,
    make_signed_edition,
    sign,
)

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def live():
    return make_publication()


def test_withdrawing_is_gated_by_nothing_and_bears_the_time_of_the_entry_before(live):
    editor, last = make_editor(), AuditEntry.objects.latest("number")

    with clock.set_to(last.at - AN_HOUR):
        publishing.withdraw(live.article, by=editor, reason="The dose was wrong.")

    live.refresh_from_db()
    assert (live.ended_because, live.ended_at) == ("withdrawn", last.at)
    assert Client().get(live.get_absolute_url()).status_code == 410
    assert list(verification.flaws()) == []


def test_revoking_is_not_refused_either(live):
    signed, last = live.edition.signoffs.get(role="medical"), AuditEntry.objects.latest("number")

    with clock.set_to(last.at - AN_HOUR):
        signoff.revoke(
            signed, reviewer=signed.signer, reason="Wrong.", credentials=CREDENTIALS, request=make_request()
        )

    live.refresh_from_db()
    assert live.ended_because == "revoked"
    assert list(verification.flaws()) == []


def test_nothing_is_signed_or_published_by_it_and_the_refusal_is_on_record():
    edition, waiting = make_signed_edition(), make_edition()
    publisher, reviewer = make_publisher(), make_reviewer()
    last = AuditEntry.objects.latest("number")

    with clock.set_to(last.at - AN_HOUR):
        with pytest.raises(audit.ClockWentBack, match="Ask the operator to put the clock right"):
            publishing.publish(edition, by=publisher)
        with pytest.raises(audit.ClockWentBack):
            sign(waiting, reviewer)

    refusals = AuditEntry.objects.filter(number__gt=last.number)
    assert {entry.event for entry in refusals} <= {"refused"}
    assert not edition.publications.exists()


def test_logging_in_works_and_is_on_record(live):
    user, last = make_editor(), AuditEntry.objects.latest("number")

    with clock.set_to(last.at - AN_HOUR):
        answer = Client().post("/admin/login/", {"username": user.email, "password": PASSWORD, "code": ""})

    entry = AuditEntry.objects.latest("number")
    assert answer.status_code == 302
    assert (entry.event, entry.at) == ("logged_in", last.at)
