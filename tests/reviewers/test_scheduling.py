"""Publications that wait for their time."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from articles import clock
from articles.groups import Group
from articles.models import Article, AuditEntry, Edition, OutgoingMail, Publication
from articles.states import WorkState, work_state
from reviewers import commenting, publishing, requesting, scheduling, signoff, submission, verification
from reviewers.commenting import Remark
from reviewers.models import Credential, Role, Schedule
from reviewers.obstacles import obstacles
from reviewers.requesting import CannotRequest
from tests.attacks.forging import guards_off, sql
from tests.factories import (
    CREDENTIALS,
    change,
    in_days,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_request,
    make_reviewer,
    make_signed_edition,
    make_user,
    sign,
)

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def in_hours(hours: int) -> datetime:
    return clock.now() + hours * HOUR


def tick_at(moment: datetime) -> None:
    with clock.set_to(moment):
        call_command("tick")


@pytest.mark.parametrize("newer_is_recalled", [False, True])
def test_what_was_replaced_is_not_published_when_its_must_fix_is_accepted(newer_is_recalled: bool):
    """The reviewer accepts what the newer edition says: the words that they objected to never go live by that."""
    edition = make_signed_edition()
    article, signer = edition.article, edition.signoffs.get(role=Role.MEDICAL).signer
    wrong = Remark("It is not safe.", "Standing up on day 1 is safe", must_fix=True)
    comment = commenting.comment(edition, reviewer=signer, remark=wrong, role=Role.MEDICAL)
    scheduling.schedule(edition, publish_at=in_hours(1), by=make_publisher())
    change(article, summary="Most people can walk on the second day after surgery, with help.")
    newer = make_edition(article)
    if newer_is_recalled:
        submission.recall(newer, by=article.owner, reason="Too early.")
    commenting.accept(comment, by=signer.user)
    requests = [(make_reviewer(Role.EDITORIAL), Role.EDITORIAL, in_days(7))]

    with pytest.raises(publishing.CannotPublish, match="Edition 2 was submitted in its place"):
        publishing.publish(edition, by=make_publisher())
    with pytest.raises(CannotRequest, match="Edition 2 was submitted in its place"):
        requesting.request_review(edition, by=article.owner, requests=requests)
    tick_at(in_hours(2))

    assert not Publication.objects.exists()
    assert "Edition 2 was submitted in its place" in obstacles(edition)[0]


def test_schedule_is_carried_out_by_tick_once():
    edition = make_signed_edition()
    at = in_hours(1)
    scheduling.schedule(edition, publish_at=at, by=make_publisher())
    edition.article.state.refresh_from_db()
    assert work_state(edition.article.state) == WorkState.SCHEDULED

    call_command("tick")
    assert not Publication.objects.exists()
    tick_at(at)
    tick_at(at)

    assert Publication.objects.live().get().edition == edition
    assert not Schedule.objects.waiting().exists()


def test_schedule_fails_closed_and_tells_owner_and_scheduler():
    edition = make_edition()
    publisher = make_publisher()
    at = in_hours(1)
    scheduling.schedule(edition, publish_at=at, by=publisher)

    tick_at(at)

    assert not Publication.objects.exists()
    end = Schedule.objects.get().end
    assert end.outcome == "refused"
    assert end.reason == "The editorial sign-off is missing. The medical sign-off is missing."
    told = {mail.to for mail in OutgoingMail.objects.filter(subject__startswith="Not published")}
    assert told == {publisher.email, edition.article.owner.email}


def _revoke(edition: Edition) -> None:
    signed = edition.signoffs.get(role=Role.MEDICAL)
    signoff.revoke(
        signed, reviewer=signed.signer, reason="Misread.", credentials=CREDENTIALS, request=make_request()
    )


def _let_a_credential_end(edition: Edition) -> None:
    reviewer = edition.signoffs.get(role=Role.MEDICAL).signer
    Credential.objects.filter(reviewer=reviewer).update(valid_until=clock.today() + timedelta(days=4))


def _change_bytes(edition: Edition) -> None:
    with guards_off():
        sql("UPDATE articles_edition SET html = %s WHERE id = %s", "<p>Other</p>", edition.pk)


def _take_the_address(edition: Edition) -> None:
    other = make_publication(make_article(slug="taken")).article
    Article.objects.filter(pk=other.pk).update(slug="moved-away")
    Article.objects.filter(pk=edition.article_id).update(slug="taken")


def _dismiss_the_publisher(edition: Edition) -> None:
    Schedule.objects.get().by.groups.clear()


def _deactivate_the_publisher(edition: Edition) -> None:
    planned = Schedule.objects.get()
    planned.by.is_active = False
    planned.by.save()


@pytest.mark.parametrize(
    ("befall", "sentence"),
    [
        (_let_a_credential_end, "holds no credential that is in force on"),
        (_change_bytes, "is not what was frozen"),
        (_take_the_address, "was another article's"),
        (_dismiss_the_publisher, "Only publishers may do this"),
        (_deactivate_the_publisher, "is deactivated"),
    ],
)
def test_everything_is_asked_again_at_go_live(befall, sentence: str):
    edition = make_signed_edition()
    at = clock.now() + timedelta(days=5)
    scheduling.schedule(edition, publish_at=at, by=make_publisher())

    befall(edition)
    tick_at(at)

    end = Schedule.objects.get(edition=edition).end
    assert (end.outcome, sentence in end.reason) == ("refused", True)
    assert not edition.publications.exists()
    assert OutgoingMail.objects.filter(subject__startswith="Not published").exists()


def test_a_revoked_signature_calls_the_schedule_off():
    edition = make_signed_edition()
    scheduling.schedule(edition, publish_at=in_hours(1), by=make_publisher())

    _revoke(edition)
    tick_at(in_hours(2))

    assert Schedule.objects.get().end.outcome == "cancelled"
    assert not Publication.objects.exists()


def test_schedule_refuses_the_past_and_a_second_one():
    edition, publisher = make_edition(), make_publisher()
    scheduling.schedule(edition, publish_at=in_hours(1), by=publisher)

    with pytest.raises(publishing.CannotPublish) as refusal:
        scheduling.schedule(edition, publish_at=in_hours(-1), by=publisher)

    assert refusal.value.reasons == [
        "The time lies in the past: choose a later one, or publish now.",
        "Edition 1 is scheduled already: cancel that first.",
    ]


def test_schedule_is_cancelled_by_hand_and_by_withdrawal():
    publisher = make_publisher()
    article = make_publication().article
    first = scheduling.schedule(make_edition(article), publish_at=in_hours(1), by=publisher)
    scheduling.cancel(first, by=publisher, reason="Not yet.")
    scheduling.schedule(first.edition, publish_at=in_hours(2), by=publisher)

    publishing.withdraw(article, by=make_editor(), reason="The dose is wrong.")

    assert not Schedule.objects.waiting().exists()
    with pytest.raises(publishing.CannotPublish, match="over already"):
        scheduling.cancel(first, by=publisher, reason="Again.")


def test_publishing_by_hand_ends_the_schedule():
    edition, publisher = make_signed_edition(), make_publisher()
    scheduling.schedule(edition, publish_at=in_hours(1), by=publisher)

    publishing.publish(edition, by=publisher)

    assert not Schedule.objects.waiting().exists()
    edition.article.state.refresh_from_db()
    assert work_state(edition.article.state) == WorkState.NOTHING_OPEN


def test_moving_ends_the_old_and_makes_a_new_one_in_one_act():
    edition, one, two = make_signed_edition(), make_publisher(), make_publisher()
    early, late = in_hours(1), in_hours(3)
    old = scheduling.schedule(edition, publish_at=early, by=one)

    moved = scheduling.move(old, publish_at=late, by=two)

    assert old.end.outcome == "moved"
    assert list(Schedule.objects.waiting()) == [moved]
    assert (moved.publish_at, moved.by, moved.edition) == (late, two, edition)
    ended, planned = AuditEntry.objects.order_by("-number")[:2][::-1]
    assert (ended.event, json.loads(ended.data)["outcome"]) == ("schedule_ended", "moved")
    assert (planned.event, json.loads(planned.data)["publish_at"]) == ("scheduled", clock.stamp(late))
    edition.article.state.refresh_from_db()
    assert edition.article.state.scheduled_for == late
    tick_at(early)
    assert not Publication.objects.exists()
    tick_at(late)
    assert Publication.objects.get().published_by == two
    assert list(verification.flaws()) == []


def test_moving_is_refused_for_what_is_over_for_the_past_and_without_the_right():
    edition, publisher = make_signed_edition(), make_publisher()
    at = in_hours(1)
    planned = scheduling.schedule(edition, publish_at=at, by=publisher)

    for moment, by, sentence in [
        (in_hours(-1), publisher, "lies in the past"),
        (at, publisher, "for this time already"),
        (in_hours(2), make_editor(), "Only publishers may do this"),
    ]:
        with pytest.raises(publishing.CannotPublish, match=sentence):
            scheduling.move(planned, publish_at=moment, by=by)
    assert list(Schedule.objects.waiting()) == [planned]
    scheduling.cancel(planned, by=publisher, reason="")
    with pytest.raises(publishing.CannotPublish, match="over already"):
        scheduling.move(planned, publish_at=in_hours(2), by=publisher)


@pytest.mark.parametrize("zone", ["Europe/Zurich", "America/New_York"])
def test_a_schedule_keeps_its_moment_whatever_the_zone_says_later(zone: str, settings):
    settings.TIME_ZONE = zone
    with clock.set_to(MOMENT):
        edition, at = make_signed_edition(), datetime(2026, 7, 1, 9, tzinfo=ZoneInfo(zone))
        planned = scheduling.schedule(edition, publish_at=at, by=make_publisher())

    # Summer time is abolished, which to the site is another zone.
    settings.TIME_ZONE = "Etc/GMT-1"
    planned.refresh_from_db()

    assert planned.publish_at == at
    tick_at(at - timedelta(microseconds=1))
    assert not Publication.objects.exists()
    tick_at(at)
    assert Publication.objects.get().published_at == at


def test_a_late_tick_publishes_what_still_holds():
    edition = make_signed_edition()
    scheduling.schedule(edition, publish_at=in_hours(1), by=make_publisher())

    late = clock.now() + timedelta(days=6)
    tick_at(late)

    assert Publication.objects.get().published_at == late


def test_an_edition_that_is_out_of_date_by_then_is_not_published():
    first = make_publication()
    change(first.article, title="A better title")
    second = make_signed_edition(first.article)
    scheduling.schedule(second, publish_at=in_hours(5), by=make_publisher())
    user = make_user(Group.PUBLISHER, name="Other Publisher")

    publishing.publish(second, by=user)
    tick_at(in_hours(6))

    assert [end.end.outcome for end in Schedule.objects.all()] == ["cancelled"]
    assert Publication.objects.live().get().edition == second


def test_what_is_moved_is_asked_again_too():
    edition, publisher = make_edition(), make_publisher()
    planned = scheduling.schedule(edition, publish_at=in_hours(1), by=publisher)
    at = in_hours(2)
    scheduling.move(planned, publish_at=at, by=publisher)
    sign(edition, make_reviewer())

    tick_at(at)

    assert Schedule.objects.latest("pk").end.reason == "The editorial sign-off is missing."
