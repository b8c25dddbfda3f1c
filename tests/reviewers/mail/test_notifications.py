"""Who is told of what, and how: at once, in the daily mail, or not at all."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import transaction

from articles import clock
from articles.models import OutgoingMail, User
from reviewers import answering, commenting, publishing, submission
from reviewers.commenting import Remark
from reviewers.mail import notifications
from reviewers.models import MailChoice, Notice, NoticeKind, Role
from tests.factories import (
    change,
    in_days,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    make_signed_edition,
    make_writer,
    sign,
)

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
FIX = Remark(text="On which day?", quote="on the day after surgery", must_fix=True)


@pytest.fixture(autouse=True)
def _at_a_moment():
    with clock.set_to(MOMENT):
        yield


def mailed() -> list[tuple[str, str]]:
    """Whom a mail that can be muted went to, and its subject."""
    mails = OutgoingMail.objects.exclude(mute_url="").order_by("pk")
    return [(mail.to, mail.subject) for mail in mails]


def noticed(kind: NoticeKind) -> list[tuple[User, str]]:
    return [(notice.user, notice.text) for notice in Notice.objects.filter(kind=kind).order_by("pk")]


def tell(*people: User, kind: NoticeKind = NoticeKind.PUBLISHED, **fields) -> None:
    fields = {"article": make_article(), "subject": "It is live", "body": "It is live.\n"} | fields
    with transaction.atomic():
        notifications.notify(kind, to=people, **fields)


@pytest.mark.parametrize(
    ("kind", "instant"),
    [
        (NoticeKind.ASSIGNED, True),
        (NoticeKind.SENT_BACK, True),
        (NoticeKind.WITHDRAWN, True),
        (NoticeKind.REMINDER, True),
        (NoticeKind.COMMENTED, False),
        (NoticeKind.DECIDED, False),
        (NoticeKind.PUBLISHED, False),
    ],
)
def test_each_kind_comes_at_once_or_daily_unless_one_chooses(kind: NoticeKind, instant: bool):
    person = make_writer()

    tell(person, kind=kind)

    assert mailed() == ([(person.email, "It is live")] if instant else [])
    assert noticed(kind) == ([] if instant else [(person, "It is live")])


def test_each_person_is_told_as_they_chose():
    at_once, daily, never, other = (make_writer() for _ in range(4))
    notifications.choose(at_once, {NoticeKind.PUBLISHED: "instant"})
    notifications.choose(daily, {NoticeKind.PUBLISHED: "daily"})
    notifications.choose(never, {NoticeKind.PUBLISHED: "never"})
    notifications.choose(other, {NoticeKind.COMMENTED: "never"})

    tell(at_once, daily, never, other)

    assert mailed() == [(at_once.email, "It is live")]
    assert [person for person, _ in noticed(NoticeKind.PUBLISHED)] == [daily, other]


def test_nobody_is_told_twice_or_of_their_own_act_or_after_they_left():
    person, actor, gone, shut_out = make_writer(), make_writer(), make_writer(), make_writer()
    gone.is_active = False
    gone.save()
    shut_out.is_staff = False
    shut_out.save()

    tell(person, actor, gone, shut_out, person, kind=NoticeKind.WITHDRAWN, by=actor)

    assert mailed() == [(person.email, "It is live")]


def test_the_daily_mail_gets_one_line():
    person = make_writer()

    tell(person, line="Edition 1 is\r\nlive.\u202e")

    assert noticed(NoticeKind.PUBLISHED) == [(person, "Edition 1 is live.")]


def test_what_is_rolled_back_tells_nobody(django_capture_on_commit_callbacks):
    person = make_writer()

    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                notifications.notify(
                    NoticeKind.WITHDRAWN, to=[person], article=make_article(), subject="Gone", body="Gone."
                )
                tell(person)
                raise RuntimeError
        except RuntimeError:
            pass

    assert (OutgoingMail.objects.count(), Notice.objects.count(), mail.outbox) == (0, 0, [])


def test_what_can_be_muted_says_how(django_capture_on_commit_callbacks):
    person = make_writer()

    with django_capture_on_commit_callbacks(execute=True):
        tell(person, kind=NoticeKind.WITHDRAWN)

    [sent] = mail.outbox
    address = notifications.mute_address(person, NoticeKind.WITHDRAWN)
    assert sent.extra_headers["List-Unsubscribe"] == f"<{address}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.body == (
        "It is live.\n\n-- \nWhy you get this, and how to change it\n"
        "Mail of the kind “An article of yours leaves the site” comes at once, unless you choose otherwise.\n"
        f"No more of it: {address}\nChoose for each kind: http://testserver/admin/my-mail/\n"
    )


def test_what_one_must_have_cannot_be_muted(django_capture_on_commit_callbacks):
    reviewer = make_reviewer()
    notifications.choose(reviewer.user, dict.fromkeys(NoticeKind.values, "never"))
    edition = make_edition()

    with django_capture_on_commit_callbacks(execute=True):
        sign(edition, reviewer)

    [receipt] = mail.outbox
    assert receipt.subject == "Your signature: Walking after a hip fracture"
    assert set(receipt.extra_headers) == {"Message-ID"}
    assert "change it" not in receipt.body


def test_a_choice_is_kept_once_for_each_kind():
    person = make_writer()

    notifications.choose(person, {NoticeKind.PUBLISHED: "never"})
    notifications.choose(person, {NoticeKind.PUBLISHED: "instant"})

    assert MailChoice.objects.count() == 1
    assert notifications.choices_of(person) == dict(notifications.DEFAULTS) | {
        NoticeKind.PUBLISHED: "instant"
    }


# What each act tells.


def test_sending_back_tells_all_who_wrote_it_word_for_word():
    owner, other, submitter, reviewer = make_writer(), make_editor(), make_editor(), make_reviewer()
    article = make_article(by=owner)
    change(article, by=other, summary="Most people can walk on the day after surgery, with some help.")
    edition = make_edition(article, by=submitter)
    commenting.comment(edition, reviewer=reviewer, remark=Remark(text="Nice."), role=Role.MEDICAL)
    Notice.objects.all().delete()

    answering.request_changes(
        edition, reviewer=reviewer, role=Role.MEDICAL, comments=[FIX], note="Otherwise good."
    )

    subject = "Sent back: Walking after a hip fracture"
    assert sorted(mailed()) == sorted((person.email, subject) for person in [owner, other, submitter])
    body = OutgoingMail.objects.exclude(mute_url="")[0].body
    said = f"On which day?\n\n{reviewer.name} writes: Otherwise good.\n\n"
    assert f"- “on the day after surgery”: {said}" in body
    assert "Nice." not in body
    assert f"http://testserver/admin/articles/article/{article.pk}/comments/" in body
    assert f"http://testserver/admin/articles/edition/{edition.pk}/review/" in body
    assert Notice.objects.count() == 0


def test_a_comment_is_told_to_the_owner_and_the_submitter():
    owner, submitter, reviewer = make_writer(), make_editor(), make_reviewer()
    edition = make_edition(make_article(by=owner), by=submitter)

    commenting.comment(edition, reviewer=reviewer, remark=FIX, role=Role.MEDICAL)

    line = f"{reviewer.name} asks for a change on “on the day after surgery”: On which day?"
    assert noticed(NoticeKind.COMMENTED) == [(owner, line), (submitter, line)]


def test_an_answer_is_told_to_whoever_wrote_the_comment():
    edition, reviewer = make_edition(), make_reviewer()
    owner = edition.article.owner
    made = commenting.comment(edition, reviewer=reviewer, remark=FIX, role=Role.MEDICAL)
    Notice.objects.all().delete()

    commenting.resolve(made, by=owner, text="On day 1.")
    commenting.accept(made, by=reviewer.user)

    about = "a comment on “on the day after surgery”"
    assert noticed(NoticeKind.COMMENTED) == [
        (reviewer.user, f"Wanda Writer answered {about}: On day 1."),
        (owner, f"{reviewer.user} accepted the answer to {about}."),
    ]


def test_the_answers_of_a_new_submission_are_told_to_the_reviewers():
    edition, reviewer = make_edition(), make_reviewer()
    commenting.comment(edition, reviewer=reviewer, remark=FIX, role=Role.MEDICAL)
    Notice.objects.all().delete()
    change(edition.article, summary="Most people can walk on day 1, with help.")

    make_edition(edition.article)

    assert [person for person, _ in noticed(NoticeKind.COMMENTED)] == [reviewer.user]


def test_others_who_spoke_about_a_comment_are_told():
    edition, reviewer, editor = make_edition(), make_reviewer(), make_editor()
    made = commenting.comment(edition, reviewer=reviewer, remark=FIX, role=Role.MEDICAL)
    commenting.reply(made, by=editor, text="I look it up.")
    Notice.objects.all().delete()

    commenting.reply(made, by=edition.article.owner, text="Thank you.")

    assert [person for person, _ in noticed(NoticeKind.COMMENTED)] == [reviewer.user, editor]


def test_publishers_are_told_when_nothing_is_missing_any_more():
    publisher, edition = make_publisher(), make_edition()
    owner = edition.article.owner
    signers = [make_reviewer(Role.EDITORIAL), make_reviewer(Role.MEDICAL)]

    sign(edition, signers[0], Role.EDITORIAL)
    sign(edition, signers[1], Role.MEDICAL)

    first = f"{signers[0].name} signed edition 1 as editorial reviewer. 1 of 2 signatures."
    last = f"{signers[1].name} signed edition 1 as medical reviewer. 2 of 2 signatures: it can be published."
    assert noticed(NoticeKind.DECIDED) == [(owner, first), (owner, last), (publisher, last)]


def test_a_publication_is_told_to_the_owner_and_the_signers():
    edition = make_signed_edition()
    Notice.objects.all().delete()

    publishing.publish(edition, by=make_publisher())

    signers = [signoff.signer.user for signoff in edition.signoffs.order_by("role")]
    told = [edition.article.owner, *signers]
    assert noticed(NoticeKind.PUBLISHED) == [(person, "Edition 1 is live.") for person in told]


def test_a_withdrawal_is_told_to_the_owner_the_signers_and_those_who_are_asked():
    publication, editor = make_publication(), make_editor()
    change(publication.article, summary="Most people can walk on day 1, with help.")
    asked = make_reviewer()
    make_edition(publication.article, requests=[(asked, Role.MEDICAL, in_days(3))])
    OutgoingMail.objects.all().delete()

    publishing.withdraw(publication.article, by=editor, reason="It is wrong.")

    signers = [signoff.signer.user for signoff in publication.edition.signoffs.order_by("role")]
    subject = "Withdrawn: Walking after a hip fracture"
    assert mailed() == [
        (person.email, subject) for person in [publication.article.owner, *signers, asked.user]
    ]
    assert "It is wrong." in OutgoingMail.objects.first().body


def test_a_retraction_is_told_with_what_is_affected():
    publication = make_publication()
    OutgoingMail.objects.all().delete()

    publishing.retract(publication.article, by=make_editor(), reason="It is wrong.", affected="All of it.")

    assert {subject for _, subject in mailed()} == {"Retracted: Walking after a hip fracture"}
    assert "It is wrong.\n\nAffected: All of it." in OutgoingMail.objects.first().body


def test_a_recall_is_told_to_those_who_were_asked():
    asked, declined = make_reviewer(), make_reviewer(Role.EDITORIAL)
    requests = [(asked, Role.MEDICAL, in_days(3)), (declined, Role.EDITORIAL, in_days(3))]
    edition = make_edition(requests=requests)
    answering.decline(edition, reviewer=declined, role=Role.EDITORIAL, reason="no_time")
    OutgoingMail.objects.all().delete()

    submission.recall(edition, by=edition.article.owner, reason="Too early.")

    assert mailed() == [(asked.user.email, "Nothing to review any more: Walking after a hip fracture")]
