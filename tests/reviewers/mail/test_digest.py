"""The daily mail: one, at seven, of what still matters."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import clock
from articles.models import OutgoingMail, User
from reviewers import answering, commenting, publishing, requesting, signoff, submission
from reviewers.commenting import Remark
from reviewers.mail import digest, notifications
from reviewers.models import Notice, NoticeKind, Role
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
    make_writer,
    sign,
)
from tests.reviewers.test_tick import tick

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 3, 3, 18, tzinfo=UTC)
MORNING = datetime(2026, 3, 4, 7, tzinfo=UTC)
FIX = Remark(text="On which day?", quote="on the day after surgery", must_fix=True)
PUBLISHED = NoticeKind.PUBLISHED


def daily(at: datetime = MORNING) -> list[str]:
    """Whom a daily mail goes to at this time."""
    with clock.set_to(at):
        return digest.send_due().to


def told(person: User, at: datetime = MORNING) -> list[str]:
    """The lines of this person's daily mail at this time; none without a mail."""
    known = set(OutgoingMail.objects.values_list("pk", flat=True))
    daily(at)
    bodies = OutgoingMail.objects.filter(to=person.email).exclude(pk__in=known).values_list("body", flat=True)
    return [
        line[2:] for body in bodies for line in body.split("-- \n")[0].splitlines() if line.startswith("- ")
    ]


def note(*people: User, at: datetime = EVENING, kind: NoticeKind = NoticeKind.DECIDED, **fields) -> None:
    with clock.set_to(at):
        article = fields.pop("article", None) or make_article()
        notifications.notify(
            kind, to=people, article=article, **{"subject": "News", "body": "News."} | fields
        )


def test_ten_events_are_one_mail(django_capture_on_commit_callbacks):
    person = make_writer()
    with clock.set_to(EVENING):
        first, second = make_article(title="Walking"), make_article(title="Sleeping")
    for number in range(10):
        note(person, article=[first, second][number % 2], subject=f"News {number}")

    with django_capture_on_commit_callbacks(execute=True):
        assert daily() == [person.email]

    [sent] = mail.outbox
    assert sent.subject == "Daily mail from Clinic Content: 10 things"
    mute = notifications.mute_address(person, notifications.DAILY_MAIL)
    assert sent.body == (
        "Dear Wanda Writer,\n\nThis happened since your last daily mail. What is settled by now is left out.\n\n"
        f"“Walking”: http://testserver/admin/articles/article/{first.pk}/change/\n"
        "- News 0\n- News 2\n- News 4\n- News 6\n- News 8\n\n"
        f"“Sleeping”: http://testserver/admin/articles/article/{second.pk}/change/\n"
        "- News 1\n- News 3\n- News 5\n- News 7\n- News 9\n\n"
        "-- \nWhy you get this, and how to change it\n"
        "These kinds of mail come in one mail a day, unless you choose otherwise.\n"
        f"No more of it: {mute}\nChoose for each kind: http://testserver/admin/my-mail/\n"
    )
    assert sent.extra_headers["List-Unsubscribe"] == f"<{mute}>"


def test_it_comes_at_seven_and_once():
    person = make_writer()
    note(person)

    assert daily(MORNING - timedelta(seconds=1)) == []
    assert daily(MORNING) == [person.email]
    assert daily(MORNING + timedelta(hours=1)) == []
    assert Notice.objects.get().digested_at == MORNING


def test_what_happens_after_seven_waits_for_the_next_day():
    person = make_writer()
    note(person, at=MORNING + timedelta(minutes=1))

    assert daily(MORNING + timedelta(hours=8)) == []
    assert daily(MORNING + timedelta(days=1)) == [person.email]


def test_what_was_committed_late_waits_for_the_next_day():
    person = make_writer()
    note(person)
    daily()
    note(person, at=MORNING - timedelta(seconds=1))

    assert daily(MORNING + timedelta(minutes=1)) == []
    assert daily(MORNING + timedelta(days=1)) == [person.email]


def test_a_late_run_sends_one():
    person = make_writer()
    for day in range(3):
        note(person, at=EVENING + timedelta(days=day), subject=f"News {day}")

    assert told(person, MORNING + timedelta(days=5, hours=6)) == ["News 0", "News 1", "News 2"]


