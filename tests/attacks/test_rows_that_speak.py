"""Rows written by the site's plain role, guards in place: none of them speaks in public, and none keeps anything up."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from articles import clock
from articles.models import PlannedWithdrawalEnd
from reviewers import publishing, scheduling, withdrawing
from reviewers.models import Role, Schedule
from reviewers.obstacles import obstacles
from reviewers.publishing import CannotPublish
from tests.articles.public.steps import MARCH, plan_withdrawal, publish, republish, retract, withdraw
from tests.attacks.forging import copy, insert, named, signoff_for
from tests.factories import (
    make_article,
    make_editor,
    make_publisher,
    make_signed_edition,
)

pytestmark = pytest.mark.django_db

FAME = "Professor Famous"


def famous(edition, role=Role.SECOND_MEDICAL, **values):
    """A signature that nobody gave, in a role that the edition does not ask for."""
    return insert(signoff_for(edition, role, printed_name=FAME, **values))


def test_a_forged_signature_in_a_role_that_is_not_asked_for_is_no_name_on_the_page(client: Client):
    edition = make_signed_edition(make_article())
    famous(edition)

    assert any("is not genuine" in sentence for sentence in obstacles(edition))
    with pytest.raises(CannotPublish, match="is not genuine"):
        publishing.publish(edition, by=make_publisher())


def test_a_forged_signature_that_cannot_be_read_is_an_obstacle_and_no_error():
    edition = make_signed_edition(make_article())
    famous(edition, qualification="no JSON")

    assert any("is not genuine" in sentence for sentence in obstacles(edition))


@pytest.mark.parametrize("qualification", [None, "no JSON"])
def test_a_forged_signature_is_in_no_record_and_holds_up_no_withdrawal(client: Client, qualification):
    publication = publish()
    values = {"qualification": qualification} if qualification else {}
    with clock.set_to(MARCH + timedelta(days=1)):
        famous(publication.edition, **values)

    republish(publication)
    page = client.get(reverse("edition", args=[publication.slug, 1])).content.decode()
    record = client.get(reverse("record", args=[publication.slug, 1])).content.decode()
    withdraw(publication)

    assert FAME not in page
    assert FAME not in record
    assert client.get(publication.get_absolute_url()).status_code == 410


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"facts":0}'])
def test_a_forged_record_holds_up_no_withdrawal(client: Client, text):
    publication = publish()
    latest = publication.edition.records.get()
    copy(latest, version=2, text=text)
    copy(latest, version=2_147_483_647, text=text)

    withdraw(publication)

    assert client.get(publication.get_absolute_url()).status_code == 410


def test_an_older_record_cannot_be_put_in_the_place_of_the_newest(client: Client):
    publication = publish()
    first = publication.edition.records.get()
    retract(publication)
    newest = publication.edition.records.latest("version")
    copy(first, version=newest.version + 1)

    answer = client.get(reverse("record", args=[publication.slug, 1]))
    page = client.get(publication.get_absolute_url()).content.decode()

    assert answer.status_code == 404
    assert "The record of this edition cannot be shown now" in page


def test_a_record_of_another_edition_is_not_taken_for_this_one(client: Client):
    publication = publish()
    second = republish(publication)
    copy(second.edition.records.get(), edition_id=publication.edition_id, version=9)

    assert client.get(reverse("record", args=[publication.slug, 1])).status_code == 404


@pytest.mark.parametrize("outcome", PlannedWithdrawalEnd.Outcome.values)
def test_nobody_keeps_an_article_up_by_a_forged_end_of_its_planned_withdrawal(client: Client, outcome):
    publication = publish()
    plan = plan_withdrawal(publication, MARCH + timedelta(days=10))
    insert(
        PlannedWithdrawalEnd(
            plan=plan, outcome=outcome, reason="", by=make_editor(), at=MARCH + timedelta(days=2), seal="x:y"
        )
    )

    with clock.set_to(MARCH + timedelta(days=9)):
        before = client.get(publication.get_absolute_url())
    with clock.set_to(MARCH + timedelta(days=11)):
        answers = {
            path: client.get(path)
            for path in [
                publication.get_absolute_url(),
                reverse("edition", args=[publication.slug, 1]),
                reverse("history", args=[publication.slug]),
                reverse("record", args=[publication.slug, 1]),
                reverse("home"),
                reverse("articles"),
                reverse("topics"),
                reverse("feed"),
                reverse("corrections"),
            ]
        }

    assert before.status_code == 200
    for path, answer in answers.items():
        assert publication.title not in answer.content.decode(), path
    assert [answer.status_code for answer in list(answers.values())[:4]] == [404] * 4


def test_a_withdrawal_that_was_called_off_in_time_keeps_nothing_down(client: Client):
    publication = publish()
    plan = plan_withdrawal(publication, MARCH + timedelta(days=10))
    with clock.set_to(MARCH + timedelta(days=2)):
        withdrawing.cancel_plan(plan, by=make_editor(), reason="The licence was renewed.")

    with clock.set_to(MARCH + timedelta(days=11)):
        assert client.get(publication.get_absolute_url()).status_code == 200
        assert publication.title in client.get(reverse("articles")).content.decode()
    assert not [said for said in named() if "planned withdrawal" in said]


def test_verify_names_a_forged_end_of_a_planned_withdrawal():
    publication = publish()
    plan = plan_withdrawal(publication, MARCH + timedelta(days=10))
    insert(
        PlannedWithdrawalEnd(
            plan=plan, outcome="cancelled", reason="", by=make_editor(), at=clock.now(), seal="x:y"
        )
    )

    assert any("end of the planned withdrawal" in said and "seal does not hold" in said for said in named())


def test_nobody_has_an_edition_published_by_a_forged_schedule():
    edition, publisher = make_signed_edition(make_article()), make_publisher()
    forged = insert(
        Schedule(edition=edition, publish_at=clock.now(), by=publisher, at=clock.now(), seal="x:y")
    )

    with clock.set_to(clock.now() + timedelta(hours=1)):
        assert scheduling.carry_out(forged) is None

    assert not edition.publications.exists()
    assert "is not genuine" in forged.end.reason
    assert any("The schedule of" in said and "seal does not hold" in said for said in named())


def test_a_schedule_that_was_called_off_cannot_be_copied():
    edition, publisher = make_signed_edition(make_article()), make_publisher()
    planned = scheduling.schedule(edition, publish_at=clock.now() + timedelta(hours=1), by=publisher)
    scheduling.cancel(planned, by=publisher, reason="Not yet.")

    with pytest.raises(IntegrityError), transaction.atomic():
        copy(planned)
