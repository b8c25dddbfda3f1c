"""A crash leaves the old state or the new one, and `verify` holds (P8)."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from articles.models import Article, AuditEntry, OutgoingMail
from reviewers import publishing, submission, verification
from reviewers.models import Role, SignOff, Verdict
from tests.crashes import killing
from tests.factories import (
    acknowledge_all,
    make_article,
    make_edition,
    make_publisher,
    make_reviewer,
    make_signed_edition,
    sign,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@dataclass
class Scene:
    """An article on which one act is about to be done."""

    article: Article
    act: Callable[[], object]

    def state(self) -> dict[str, object]:
        article = Article.objects.get(pk=self.article.pk)
        signoffs = SignOff.objects.filter(edition__article=article)
        return {
            "editions": article.editions.count(),
            "signoffs": signoffs.count(),
            "verdicts": Verdict.objects.filter(edition__article=article).count(),
            "publications": article.publications.count(),
            "slugs": article.slugs.count(),
            "open_edition": article.state.open_edition,
            "missing_roles": article.state.missing_roles,
            "live_edition": article.state.live_edition,
            "told": list(AuditEntry.objects.filter(article=article).values_list("event", flat=True)),
        }


def submitting() -> Scene:
    article = make_article()
    acknowledgements = acknowledge_all(article)
    return Scene(
        article,
        lambda: submission.submit(
            article, by=article.owner, change_kind="first", change_note="", acknowledgements=acknowledgements
        ),
    )


def signing() -> Scene:
    edition, reviewer = make_edition(), make_reviewer(Role.MEDICAL)
    return Scene(edition.article, lambda: sign(edition, reviewer))


def publishing_one() -> Scene:
    edition, publisher = make_signed_edition(), make_publisher()
    return Scene(edition.article, lambda: publishing.publish(edition, by=publisher))


SCENES = {"submit": submitting, "sign": signing, "publish": publishing_one}
AN_ACTS_ENTRY = {"submit": "edition_submitted", "sign": "signed", "publish": "published"}


@pytest.fixture(params=SCENES)
def name(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with killing.real_database(tmp_path):
        yield request.param


def flaws() -> list[str]:
    return [flaw.sentence for flaw in verification.flaws()]


def test_killed_before_any_write_leaves_the_old_state(name: str):
    scene = SCENES[name]()
    old = scene.state()

    for number in count(1):
        if not killing.killed_before_write(scene.act, number):
            break
        assert flaws() == []
        if scene.state() != old:
            # The act was done: what died is the sending of its mail, which waits for the next tick.
            assert OutgoingMail.objects.filter(sent_at=None).exists()
            break

    assert number >= 4
    assert scene.state()["told"] == [*old["told"], AN_ACTS_ENTRY[name]]
    assert flaws() == []


def test_killed_around_its_commit_leaves_the_old_state_or_the_new_one(name: str):
    scene = SCENES[name]()
    old = scene.state()

    for number in count(1):
        if not killing.killed_before_commit(scene.act, number=number):
            break
        assert scene.state() == old
        assert flaws() == []

    again = SCENES[name]()
    before = again.state()["told"]
    assert killing.killed_after_commit(again.act, number=number - 1)
    assert again.state()["told"] in (before, [*before, AN_ACTS_ENTRY[name]])
    assert flaws() == []


def test_ten_random_kills_leave_the_old_state_or_the_new_one(name: str):
    moments = random.Random(20260303)
    scene = SCENES[name]()
    old = scene.state()

    for _ in range(10):
        killing.killed_after(scene.act, moments.uniform(0, 0.08))
        state = scene.state()
        done = state["told"][len(old["told"]) :]
        assert done in ([], [AN_ACTS_ENTRY[name]])
        assert flaws() == []
        if done:
            scene = SCENES[name]()
            old = scene.state()
        else:
            assert state == old
