"""Each deadline: the moment before, the moment itself, and the moment after."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.test import Client

from articles import clock
from articles.admin import lists
from articles.models import Article, Publication
from articles.states import SHOWN, PublicState, public_state
from reviewers import policy, publishing, reminding, requesting, scheduling, withdrawing
from reviewers.models import Credential, Role, SignOff
from tests.factories import (
    PASSWORD,
    change,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    make_signed_edition,
    make_user,
    sign,
)

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
DUE = date(2027, 3, 3)
SECOND = timedelta(seconds=1)
ZONES = ["UTC", "Europe/Zurich", "America/New_York", "Pacific/Auckland"]


def begin(day: date, zone: str) -> datetime:
    """The first moment of a day on the site."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def around(moment: datetime) -> list[datetime]:
    return [moment - SECOND, moment, moment + SECOND]


def publish(moment: datetime = MOMENT) -> Publication:
    with clock.set_to(moment):
        return make_publication()


def states_at(publication: Publication, *moments: datetime) -> list[PublicState]:
    """The state at each moment; the list's filters and what the public is shown must agree with it."""
    state = publication.article.state
    state.refresh_from_db()
    found = [public_state(state, moment) for moment in moments]
    for moment, said in zip(moments, found, strict=True):
        shown = Publication.objects.shown(moment).filter(article=publication.article).exists()
        assert shown == (said in SHOWN)
        with clock.set_to(moment):
            listed = [
                each
                for each in PublicState
                if Article.objects.filter(lists.public(each), pk=publication.article_id).exists()
            ]
        assert listed == [said]
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_review_is_due_and_overdue_by_the_sites_day(settings, zone: str):
    settings.TIME_ZONE = zone
    publication = publish()
    due_on = publication.review_due_on

    soon = begin(due_on - timedelta(days=14), zone)
    over = begin(due_on + timedelta(days=1), zone)

    assert states_at(publication, *around(soon)) == [PublicState.LIVE, PublicState.DUE, PublicState.DUE]
    assert states_at(publication, *around(over)) == [
        PublicState.DUE,
        PublicState.OVERDUE,
        PublicState.OVERDUE,
    ]


@pytest.mark.parametrize("zone", ZONES)
def test_the_end_of_grace_takes_it_off_by_the_sites_day(settings, zone: str):
    settings.TIME_ZONE, settings.WITHDRAW_OVERDUE_AFTER_DAYS = zone, 30
    publication = publish()
    assert publication.lapses_on == publication.review_due_on + timedelta(days=30)

    end = begin(publication.lapses_on, zone)

    assert states_at(publication, *around(end)) == [
        PublicState.OVERDUE,
        PublicState.LAPSED,
        PublicState.LAPSED,
    ]


def test_without_a_grace_it_stays_up():
    publication = publish()

    assert states_at(publication, begin(DUE + timedelta(days=4000), "UTC")) == [PublicState.OVERDUE]


def test_a_planned_withdrawal():
    publication = publish()
    at = MOMENT + timedelta(days=10)
    with clock.set_to(MOMENT):
        withdrawing.plan_withdrawal(publication.article, withdraw_at=at, by=make_editor(), reason="Expires.")

    assert states_at(publication, at - SECOND, at, at + SECOND) == [
        PublicState.LIVE,
        PublicState.WITHDRAWN,
        PublicState.WITHDRAWN,
    ]
    with clock.set_to(at):
        call_command("tick")
    assert states_at(publication, at, at + SECOND) == [PublicState.WITHDRAWN, PublicState.WITHDRAWN]


def test_retracted_agrees_everywhere():
    publication = publish()
    with clock.set_to(MOMENT + SECOND):
        publishing.retract(publication.article, by=make_editor(), reason="Wrong.", affected="All.")

    assert states_at(publication, MOMENT + SECOND) == [PublicState.RETRACTED]
    with clock.set_to(MOMENT + 2 * SECOND):
        publishing.withdraw(publication.article, by=make_editor(), reason="Wrong.")
    assert states_at(publication, MOMENT + 2 * SECOND) == [PublicState.WITHDRAWN]


@pytest.mark.parametrize(("late", "live"), [(-SECOND, False), (timedelta(0), True), (SECOND, True)])
def test_a_schedule(late: timedelta, live: bool):
    at = MOMENT + timedelta(days=10)
    with clock.set_to(MOMENT):
        scheduling.schedule(make_signed_edition(), publish_at=at, by=make_publisher())

    with clock.set_to(at + late):
        call_command("tick")

    assert Publication.objects.live().exists() == live


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("days", reminding.OF_RE_REVIEWS)
def test_a_reminder_comes_on_the_sites_day(settings, zone: str, days: int):
    settings.TIME_ZONE = zone
    publication = publish()
    moment = begin(publication.review_due_on + timedelta(days=days), zone)
    if days > reminding.OF_RE_REVIEWS[0]:
        with clock.set_to(moment - SECOND):
            reminding.remind()  # the ones before

    with clock.set_to(moment - SECOND):
        assert reminding.remind().sent == []
    with clock.set_to(moment):
        assert [sent.days for sent in reminding.remind().sent] == [days]
    with clock.set_to(moment + SECOND):
        assert reminding.remind().sent == []


