"""Asking for reviews: whom, for what, and again."""

import pytest

from articles.models import Edition, OutgoingMail
from reviewers import answering, commenting, publishing, requesting, submission
from reviewers.commenting import Remark
from reviewers.models import Reviewer, ReviewRequest, Role, SignOff
from reviewers.reading_time import Reading
from reviewers.rounds import waiting_requests
from tests.factories import (
    change,
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


def refused(edition: Edition, *requests: requesting.Asked) -> list[str]:
    with pytest.raises(requesting.CannotRequest) as refusal:
        requesting.request_review(edition, by=make_editor(), requests=requests)
    return refusal.value.reasons


def test_nobody_is_asked_twice_while_a_request_waits():
    mira = make_reviewer(Role.MEDICAL, Role.EDITORIAL, name="Mira Medic")
    edition = make_edition(requests=[(mira, Role.MEDICAL, in_days(7))])

    assert refused(edition, (mira, Role.MEDICAL, in_days(8))) == [
        "Mira Medic, MD is asked for the medical review of this edition already."
    ]
    assert refused(edition, (mira, Role.EDITORIAL, in_days(8))) == [
        "Mira Medic, MD is asked for the medical review of this edition already: one person reviews an edition in "
        "one role."
    ]


def test_one_person_is_not_asked_for_two_roles_at_once():
    mira = make_reviewer(Role.MEDICAL, Role.EDITORIAL, name="Mira Medic")

    reasons = refused(make_edition(), (mira, Role.MEDICAL, in_days(7)), (mira, Role.EDITORIAL, in_days(7)))

    assert "one person reviews an edition in one role" in reasons[0]
    assert not ReviewRequest.objects.exists()


def test_what_is_signed_not_asked_for_or_past_is_not_asked():
    edition, other = make_edition(), make_reviewer(name="Olga Other")
    sign(edition, make_reviewer(name="Sela Signer"))

    assert refused(edition, (other, Role.MEDICAL, in_days(7))) == [
        "Sela Signer gave the medical sign-off already."
    ]
    statistician = make_reviewer(Role.STATISTICAL)
    assert refused(edition, (statistician, Role.STATISTICAL, in_days(7))) == [
        "This article asks for no statistical sign-off."
    ]
    ed, past = make_reviewer(Role.EDITORIAL, name="Ed Itorial"), in_days(-1)
    assert refused(edition, (ed, Role.EDITORIAL, past)) == [
        f"{past:%-d %B %Y} is past: give Ed Itorial, MD a day that is to come."
    ]


def asked_by_mail(edition: Edition, reviewer: Reviewer) -> OutgoingMail:
    requests = edition.review_requests.filter(reviewer=reviewer)
    assert requests.exists()
    return OutgoingMail.objects.filter(to=reviewer.user.email).latest("pk")


def test_the_mail_says_what_why_by_when_how_long_and_that_one_may_decline():
    mira, editor = make_reviewer(name="Mira Medic"), make_editor()
    edition = make_edition()
    due = in_days(7)

    requesting.request_review(
        edition, by=editor, requests=[(mira, Role.MEDICAL, due)], message="Please look at the dose."
    )

    mail = asked_by_mail(edition, mira)
    assert mail.subject == f"Please review by {due:%-d %B %Y}: Walking after a hip fracture"
    for said in [
        "Edgar Editor asks you for the medical review",
        f"“Walking after a hip fracture”, edition 1, by {due:%-d %B %Y}.",
        "What it is: First edition.",
        "Why: Nothing of this article is public before it is signed.",
        "How long it takes: about 1 minute for ",
        "Edgar Editor writes: Please look at the dose.",
        f"/admin/articles/edition/{edition.pk}/review/",
        "There you can also decline",
    ]:
        assert said in mail.body
    assert len(mail.body.splitlines()) <= 25


def test_the_mail_counts_what_changed_since_the_reviewer_signed():
    live = make_publication()
    signer = live.edition.signoffs.get(role=Role.MEDICAL).signer
    fresh = make_reviewer(name="Fay Fresh")
    change(live.article, summary="Most people can walk on the day after surgery, with a frame.")

    edition = make_edition(live.article, requests=[(signer, Role.MEDICAL, in_days(7))])
    requesting.request_review(edition, by=make_editor(), requests=[(fresh, Role.MEDICAL, in_days(7))])

    known, unknown = asked_by_mail(edition, signer).body, asked_by_mail(edition, fresh).body
    assert "words changed since edition 1, which you signed." in known
    assert "You signed edition 1; this one is to take its place." in known
    assert "words changed since edition 1, which is live." in unknown
    assert "What it is: Update: the evidence moved on. The editors say: New evidence was added." in unknown


def test_the_mail_of_a_second_round_says_that_they_sent_the_first_back_and_another_s_does_not():
    first, reviewer, fresh = make_edition(), make_reviewer(), make_reviewer(name="Fay Fresh")
    answering.request_changes(
        first, reviewer=reviewer, role=Role.MEDICAL, comments=[Remark("Say when.", must_fix=True)]
    )
    change(first.article, summary="Most people can walk on the day after surgery, with a frame.")
    second = make_edition(first.article, requests=[(reviewer, Role.MEDICAL, in_days(7))])
    requesting.request_review(second, by=make_editor(), requests=[(fresh, Role.MEDICAL, in_days(7))])

    said = "You sent edition 1 back. The page begins with what you asked for, and how it was answered."
    assert said in asked_by_mail(second, reviewer).body
    assert "sent edition 1 back" not in asked_by_mail(second, fresh).body


def test_the_time_is_for_the_whole_or_for_what_changed_with_its_context():
    assert Reading(812, 0, 0, 0).in_words() == "about 5 minutes for 812 words."
    assert Reading(812, 12, 2, 2).in_words() == (
        "about 2 minutes: 12 of 812 words changed since edition 2, which you signed."
    )
    assert Reading(812, 300, 2, 0).minutes == 5
    assert Reading(812, 0, 2, 0).in_words() == (
        "about 1 minute: 0 of 812 words changed since edition 2, which is live."
    )


def test_a_second_clinician_is_told_why_and_a_correction_what_was_wrong(settings):
    settings.SECOND_CLINICIAN_FOR = ("explainer",)
    live = make_publication()
    change(live.article, summary="Most people can walk on day 3.")
    second = make_reviewer(name="Sela Second")

    edition = make_edition(
        live.article, change_kind="correction", requests=[(second, Role.SECOND_MEDICAL, in_days(7))]
    )

    body = asked_by_mail(edition, second).body
    assert "Why a second clinician: The change is substantive" in body
    assert "Wrong was: Day 1 was printed as day 2. Right is: It is day 1." in body
    assert len(body.splitlines()) <= 25


def test_request_for_what_was_replaced_waits_no_more_when_the_newer_edition_is_recalled():
    edition = make_edition()
    article, medical = edition.article, make_reviewer(Role.MEDICAL)
    requesting.request_review(edition, by=article.owner, requests=[(medical, Role.MEDICAL, in_days(7))])
    remark = Remark("Say which help.", "with help", must_fix=True)
    commenting.comment(edition, reviewer=make_reviewer(), remark=remark, role=Role.MEDICAL)
    change(article, summary="Most people can walk on the day after surgery, with a frame.")

    submission.recall(make_edition(article), by=article.owner, reason="Too early.")

    assert not waiting_requests().exists()