@pytest.mark.parametrize(
    ("before", "at"),
    [
        # Clocks go forward on 29 March 2026 and back on 25 October: seven is seven.
        (datetime(2026, 3, 28, 6, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 5, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),
    ],
)
def test_seven_is_seven_in_the_sites_own_time(settings, before: datetime, at: datetime):
    settings.TIME_ZONE = "Europe/Zurich"

    assert digest.last_hour(at) == at
    assert digest.last_hour(at - timedelta(seconds=1)) == before
    assert digest.last_hour(at + timedelta(hours=12)) == at


def test_each_person_gets_their_own():
    one, other = make_writer(), make_writer()
    note(one, other)
    note(other)

    assert daily() == [one.email, other.email]


def test_who_left_or_chose_none_by_now_gets_none():
    gone, shut_out, muted, person = make_writer(), make_writer(), make_writer(), make_writer()
    note(gone, shut_out, muted, person)
    gone.is_active = False
    gone.save()
    shut_out.is_staff = False
    shut_out.save()
    notifications.choose(muted, {NoticeKind.DECIDED: "never"})

    assert daily() == [person.email]
    assert Notice.objects.filter(digested_at=None).count() == 0


def test_one_that_fails_holds_up_no_other():
    bad, good = make_writer(), make_writer()
    note(bad, good)
    Notice.objects.filter(user=bad).update(kind="unknown")

    with clock.set_to(MORNING):
        result = digest.send_due()

    assert (result.to, result.failed) == ([good.email], 1)
    assert Notice.objects.get(user=bad).digested_at is None


def test_tick_sends_it_and_says_so(django_capture_on_commit_callbacks):
    person = make_writer()
    note(person)

    with django_capture_on_commit_callbacks(execute=True):
        said = tick(MORNING)

    assert f"Daily mail to {person.email}" in said
    assert "1 daily mails" in said
    assert [sent.to for sent in mail.outbox] == [[person.email]]


def test_queries_do_not_grow_with_notices():
    def count(number: int) -> int:
        person = make_writer()
        for _ in range(number):
            with clock.set_to(EVENING):
                edition = make_edition()
            note(person, kind=PUBLISHED, edition=edition, article=edition.article)
            note(person, article=edition.article, edition=edition)
        with (
            CaptureQueriesContext(
                connection,
            ) as captured,
            clock.set_to(MORNING),
        ):
            digest.send_due()
        Notice.objects.all().delete()
        return len(captured)

    assert count(1) == count(6)


# What is settled by then is left out.


def everything_daily(*people: User) -> None:
    for person in people:
        notifications.choose(person, dict.fromkeys(NoticeKind.values, "daily"))


def only(kind: NoticeKind) -> None:
    """Forget the other kinds, so that a test is about one."""
    Notice.objects.exclude(kind=kind).delete()


def in_the_night(hours: int = 1):
    return clock.set_to(EVENING + timedelta(hours=hours))


@pytest.fixture
def sent_back():
    """An edition that was sent back in the evening, and its reviewer."""
    with clock.set_to(EVENING):
        edition, reviewer = make_edition(), make_reviewer()
        everything_daily(edition.article.owner, reviewer.user)
        answering.request_changes(edition, reviewer=reviewer, role=Role.MEDICAL, comments=[FIX])
    only(NoticeKind.SENT_BACK)
    return edition, reviewer


def test_what_was_sent_back_is_told_of(sent_back):
    edition, reviewer = sent_back

    assert told(edition.article.owner) == [f"{reviewer.name} sent edition 1 back."]


@pytest.mark.parametrize("by", ["answered", "recalled", "submitted again", "taken back"])
def test_what_was_sent_back_and_settled_is_left_out(sent_back, by: str):
    edition, reviewer = sent_back
    owner, comment = edition.article.owner, edition.comments.get()
    with in_the_night():
        match by:
            case "answered":
                commenting.resolve(comment, by=owner, text="On day 1.")
            case "recalled":
                submission.recall(edition, by=owner, reason="Too early.")
            case "submitted again":
                change(edition.article, summary="Most people can walk on day 1, with help.")
                make_edition(edition.article)
            case "taken back":
                commenting.take_back(comment, by=reviewer.user)
    only(NoticeKind.SENT_BACK)

    assert told(owner) == []
    assert OutgoingMail.objects.filter(subject__startswith="Daily mail").count() == 0
    assert Notice.objects.filter(digested_at=None).count() == 0


@pytest.fixture
def commented():
    with clock.set_to(EVENING):
        edition, reviewer = make_edition(), make_reviewer()
        commenting.comment(edition, reviewer=reviewer, remark=FIX, role=Role.MEDICAL)
    return edition, reviewer


def test_an_open_comment_is_told_of_even_when_somebody_else_replied(commented):
    edition, reviewer = commented
    with in_the_night():
        commenting.reply(edition.comments.get(), by=make_editor(), text="I look it up.")

    lines = told(edition.article.owner)

    assert lines == [
        f"{reviewer.name} asks for a change on “on the day after surgery”: On which day?",
        "Edgar Editor replied to a comment on “on the day after surgery”: I look it up.",
    ]


@pytest.mark.parametrize("by", ["own reply", "answered", "taken back"])
def test_a_comment_that_was_answered_or_settled_is_left_out(commented, by: str):
    edition, reviewer = commented
    owner, comment = edition.article.owner, edition.comments.get()
    with in_the_night():
        match by:
            case "own reply":
                commenting.reply(comment, by=owner, text="I look it up.")
            case "answered":
                commenting.resolve(comment, by=owner, text="On day 1.")
            case "taken back":
                commenting.take_back(comment, by=reviewer.user)
    asked = f"{reviewer.name} asks for a change on “on the day after surgery”: On which day?"

    lines = told(owner)

    assert asked not in lines
    assert len(lines) == (1 if by == "taken back" else 0)  # that it was taken back is news


def test_an_answer_that_was_accepted_is_left_out(commented):
    edition, reviewer = commented
    owner, comment = edition.article.owner, edition.comments.get()
    with in_the_night():
        commenting.resolve(comment, by=owner, text="On day 1.")
    with in_the_night(2):
        commenting.accept(comment, by=reviewer.user)

    assert told(reviewer.user) == []


@pytest.fixture
def decided():
    """A first signature in the evening."""
    with clock.set_to(EVENING):
        edition = make_edition()
        sign(edition, make_reviewer(Role.EDITORIAL, name="Edda Editorial"), Role.EDITORIAL)
    return edition


def test_a_signature_is_told_of(decided):
    assert told(decided.article.owner) == [
        "Edda Editorial signed edition 1 as editorial reviewer. 1 of 2 signatures."
    ]


@pytest.mark.parametrize("by", ["published", "recalled", "submitted again"])
def test_signatures_of_what_is_over_are_left_out(decided, by: str):
    article = decided.article
    with in_the_night():
        match by:
            case "published":
                sign(decided, make_reviewer())
                publishing.publish(decided, by=make_publisher())
            case "recalled":
                submission.recall(decided, by=article.owner, reason="Too early.")
            case "submitted again":
                reviewer = make_reviewer()
                answering.request_changes(decided, reviewer=reviewer, role=Role.MEDICAL, comments=[FIX])
                change(article, summary="Most people can walk on day 1, with help.")
                make_edition(article)
    only(NoticeKind.DECIDED)

    assert told(article.owner) == []


@pytest.fixture
def published():
    with clock.set_to(EVENING):
        edition = make_signed_edition()
        Notice.objects.all().delete()
        return publishing.publish(edition, by=make_publisher())


def test_a_publication_is_told_of(published):
    assert told(published.article.owner) == ["Edition 1 is live."]


@pytest.mark.parametrize("by", ["withdrawn", "replaced"])
def test_a_publication_that_is_over_is_left_out(published, by: str):
    article = published.article
    with in_the_night():
        if by == "withdrawn":
            publishing.withdraw(article, by=make_editor(), reason="It is wrong.")
        else:
            change(article, summary="Most people can walk on day 1, with help.")
            make_publication(article)
    Notice.objects.exclude(text="Edition 1 is live.").delete()

    assert told(article.owner) == []


def test_a_withdrawal_is_told_of_unless_the_article_is_back(published):
    article = published.article
    everything_daily(article.owner)
    with in_the_night():
        publishing.withdraw(article, by=make_editor(), reason="It is wrong.")
    only(NoticeKind.WITHDRAWN)
    notice = Notice.objects.get(user=article.owner)

    assert told(article.owner) == ["It was withdrawn by Edgar Editor: It is wrong."]
    Notice.objects.filter(pk=notice.pk).update(digested_at=None)
    with in_the_night(2):
        change(article, summary="Most people can walk on day 1, with help.")
        make_publication(article)
    only(NoticeKind.WITHDRAWN)
    assert told(article.owner) == []


@pytest.fixture
def asked():
    """A review that was asked for in the evening, as told in the daily mail; its edition and its reviewer."""
    with clock.set_to(EVENING):
        reviewer = make_reviewer()
        everything_daily(reviewer.user)
        edition = make_edition(requests=[(reviewer, Role.MEDICAL, in_days(5))])
        Notice.objects.all().delete()
        request = edition.review_requests.get()
        note(
            reviewer.user,
            kind=NoticeKind.ASSIGNED,
            article=edition.article,
            edition=edition,
            request=request,
            subject="Please review",
        )
    return edition, reviewer


def test_a_review_that_waits_is_told_of(asked):
    assert told(asked[1].user) == ["Please review"]


@pytest.mark.parametrize("by", ["signed", "declined", "recalled", "called off"])
def test_a_review_that_waits_no_more_is_left_out_and_so_is_its_end(asked, by: str):
    edition, reviewer = asked
    owner = edition.article.owner
    with in_the_night():
        match by:
            case "signed":
                sign(edition, reviewer)
            case "declined":
                answering.decline(edition, reviewer=reviewer, role=Role.MEDICAL, reason="no_time")
            case "recalled":
                submission.recall(edition, by=owner, reason="Too early.")
            case "called off":
                requesting.call_off(edition.review_requests.get(), by=owner, reason="Too early.")
    only(NoticeKind.ASSIGNED)

    assert told(reviewer.user) == []


def test_that_a_review_was_taken_away_is_told_to_whoever_knew_of_it(asked):
    edition, reviewer = asked
    assert told(reviewer.user) == ["Please review"]
    with clock.set_to(MORNING + timedelta(hours=3)):
        submission.recall(edition, by=edition.article.owner, reason="Too early.")

    assert told(reviewer.user, MORNING + timedelta(days=1)) == [
        "Wanda Writer took edition 1 back: there is nothing to review any more."
    ]


@pytest.mark.parametrize(("settled", "lines"), [(False, ["Due soon"]), (True, [])])
def test_a_reminder_of_a_review_is_left_out_once_it_is_answered(asked, settled: bool, lines: list[str]):
    edition, reviewer = asked
    note(
        reviewer.user,
        kind=NoticeKind.REMINDER,
        article=edition.article,
        edition=edition,
        request=edition.review_requests.get(),
        subject="Due soon",
    )
    only(NoticeKind.REMINDER)
    if settled:
        with in_the_night():
            answering.decline(edition, reviewer=reviewer, role=Role.MEDICAL, reason="no_time")

    assert told(reviewer.user) == lines


@pytest.mark.parametrize("by", ["", "withdrawn", "signed again"])
def test_a_reminder_of_a_re_review_is_left_out_once_it_is_read_again(published, by: str):
    article, edition = published.article, published.edition
    everything_daily(article.owner)
    with in_the_night():
        note(
            article.owner,
            at=clock.now(),
            kind=NoticeKind.REMINDER,
            article=article,
            edition=edition,
            subject="Due",
        )
    with in_the_night(2):
        if by == "withdrawn":
            publishing.withdraw(article, by=make_editor(), reason="It is wrong.")
        elif by:
            medical = edition.signoffs.get(role=Role.MEDICAL).signer
            requesting.request_review(
                edition, by=article.owner, requests=[(medical, Role.MEDICAL, in_days(3))]
            )
            sign(edition, medical)
    only(NoticeKind.REMINDER)

    assert told(article.owner) == ([] if by else ["Due"])


@pytest.mark.parametrize(("again", "lines"), [(False, ["Declined"]), (True, [])])
def test_a_reviewer_who_declined_is_left_out_once_somebody_else_is_asked(
    asked, again: bool, lines: list[str]
):
    edition, reviewer = asked
    owner = edition.article.owner
    with in_the_night():
        answering.decline(edition, reviewer=reviewer, role=Role.MEDICAL, reason="no_time")
    Notice.objects.all().delete()
    declined = edition.review_requests.get()
    with in_the_night():
        note(
            owner,
            at=clock.now(),
            article=edition.article,
            edition=edition,
            request=declined,
            subject="Declined",
        )
    if again:
        with in_the_night(2):
            requesting.request_review(
                edition, by=owner, requests=[(make_reviewer(), Role.MEDICAL, in_days(3))]
            )
    only(NoticeKind.DECIDED)

    assert told(owner) == lines


def test_a_signature_that_was_revoked_is_left_out():
    with clock.set_to(EVENING):
        edition, reviewer = make_edition(), make_reviewer()
        signature = sign(edition, reviewer)
    with in_the_night():
        signoff.revoke(
            signature, reviewer=reviewer, reason="A slip.", credentials=CREDENTIALS, request=make_request()
        )

    assert told(edition.article.owner) == []
