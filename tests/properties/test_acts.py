"""No sequence of acts by any cast of people leaves unsigned content live, or one person in two roles."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import clock
from articles.acts import Refused
from articles.models import Article, ArticleVersion, Edition, Publication, User
from reviewers import publishing, signoff, submission, verification
from reviewers.models import Reviewer, Revocation, Role, Schedule, SignOff
from tests import factories
from tests.factories import (
    PASSWORD,
    make_article,
    make_publication,
    make_publisher,
    make_request,
    make_reviewer,
    make_signed_edition,
    make_user,
    sign,
)

BEGINNING = datetime(2026, 3, 3, 9, tzinfo=UTC)
ALL = ("writer", "editor", "reviewer", "publisher")


class World:
    """Two articles and everybody who might touch them."""

    def __init__(self) -> None:
        self.now = BEGINNING
        with clock.set_to(self.now):
            writer = make_user("writer", name="Will Writer")
            everyone = [
                make_user("reviewer", name="Rita Reviewer"),
                make_user("reviewer", name="Robin Reviewer"),
                make_user(*ALL, name="Alma All"),
                make_user(*ALL, name="Sue Root", is_superuser=True),
            ]
            self.reviewers = [
                make_reviewer(Role.MEDICAL, Role.EDITORIAL, user=user, name=str(user)) for user in everyone
            ]
            publisher = make_user("publisher", name="Pat Publisher")
            self.people = [writer, publisher, *everyone]
            self.articles = [make_article(writer), make_article(everyone[2])]

    def do(self, act: str, person: int, article: int, choice: int) -> None:
        self.now += timedelta(minutes=1)
        who = self.people[person % len(self.people)]
        reviewer = self.reviewers[person % len(self.reviewers)]
        what = self.articles[article]
        with clock.set_to(self.now), suppress(Refused):
            ACTS[act](self, what, who, reviewer, choice)


def _save(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    article.refresh_from_db()
    factories.change(article, who, title=f"Title {choice}")


def _submit(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    article.refresh_from_db()
    factories.make_edition(article, who)


def _latest(article: Article, choice: int) -> Edition | None:
    """The newest edition most of the time, otherwise any."""
    newest = list(article.editions.order_by("-number"))
    if not newest:
        return None
    return newest[0] if choice % 3 else newest[choice % len(newest)]


def _recall(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    if edition := _latest(article, choice):
        submission.recall(edition, by=who, reason="Not yet.")


def _sign(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    if edition := _latest(article, choice):
        scope = SignOff.Scope.CHANGES if choice == 5 else SignOff.Scope.WHOLE
        sign(edition, reviewer, [Role.MEDICAL, Role.EDITORIAL][choice % 2], scope=scope)


def _request_changes(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    edition = _latest(article, choice)
    if edition and choice == 1:
        signoff.request_changes(edition, reviewer=reviewer, role=Role.MEDICAL, comments=[("", "Mend it.")])


def _revoke(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    signed = list(SignOff.objects.filter(edition__article=article).order_by("-pk"))
    if signed:
        row = signed[choice % len(signed)]
        by = reviewer if choice == 2 else row.signer
        signoff.revoke(row, reviewer=by, reason="I misread it.", password=PASSWORD, request=make_request())


def _publish(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    if edition := _latest(article, choice):
        publishing.publish(edition, by=who)


def _schedule(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    if edition := _latest(article, choice):
        publishing.schedule(edition, publish_at=world.now + timedelta(minutes=choice), by=who)


def _tick(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    for planned in Schedule.objects.waiting().select_related("edition__article", "by"):
        publishing.carry_out(planned)


def _wait(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    world.now += timedelta(days=200 * choice)


def _withdraw(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    publishing.withdraw(article, by=who, reason="The dose was wrong.")


ACTS: dict[str, Callable[..., None]] = {
    "save": _save,
    "submit": _submit,
    "recall": _recall,
    "sign": _sign,
    "request_changes": _request_changes,
    "revoke": _revoke,
    "publish": _publish,
    "schedule": _schedule,
    "tick": _tick,
    "wait": _wait,
    "withdraw": _withdraw,
}


def wrong() -> Iterator[str]:
    """What is live without its signatures, by rows and arithmetic alone: nothing of the code under test."""
    for live in Publication.objects.filter(ended_at=None).select_related("edition"):
        private = json.loads(live.edition.private)
        barred = _hands_on(live.edition)
        revoked = Revocation.objects.values_list("signoff_id", flat=True)
        signed = SignOff.objects.filter(
            edition=live.edition, round=live.round, digest=live.edition.digest
        ).exclude(pk__in=list(revoked))
        by_role = {row.role: row.signer.user_id for row in signed.select_related("signer")}
        missing = {*private["required_roles"], "medical"} - by_role.keys()
        if live.digest != live.edition.digest or missing:
            yield f"{live} is live without {missing}"
        if len(set(by_role.values())) != len(by_role):
            yield f"{live} has one person in two roles"
        if barred & set(by_role.values()):
            yield f"{live} is signed by somebody who had a hand in it"
    for signed in SignOff.objects.select_related("edition", "signer"):
        if signed.signer.user_id in _hands_on(signed.edition):
            yield f"{signed} is by somebody who had a hand in it"
    pairs = SignOff.objects.order_by().values_list("edition_id", "signer_id", "role").distinct()
    if len({pair[:2] for pair in pairs}) != len(pairs):
        yield "One person signed an edition in two roles."


def _hands_on(edition: Edition) -> set[int]:
    """Everyone who submitted an edition or saved a version that changed something, up to it."""
    found = {edition.frozen_by_id}
    versions = ArticleVersion.objects.filter(article=edition.article_id, at__lte=edition.frozen_at)
    before = ""
    for version in versions.order_by("number"):
        if version.document != before:
            found.add(version.by_id)
        before = version.document
    return found


STEPS = st.lists(
    st.tuples(
        st.sampled_from([*ACTS, "sign", "sign", "submit", "publish", "publish"]),
        st.integers(0, 5),
        st.sampled_from([0, 0, 0, 1]),
        st.integers(0, 5),
    ),
    max_size=25,
)
# What most walks never reach: an edition that is signed and live, from which everything else begins.
LIVE = [("submit", 0, 0, 1), ("sign", 0, 0, 2), ("sign", 1, 0, 1), ("publish", 1, 0, 1)]
WALKS = st.tuples(st.sampled_from([[], LIVE, [*LIVE, ("save", 4, 0, 3), ("submit", 0, 0, 1)]]), STEPS)


def walk(steps: list[Any]) -> None:
    with transaction.atomic():
        world = World()
        for step in steps:
            world.do(*step)
            assert list(wrong()) == []
        with clock.set_to(world.now + timedelta(minutes=1)):
            assert [flaw.sentence for flaw in verification.flaws()] == []
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_walk_that_starts_live_is_live():
    world = World()

    for step in LIVE:
        world.do(*step)

    assert Publication.objects.live().count() == 1
    assert list(wrong()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("hand_in_it", [("save", 4, 0, 3), ("submit", 4, 0, 1)], ids=["saved", "submitted"])
def test_whoever_had_a_hand_in_it_does_not_sign(hand_in_it: tuple[str, int, int, int]):
    world = World()
    submitted = [hand_in_it] if hand_in_it[0] == "submit" else [hand_in_it, LIVE[0]]

    for step in [*submitted, ("sign", 2, 0, 2), ("sign", 0, 0, 2)]:
        world.do(*step)

    assert [signed.printed_name for signed in SignOff.objects.all()] == ["Rita Reviewer"]
    assert list(wrong()) == []


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(walk_of=WALKS)
def test_no_sequence_of_acts_leaves_unsigned_content_live(walk_of: tuple[list[Any], list[Any]]):
    beginning, steps = walk_of

    walk([*beginning, *steps])


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(walk_of=WALKS)
def test_no_long_sequence_of_acts_leaves_unsigned_content_live(walk_of: tuple[list[Any], list[Any]]):
    beginning, steps = walk_of

    walk([*beginning, *steps])


@pytest.mark.django_db
def test_signatures_from_before_a_withdrawal_are_void():
    article = make_publication().article
    factories.change(article, title="Another title")
    edition = make_signed_edition(article)

    publishing.withdraw(article, by=make_publisher(), reason="The dose was wrong.")

    assert signoff.obstacles(edition) == [
        "The editorial sign-off is missing.",
        "The medical sign-off is missing.",
    ]


@pytest.mark.django_db
def test_edition_that_a_newer_one_replaced_is_never_published_again():
    first = make_publication()
    factories.change(first.article, title="Another title")
    publishing.publish(make_signed_edition(first.article), by=make_publisher())

    assert "Edition 1 is out of date: a newer edition was published." in signoff.obstacles(first.edition)


@pytest.mark.django_db
def test_must_fix_keeps_a_signed_edition_off_the_site():
    edition = make_signed_edition()
    reviewer = make_reviewer(Role.MEDICAL, name="Mia Fix")
    comments = [("", "The dose is wrong.")]
    signoff.request_changes(edition, reviewer=reviewer, role=Role.MEDICAL, comments=comments)

    assert signoff.obstacles(edition) == ["Mia Fix requested changes: The dose is wrong."]