@pytest.mark.parametrize("days", reminding.OF_REVIEWS)
def test_a_reminder_of_a_review(days: int):
    due = date(2026, 3, 13)
    with clock.set_to(MOMENT):
        make_edition(requests=[(make_reviewer(), Role.MEDICAL, due)])
    moment = begin(due + timedelta(days=days), "UTC")

    with clock.set_to(moment - SECOND):
        reminding.remind()
        assert reminding.remind().sent == []
    with clock.set_to(moment):
        assert [sent.days for sent in reminding.remind().sent] == [days]


@pytest.mark.parametrize("zone", ZONES)
def test_a_credential_is_in_force_from_its_first_day_to_its_last(settings, zone: str):
    settings.TIME_ZONE = zone
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    with clock.set_to(MOMENT):
        reviewer = make_reviewer()
    Credential.objects.filter(reviewer=reviewer).update(valid_from=first, valid_until=last)

    def qualified(moment: datetime) -> bool:
        return not policy.qualification_objections(reviewer, Role.MEDICAL, clock.day(moment))

    assert [qualified(moment) for moment in around(begin(first, zone))] == [False, True, True]
    assert [qualified(moment) for moment in around(begin(last + timedelta(days=1), zone))] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(("late", "live"), [(-SECOND, True), (timedelta(0), False)])
def test_a_credential_that_ends_before_the_schedule_comes(late: timedelta, live: bool):
    at = datetime(2026, 7, 1, tzinfo=UTC) + late
    with clock.set_to(MOMENT):
        edition = make_signed_edition()
        scheduling.schedule(edition, publish_at=at, by=make_publisher())
        signer = edition.signoffs.get(role=Role.MEDICAL).signer
    Credential.objects.filter(reviewer=signer).update(valid_until=date(2026, 6, 30))

    with clock.set_to(at):
        call_command("tick")

    assert Publication.objects.live().exists() == live


def re_review(article: Article) -> Publication:
    edition = article.publications.live().get().edition
    due = clock.today() + timedelta(days=3)
    people = [(make_reviewer(role), role, due) for role in edition.required_role_list]
    requesting.request_review(edition, by=make_editor(), requests=people)
    for reviewer, role, _due in people:
        sign(edition, reviewer, role)
    assert not edition.review_requests.filter(round=2, verdict=None).exists()
    return publishing.publish(edition, by=make_publisher())


@pytest.mark.parametrize("days", [-20, 0, 5, 60])
def test_a_re_review_moves_the_dates_whenever_it_comes(settings, days: int):
    settings.WITHDRAW_OVERDUE_AFTER_DAYS = 30
    first = publish()
    at = begin(DUE + timedelta(days=days), "UTC")

    with clock.set_to(at):
        again = re_review(first.article)

    first.refresh_from_db()
    assert (first.ended_because, again.round) == ("re_reviewed", 2)
    assert (again.reviewed_on, again.review_due_on.year) == (at.date(), at.year + 1)
    assert states_at(again, at) == [PublicState.LIVE]


def test_a_re_review_is_signed_as_a_whole():
    first = publish()
    with (
        clock.set_to(begin(DUE, "UTC")),
        pytest.raises(Exception, match="a re-review are always signed as a whole"),
    ):
        sign(first.edition, make_reviewer(), scope=SignOff.Scope.CHANGES)


def test_an_unanswered_request_of_an_earlier_round_does_not_take_the_answer():
    with clock.set_to(MOMENT):
        asked = make_reviewer()
        edition = make_edition(requests=[(asked, Role.MEDICAL, date(2026, 3, 13))])
        for role in edition.required_role_list:
            sign(edition, make_reviewer(role), role)
        publishing.publish(edition, by=make_publisher())
    with clock.set_to(begin(DUE, "UTC")):
        [again] = requesting.request_review(
            edition, by=make_editor(), requests=[(asked, Role.MEDICAL, DUE + timedelta(days=5))]
        )
        sign(edition, asked)

    assert again.verdict.decision == "signed"


def test_changes_alone_do_not_bring_back_what_lapsed(settings):
    settings.WITHDRAW_OVERDUE_AFTER_DAYS = 30
    article = publish().article
    with clock.set_to(begin(DUE + timedelta(days=40), "UTC")):
        change(article, title="A better title")
        edition = make_edition(article, change_kind="minor", change_note="A comma.")
        for role in edition.required_role_list:
            sign(edition, make_reviewer(role), role, scope=SignOff.Scope.CHANGES)

        with pytest.raises(publishing.CannotPublish, match="Nobody could read it"):
            publishing.publish(edition, by=make_publisher())


@pytest.mark.parametrize(("seconds", "free"), [(-5, False), (1, True)])
def test_the_lock_on_an_account_ends_after_a_quarter_of_an_hour(seconds: int, free: bool):
    user = make_user()

    def log_in(password: str) -> int:
        data = {"username": user.email, "password": password, "next": "/admin/"}
        return Client().post("/admin/login/", data).status_code

    for _ in range(5):
        log_in("wrong")
    assert log_in(PASSWORD) != 302
    began = datetime.now(UTC) - timedelta(minutes=15, seconds=seconds)
    AccessAttempt.objects.update(attempt_time=began)

    assert (log_in(PASSWORD) == 302) == free
