"""Withdrawals that are planned: time takes down, and what comes afterwards finds it down."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from articles import clock, seals
from articles.acts import Refused
from articles.models import Article, AuditEntry, PlannedWithdrawal, Publication
from articles.states import PublicState, public_state
from reviewers import publishing, requesting, scheduling, signoff, states, verification, withdrawing
from reviewers.models import Role, Schedule
from tests.factories import (
    CREDENTIALS,
    change,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_request,
    make_reviewer,
    make_signed_edition,
    make_user,
    make_writer,
    sign,
)

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
AT = MOMENT + timedelta(days=10)
JUST_BEFORE = AT - timedelta(microseconds=1)
LATER = AT + timedelta(hours=2)


@pytest.fixture
def article() -> Article:
    with clock.set_to(MOMENT):
        return make_publication().article


def plan(article: Article, **changes) -> PlannedWithdrawal:
    fields = {"withdraw_at": AT, "by": make_editor(), "reason": "The guideline expires."} | changes
    with clock.set_to(MOMENT):
        return withdrawing.plan_withdrawal(article, **fields)


def shown(article: Article, at: datetime) -> bool:
    return Publication.objects.shown(at).filter(article=article).exists()


def test_it_leaves_by_time_alone_and_the_states_agree(article: Article):
    plan(article)
    article.state.refresh_from_db()

    assert [shown(article, at) for at in [JUST_BEFORE, AT, LATER]] == [True, False, False]
    assert [public_state(article.state, at) for at in [JUST_BEFORE, AT]] == [
        PublicState.LIVE,
        PublicState.WITHDRAWN,
    ]
    assert not shown(article, LATER)


def test_tick_stamps_it_at_the_moment_that_was_planned(article: Article):
    planned = plan(article)

    with clock.set_to(LATER):
        call_command("tick")
        call_command("tick")

    ended = article.publications.get()
    assert (ended.ended_at, ended.ended_because, ended.notice) == (AT, "withdrawn", "The guideline expires.")
    assert (ended.ended_by, ended.ended_role) == (planned.by, "editor")
    assert seals.holds(ended.ending_payload(), ended.ending_seal)
    assert planned.end.outcome == "carried_out"
    told = AuditEntry.objects.get(event="publication_ended")
    assert json.loads(told.data)["at"] == clock.stamp(AT)
    article.state.refresh_from_db()
    assert states.facts(article)["withdrawn_at"] == article.state.withdrawn_at == AT
    assert article.state.leaves_at is None
    records = ended.edition.records.order_by("version")
    assert json.loads(records.last().text)["facts"]["state"] == "withdrawn"


def test_tick_before_its_time_does_nothing(article: Article):
    plan(article)

    with clock.set_to(JUST_BEFORE):
        call_command("tick")

    assert article.publications.get().ended_at is None


def test_planning_is_refused_with_reasons(article: Article):
    with clock.set_to(MOMENT):
        unpublished = make_article()
    cases = [
        (article, {"reason": " "}, "Say why"),
        (article, {"withdraw_at": MOMENT}, "lies in the past"),
        (article, {"by": make_writer()}, "Only editors, reviewers and publishers may do this"),
        (unpublished, {}, "Nothing of this article is live"),
    ]
    for of, changes, sentence in cases:
        with pytest.raises(withdrawing.CannotPlan, match=sentence):
            plan(of, **changes)
    plan(article)
    with pytest.raises(
        withdrawing.CannotPlan, match="planned already that it leaves at 13 March 2026, 09:30"
    ):
        plan(article, withdraw_at=LATER)


def test_cancelling_keeps_it_up(article: Article):
    planned = plan(article, by=make_user("reviewer"))
    with clock.set_to(JUST_BEFORE):
        with pytest.raises(withdrawing.CannotPlan, match="Only editors and publishers"):
            withdrawing.cancel_plan(planned, by=make_user("reviewer"), reason="Stay.")
        withdrawing.cancel_plan(planned, by=make_publisher(), reason="Stay.")
        with pytest.raises(withdrawing.CannotPlan, match="over already"):
            withdrawing.cancel_plan(planned, by=make_publisher(), reason="Stay.")

    assert (planned.end.outcome, planned.end.reason) == ("cancelled", "Stay.")
    assert shown(article, LATER)
    article.state.refresh_from_db()
    assert article.state.leaves_at is None


@pytest.mark.parametrize("at", [AT, LATER])
def test_cancelling_after_its_moment_is_refused(article: Article, at: datetime):
    planned = plan(article)

    with (
        clock.set_to(at),
        pytest.raises(withdrawing.CannotPlan, match="left the site at 13 March 2026, 09:30 UTC"),
    ):
        withdrawing.cancel_plan(planned, by=make_editor(), reason="Too late.")

    assert not shown(article, at)


def test_a_newer_edition_leaves_with_it(article: Article):
    plan(article)
    with clock.set_to(JUST_BEFORE):
        change(article, title="A better title")
        second = publishing.publish(make_signed_edition(article), by=make_publisher())

    assert shown(article, JUST_BEFORE)
    assert not shown(article, AT)
    with clock.set_to(LATER):
        call_command("tick")
    second.refresh_from_db()
    assert (second.ended_because, second.ended_at) == ("withdrawn", AT)


def _withdraw(article: Article) -> None:
    publishing.withdraw(article, by=make_editor(), reason="The dose is wrong.")


def _retract(article: Article) -> None:
    publishing.retract(article, by=make_editor(), reason="The dose is wrong.", affected="All of it.")


def _revoke(article: Article) -> None:
    signed = article.editions.get().signoffs.get(role=Role.MEDICAL)
    signoff.revoke(
        signed, reviewer=signed.signer, reason="Misread.", credentials=CREDENTIALS, request=make_request()
    )


@pytest.mark.parametrize("act", [_withdraw, _retract, _revoke])
def test_going_down_before_it_cancels_the_plan(article: Article, act):
    planned = plan(article)

    with clock.set_to(JUST_BEFORE):
        act(article)

    assert planned.end.outcome == "cancelled"
    assert article.publications.get().ended_at == JUST_BEFORE


def _sign_again(article: Article) -> None:
    edition = article.editions.get()
    for role in edition.required_role_list:
        sign(edition, make_reviewer(role), role)


def _ask_again(article: Article) -> None:
    due = clock.today() + timedelta(days=3)
    asked = [(make_reviewer(), Role.MEDICAL, due)]
    requesting.request_review(article.editions.get(), by=make_editor(), requests=asked)


def _submit(article: Article) -> None:
    change(article, title="A better title")
    make_edition(article)


@pytest.mark.parametrize("act", [_sign_again, _ask_again, _submit, _revoke])
def test_acts_after_its_moment_find_it_withdrawn(article: Article, act):
    planned = plan(article)

    with clock.set_to(LATER):
        act(article)

    ended = article.publications.get()
    assert (ended.ended_because, ended.ended_at) == ("withdrawn", AT)
    assert planned.end.outcome == "carried_out"


def test_signatures_from_before_its_moment_do_not_bring_it_back(article: Article):
    plan(article)
    with clock.set_to(JUST_BEFORE):
        _sign_again(article)

    with clock.set_to(LATER):
        with pytest.raises(publishing.CannotPublish, match="The medical sign-off is missing"):
            publishing.publish(article.editions.get(), by=make_publisher())
        _sign_again(article)
        again = publishing.publish(article.editions.get(), by=make_publisher())

    assert shown(article, LATER)
    assert (again.round, article.publications.count()) == (3, 2)
    with clock.set_to(LATER + timedelta(hours=1)):
        call_command("tick")
        assert list(verification.flaws()) == []
    assert shown(article, LATER + timedelta(hours=1))


@pytest.mark.parametrize("act", [_withdraw, _retract])
def test_going_down_after_its_moment_says_that_it_is_down(article: Article, act):
    plan(article)

    with clock.set_to(LATER), pytest.raises(Refused, match="It left the site as planned, at 13 March 2026"):
        act(article)

    assert not shown(article, LATER)


def test_what_waits_is_called_off_with_it(article: Article):
    plan(article)
    with clock.set_to(JUST_BEFORE):
        change(article, title="A better title")
        scheduling.schedule(make_signed_edition(article), publish_at=LATER, by=make_publisher())

    with clock.set_to(LATER):
        call_command("tick")

    assert Schedule.objects.get().end.outcome == "cancelled"
    assert not shown(article, LATER)


def test_a_person_who_left_since_still_takes_it_down(article: Article):
    editor = make_user("editor", name="Long Gone")
    plan(article, by=editor)
    editor.is_active = False
    editor.save()

    with clock.set_to(LATER):
        call_command("tick")

    assert article.publications.get().ended_by == editor
