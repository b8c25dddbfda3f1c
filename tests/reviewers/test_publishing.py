"""Publishing, scheduling, withdrawing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from articles import clock
from articles.models import Article, AuditEntry, Publication
from articles.states import PublicState, WorkState, public_state, work_state
from reviewers import dates, publishing, verification
from reviewers.models import Role, SignOff
from reviewers.obstacles import obstacles
from tests.factories import (
    change,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    make_signed_edition,
    make_user,
    make_writer,
    sign,
)

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def test_publish_refuses_while_a_signature_is_missing():
    edition = make_edition()
    sign(edition, make_reviewer())

    with pytest.raises(publishing.CannotPublish) as refusal:
        publishing.publish(edition, by=make_publisher())

    assert refusal.value.reasons == ["The editorial sign-off is missing."]
    assert not Publication.objects.exists()
    entry = AuditEntry.objects.latest("number")
    assert (entry.event, entry.article) == ("refused", edition.article)


def test_publish_freezes_what_the_public_is_told():
    edition = make_signed_edition(make_article(slug="hips"))

    publication = publishing.publish(edition, by=make_publisher())

    assert (publication.slug, publication.title) == ("hips", "Walking after a hip fracture")
    assert publication.topic_list == [{"slug": "bones", "name": "Bone and joint health"}]
    assert [reviewer["role"] for reviewer in publication.reviewer_list] == ["editorial", "medical"]
    assert publication.reviewed_on == clock.today()


def test_publish_of_a_newer_edition_ends_the_older():
    first = make_publication()
    change(first.article, title="A better title")
    second = make_signed_edition(first.article)

    published = publishing.publish(second, by=make_publisher())

    first.refresh_from_db()
    assert (first.ended_because, first.ended_at) == ("superseded", published.published_at)
    assert list(first.article.publications.live()) == [published]
    assert obstacles(first.edition)[0] == ("Edition 1 is out of date: a newer edition was published.")


def test_publish_is_for_publishers_and_a_superuser_is_none():
    edition = make_signed_edition()
    superuser = make_user(name="Su Perb", is_superuser=True)

    for person in [superuser, make_writer(), make_editor(), make_reviewer().user]:
        with pytest.raises(publishing.CannotPublish, match="Only publishers may do this"):
            publishing.publish(edition, by=person)

    assert not Publication.objects.exists()


def test_publish_refuses_while_a_guard_is_missing():
    edition = make_signed_edition()
    on_table = " ON articles_edition" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER articles_edition_no_update{on_table}")

    with pytest.raises(publishing.CannotPublish, match="guards are not all in place"):
        publishing.publish(edition, by=make_publisher())


def test_changes_only_signature_moves_no_review_date():
    with clock.set_to(MOMENT):
        first = make_publication()
    with clock.set_to(MOMENT + timedelta(days=30)):
        edition = make_edition(first.article, change_kind="minor", change_note="A comma.")
        sign(edition, make_reviewer(), scope=SignOff.Scope.CHANGES)
        sign(edition, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)

        second = publishing.publish(edition, by=make_publisher())

    assert (second.reviewed_on, second.review_due_on) == (date(2026, 3, 3), date(2027, 3, 3))


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2026, 3, 3), 12, date(2027, 3, 3)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 1, 31), 36, date(2029, 1, 31)),
    ],
)
def test_months_after_stays_within_the_month(day: date, months: int, due: date):
    assert dates.months_after(day, months) == due


def test_states_follow_from_the_records_and_the_day():
    with clock.set_to(MOMENT):
        article = make_publication().article
    state = article.state
    state.refresh_from_db()

    due = date(2027, 3, 3)
    days = [due - timedelta(days=15), due - timedelta(days=14), due, due + timedelta(days=1)]
    noons = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in days]
    assert [public_state(state, noon) for noon in noons] == [
        PublicState.LIVE,
        PublicState.DUE,
        PublicState.DUE,
        PublicState.OVERDUE,
    ]
    assert work_state(state) == WorkState.NOTHING_OPEN
    with clock.set_to(MOMENT):
        change(article, title="New")
    state.refresh_from_db()
    assert work_state(state) == WorkState.DRAFT


@pytest.mark.parametrize("who", ["editor", "reviewer", "publisher"])
def test_withdraw_takes_one_person_and_one_reason(who: str):
    publication = make_publication()

    publishing.withdraw(publication.article, by=make_user(who), reason="The dose is wrong.")

    publication.refresh_from_db()
    assert (publication.ended_because, publication.notice) == ("withdrawn", "The dose is wrong.")
    publication.article.state.refresh_from_db()
    assert public_state(publication.article.state, clock.now()) == PublicState.WITHDRAWN


def test_withdraw_needs_a_reason_a_right_and_something_live():
    publication = make_publication()

    for article, by, reason, sentence in [
        (publication.article, make_editor(), " ", "Say why you withdraw"),
        (
            publication.article,
            make_writer(),
            "No right.",
            "Only editors, reviewers and publishers may do this",
        ),
        (make_article(), make_editor(), "Not live.", "Nothing of this article is live."),
    ]:
        with pytest.raises(publishing.CannotPublish, match=sentence):
            publishing.withdraw(article, by=by, reason=reason)

    assert Publication.objects.live().exists()


def test_coming_back_after_withdrawal_needs_a_new_round():
    publication = make_publication()
    article = publication.article
    waiting = make_signed_edition(article)
    publishing.withdraw(article, by=make_editor(), reason="The dose is wrong.")

    for edition in [publication.edition, waiting]:
        with pytest.raises(publishing.CannotPublish, match="The medical sign-off is missing"):
            publishing.publish(edition, by=make_publisher())

    for role in waiting.required_role_list:
        sign(waiting, make_reviewer(role), role)
    assert publishing.publish(waiting, by=make_publisher()).round == 2


def test_everything_holds_after_all_this():
    test_coming_back_after_withdrawal_needs_a_new_round()
    test_publish_of_a_newer_edition_ends_the_older()

    assert list(verification.flaws()) == []
    assert Article.objects.count() == 2


def test_changes_only_signature_puts_no_review_off():
    with clock.set_to(MOMENT):
        first = make_publication()
    with clock.set_to(MOMENT + timedelta(days=30)):
        change(first.article, review_interval_months=36)
        edition = make_edition(first.article, change_kind="minor", change_note="A longer interval.")
        for role in [Role.MEDICAL, Role.EDITORIAL]:
            sign(edition, make_reviewer(role), role, scope=SignOff.Scope.CHANGES)

        second = publishing.publish(edition, by=make_publisher())

    assert second.review_due_on == first.review_due_on
