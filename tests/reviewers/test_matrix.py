"""Who may do what, and when: every role × act × state, in one table, by the acts themselves."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from articles import clock
from articles.groups import Group
from articles.models import Article, AuditEntry, Edition, PlannedWithdrawal, User
from articles.refusals import Refused
from reviewers import answering, policy, publishing, requesting, scheduling, signoff, submission, withdrawing
from reviewers.commenting import Remark
from reviewers.desk import acts
from reviewers.models import Reviewer, Role, Schedule, SignOff
from tests import factories
from tests.factories import CREDENTIALS, in_days, make_request, make_reviewer, make_user

pytestmark = pytest.mark.django_db


@dataclass
class Scene:
    """One article in a state, the edition that acts are about, and everybody who might act."""

    article: Article
    edition: Edition | None
    people: dict[str, User]
    reviewers: dict[str, Reviewer]


# Each state by the real acts. The owner is nobody of the cast, and neither are those who signed.
def draft(cast: "Cast") -> Scene:
    return cast.scene(factories.make_article())


def in_review(cast: "Cast") -> Scene:
    edition = factories.make_edition()
    asked = [(cast.reviewers["reviewer"], Role.MEDICAL, in_days(7))]
    requesting.request_review(edition, by=cast.people["editor"], requests=asked)
    return cast.scene(edition.article, edition)


def changes_requested(cast: "Cast") -> Scene:
    scene = in_review(cast)
    answering.request_changes(
        scene.edition,
        reviewer=make_reviewer(),
        role=Role.MEDICAL,
        comments=[Remark("Mend it.", must_fix=True)],
    )
    return scene


def ready(cast: "Cast") -> Scene:
    edition = factories.make_edition()
    factories.sign(edition, cast.reviewers["signer"], Role.MEDICAL)
    factories.sign(edition, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)
    return cast.scene(edition.article, edition)


def scheduled(cast: "Cast") -> Scene:
    scene = ready(cast)
    publish_at = clock.now() + timedelta(days=1)
    scheduling.schedule(scene.edition, publish_at=publish_at, by=factories.make_publisher())
    return scene


def live(cast: "Cast") -> Scene:
    scene = ready(cast)
    publishing.publish(scene.edition, by=factories.make_publisher())
    return scene


def leaving(cast: "Cast") -> Scene:
    scene = live(cast)
    withdraw_at = clock.now() + timedelta(days=1)
    withdrawing.plan_withdrawal(
        scene.article, withdraw_at=withdraw_at, by=factories.make_editor(), reason="The trial ends."
    )
    return scene


def retracted(cast: "Cast") -> Scene:
    scene = live(cast)
    publishing.retract(scene.article, by=factories.make_editor(), reason="It was wrong.", affected="All.")
    return scene


def withdrawn(cast: "Cast") -> Scene:
    scene = live(cast)
    publishing.withdraw(scene.article, by=factories.make_editor(), reason="It was wrong.")
    return scene


STATES: dict[str, Callable[["Cast"], Scene]] = {
    state.__name__: state
    for state in [draft, in_review, changes_requested, ready, scheduled, live, leaving, retracted, withdrawn]
}


class Cast:
    """Everybody: one of each group, a superuser in none, and one in every group whose account is deactivated."""

    def __init__(self) -> None:
        everything = list(Group.values)
        self.reviewers = {
            "reviewer": make_reviewer(Role.MEDICAL, name="Rita Reviewer"),
            "signer": make_reviewer(Role.MEDICAL, name="Sven Signer"),
            "superuser": make_reviewer(
                Role.MEDICAL, user=make_user(name="Sue Root", is_superuser=True), name="Sue Root"
            ),
            "gone": make_reviewer(
                Role.MEDICAL, user=make_user(*everything, name="Gus Gone"), name="Gus Gone"
            ),
        }
        self.people = {name: reviewer.user for name, reviewer in self.reviewers.items()} | {
            "writer": make_user(Group.WRITER, name="Will Writer"),
            "editor": make_user(Group.EDITOR, name="Edda Editor"),
            "publisher": make_user(Group.PUBLISHER, name="Pat Publisher"),
            "auditor": make_user(Group.AUDITOR, name="Aud Auditor"),
        }
        self.people["gone"].is_active = False
        self.people["gone"].save()

    def scene(self, article: Article, edition: Edition | None = None) -> Scene:
        return Scene(article, edition, self.people, self.reviewers)


def _submit(scene: Scene, who: User, _reviewer: Reviewer | None) -> None:
    article = Article.objects.get(pk=scene.article.pk)
    factories.change(article, summary="Most people can walk on the second day.")
    factories.make_edition(article, who)


def _recall(scene: Scene, who: User, _reviewer: Reviewer | None) -> None:
    submission.recall(scene.edition, by=who, reason="Not yet.")


def _request(scene: Scene, who: User, _reviewer: Reviewer | None) -> None:
    asked = [(make_reviewer(), Role.MEDICAL, in_days(7))]
    requesting.request_review(scene.edition, by=who, requests=asked)


def _sign(scene: Scene, _who: User, reviewer: Reviewer | None) -> None:
    factories.sign(scene.edition, reviewer)


def _request_changes(scene: Scene, _who: User, reviewer: Reviewer | None) -> None:
    answering.request_changes(
        scene.edition,
        reviewer=reviewer,
        role=Role.MEDICAL,
        comments=[Remark("Mend this too.", must_fix=True)],
    )


def _decline(scene: Scene, _who: User, reviewer: Reviewer | None) -> None:
    answering.decline(scene.edition, reviewer=reviewer, role=Role.MEDICAL, reason="no_time")


def _revoke(scene: Scene, _who: User, reviewer: Reviewer | None) -> None:
    signed = SignOff.objects.get(edition=scene.edition, role=Role.MEDICAL)
    signoff.revoke(
        signed, reviewer=reviewer, reason="I misread it.", credentials=CREDENTIALS, request=make_request()
    )


def _publish(scene: Scene, who: User, _reviewer: Reviewer | None) -> None:
    publishing.publish(scene.edition, by=who)


def _schedule(scene: Scene, who: User, _reviewer: Reviewer | None) -> None:
    scheduling.schedule(scene.edition, publish_at=clock.now() + timedelta(days=2), by=who)


def _move(scene: Scene, who: User, _reviewer: Reviewer | None) -> None:
    planned = Schedule.objects.get(edition=scene.edition)
    scheduling.move(planned, publish_at=clock.now() + timedelta(days=3), by=who)


def _cancel(scene: Scene, who: User, _reviewer: Reviewer | None) -> None:
    scheduling.cancel(Schedule.objects.get(edition=scene.edition), by=who, reason="Not yet.")


def _withdraw(scene: Scene, who: User, _reviewer: Reviewer | None) -> None:
    publishing.withdraw(scene.article, by=who, reason="The dose was wrong.")


def _retract(scene: Scene, who: User, _reviewer: Reviewer | None) -> None:
    publishing.retract(scene.article, by=who, reason="The trial was invented.", affected="All of it.")


def _plan(scene: Scene, who: User, _reviewer: Reviewer | None) -> None:
    withdraw_at = clock.now() + timedelta(days=2)
    withdrawing.plan_withdrawal(scene.article, withdraw_at=withdraw_at, by=who, reason="The offer ends.")


def _keep(scene: Scene, who: User, _reviewer: Reviewer | None) -> None:
    withdrawing.cancel_plan(PlannedWithdrawal.objects.get(article=scene.article), by=who, reason="It stays.")


ACTS: dict[str, Callable[[Scene, User, Any], None]] = {
    "submit": _submit,
    "recall": _recall,
    "request": _request,
    "sign": _sign,
    "request_changes": _request_changes,
    "decline": _decline,
    "revoke": _revoke,
    "publish": _publish,
    "schedule": _schedule,
    "move": _move,
    "cancel": _cancel,
    "withdraw": _withdraw,
    "retract": _retract,
    "plan": _plan,
    "keep": _keep,
}


def done(state: str) -> dict[str, set[str]]:
    """For each act, who of the cast can do it in a state."""
    cast = Cast()
    scene = STATES[state](cast)
    found: dict[str, set[str]] = {act: set() for act in ACTS}
    for act, attempt in ACTS.items():
        for name, user in cast.people.items():
            if _happens(attempt, scene, user, cast.reviewers.get(name)):
                found[act].add(name)
    return {act: names for act, names in found.items() if names}


class _Undone(Exception):
    """Rolls back what was only tried."""


def _happens(attempt: Callable[..., None], scene: Scene, user: User, reviewer: Reviewer | None) -> bool:
    happened = False
    with suppress(_Undone), transaction.atomic():
        # What is not there to be acted on cannot be: no edition, no profile, no schedule, no signature.
        with (
            suppress(Refused, AttributeError, Schedule.DoesNotExist, SignOff.DoesNotExist),
            suppress(PlannedWithdrawal.DoesNotExist),
        ):
            attempt(scene, User.objects.get(pk=user.pk), reviewer)
            happened = True
        raise _Undone
    return happened


DESK = {"writer", "editor"}
CLINICIANS = {"reviewer", "signer"}
TAKE_DOWN = {"editor", "publisher", "reviewer", "signer"}
# What is not named here nobody can do: not the auditor, not a superuser, not whoever has left.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "draft": {"submit": DESK},
    "in_review": {
        "recall": DESK,
        "request": DESK,
        "sign": CLINICIANS,
        "request_changes": CLINICIANS,
        "decline": {"reviewer"},
        "schedule": {"publisher"},
    },
    "changes_requested": {
        "submit": DESK,
        "recall": DESK,
        "request": DESK,
        "request_changes": CLINICIANS,
        "decline": {"reviewer"},
        "schedule": {"publisher"},
    },
    "ready": {
        "recall": DESK,
        "request_changes": CLINICIANS,
        "revoke": {"signer"},
        "publish": {"publisher"},
        "schedule": {"publisher"},
    },
    "scheduled": {
        "recall": DESK,
        "request_changes": CLINICIANS,
        "revoke": {"signer"},
        "publish": {"publisher"},
        "move": {"publisher"},
        "cancel": {"publisher"},
    },
    "live": {
        "submit": DESK,
        "request": DESK,
        "sign": CLINICIANS,
        "request_changes": CLINICIANS,
        "revoke": {"signer"},
        "withdraw": TAKE_DOWN,
        "retract": {"editor", "publisher"},
        "plan": TAKE_DOWN,
    },
    "leaving": {
        "submit": DESK,
        "request": DESK,
        "sign": CLINICIANS,
        "request_changes": CLINICIANS,
        "revoke": {"signer"},
        "withdraw": TAKE_DOWN,
        "retract": {"editor", "publisher"},
        "keep": {"editor", "publisher"},
    },
    "retracted": {
        "submit": DESK,
        "request": DESK,
        "sign": CLINICIANS,
        "request_changes": CLINICIANS,
        "revoke": {"signer"},
        "schedule": {"publisher"},
        "withdraw": TAKE_DOWN,
    },
    "withdrawn": {
        "submit": DESK,
        "request": DESK,
        "sign": CLINICIANS,
        "request_changes": CLINICIANS,
        "revoke": {"signer"},
        "schedule": {"publisher"},
    },
}


@pytest.mark.parametrize("state", STATES)
def test_nobody_does_more_and_nobody_less_than_the_table_says(state: str):
    assert done(state) == ALLOWED[state]


@pytest.mark.parametrize("act", sorted(acts.PAGES))
def test_the_admin_refuses_with_the_sentences_of_python(act: str):
    cast = Cast()
    scene = live(cast)
    right = acts.PAGES[act].right
    for name, user in cast.people.items():
        reasons, client = policy.refusals(user, right), Client()
        client.force_login(user)
        address = reverse(f"admin:articles_article_{act}", args=[scene.article.pk])
        if not reasons or not user.is_active or not user.has_perm("articles.view_article"):
            continue

        answer = client.post(address, {})

        assert answer.status_code == 403, name
        assert unescape(strip_tags(answer.content.decode())).count(reasons[0]) >= 1
        refused = AuditEntry.objects.latest("number")
        assert (refused.event, refused.actor, reasons[0] in refused.data) == ("refused", user, True)


def test_tick_refuses_with_the_sentences_of_python():
    scene = scheduled(Cast())
    planned = Schedule.objects.get(edition=scene.edition)
    planned.by.groups.clear()

    with clock.set_to(planned.publish_at):
        call_command("tick")

    assert planned.end.reason == policy.refusals(planned.by, "publish")[0]
    assert not scene.edition.publications.exists()
