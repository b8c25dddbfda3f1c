"""One row, and a sentence for whoever came second."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from articles import clock
from articles.acts import Refused
from articles.models import Edition, Publication
from reviewers import publishing, scheduling, signoff, submission, verification
from reviewers.models import Role, Schedule, ScheduleEnd, SignOff
from tests.factories import (
    CREDENTIALS,
    acknowledge_all,
    make_article,
    make_edition,
    make_publication,
    make_publisher,
    make_request,
    make_reviewer,
    make_signed_edition,
    sign,
)

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def together(*acts: Callable[[], object]) -> list[object]:
    """Run acts at the same moment, each on a connection of its own: what each returned, or the refusal it met."""
    barrier = threading.Barrier(len(acts), timeout=20)
    outcomes: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            outcomes[place] = act()
        except Exception as problem:
            outcomes[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def refusals(outcomes: list[object]) -> list[list[str]]:
    """The sentences of those who were refused; any other exception is raised here."""
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, Refused):
            raise outcome
    return [outcome.reasons for outcome in outcomes if isinstance(outcome, Refused)]


def flaws() -> list[str]:
    return [flaw.sentence for flaw in verification.flaws()]


def test_two_publishers_at_once_publish_once():
    edition = make_signed_edition()
    one, two = make_publisher(), make_publisher()

    outcomes = together(
        lambda: publishing.publish(edition, by=one), lambda: publishing.publish(edition, by=two)
    )

    assert refusals(outcomes) == [["Edition 1 is live already."]]
    assert Publication.objects.count() == 1
    assert flaws() == []


def test_one_person_signs_two_roles_at_once_and_keeps_one():
    edition = make_edition()
    person = make_reviewer(Role.MEDICAL, Role.EDITORIAL, name="Rosa Both")

    outcomes = together(
        lambda: sign(edition, person, Role.MEDICAL), lambda: sign(edition, person, Role.EDITORIAL)
    )

    role = SignOff.objects.get().get_role_display().lower()
    [[sentence]] = refusals(outcomes)
    assert sentence == f"{person} signed this edition in the {role} role already."
    assert flaws() == []


def test_two_signers_of_one_role_at_once_leave_one_signature():
    edition = make_edition()
    one, two = make_reviewer(Role.MEDICAL), make_reviewer(Role.MEDICAL)

    outcomes = together(lambda: sign(edition, one), lambda: sign(edition, two))

    signed = SignOff.objects.get()
    assert refusals(outcomes) == [[f"{signed.printed_name} gave the medical sign-off already."]]
    assert flaws() == []


def test_the_same_signature_twice_at_once_is_one():
    edition = make_edition()
    person = make_reviewer(Role.MEDICAL)

    outcomes = together(lambda: sign(edition, person), lambda: sign(edition, person))

    assert refusals(outcomes) == [[f"{person.name} gave the medical sign-off already."]]
    assert SignOff.objects.count() == 1
    assert flaws() == []


def test_submitting_twice_at_once_freezes_one_edition():
    article = make_article()
    acknowledgements = acknowledge_all(article)

    def submit() -> Edition:
        return submission.submit(
            article, by=article.owner, change_kind="first", change_note="", acknowledgements=acknowledgements
        )

    outcomes = together(submit, submit)

    assert refusals(outcomes) == [["Edition 1 is under review: recall it first, or wait for the verdicts."]]
    assert Edition.objects.count() == 1
    assert flaws() == []


def test_withdrawing_while_publishing_leaves_nothing_live():
    live = make_publication()
    edition = re_signed(live)
    editor, publisher = make_publisher(), make_publisher()

    outcomes = together(
        lambda: publishing.withdraw(live.article, by=editor, reason="The dose was wrong."),
        lambda: publishing.publish(edition, by=publisher),
    )

    assert not Publication.objects.live().exists()
    assert len(refusals(outcomes)) <= 1
    assert flaws() == []


def re_signed(publication: Publication) -> Edition:
    """The live edition, signed again in a new round."""
    for role in publication.edition.required_role_list:
        sign(publication.edition, make_reviewer(role), role)
    return publication.edition


def test_revoking_while_publishing_leaves_nothing_live():
    edition = make_signed_edition()
    signed = edition.signoffs.first()
    publisher = make_publisher()

    outcomes = together(
        lambda: signoff.revoke(
            signed,
            reviewer=signed.signer,
            reason="I misread it.",
            credentials=CREDENTIALS,
            request=make_request(),
        ),
        lambda: publishing.publish(edition, by=publisher),
    )

    assert not Publication.objects.live().exists()
    assert len(refusals(outcomes)) <= 1
    assert flaws() == []


def test_recalling_while_publishing_lets_one_of_them_through():
    edition = make_signed_edition()
    publisher, owner = make_publisher(), edition.article.owner

    outcomes = together(
        lambda: submission.recall(edition, by=owner, reason="Not yet."),
        lambda: publishing.publish(edition, by=publisher),
    )

    assert len(refusals(outcomes)) == 1
    assert flaws() == []


def test_two_ticks_at_once_publish_once():
    edition = make_signed_edition()
    soon = clock.now() + timedelta(seconds=0.5)
    planned = scheduling.schedule(edition, publish_at=soon, by=make_publisher())
    time.sleep(0.5)

    def tick() -> Publication | None:
        return scheduling.carry_out(
            Schedule.objects.select_related("edition__article", "by").get(pk=planned.pk)
        )

    outcomes = together(tick, tick)

    assert refusals(outcomes) == []
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert Publication.objects.count() == 1
    assert ScheduleEnd.objects.get().outcome == ScheduleEnd.Outcome.PUBLISHED
    assert flaws() == []


def test_eight_articles_at_once_keep_one_chain():
    editions = [make_signed_edition() for _ in range(8)]
    publisher = make_publisher()

    outcomes = together(
        *(lambda edition=edition: publishing.publish(edition, by=publisher) for edition in editions)
    )

    assert refusals(outcomes) == []
    assert Publication.objects.live().count() == 8
    assert flaws() == []
