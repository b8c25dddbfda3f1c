"""Submitting and recalling."""

import pytest

from articles import clock, editions
from articles.document import content_of
from articles.models import AuditEntry, Edition, OutgoingMail
from articles.refusals import Refused
from articles.states import PublicState, WorkState, public_state, work_state
from reviewers import submission
from reviewers.models import Role
from tests.factories import (
    acknowledge_all,
    change,
    in_days,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    make_user,
)

pytestmark = pytest.mark.django_db


def state_of(article):
    article.state.refresh_from_db()
    return public_state(article.state, clock.now()), work_state(article.state)


def test_submit_freezes_what_the_article_says():
    article = make_article()
    content = content_of(article)

    edition = make_edition(article)
    change(article, title="Changed since")

    edition.refresh_from_db()
    assert edition.content == content | {"change": editions.NO_CHANGE | {"kind": "first"}}
    assert (edition.number, edition.required_role_list) == (1, ["editorial", "medical"])
    assert state_of(article) == (PublicState.NEVER, WorkState.IN_REVIEW)


def test_submit_freezes_who_may_not_sign():
    article = make_article()
    editor, bystander = make_editor(), make_editor()
    change(article, by=editor, title="Edited")
    article.owner = bystander
    article.save()

    edition = make_edition(article, by=make_user("writer", name="Sue Submitter"))

    names = {person["name"] for person in edition.private_part["contributors"]}
    assert names == {"Wanda Writer", "Edgar Editor", "Sue Submitter"}
    accounts = {person["user"] for person in edition.private_part["contributors"]}
    assert bystander.pk not in accounts


def test_submit_refuses_blocking_findings_and_warnings_without_a_word():
    article = make_article(title="", body="## A\n\nText (open.\n\n## B\n\nText.")

    with pytest.raises(Refused) as refusal:
        make_edition(article, acknowledgements={})

    assert not Edition.objects.exists()
    assert any("title" in reason.lower() for reason in refusal.value.reasons)
    assert AuditEntry.objects.latest("number").event == "refused"


def test_submit_freezes_findings_and_acknowledgements():
    article = make_article()
    reference = content_of(article)["references"][0]
    change(
        article,
        references=[
            reference,
            reference | {"uuid": reference["uuid"][::-1].replace("-", "")[:32], "key": "unused"},
        ],
    )
    acknowledged = acknowledge_all(article)

    edition = make_edition(article)

    assert acknowledged
    assert edition.private_part["acknowledgements"] == acknowledged
    assert len(edition.private_part["findings"]) == len(acknowledged)


def test_submit_asks_reviewers_by_mail(django_capture_on_commit_callbacks, mailoutbox):
    reviewer = make_reviewer(name="Mo Sign")

    with django_capture_on_commit_callbacks(execute=True):
        edition = make_edition(requests=[(reviewer, Role.MEDICAL, in_days(7))])

    (mail,) = mailoutbox
    assert mail.to == [reviewer.user.email]
    assert edition.title in mail.subject
    assert f"/{edition.pk}/" in mail.body
    assert OutgoingMail.objects.get().sent_at


def test_submit_refuses_a_reviewer_who_may_not_sign():
    article = make_article()
    reviewer = make_reviewer(user=article.owner)

    with pytest.raises(submission.CannotSubmit) as refusal:
        make_edition(article, requests=[(reviewer, Role.MEDICAL, in_days(7))])

    assert any("nobody signs their own work" in reason for reason in refusal.value.reasons)
    assert not Edition.objects.exists()


def test_submit_refuses_while_an_edition_is_under_review():
    article = make_edition().article

    with pytest.raises(submission.CannotSubmit) as refusal:
        make_edition(article)

    assert refusal.value.reasons == ["Edition 1 is under review: recall it first, or wait for the verdicts."]


@pytest.mark.parametrize("kind", ["minor", "update", "correction"])
def test_submit_of_a_published_article_needs_a_kind_and_a_note(kind: str):
    article = make_publication().article

    for wrong in [
        {"change_kind": "first"},
        {"change_kind": kind, "change_note": " \n"},
        {"change_kind": "huge"},
    ]:
        with pytest.raises(submission.CannotSubmit):
            make_edition(article, **wrong)

    assert make_edition(article, change_kind=kind, change_note="What changed.").change_kind == kind


def test_submit_is_for_writers_and_editors_and_a_superuser_is_neither():
    article = make_article()
    superuser = make_user(name="Su Perb", is_superuser=True)

    with pytest.raises(submission.CannotSubmit) as refusal:
        make_edition(article, by=superuser)

    assert refusal.value.reasons == [
        "Only writers and editors may do this, and Su Perb is none of them: ask an administrator if that is wrong."
    ]


def test_recall_takes_an_edition_back_and_the_next_gets_the_next_number():
    edition = make_edition()

    submission.recall(edition, by=edition.frozen_by, reason="A figure is missing.")

    assert state_of(edition.article) == (PublicState.NEVER, WorkState.DRAFT)
    assert make_edition(edition.article).number == 2


def test_recall_refuses_what_was_live_and_what_was_recalled():
    live = make_publication().edition
    recalled = make_edition()
    submission.recall(recalled, by=recalled.frozen_by, reason="Too early.")

    with pytest.raises(submission.CannotSubmit, match="has been live"):
        submission.recall(live, by=live.frozen_by, reason="Too late.")
    with pytest.raises(submission.CannotSubmit, match="was recalled already"):
        submission.recall(recalled, by=recalled.frozen_by, reason="Again.")
    with pytest.raises(submission.CannotSubmit, match="Only writers and editors may do this"):
        submission.recall(make_edition(), by=make_publisher(), reason="Not mine.")


def test_submit_checks_the_change_note_too():
    article = make_publication().article

    with pytest.raises(submission.CannotSubmit) as refusal:
        make_edition(article, change_note="The dose (10 mg was wrong.")

    (reason,) = refusal.value.reasons
    assert "bracket" in reason.lower()
