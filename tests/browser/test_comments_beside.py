"""Comments from review in a browser: applied and answered beside the working copy, at any size."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from reviewers import commenting
from reviewers.commenting import Remark
from reviewers.models import Comment, Role
from tests import factories
from tests.browser.conftest import OPEN
from tests.browser.test_desk import change_path
from tests.browser.usable import AXE, problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def commented_article() -> Article:
    edition = factories.make_edition()
    medical = factories.make_reviewer(Role.MEDICAL, name="Mira Medic")
    remarks = [
        Remark("A frame is what people get.", "with help", must_fix=True, replacement="with a frame"),
        Remark("Say how long.", "rest in between", must_fix=True),
        Remark("", "Most people", replacement="Nearly all people"),
        Remark("Clear and short: thank you."),
    ]
    for remark in remarks:
        role = Role.MEDICAL if remark.must_fix else ""
        commenting.comment(edition, reviewer=medical, remark=remark, role=role)
    answered = Comment.objects.get(quote="rest in between")
    commenting.resolve(answered, by=edition.article.owner, text="It says so in the first part.")
    return edition.article


def test_comments_are_applied_and_answered_and_nothing_typed_is_lost(open_page: OPEN):
    article, editor = commented_article(), factories.make_editor()

    form = open_page(change_path(article), editor)
    form.get_by_label("Title").fill("Typed and not saved")
    with form.context.expect_page() as opened:
        form.get_by_role("link", name="Mira Medic: A frame is what people get.").click()
    page = opened.value
    page.get_by_label("What you changed, or why not").last.fill("Thank you")
    page.get_by_role("button", name="Apply the words that Mira Medic proposes").first.click()
    expect(page.get_by_text("Applied, saved as version 2, and answered.")).to_be_visible()
    expect(page.get_by_label("What you changed, or why not").last).to_have_value("Thank you")
    page.get_by_role("button", name="Answer Mira Medic").last.click()
    expect(page.get_by_text("Answered.", exact=True)).to_be_visible()

    expect(form.get_by_label("Title")).to_have_value("Typed and not saved")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("heading", name="You saved version 2 from another page")).to_be_visible()
    article.refresh_from_db()
    assert article.summary == "Most people can walk on the day after surgery, with a frame."


@pytest.mark.slow
def test_everyone_can_use_the_pages_of_comments(open_page: OPEN):
    article, editor = commented_article(), factories.make_editor()
    factories.change(article, summary="Most people can walk early, with some help.")
    first = Comment.objects.earliest("pk")

    for path in [change_path(article), f"/admin/articles/article/{article.pk}/comments/"]:
        page = open_page(path, editor, **AXE)
        if path.endswith("comments/"):
            page.locator(f'button[value="resolve-{first.pk}"]').click()
            expect(page.get_by_text("Say how you answer the comment")).to_be_visible()
        assert problems(page, path) == []
