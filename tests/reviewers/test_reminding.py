"""Reminders: the newest that is due, once, to whom it concerns, and none for what is settled."""

from datetime import UTC, date, datetime, timedelta

import pytest

from articles import clock
from articles.models import Article, OutgoingMail, Publication
from reviewers import answering, publishing, reminding, requesting, signoff, submission
from reviewers.commenting import Remark
from reviewers.models import Reminder, Reviewer, ReviewRequest, Role
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
    sign,
)

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
DUE = date(2027, 3, 3)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def remind_on(day: date) -> list[tuple[str, set[str]]]:
    """What is sent on a day: each subject, with the addresses."""
    with clock.set_to(at(day)):
        return [(sent.subject, set(sent.to)) for sent in reminding.remind().sent]


@pytest.fixture
def publication() -> Publication:
    with clock.set_to(MOMENT):
        return make_publication()


@pytest.fixture
def request_() -> ReviewRequest:
    """A medical review that is due on 13 March 2026."""
    with clock.set_to(MOMENT):
        asked = [(make_reviewer(), Role.MEDICAL, date(2026, 3, 13))]
        return make_edition(requests=asked).review_requests.get()


@pytest.mark.parametrize(
    ("days", "when", "to_submitter"),
    [
        (-15, "", False),
        (-14, "due in 14 days, on 3 March 2027", False),
        (-13, "due in 13 days, on 3 March 2027", False),
        (0, "due today, 3 March 2027", True),
        (1, "overdue by 1 day, since 3 March 2027", True),
        (7, "overdue by 7 days, since 3 March 2027", True),
        (30, "overdue by 30 days, since 3 March 2027", True),
        (90, "overdue by 90 days, since 3 March 2027", True),
    ],
)
def test_of_a_re_review(days: int, when: str, to_submitter: bool):
    with clock.set_to(MOMENT):
        article = make_article()
        submitter = make_editor()
        edition = make_edition(article, by=submitter)
        for role in edition.required_role_list:
            sign(edition, make_reviewer(role), role)
        publishing.publish(edition, by=make_publisher())

    sent = remind_on(DUE + timedelta(days=days))

    to = {article.owner.email} | ({submitter.email} if to_submitter else set())
    assert sent == ([(f"Re-review {when}: Walking after a hip fracture", to)] if when else [])
    assert remind_on(DUE + timedelta(days=days)) == []


def test_each_day_of_a_re_review_has_its_reminder_once(publication: Publication):
    days = range(-20, 60)

    sent = [day for day in days if remind_on(DUE + timedelta(days=day))]

    assert sent == [-14, 0, 7, 30]
    assert Reminder.objects.filter(publication=publication).count() == 4


@pytest.mark.parametrize(
    ("days", "when", "to_asker"),
    [
        (-3, "", False),
        (-2, "due in 2 days, on 13 March 2026", False),
        (0, "due today, 13 March 2026", False),
        (1, "overdue by 1 day, since 13 March 2026", False),
        (2, "overdue by 2 days, since 13 March 2026", True),
    ],
)
def test_of_a_review(request_: ReviewRequest, days: int, when: str, to_asker: bool):
    sent = remind_on(date(2026, 3, 13) + timedelta(days=days))

    to = {request_.reviewer.user.email} | ({request_.by.email} if to_asker else set())
    assert sent == ([(f"Your review is {when}: Walking after a hip fracture", to)] if when else [])


def test_a_late_review_comes_back_to_whoever_asked_with_others_who_qualify(request_: ReviewRequest):
    with clock.set_to(MOMENT):
        make_reviewer(name="Sol Second")

    remind_on(date(2026, 3, 15))

    told = OutgoingMail.objects.get(to=request_.by.email, subject__contains="overdue by 2 days").body
    assert f"/admin/articles/article/{request_.edition.article_id}/reassign/{request_.pk}/" in told
    assert "- Sol Second, MD" in told
    assert request_.reviewer.name in told
    assert f"- {request_.reviewer}" not in told


def test_each_day_of_a_review_has_its_reminder_once(request_: ReviewRequest):
    sent = [day for day in range(-5, 20) if remind_on(request_.due_on + timedelta(days=day))]

    assert sent == [-2, 0, 2]


def test_after_an_outage_only_the_newest_is_sent(request_: ReviewRequest):
    [(subject, _to)] = remind_on(date(2026, 4, 13))

    assert "overdue by 31 days" in subject
    assert [reminder.days for reminder in Reminder.objects.all()] == [2]


def test_what_is_asked_late_is_not_reminded_of_at_once():
    with clock.set_to(MOMENT):
        due = date(2026, 3, 4)
        make_edition(requests=[(make_reviewer(), Role.MEDICAL, due)])

    assert remind_on(date(2026, 3, 3)) == []
    assert [subject[:24] for subject, _to in remind_on(due)] == ["Your review is due today"]


