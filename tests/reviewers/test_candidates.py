"""Whom to ask: who qualifies, in which order, why not the others, and what a reviewer may take."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group as DjangoGroup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import clock
from articles.models import Article, Topic
from reviewers import answering, candidates, declarations, policy, requesting, submission
from reviewers.candidates import Candidate
from reviewers.commenting import Remark
from reviewers.models import Reviewer, Role
from tests.factories import (
    change,
    in_days,
    make_article,
    make_edition,
    make_publication,
    make_reviewer,
    make_user,
    sign,
)

pytestmark = pytest.mark.django_db


def of(subject, name: str, role: str = Role.MEDICAL) -> Candidate:
    [found] = [
        one for one in candidates.candidates(subject, role, clock.today()) if one.reviewer.name == name
    ]
    return found


def names(subject, role: str = Role.MEDICAL) -> list[str]:
    """Those who may be asked, in the order in which they are offered."""
    people = candidates.candidates(subject, role, clock.today())
    return [one.reviewer.name for one in people if not one.why_not]


def knows(reviewer: Reviewer, article: Article) -> None:
    reviewer.specialties.set(article.topics.all())


def lasts_until(reviewer: Reviewer, day: date) -> None:
    reviewer.held_credentials.update(valid_until=day)


def has_interests(reviewer: Reviewer, statement: str) -> None:
    declarations.state_interests(reviewer, statement, by=reviewer.user)


def test_the_best_stand_first():
    article = make_article(summary="Most people walk with a Northlight frame on day 1.")
    busy, interested, knowing, lasting, shorter = [
        make_reviewer(name=name)
        for name in ["Bea Busy", "Ian Interest", "Kim Knows", "Lea Lasts", "Sam Short"]
    ]
    has_interests(interested, "Shares in Northlight.")
    knows(knowing, article)
    knows(interested, article)
    lasts_until(knowing, in_days(50))
    lasts_until(shorter, in_days(100))
    lasts_until(lasting, in_days(200))
    make_edition(requests=[(busy, Role.MEDICAL, in_days(7))])
    lasts_until(busy, in_days(300))

    assert names(article) == ["Kim Knows", "Lea Lasts", "Sam Short", "Bea Busy", "Ian Interest"]


def test_each_is_shown_with_what_an_editor_wants_to_know():
    article = make_article(summary="Most people walk with a Northlight frame on day 1.")
    mira = make_reviewer(name="Mira Medic")
    mira.specialties.add(article.topics.get(), Topic.objects.create(slug="aging", name="Aging"))
    lasts_until(mira, in_days(3))
    has_interests(mira, "Shares in Northlight.")
    edition = make_edition(article, requests=[(mira, Role.MEDICAL, in_days(7))])

    one = of(edition, "Mira Medic")

    assert (one.specialties, one.known_topics) == (
        ("Aging", "Bone and joint health"),
        ("Bone and joint health",),
    )
    assert (one.open_requests, one.until, one.products) == (1, in_days(3), ("Northlight",))
    assert one.interests == "Shares in Northlight."
    assert one.lapses_before(in_days(4))
    assert not one.lapses_before(in_days(3))
    assert not one.lapses_before(None)
    answering.decline(edition, reviewer=mira, role=Role.MEDICAL, reason="no_time")
    assert of(edition, "Mira Medic").before == (f"declined edition 1 on {clock.today():%-d %B %Y} (no time)",)


def test_an_editorial_reviewer_needs_no_credential():
    ed = make_reviewer(Role.EDITORIAL, name="Ed Itorial")
    ed.held_credentials.all().delete()

    one = of(make_article(), "Ed Itorial", Role.EDITORIAL)

    assert (one.why_not, one.until, one.lapses_before(in_days(7))) == ((), None, False)


def _deactivated(reviewer: Reviewer, _edition) -> None:
    reviewer.user.is_active = False
    reviewer.user.save()


def _no_member(reviewer: Reviewer, _edition) -> None:
    reviewer.user.groups.clear()


def _same_orcid(reviewer: Reviewer, _edition) -> None:
    Reviewer.objects.filter(pk__in=[reviewer.pk, make_reviewer().pk]).update(orcid="0000-0002-1825-0097")


def _same_mailbox(reviewer: Reviewer, _edition) -> None:
    other, (name, _, host) = make_user(), reviewer.user.email.partition("@")
    other.email = f"{name.upper()}+two@{host}"
    other.save()


def _other_role(reviewer: Reviewer, _edition) -> None:
    Reviewer.objects.filter(pk=reviewer.pk).update(roles=["editorial"])


def _expired(reviewer: Reviewer, _edition) -> None:
    lasts_until(reviewer, in_days(-1))


def _author(reviewer: Reviewer, _edition) -> None:
    Reviewer.objects.filter(pk=reviewer.pk).update(given_name="Wanda", family_name="Writer")


def _signed_otherwise(reviewer: Reviewer, edition) -> None:
    Reviewer.objects.filter(pk=reviewer.pk).update(roles=["medical", "editorial"])
    reviewer.refresh_from_db()
    sign(edition, reviewer, Role.EDITORIAL)


def _nothing(_reviewer: Reviewer, _edition) -> None:
    pass


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_nothing, None),
        (_deactivated, "their account is deactivated"),
        (_no_member, "they are not in the group of reviewers"),
        (_same_orcid, "another account has their ORCID iD"),
        (_same_mailbox, "another account has their mailbox"),
        (_other_role, "they do not sign in the medical role"),
        (_expired, "they hold no verified credential"),
        (_author, "they wrote, edited or submitted this text"),
        (_signed_otherwise, "they signed this edition in the editorial role already"),
    ],
)
def test_why_not_is_what_policy_says(spoil: Callable[[Reviewer, object], None], words: str | None):
    edition, reviewer = make_edition(), make_reviewer(name="Mira Medic")
    spoil(reviewer, edition)

    everyone = candidates.candidates_for(edition, list(Role.values), clock.today())
    [found] = [one for one in everyone[Role.MEDICAL] if one.reviewer == reviewer]

    assert (words is None) == (found.why_not == ())
    assert words is None or any(words in each for each in found.why_not)
    for role, people in everyone.items():
        for one in people:
            said = policy.objections(Reviewer.objects.get(pk=one.reviewer.pk), edition, role, clock.today())
            assert len(said) == len(one.why_not), (role, said, one.why_not)


def test_whoever_is_asked_already_is_not_offered_again():
    mira = make_reviewer(Role.MEDICAL, Role.EDITORIAL, name="Mira Medic")
    edition = make_edition(requests=[(mira, Role.MEDICAL, in_days(7))])

    for role in [Role.MEDICAL, Role.EDITORIAL]:
        assert "asked for its medical review already" in of(edition, "Mira Medic", role).why_not[0]
    answering.decline(edition, reviewer=mira, role=Role.MEDICAL, reason="no_time")
    assert of(edition, "Mira Medic").why_not == ()


def test_an_article_is_taken_as_if_this_person_submitted_it():
    editor = make_user("editor", "reviewer", name="Edna Both")
    make_reviewer(name="Edna Both", user=editor)
    article = make_article()

    assert names(article) == ["Edna Both"]
    [one] = candidates.candidates(article, Role.MEDICAL, clock.today(), submitter=editor)
    assert one.why_not == ("they wrote, edited or submitted this text",)


def test_the_number_of_statements_is_the_same_for_ten_and_for_a_hundred():
    edition = make_edition()
    group = DjangoGroup.objects.get(name="reviewer")

    def statements(subject) -> int:
        with CaptureQueriesContext(connection) as caught:
            found = candidates.candidates_for(subject, list(Role.values), clock.today())
        assert len(found[Role.MEDICAL]) == Reviewer.objects.count()
        return len(caught)

    def more(number: int) -> None:
        for place in range(number):
            reviewer = make_reviewer(name=f"Number {'abcdefghij'[place % 10]}{number}", ready=place % 2 == 0)
            reviewer.specialties.set(edition.article.topics.all())
            reviewer.user.groups.add(group)

    more(10)
    few = statements(edition), statements(Article.objects.get())
    more(90)
    assert (statements(edition), statements(Article.objects.get())) == few
    assert few[0] <= 20


def test_what_a_reviewer_may_take(django_assert_max_num_queries):
    mira, other = make_reviewer(name="Mira Medic"), make_reviewer(name="Olga Other")
    free = make_edition()
    asked_of_other = make_edition(requests=[(other, Role.MEDICAL, in_days(7))])
    late = make_edition(requests=[(other, Role.MEDICAL, in_days(0))])
    own = make_edition(requests=[(mira, Role.MEDICAL, in_days(7))])
    signed = make_edition()
    sign(signed, other)
    sent_back = make_edition()
    remarks = [Remark("Mend it.", must_fix=True)]
    answering.request_changes(sent_back, reviewer=other, role=Role.MEDICAL, comments=remarks)
    change(sent_back.article, summary="Most people can walk with help.")
    submitted_again = make_edition(sent_back.article)
    recalled = make_edition()
    submission.recall(recalled, by=recalled.article.owner, reason="Not yet.")
    make_publication()

    with django_assert_max_num_queries(2):
        found = candidates.claimable(mira)

    assert found == [(free, Role.MEDICAL), (submitted_again, Role.MEDICAL)]
    with clock.set_to(clock.now() + timedelta(days=2)):
        assert (late, Role.MEDICAL) in candidates.claimable(mira)
        assert (asked_of_other, Role.MEDICAL) not in candidates.claimable(mira)
        assert own not in [edition for edition, _role in candidates.claimable(mira)]


def test_what_is_sent_back_is_not_offered_before_it_is_answered():
    edition, mira = make_edition(), make_reviewer()
    assert candidates.claimable(mira) == [(edition, Role.MEDICAL)]

    remarks = [Remark("Mend it.", must_fix=True)]
    answering.request_changes(edition, reviewer=make_reviewer(), role=Role.MEDICAL, comments=remarks)

    assert candidates.claimable(mira) == []


def test_what_they_declined_is_not_offered_to_them_again_and_is_to_others():
    mira, other = make_reviewer(), make_reviewer()
    edition = make_edition(requests=[(mira, Role.MEDICAL, in_days(7))])

    answering.decline(edition, reviewer=mira, role=Role.MEDICAL, reason="no_time")

    assert candidates.claimable(mira) == []
    assert candidates.claimable(other) == [(edition, Role.MEDICAL)]


@pytest.mark.parametrize("spoil", [_no_member, _other_role, _expired, _author])
def test_what_somebody_may_not_sign_is_not_offered_to_them(spoil: Callable[[Reviewer, object], None]):
    edition, reviewer = make_edition(), make_reviewer()
    spoil(reviewer, edition)
    reviewer = Reviewer.objects.select_related("user").get(pk=reviewer.pk)

    offered = candidates.claimable(reviewer)

    assert (edition, Role.MEDICAL) not in offered
    for one, role in offered:
        requesting.claim(one, reviewer=reviewer, role=role)


def test_what_is_offered_can_be_taken():
    make_edition()
    make_edition(requests=[(make_reviewer(), Role.MEDICAL, in_days(0))])
    mira = make_reviewer(Role.MEDICAL, Role.EDITORIAL)

    with clock.set_to(clock.now() + timedelta(days=3)):
        offered = candidates.claimable(mira)
        medical = [edition for edition, role in offered if role == Role.MEDICAL]
        assert [
            requesting.claim(edition, reviewer=mira, role=Role.MEDICAL).edition for edition in medical
        ] == medical
        assert len(medical) == 2
        assert candidates.claimable(mira) == []


def test_the_best_three_are_named_beside_whom_they_replace():
    mira = make_reviewer(name="Mira Medic")
    edition = make_edition(requests=[(mira, Role.MEDICAL, in_days(7))])
    for name in ["Ada One", "Bea Two", "Cleo Three", "Dora Four"]:
        make_reviewer(name=name)

    found = candidates.best(edition, Role.MEDICAL, clock.today(), beside=mira)

    assert [one.reviewer.name for one in found] == ["Dora Four", "Ada One", "Cleo Three"]
