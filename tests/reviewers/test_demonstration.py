"""What the demonstration site shows: built once, for tests that only look at it."""

import json

import pytest
from django.core.management import call_command
from django.db import transaction

from articles import clock, preflight, states
from articles.document import content_of
from articles.models import (
    Article,
    ArticleState,
    AuditEntry,
    Authorship,
    Edition,
    EditionFigure,
    Publication,
    Topic,
    User,
)
from reviewers import submission
from reviewers.demonstration import building
from reviewers.models import AdviceLink, PromptAnswers, Reviewer
from tests.reviewers.test_demo import LOGINS, load


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration, built once for the tests that only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_demonstration_shows_an_article_in_every_state(loaded):
    now = clock.now()
    standing = {
        row.article.slug: (str(states.public_state(row, now)), str(states.work_state(row)))
        for row in ArticleState.objects.select_related("article")
    }

    assert standing == {
        "aspirin-first-heart-attack-aspree": ("withdrawn", "draft"),
        "atrial-fibrillation-blood-thinners": ("retracted", "draft"),
        "blood-pressure-how-low-sprint": ("live", "nothing_open"),
        "cll-stopping-treatment-captivate": ("live", "nothing_open"),
        "cll-watch-and-wait": ("due", "nothing_open"),
        "dapagliflozin-heart-failure-dapa-hf": ("live", "nothing_open"),
        "daratumumab-myeloma-maia": ("never", "draft"),
        "denosumab-fractures-freedom": ("never", "scheduled"),
        "empagliflozin-preserved-ejection-fraction-emperor": ("never", "in_review"),
        "empagliflozin-type-2-diabetes-empa-reg": ("live", "nothing_open"),
        "hba1c-what-your-result-means": ("overdue", "nothing_open"),
        "knee-osteoarthritis-exercise": ("live", "nothing_open"),
        "semaglutide-weight-step-1": ("never", "changes_requested"),
        "type-2-diabetes-remission-direct": ("live", "nothing_open"),
        "venetoclax-obinutuzumab-cll14": ("never", "in_review"),
        "vitamin-d-fractures-vital": ("live", "nothing_open"),
        "zoledronic-acid-after-hip-fracture-horizon": ("live", "nothing_open"),
    }


@pytest.mark.django_db
@pytest.mark.slow
def test_demonstration_covers_three_kinds_and_four_topics_in_public(loaded):
    live = Publication.objects.live()

    assert {publication.kind for publication in live} == set(Article.Kind.values)
    assert {topic["slug"] for publication in live for topic in publication.topic_list} == {
        "blood-cancers",
        "heart-and-circulation",
        "diabetes",
        "bone-and-joint-health",
    }
    assert set(live.filter(edition__number__gt=1).values_list("edition__change_kind", flat=True)) == {
        "correction",
        "update",
    }


@pytest.mark.django_db
@pytest.mark.slow
def test_demonstration_shows_a_correction_a_re_review_a_retraction_and_a_retired_reviewer(loaded):
    correction = Edition.objects.get(change_kind="correction").content["change"]
    live = Publication.objects.live()

    assert [name for name in ["wrong", "right", "where", "severity"] if not correction[name]] == []
    assert [publication.slug for publication in live.filter(round=2)] == [
        "dapagliflozin-heart-failure-dapa-hf"
    ]
    assert Publication.objects.get(ended_because="retracted").slug == "atrial-fibrillation-blood-thinners"
    assert "retired" in {
        signature["standing"] for publication in live for signature in json.loads(publication.reviewers)
    }


@pytest.mark.django_db
@pytest.mark.slow
def test_demonstration_people_state_their_interests_and_no_text_names_what_they_state(loaded):
    for article in Article.objects.all():
        document = content_of(article)
        assert all(author["interests"] for author in document["authors"])
        assert submission.interested(document, list(Reviewer.objects.all())) == []
    stated = {authorship.interests for authorship in Authorship.objects.all()}
    assert len(stated) == 3
    assert "None." in stated


@pytest.mark.django_db
@pytest.mark.slow
def test_demonstration_shows_advice_from_outside_answered_questions_and_what_reviewers_know(loaded):
    link = AdviceLink.objects.get()
    article = link.edition.article.slug

    assert (article, link.comments.get().printed_name) == (
        "venetoclax-obinutuzumab-cll14",
        link.printed_name,
    )
    assert PromptAnswers.objects.get().edition == link.edition
    assert link.expires_at > clock.now()
    known = {topic.slug for reviewer in Reviewer.objects.all() for topic in reviewer.specialties.all()}
    assert known == set(Topic.objects.values_list("slug", flat=True))


@pytest.mark.django_db
def test_demonstration_shows_an_image_with_words_and_whose_it_is(loaded):
    shown = EditionFigure.objects.select_related("edition", "figure").earliest("pk")

    assert f"/figures/{shown.figure.digest}.png" in shown.edition.html
    assert f"<figcaption>{shown.figure.caption}" in shown.edition.html
    assert shown.figure.credit
    assert shown.figure.licence


@pytest.mark.django_db
@pytest.mark.slow
def test_demonstration_is_found_in_order_by_verification(loaded, capsys):
    call_command("verify")


@pytest.mark.django_db
@pytest.mark.slow
def test_demonstration_says_first_that_its_dates_are_invented(loaded):
    first = AuditEntry.objects.get(number=1)

    assert first.event == AuditEntry.Event.DEMONSTRATION
    assert "invented" in json.loads(first.data)["note"]
    assert building.is_loaded()


@pytest.mark.django_db
@pytest.mark.slow
def test_demonstration_lies_in_the_past_and_in_order(loaded):
    moments = list(AuditEntry.objects.order_by("number").values_list("at", flat=True))

    assert moments == sorted(moments)
    assert moments[-1] < clock.now()


@pytest.mark.django_db
@pytest.mark.slow
def test_demonstration_people_log_in_with_the_passwords_given_and_the_others_with_none_known(loaded):
    assert User.objects.get(email="writer@example.org").check_password(LOGINS["writer@example.org"])
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.django_db
@pytest.mark.slow
def test_draft_shows_what_the_checks_find(loaded):
    draft = content_of(Article.objects.get(slug="daratumumab-myeloma-maia"))

    assert len([finding for finding in preflight.findings(draft) if finding.blocks]) >= 4
