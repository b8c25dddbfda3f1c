"""No sequence of acts by any cast of people leaves unsigned content live, or one person in two roles."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles import (
    clock,
    duplicating,
    filing,
    merging,
    naming,
    returning,
    trashing,
    writing,
)
from articles.acts import Refused
from articles.document import content_of
from articles.figures import removing, storing, words
from articles.figures.words import Words
from articles.importing import confirming, pending
from articles.importing.choosing import Choices
from articles.models import (
    Article,
    AuditEntry,
    Edition,
    Figure,
    PlannedWithdrawal,
    Publication,
    Removal,
    Topic,
    User,
)
from reviewers import (
    answering,
    declarations,
    identity,
    publishing,
    requesting,
    scheduling,
    signoff,
    submission,
    verification,
    withdrawing,
)
from reviewers.commenting import Remark
from reviewers.models import Declaration, IdentityCheck, Reviewer, Revocation, Role, Schedule, SignOff
from tests import factories
from tests.factories import (
    CREDENTIALS,
    make_article,
    make_image,
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


# When whose account was reset in the walk that is on its way: the account itself holds the last time alone.
RESETS: list[tuple[int, datetime]] = []


class World:
    """Two articles and everybody who might touch them."""

    def __init__(self) -> None:
        self.now = BEGINNING
        RESETS.clear()
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
        self.images = [make_image(width=40), make_image(width=50)]

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
        answering.request_changes(
            edition, reviewer=reviewer, role=Role.MEDICAL, comments=[Remark("Mend it.", must_fix=True)]
        )


def _revoke(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    signed = list(SignOff.objects.filter(edition__article=article).order_by("-pk"))
    if signed:
        row = signed[choice % len(signed)]
        by = reviewer if choice == 2 else row.signer
        signoff.revoke(
            row, reviewer=by, reason="I misread it.", credentials=CREDENTIALS, request=make_request()
        )


def _publish(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    if edition := _latest(article, choice):
        publishing.publish(edition, by=who)


def _schedule(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    if edition := _latest(article, choice):
        scheduling.schedule(edition, publish_at=world.now + timedelta(minutes=choice), by=who)


def _tick(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    for plan in PlannedWithdrawal.objects.due(world.now).select_related("article", "by"):
        withdrawing.carry_out_plan(plan)
    for planned in Schedule.objects.waiting().select_related("edition__article", "by"):
        scheduling.carry_out(planned)


def _wait(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    world.now += timedelta(days=200 * choice)


def _withdraw(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    publishing.withdraw(article, by=who, reason="The dose was wrong.")


def _retract(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    publishing.retract(article, by=who, reason="The trial was invented.", affected="All of it.")


def _plan(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    withdraw_at = world.now + timedelta(minutes=choice)
    withdrawing.plan_withdrawal(article, withdraw_at=withdraw_at, by=who, reason="The offer ends.")


def _keep(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    if plan := PlannedWithdrawal.objects.filter(article=article).last():
        withdrawing.cancel_plan(plan, by=who, reason="It stays.")


def _request(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    if edition := _latest(article, choice):
        asked = [(reviewer, Role.MEDICAL, clock.day(world.now))]
        requesting.request_review(edition, by=who, requests=asked)


def _reset(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    """A mailed link set a new password: who the person is must be verified again."""
    RESETS.append((reviewer.user_id, world.now))
    User.objects.filter(pk=reviewer.user_id).update(access_reset_at=world.now)


def _verify(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    identity.verify_identity(Reviewer.objects.get(pk=reviewer.pk), by=who, how="Met in person")


def _consent(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    declarations.declare(reviewer, "named" if choice % 2 else "not_named", by=reviewer.user)


def _lapse(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    """Every credential of a person runs out today, or is in force again."""
    until = None if choice % 2 else clock.day(world.now) - timedelta(days=1)
    reviewer.held_credentials.update(valid_until=until)


def _name(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    naming.name_version(article.versions.latest("number"), name=["", "Seen by legal"][choice % 2], by=who)


def _return(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    versions = list(article.versions.order_by("number"))
    returning.make_current(versions[choice % len(versions)], by=who, seen=versions[-(choice == 5)].number)


def _merge(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    """What somebody wrote who began with an earlier version, put together with what stands now."""
    versions = list(article.versions.order_by("number"))
    base, theirs = (
        json.loads(version.document) for version in (versions[choice % len(versions)], versions[-1])
    )
    mine = base | {"title": f"Title {choice}", "summary": f"Summary of {who}."}
    merged = merging.merge(base, mine, theirs)
    chosen = {part.name: [merging.MINE, merging.THEIRS][choice % 2] for part in merged.parts}
    content = merging.resolved(merged, chosen)
    writing.save(
        article, content, by=who, seen=versions[-1].number, merged=[base["schema"], versions[-1].number]
    )


def _trash(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    trashing.trash(article, by=who)


def _put_back(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    trashing.restore(article, by=who)


def _duplicate(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    """The copy takes the second article's place."""
    world.articles[1] = duplicating.duplicate(Article.objects.get(pk=article.pk), by=who)


