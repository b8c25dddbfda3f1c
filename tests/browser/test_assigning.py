"""Choosing reviewers in a browser: who is offered and why the others are not, for everyone and on every screen."""

import pytest
from playwright.sync_api import expect

from articles import clock
from articles.models import Topic
from reviewers import answering, declarations, requesting
from reviewers.commenting import Remark
from reviewers.models import ReviewRequest, Role
from tests import factories
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def late() -> ReviewRequest:
    """A review that is three days late, of an article that names a product; five more people, each with a reason."""
    with clock.set_to(clock.now() - clock.DAY * 10):
        mira = factories.make_reviewer(name="Mira Medic")
        editor = factories.make_editor()
        article = factories.make_article(
            by=editor, title="Walking early", summary="Most people walk with a Northlight frame on day 1."
        )
        edition = factories.make_edition(article, requests=[(mira, Role.MEDICAL, factories.in_days(7))])
        ada, hugo, lea = [
            factories.make_reviewer(name=name) for name in ["Ada Able", "Hugo Holder", "Lea Lapsing"]
        ]
        factories.make_reviewer(name="Wanda Writer")
        factories.make_reviewer(Role.EDITORIAL, name="Ed Itorial")
        ada.specialties.add(article.topics.get(), Topic.objects.create(slug="aging", name="Healthy aging"))
        declarations.state_interests(hugo, "Shares in Northlight.", by=hugo.user)
        factories.make_edition(requests=[(hugo, Role.MEDICAL, factories.in_days(30))])
        requesting.request_review(edition, by=editor, requests=[(lea, Role.MEDICAL, factories.in_days(12))])
        answering.decline(edition, reviewer=lea, role=Role.MEDICAL, reason="no_time")
        lea.held_credentials.update(valid_until=factories.in_days(13))
    return edition.review_requests.get(reviewer=mira)


def test_a_late_review_is_given_to_somebody_else(open_page: OPEN, late: ReviewRequest):
    page = open_page(f"/admin/articles/article/{late.edition.article_id}/change/", late.by)
    expect(page.get_by_text("Mira Medic is 3 days late")).to_be_visible()
    page.get_by_role("link", name="ask somebody else").click()
    expect(page.get_by_text("Knows Bone and joint health.")).to_be_visible()
    page.get_by_text("Why not somebody else?").click()
    expect(page.get_by_text("they wrote, edited or submitted this text")).to_be_visible()
    page.get_by_label("Ada Able, MD").check()
    page.locator("#id_reason").fill("Mira is away.")
    page.get_by_role("button", name="Give it over").click()

    expect(page.get_by_text("Ada Able is asked, by")).to_be_visible()
    expect(page.get_by_text("Ada Able, MD: medical review, by")).to_be_visible()


@pytest.mark.slow
def test_pages_have_no_axe_violation(open_page: OPEN, late: ReviewRequest):
    edition, article = late.edition, late.edition.article
    comments = [Remark("Say with whose help.", quote="Most people walk", must_fix=True)]
    answering.request_changes(
        edition, reviewer=factories.make_reviewer(name="Rita Reads"), role=Role.MEDICAL, comments=comments
    )
    paths = [
        f"/admin/articles/article/{article.pk}/submit/",
        f"/admin/articles/article/{article.pk}/ask/",
        f"/admin/articles/article/{article.pk}/reassign/{late.pk}/",
        f"/admin/articles/article/{article.pk}/change/",
    ]
    found = []
    for path in paths:
        page = open_page(path, late.by, **AXE)
        for folded in page.locator(".why-not").all():
            folded.locator("summary").click()
        found += problems(page, path)
        page.context.close()

    assert found == []
