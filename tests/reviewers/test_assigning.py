"""Taking a review, giving one to somebody else, calling one off: what is refused, recorded and told."""

import json
from datetime import timedelta

import pytest

from articles import clock
from articles.models import AuditEntry, OutgoingMail, User
from reviewers import answering, requesting
from reviewers.models import RequestEnd, Reviewer, ReviewRequest, Role, Verdict
from reviewers.requesting import CannotRequest
from reviewers.rounds import waiting_requests
from reviewers.verification import flaws
from tests.factories import (
    in_days,
    make_edition,
    make_editor,
    make_publication,
    make_reviewer,
    make_user,
    sign,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira() -> Reviewer:
    return make_reviewer(name="Mira Medic")


@pytest.fixture
def sol() -> Reviewer:
    return make_reviewer(name="Sol Second")


@pytest.fixture
def asked(mira: Reviewer) -> ReviewRequest:
    """A medical review that is asked of Mira Medic, by this day in a week."""
    return make_edition(requests=[(mira, Role.MEDICAL, in_days(7))]).review_requests.get()


def later(days: int):
    return clock.set_to(clock.now() + timedelta(days=days))


def mails(to: User, subject: str) -> list[str]:
    return list(
        OutgoingMail.objects.filter(to=to.email, subject__startswith=subject).values_list("body", flat=True)
    )


def refused(act, *args, **kwargs) -> list[str]:
    with pytest.raises(CannotRequest) as refusal:
        act(*args, **kwargs)
    return refusal.value.reasons


def test_what_is_given_to_somebody_else_waits_for_them_alone(asked: ReviewRequest, sol: Reviewer):
    editor = make_editor()

    made = requesting.reassign(asked, to=sol, due_on=in_days(9), by=editor, reason="You are on leave.")

    end = RequestEnd.objects.get()
    assert (end.request, end.outcome, end.reason, end.by) == (
        asked,
        "reassigned",
        "You are on leave.",
        editor,
    )
    assert (made.reviewer, made.role, made.due_on, made.by) == (sol, Role.MEDICAL, in_days(9), editor)
    assert list(waiting_requests()) == [made]
    entry = AuditEntry.objects.latest("number")
    data = json.loads(entry.data)
    assert entry.event == "request_ended"
    assert data["ended"] == [{"request": asked.pk, "outcome": "reassigned", "reason": "You are on leave."}]
    assert [request["request"] for request in data["requests"]] == [made.pk]


def test_both_are_told_and_the_first_with_thanks(asked: ReviewRequest, mira: Reviewer, sol: Reviewer):
    requesting.reassign(asked, to=sol, due_on=in_days(9), by=make_editor(), reason="You are on leave.")

    [gone] = mails(mira.user, "No review needed any more")
    assert "Sol Second reviews it now" in gone
    assert "You are on leave." in gone
    assert "Thank you" in gone
    assert len(mails(sol.user, "Please review by")) == 1


def test_the_day_is_moved_without_a_reason_or_thanks(asked: ReviewRequest, mira: Reviewer):
    made = requesting.reassign(asked, to=mira, due_on=in_days(20), by=make_editor(), reason="")

    assert (made.reviewer, made.due_on) == (mira, in_days(20))
    assert list(waiting_requests()) == [made]
    assert len(mails(mira.user, "Please review by")) == 2
    assert mails(mira.user, "No review needed") == []
    assert refused(requesting.reassign, made, to=mira, due_on=in_days(20), by=make_editor(), reason="") == [
        "Mira Medic is asked by that day already: choose another day, or somebody else."
    ]


def test_what_is_called_off_waits_for_nobody(asked: ReviewRequest, mira: Reviewer):
    end = requesting.call_off(asked, by=make_editor(), reason="The article is dropped.")

    assert end.outcome == "called_off"
    assert not waiting_requests().exists()
    [gone] = mails(mira.user, "No review needed any more")
    assert "The article is dropped." in gone


def test_a_request_that_ended_is_answered_by_nobody(asked: ReviewRequest, mira: Reviewer, sol: Reviewer):
    requesting.reassign(asked, to=sol, due_on=in_days(9), by=make_editor(), reason="On leave.")

    with pytest.raises(answering.CannotSign, match="was not asked"):
        answering.decline(asked.edition, reviewer=mira, role=Role.MEDICAL, reason="no_time")
    sign(asked.edition, mira)

    assert Verdict.objects.get().request is None


@pytest.mark.parametrize("act", ["reassign", "call_off"])
def test_what_was_answered_or_ended_is_left_alone(
    act: str, asked: ReviewRequest, mira: Reviewer, sol: Reviewer
):
    def end(request: ReviewRequest, reason: str = "On leave.") -> list[str]:
        more = {"to": sol, "due_on": in_days(9)} if act == "reassign" else {}
        return refused(getattr(requesting, act), request, by=make_editor(), reason=reason, **more)

    assert end(asked, reason="  ") == ["Say why you take the review from Mira Medic: they are told."]
    answering.decline(asked.edition, reviewer=mira, role=Role.MEDICAL, reason="no_time")
    assert end(asked)[0].startswith("Mira Medic answered on ")
    [again] = requesting.request_review(
        asked.edition, by=make_editor(), requests=[(mira, Role.MEDICAL, in_days(7))]
    )
    requesting.call_off(again, by=make_editor(), reason="Asked twice.")
    assert "ended this request on" in end(again)[0]
    assert "Asked twice." in end(again)[0]


def test_what_somebody_else_signed_is_not_given_away(asked: ReviewRequest, sol: Reviewer):
    sign(asked.edition, sol)

    reasons = refused(requesting.call_off, asked, by=make_editor(), reason="Done.")

    assert reasons == ["Nothing waits for Mira Medic any more: the article’s page says where it stands."]


def test_only_writers_and_editors_give_reviews_away(asked: ReviewRequest, sol: Reviewer):
    for by in [make_user(), make_user("publisher"), sol.user, make_user(is_superuser=True)]:
        more = {"to": sol, "due_on": in_days(9), "by": by, "reason": "Now."}
        assert "Only writers and editors" in refused(requesting.reassign, asked, **more)[0]
    assert not RequestEnd.objects.exists()


def test_what_cannot_be_asked_of_somebody_is_not_given_to_them(asked: ReviewRequest, mira: Reviewer):
    editor = make_editor()
    ed = make_reviewer(Role.EDITORIAL, name="Ed Itorial")

    wrong = refused(requesting.reassign, asked, to=ed, due_on=in_days(9), by=editor, reason="Leave.")
    past = refused(requesting.reassign, asked, to=mira, due_on=in_days(-1), by=editor, reason="Leave.")

    assert wrong == ["Ed Itorial, MD may not sign in the medical role."]
    assert "is past" in past[0]
    assert list(waiting_requests()) == [asked]


def test_a_reviewer_takes_what_nobody_is_asked_for():
    edition, rosa = make_edition(), make_reviewer(name="Rosa Ready")

    made = requesting.claim(edition, reviewer=rosa, role=Role.MEDICAL)

    assert (made.reviewer, made.by, made.due_on) == (rosa, rosa.user, in_days(7))
    entry = AuditEntry.objects.latest("number")
    assert (entry.event, entry.actor) == ("review_requested", rosa.user)
    assert mails(rosa.user, "Please review") == []


def test_what_is_asked_of_somebody_is_not_taken_before_it_is_two_days_late(
    asked: ReviewRequest, mira: Reviewer, sol: Reviewer
):
    with later(8):
        reasons = refused(requesting.claim, asked.edition, reviewer=sol, role=Role.MEDICAL)
        assert "Mira Medic, MD is reviewing this, by" in reasons[0]
    with later(9):
        made = requesting.claim(asked.edition, reviewer=sol, role=Role.MEDICAL, due_on=in_days(12))
        assert list(waiting_requests()) == [made]
        [gone] = mails(mira.user, "No review needed any more")

    assert RequestEnd.objects.get().request == asked
    assert "Sol Second" in gone


def test_nobody_takes_what_they_may_not_sign():
    edition = make_edition()
    late, signed = make_reviewer(), make_reviewer(Role.EDITORIAL, Role.MEDICAL)
    sign(edition, signed, Role.EDITORIAL)

    assert "was not asked" not in refused(requesting.claim, edition, reviewer=late, role=Role.EDITORIAL)[0]
    assert (
        "signed this edition in the editorial role"
        in refused(requesting.claim, edition, reviewer=signed, role=Role.MEDICAL)[0]
    )
    assert refused(requesting.claim, edition, reviewer=late, role="astrology") == [
        "Say which review you take."
    ]
    assert (
        "asks for no statistical sign-off"
        in refused(
            requesting.claim, edition, reviewer=make_reviewer(Role.STATISTICAL), role=Role.STATISTICAL
        )[0]
    )


def test_a_live_edition_is_not_taken_unless_it_is_read_again():
    edition = make_publication().edition
    mira, ed = make_reviewer(), make_reviewer(Role.EDITORIAL)

    assert refused(requesting.claim, edition, reviewer=ed, role=Role.EDITORIAL) == [
        "No review of edition 1 is asked for."
    ]
    requesting.request_review(edition, by=make_editor(), requests=[(mira, Role.MEDICAL, in_days(7))])
    assert requesting.claim(edition, reviewer=ed, role=Role.EDITORIAL).round == 2


def test_verify_holds_requests_and_their_ends_beside_the_trail(asked: ReviewRequest, sol: Reviewer):
    made = requesting.reassign(asked, to=sol, due_on=in_days(9), by=make_editor(), reason="On leave.")
    requesting.call_off(made, by=make_editor(), reason="Dropped.")

    assert list(flaws()) == []


def test_after_a_decline_the_editor_is_told_why_and_who_else_qualifies(asked: ReviewRequest, mira, sol):
    answering.decline(asked.edition, reviewer=mira, role=Role.MEDICAL, reason="no_time", note="Back in May.")

    [told] = mails(asked.by, "Mira Medic declines")
    assert "no time" in told
    assert "Mira Medic writes: Back in May." in told
    assert "- Sol Second, MD" in told
    assert f"/admin/articles/article/{asked.edition.article_id}/ask/" in told
