"""Asking for reviews: whom, for what, and again."""

import pytest

from articles.models import OutgoingMail
from reviewers import answering, publishing, requesting
from reviewers.models import ReviewRequest, Role, SignOff
from tests.factories import (
    in_days,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    sign,
)

pytestmark = pytest.mark.django_db


def test_who_declined_can_be_asked_again_and_the_record_stays():
    edition, reviewer, editor = make_edition(), make_reviewer(), make_editor()
    asked = [(reviewer, Role.MEDICAL, in_days(7))]
    requesting.request_review(edition, by=editor, requests=asked)
    answering.decline(edition, reviewer=reviewer, role=Role.MEDICAL, reason="no_time")

    requesting.request_review(edition, by=editor, requests=asked)

    first, second = ReviewRequest.objects.order_by("pk")
    assert first.verdict.reason == "no_time"
    sign(edition, reviewer)
    second.refresh_from_db()
    assert second.verdict.decision == "signed"


def test_re_review_is_asked_for_in_a_new_round_and_begins_a_new_publication():
    live, reviewer = make_publication(), make_reviewer(name="Ria Again")
    editorial = make_reviewer(Role.EDITORIAL)
    due = in_days(7)
    requests = [(reviewer, Role.MEDICAL, due), (editorial, Role.EDITORIAL, due)]

    made = requesting.request_review(live.edition, by=make_editor(), requests=requests)
    sign(live.edition, reviewer)
    sign(live.edition, editorial, Role.EDITORIAL)
    again = publishing.publish(live.edition, by=make_publisher())

    live.refresh_from_db()
    assert [request.round for request in made] == [2, 2]
    assert (live.ended_because, again.round) == ("re_reviewed", 2)
    mailed = OutgoingMail.objects.filter(to=reviewer.user.email).order_by("pk").first()
    assert "Nothing has changed: please read it again." in mailed.body


def test_re_review_is_always_of_the_whole_page():
    live = make_publication()

    with pytest.raises(answering.CannotSign, match="signed as a whole"):
        sign(live.edition, make_reviewer(), scope=SignOff.Scope.CHANGES)


def test_request_says_why_somebody_cannot_be_asked():
    edition = make_edition()
    unqualified = make_reviewer(Role.EDITORIAL, name="Ed Itorial")

    with pytest.raises(requesting.CannotRequest) as refusal:
        requesting.request_review(
            edition, by=make_editor(), requests=[(unqualified, Role.MEDICAL, in_days(7))]
        )
    with pytest.raises(requesting.CannotRequest, match="Say whom you ask"):
        requesting.request_review(edition, by=make_editor(), requests=[])

    assert refusal.value.reasons == ["Ed Itorial, MD may not sign in the medical role."]
    assert not ReviewRequest.objects.exists()