def _show(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    """An image that may be there already is uploaded and shown."""
    figure = storing.store(world.images[choice % len(world.images)], by=who, caption="A walk.")
    content = content_of(Article.objects.get(pk=article.pk))
    body = f"{content['body']}\n\n![Somebody walks](figure:{figure.digest})\n"
    seen = article.versions.latest("number").number
    writing.save(article, content | {"body": body}, by=who, seen=seen)


def _reword(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    if figure := Figure.objects.order_by("pk").first():
        words.change_words(figure, Words(f"Caption {choice}"), by=who, seen=Words.of(figure))


def _delete_figure(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    if figure := Figure.objects.order_by("pk").last():
        removing.delete(figure, by=who)


def _import(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    """A newer file, as if its review page had been confirmed."""
    file = f"A title of file {choice}\n\nSome words of {who}."
    waiting = pending.keep(file.encode(), by=who, name="newer.txt", into=Article.objects.get(pk=article.pk))
    confirming.update_draft(waiting, Choices(), by=who, seen=article.versions.latest("number").number)


def _file(world: World, article: Article, who: User, reviewer: Reviewer, choice: int) -> None:
    filing.set_owner(article, world.people[choice], by=who)
    topic, _ = Topic.objects.get_or_create(slug="hips", defaults={"name": "Hips"})
    (filing.add_topic if choice % 2 else filing.remove_topic)(article, topic, by=who)


ACTS: dict[str, Callable[..., None]] = {
    "save": _save,
    "name": _name,
    "return": _return,
    "merge": _merge,
    "trash": _trash,
    "put_back": _put_back,
    "duplicate": _duplicate,
    "show": _show,
    "reword": _reword,
    "delete_figure": _delete_figure,
    "import": _import,
    "file": _file,
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
    "retract": _retract,
    "plan": _plan,
    "keep": _keep,
    "request": _request,
    "reset": _reset,
    "verify": _verify,
    "consent": _consent,
    "lapse": _lapse,
}


def wrong() -> Iterator[str]:
    """What is live without its signatures, by rows and arithmetic alone: nothing of the code under test."""
    # What was retracted is read under its notice: it must have been signed as well.
    for live in Publication.objects.filter(ended_because__in=["", "retracted"]).select_related("edition"):
        private = json.loads(live.edition.private)
        barred = _hands_on(live.edition)
        revoked = Revocation.objects.values_list("signoff_id", flat=True)
        signed = SignOff.objects.filter(
            edition=live.edition, round=live.round, digest=live.edition.digest
        ).exclude(pk__in=list(revoked))
        by_role = {row.role: row.signer.user_id for row in signed.select_related("signer")}
        missing = {*private["required_roles"], "medical"} - by_role.keys()
        if Removal.objects.filter(publication=live).exists():
            continue
        if live.digest != live.edition.digest or missing:
            yield f"{live} is live without {missing}"
        if len(set(by_role.values())) != len(by_role):
            yield f"{live} has one person in two roles"
        if barred & set(by_role.values()):
            yield f"{live} is signed by somebody who had a hand in it"
    for signed in SignOff.objects.select_related("edition", "signer__user"):
        if signed.signer.user_id in _hands_on(signed.edition):
            yield f"{signed} is by somebody who had a hand in it"
        yield from _careless(signed)
    pairs = SignOff.objects.order_by().values_list("edition_id", "signer_id", "role").distinct()
    if len({pair[:2] for pair in pairs}) != len(pairs):
        yield "One person signed an edition in two roles."


def _careless(signed: SignOff) -> Iterator[str]:
    """What of P5 a signature lacks, by the rows beside it."""
    before = {"reviewer": signed.signer, "at__lte": signed.signed_at}
    checks = IdentityCheck.objects.filter(**before).exclude(by=signed.signer.user)
    named = Declaration.objects.filter(**before, what__in=["named", "not_named"]).latest("at", "pk")
    frozen = json.loads(signed.qualification)
    verified_at = datetime.fromisoformat(frozen["identity"]["verified_at"])
    if signed.digest != signed.edition.digest or not signed.interests:
        yield f"{signed} is of other bytes, or states no interests"
    if not checks.exists() or checks.latest("at", "pk").at != verified_at:
        yield f"{signed} does not hold who verified the signer last"
    if named.what != "named":
        yield f"{signed} names somebody who did not agree"
    if signed.role == "medical" and not frozen["credentials"]:
        yield f"{signed} is by somebody who held no credential"
    resets = [at for who, at in RESETS if who == signed.signer.user_id and at <= signed.signed_at]
    if resets and verified_at <= max(resets):
        yield f"{signed} was given after a reset, before anybody verified who it is"


def _hands_on(edition: Edition) -> set[int]:
    """Everyone who submitted an edition or saved a version that changed something, up to it."""
    found = {edition.frozen_by_id}
    article, until = edition.article, edition.frozen_at
    while article:
        before = ""
        for version in article.versions.filter(at__lte=until).order_by("number"):
            if version.document != before:
                found.add(version.by_id)
            before = version.document
        began = AuditEntry.objects.get(article=article, event="article_created")
        origin, until = json.loads(began.data).get("copied_from", {}).get("article"), began.at
        article = Article.objects.get(uuid=origin) if origin else None
    return found


OFTEN = ["sign", "sign", "sign", "submit", "publish", "publish", "save"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*ACTS, *OFTEN]),
        st.integers(0, 5),
        st.sampled_from([0, 0, 0, 1]),
        st.integers(0, 5),
    ),
    max_size=25,
)
# What most walks never reach: an edition that is signed and live, from which everything else begins.
LIVE = [("submit", 0, 0, 1), ("sign", 0, 0, 2), ("sign", 1, 0, 1), ("publish", 1, 0, 1)]
# A copy of what a reviewer wrote, for them to sign.
COPY = [
    ("save", 4, 0, 5),
    ("duplicate", 0, 0, 0),
    ("trash", 0, 1, 0),
    ("put_back", 0, 1, 0),
    ("submit", 0, 1, 1),
]
COPY += [("sign", 2, 1, 2), ("sign", 0, 1, 2), ("sign", 1, 1, 1), ("publish", 1, 1, 1)]
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
    max_examples=6, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(walk_of=WALKS)
@example(walk_of=(LIVE, [("sign", 0, 0, 0)]))
@example(walk_of=([("show", 0, 0, 0), *LIVE], [("reword", 3, 0, 1), ("delete_figure", 0, 0, 0), *COPY]))
def test_no_sequence_of_acts_leaves_unsigned_content_live(walk_of: tuple[list[Any], list[Any]]):
    beginning, steps = walk_of

    walk([*beginning, *steps])


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
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
    comments = [Remark("The dose is wrong.", must_fix=True)]
    answering.request_changes(edition, reviewer=reviewer, role=Role.MEDICAL, comments=comments)

    assert signoff.obstacles(edition) == ["Mia Fix requested changes: The dose is wrong."]