def test_the_mail_leads_to_the_screen(request_: ReviewRequest, publication: Publication):
    remind_on(date(2026, 3, 13))
    remind_on(DUE)

    review = OutgoingMail.objects.get(subject__startswith="Your review is due today").body
    again = OutgoingMail.objects.get(subject__startswith="Re-review").body
    assert f"/admin/articles/edition/{request_.edition_id}/review/" in review
    assert f"/admin/articles/article/{publication.article_id}/change/" in again
    assert "From 4 March 2027 on the page says to its readers that its review is overdue." in again


def _answer(request: ReviewRequest) -> None:
    sign(request.edition, request.reviewer)


def _decline(request: ReviewRequest) -> None:
    answering.decline(request.edition, reviewer=request.reviewer, role=request.role, reason="no_time")


def _another_signs(request: ReviewRequest) -> None:
    sign(request.edition, make_reviewer())


def _recall(request: ReviewRequest) -> None:
    submission.recall(request.edition, by=request.by, reason="Not yet.")


def _supersede(request: ReviewRequest) -> None:
    other = make_reviewer(Role.EDITORIAL)
    answering.request_changes(
        request.edition, reviewer=other, role=Role.EDITORIAL, comments=[Remark("Mend it.", must_fix=True)]
    )
    change(request.edition.article, summary="Most people can walk with help.")
    make_edition(request.edition.article)


def _publish(request: ReviewRequest) -> None:
    _another_signs(request)
    sign(request.edition, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)
    publishing.publish(request.edition, by=make_publisher())


def _publish_and_withdraw(request: ReviewRequest) -> None:
    _publish(request)
    publishing.withdraw(request.edition.article, by=make_editor(), reason="Wrong.")


def _revoke_the_round(request: ReviewRequest) -> None:
    signed = sign(request.edition, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)
    signoff.revoke(
        signed, reviewer=signed.signer, reason="Misread.", credentials=CREDENTIALS, request=make_request()
    )


def _deactivate(request: ReviewRequest) -> None:
    request.reviewer.user.is_active = False
    request.reviewer.user.save()


@pytest.mark.parametrize(
    "settle",
    [
        _answer,
        _decline,
        _another_signs,
        _recall,
        _supersede,
        _publish,
        _publish_and_withdraw,
        _revoke_the_round,
        _deactivate,
    ],
)
def test_a_settled_review_is_not_reminded_of(request_: ReviewRequest, settle):
    with clock.set_to(MOMENT + timedelta(hours=1)):
        settle(request_)

    assert remind_on(date(2026, 3, 13)) == []
    assert not Reminder.objects.exists()


def test_sending_back_settles_ones_own_request_only(request_: ReviewRequest):
    with clock.set_to(MOMENT + timedelta(hours=1)):
        other = make_reviewer(Role.EDITORIAL)
        answering.request_changes(
            request_.edition,
            reviewer=other,
            role=Role.EDITORIAL,
            comments=[Remark("Mend it.", must_fix=True)],
        )

    assert len(remind_on(date(2026, 3, 13))) == 1


def _withdraw(article: Article) -> None:
    publishing.withdraw(article, by=make_editor(), reason="Wrong.")


def _retract(article: Article) -> None:
    publishing.retract(article, by=make_editor(), reason="Wrong.", affected="All.")


def _sign_again(article: Article) -> None:
    sign(article.editions.get(), make_reviewer())


def _re_review(article: Article) -> None:
    edition = article.editions.get()
    for role in edition.required_role_list:
        sign(edition, make_reviewer(role), role)
    publishing.publish(edition, by=make_publisher())


def _replace(article: Article) -> None:
    change(article, title="A better title")
    publishing.publish(make_signed_edition(article), by=make_publisher())


@pytest.mark.parametrize("settle", [_withdraw, _retract, _sign_again, _re_review, _replace])
def test_a_settled_re_review_is_not_reminded_of(publication: Publication, settle):
    with clock.set_to(at(DUE - timedelta(days=20))):
        settle(publication.article)

    assert remind_on(DUE) == []


def test_nobody_who_left_is_reminded(publication: Publication):
    owner = publication.article.owner
    owner.is_active = False
    owner.save()

    assert remind_on(DUE) == []
    assert not Reminder.objects.exists()


def test_a_re_review_that_was_asked_for_is_reminded_of(publication: Publication):
    reviewer: Reviewer
    with clock.set_to(at(DUE - timedelta(days=10))):
        reviewer = make_reviewer()
        requesting.request_review(
            publication.edition, by=make_editor(), requests=[(reviewer, Role.MEDICAL, DUE)]
        )

    sent = dict(remind_on(DUE - timedelta(days=2)))

    assert {reviewer.user.email} in sent.values()


def test_looking_costs_no_more_for_more_rows(django_assert_max_num_queries):
    counts = []
    for _ in range(2):
        with clock.set_to(MOMENT):
            for _ in range(3):
                make_publication()
                make_edition(requests=[(make_reviewer(), Role.MEDICAL, date(2026, 3, 13))])
        remind_on(DUE)
        with django_assert_max_num_queries(10) as counted:
            assert remind_on(DUE) == []
        counts.append(len(counted))

    assert counts[0] == counts[1]
