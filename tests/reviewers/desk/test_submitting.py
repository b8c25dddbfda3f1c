"""What a submission is told before it is made: the risk, the roles that follow, interests, and a correction's words."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from articles import keeping
from articles.keeping import Sitting
from articles.models import Article, Autosave
from reviewers import declarations
from reviewers.models import ReviewRequest, Role
from tests.articles.admin.posting import fields
from tests.factories import (
    acknowledge_all,
    change,
    make_article,
    make_content,
    make_publication,
    make_reviewer,
)

pytestmark = pytest.mark.django_db
CORRECTION = {
    "change_kind": "correction",
    "change_note": "A number was wrong.",
    "wrong": "Day 1 was printed as day 2.",
    "right": "It is day 1.",
    "where": "In the bottom line.",
    "severity": "major",
}


def url(article: Article) -> str:
    return reverse("admin:articles_article_submit", args=[article.pk])


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(article: Article) -> str:
    return client_of(article.owner).get(url(article)).content.decode()


def submit(article: Article, **changes):
    words = {f"word-{key}": word for key, word in acknowledge_all(article).items()}
    return client_of(article.owner).post(url(article), fields(shown(article), "act_form") | words | changes)


@pytest.fixture
def changed() -> Article:
    """An article of which an edition is live, with a spelling corrected since: a minor change."""
    article = make_publication(make_article(summary="A physiotherapst helps most people.")).article
    change(article, summary="A physiotherapist helps most people.")
    return article


def test_the_risk_is_shown_with_its_reasons(changed: Article):
    minor = shown(changed)
    change(changed, summary="Most people can walk on day 3.")
    substantive = shown(changed)

    assert "Minor: nothing that a reader understands or does should change" in minor
    assert "Treat it as substantive" in minor
    assert "Substantive: what a reader understands or does could change" in substantive
    assert changed.editions.count() == 1
    assert "Treat it as substantive" not in substantive


def test_a_change_is_raised_and_never_lowered(changed: Article, settings):
    settings.SECOND_CLINICIAN_FOR = ("explainer",)

    page = shown(changed)
    response = submit(changed, change_kind="update", change_note="Spelling.", raised="on")

    edition = changed.editions.latest("number")
    assert "A second clinician must sign as well then." in page
    assert response.status_code == 302
    assert (edition.private_part["risk"]["level"], edition.private_part["risk"]["raised"]) == (
        "substantive",
        1,
    )
    assert Role.SECOND_MEDICAL in edition.required_role_list


def test_the_second_reviewer_is_offered_where_one_may_be_needed(changed: Article, settings):
    make_reviewer(name="Mira Medic")

    assert "reviewer-second_medical" not in shown(changed)
    settings.SECOND_CLINICIAN_FOR = ("explainer",)
    assert "Needed only if you treat the change as substantive" in shown(changed)


def test_a_second_reviewer_who_is_not_needed_is_refused_and_kept(changed: Article, settings):
    settings.SECOND_CLINICIAN_FOR = ("explainer",)
    second = make_reviewer(name="Sela Second")
    asked = {"change_kind": "update", "change_note": "Spelling.", "reviewer-second_medical": str(second.pk)}

    refused = submit(changed, **asked)
    done = submit(changed, **asked, raised="on")

    assert (refused.status_code, done.status_code) == (422, 302)
    page = refused.content.decode()
    assert "No second clinician is needed as you chose" in page
    assert fields(page, "act_form")["reviewer-second_medical"] == [str(second.pk)]
    assert ReviewRequest.objects.get().role == Role.SECOND_MEDICAL


def test_one_person_is_not_asked_twice(changed: Article, settings):
    settings.SECOND_CLINICIAN_FOR = ("explainer",)
    reviewer = str(make_reviewer(name="Mira Medic").pk)
    asked = {"change_kind": "update", "change_note": "Spelling.", "raised": "on"}

    response = submit(changed, **asked, **{"reviewer-medical": reviewer, "reviewer-second_medical": reviewer})

    assert response.status_code == 422
    assert "one person signs once" in response.content.decode()


def test_interests_stand_beside_each_reviewer():
    make_reviewer(name="Nina None")
    holder = make_reviewer(name="Hugo Holder")
    declarations.state_interests(holder, "Shares in Northlight.", by=holder.user)
    make_reviewer(name="Uma Unready", ready=False)

    page = shown(make_article())

    offered = {part.split("</label>")[0].split("> ")[-1]: part for part in page.split('class="offered"')[1:]}
    assert "Interests: None." in offered["Nina None, MD"]
    assert "Interests: Shares in Northlight." in offered["Hugo Holder, MD"]
    assert "Interests: not stated yet" in offered["Uma Unready, MD"]
    assert "second clinician" not in page


def test_an_interest_in_what_the_text_names_is_warned_of_and_asks_for_a_second():
    article = make_article(summary="Most people walk with a Northlight frame on day 1.")
    holder, other = make_reviewer(name="Hugo Holder"), make_reviewer(name="Olga Other")
    declarations.state_interests(holder, "Shares in Northlight.", by=holder.user)

    page = shown(article)
    response = submit(
        article, **{"reviewer-medical": str(holder.pk), "reviewer-second_medical": str(other.pk)}
    )

    assert "Declares an interest in Northlight, which the text names" in page
    assert "Needed only if somebody whom you choose declares an interest" in page
    assert response.status_code == 302
    assert Role.SECOND_MEDICAL in article.editions.get().required_role_list
    assert ReviewRequest.objects.count() == 2


def test_an_authors_interest_asks_for_a_second_from_the_start():
    author = make_content()["authors"][0] | {"interests": "Fees from Northlight."}
    article = make_article(authors=[author], summary="Most people walk with a Northlight frame on day 1.")

    page = shown(article)

    assert "Wanda Writer declares an interest in Northlight, which the text names." in page
    assert "It needs medical, second medical and editorial sign-off." in page


def test_a_correction_says_what_was_wrong(changed: Article):
    response = submit(changed, **CORRECTION)

    said = changed.editions.latest("number").content["change"]
    assert response.status_code == 302
    assert {name: said[name] for name in ["wrong", "right", "where", "severity"]} == {
        name: CORRECTION[name] for name in ["wrong", "right", "where", "severity"]
    }


@pytest.mark.parametrize("name", ["wrong", "right", "where", "severity"])
def test_a_correction_needs_each_of_its_words_and_keeps_the_others(changed: Article, name: str):
    response = submit(changed, **CORRECTION | {name: ""})

    page = response.content.decode()
    posted = fields(page, "act_form")
    assert response.status_code == 422
    assert f'<a href="#id_{name}">' in page.split('id="problems"')[1]
    assert all(CORRECTION[other] in posted[other] for other in CORRECTION if other != name)


def test_only_a_correction_says_so(changed: Article):
    response = submit(changed, **CORRECTION | {"change_kind": "update"})

    assert response.status_code == 422
    assert "Only a correction says this" in response.content.decode()


def test_a_first_edition_is_asked_nothing_about_corrections():
    page = shown(make_article())

    assert "Only for a correction" not in page
    assert 'name="severity"' not in page


def test_what_was_not_changed_or_not_saved_is_said_before_it_is_frozen():
    article = make_publication().article
    unchanged = shown(article)
    typed = '[["title", "Typed"]]'
    keeping.keep(
        Sitting(article.owner, article.uuid, uuid4()), count=1, seen=1, fields=typed, article=article
    )
    unsaved = shown(article)

    desk = (
        client_of(article.owner)
        .get(reverse("admin:articles_article_change", args=[article.pk]))
        .content.decode()
    )
    assert "To correct or update it, change the text below" in desk
    assert "Nothing has changed since edition 1, which is live." in unchanged
    assert "It is no part of what you submit" in unsaved
    change(article, title="Another title")
    keeping.end(Sitting(article.owner, article.uuid, Autosave.objects.get().sitting), article=article)
    assert "Nothing has changed" not in (page := shown(article))
    assert "no part of what you submit" not in page


def test_problems_are_summed_up_with_links_and_have_the_focus(changed: Article):
    response = submit(changed, **{"change_kind": "", "due-medical": "soon"})

    page = response.content.decode()
    summary = page.split('id="problems"')[1].split("</div>")[0]
    assert 'tabindex="-1" autofocus' in summary.split(">")[0]
    for target in ["id_change_kind", "id_due-medical"]:
        assert f'href="#{target}"' in summary
        assert f'id="{target}"' in page


def test_somebody_who_is_asked_needs_a_day(changed: Article):
    reviewer = make_reviewer()
    asked = {"change_kind": "update", "change_note": "Spelling.", "reviewer-medical": str(reviewer.pk)}

    refused = submit(changed, **asked, **{"due-medical": ""})
    nobody = submit(changed, change_kind="update", change_note="Spelling.", **{"due-medical": ""})

    assert (refused.status_code, nobody.status_code) == (422, 302)
    assert "Say by when." in refused.content.decode()
