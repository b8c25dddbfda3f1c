"""Rows changed or deleted by SQL with the guards dropped: `verify` names each by what the audit chain tells of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from reviewers import answering, publishing, requesting, states, submission
from reviewers.commenting import Remark
from reviewers.models import RequestEnd, Role
from tests import factories
from tests.attacks.forging import change, delete, guards_off, named, sql
from tests.factories import (
    make_article,
    make_edition,
    make_publication,
    make_publisher,
    make_reviewer,
    make_signed_edition,
    make_user,
    make_writer,
)

pytestmark = pytest.mark.django_db


def recalled_edition_without_its_recall() -> None:
    edition = make_signed_edition()
    submission.recall(edition, by=edition.article.owner, reason="The dose is wrong.")
    with guards_off():
        delete(edition.recall)
    states.refresh(edition.article)


def edition_without_its_must_fix() -> None:
    edition = make_edition()
    comments = [Remark("The dose is wrong.", must_fix=True)]
    answering.request_changes(edition, reviewer=make_reviewer(), role=Role.MEDICAL, comments=comments)
    with guards_off():
        delete(edition.comments.get())
    states.refresh(edition.article)


def reassigned_review() -> RequestEnd:
    edition = make_edition(requests=[(make_reviewer(), Role.MEDICAL, factories.in_days(7))])
    to, due_on = make_reviewer(), factories.in_days(9)
    by, asked = make_writer(), edition.review_requests.get()
    requesting.reassign(asked, to=to, due_on=due_on, by=by, reason="On leave.")
    return asked.end


def request_without_its_end() -> None:
    with guards_off():
        delete(reassigned_review())


def request_ended_for_another_reason() -> None:
    with guards_off():
        change(reassigned_review(), reason="They refused to sign.")


def request_ended_by_someone_else() -> None:
    with guards_off():
        change(reassigned_review(), by_id=make_writer().pk)


def version_saved_by_someone_else() -> None:
    reviewer = make_user("writer", "reviewer", name="Rita Both")
    article = make_article()
    factories.change(article, by=reviewer, title="Rita's title")
    with guards_off():
        change(article.versions.get(number=2), by_id=article.owner_id)


def version_with_another_desk() -> None:
    with guards_off():
        change(make_article().versions.get(), desk="{}")


def edition_frozen_by_someone_else() -> None:
    edition = make_edition()
    with guards_off():
        change(edition, frozen_by_id=make_writer().pk)


def edition_frozen_at_another_time() -> None:
    edition = make_edition()
    with guards_off():
        change(edition, frozen_at="2001-01-01 00:00:00+00:00")


def publication_ended_by_someone_else() -> None:
    publication = make_publication()
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")
    with guards_off():
        change(publication, ended_by_id=make_writer().pk)


def publication_ended_earlier_so_that_voided_signatures_count_again() -> None:
    publication = make_publication()
    factories.change(publication.article, title="Another title")
    make_signed_edition(publication.article)
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")
    with guards_off():
        change(publication, ended_at=publication.published_at + timedelta(microseconds=1))
    states.refresh(publication.article)


def address_given_to_another_article() -> None:
    publication, other = make_publication(), make_publication()
    with guards_off():
        sql("UPDATE articles_slug SET article_id = %s WHERE slug = %s", other.article_id, publication.slug)


def address_deleted() -> None:
    make_publication()
    with guards_off():
        sql("DELETE FROM articles_slug")


FORGERIES = [
    recalled_edition_without_its_recall,
    edition_without_its_must_fix,
    request_without_its_end,
    request_ended_for_another_reason,
    request_ended_by_someone_else,
    version_saved_by_someone_else,
    version_with_another_desk,
    edition_frozen_by_someone_else,
    edition_frozen_at_another_time,
    publication_ended_by_someone_else,
    publication_ended_earlier_so_that_voided_signatures_count_again,
    address_given_to_another_article,
    address_deleted,
]


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_forgery_is_named(forge: Callable[[], None]):
    forge()

    assert named() != []
