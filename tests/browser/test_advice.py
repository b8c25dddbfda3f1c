"""The pages of advice from outside and of prompts in a browser: at every width, in light and dark, without script."""

import pytest
from playwright.sync_api import Page, expect

from reviewers import commenting
from reviewers.commenting import Remark
from reviewers.models import Comment
from reviewers.outside import advising
from reviewers.prompts import Answer, answer_prompts
from tests import factories
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems
from tests.reviewers.outside.test_advising import ask, token_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "benedikt.braunschweiger-hohenfels@university-hospital-of-invented-medicine.example.org"


def sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def pages() -> dict:
    """Each page as (address, who is logged in), with everything on it that may stand there."""
    editor, reviewer = factories.make_editor(), factories.make_reviewer(name="Mira Medic")
    edition = factories.make_edition()
    closed = ask(edition, by=editor, email="cy@example.org")
    advising.revoke(closed, by=editor)
    ask(edition, by=editor, printed_name="Benedikt Braunschweiger-Hohenfels, MD, FRCP", email=LONG)
    link = ask(edition, by=editor)
    said = advising.comment(
        link, remark=Remark("Not after a nail.", quote="Standing up on day 1", replacement="Standing")
    )
    commenting.resolve(said, by=editor, text="We changed it.")
    for value in ["3", "4"]:
        answers = {"aims": Answer(value, "Only at the end."), "risks": Answer("5")}
        answer_prompts(edition, reviewer=reviewer, instrument="discern", answers=answers)
    return {
        "advice": (f"/advice/{token_of(link)}/", None),
        "closed": (f"/advice/{token_of(closed)}/", None),
        "asking": (f"/admin/articles/article/{edition.article_id}/advice/", editor),
        "prompts": (f"/admin/articles/edition/{edition.pk}/prompts/", reviewer.user),
    }


@pytest.mark.slow
def test_pages_have_no_axe_violation_and_never_scroll_sideways(open_page: OPEN):
    found = []

    for name, (address, user) in pages().items():
        page = open_page(address, user, **AXE)
        page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
        found += problems(page, name)

    assert found == []


def test_expert_comments_without_script_and_reads_the_reply(open_page: OPEN):
    link = ask()
    page = open_page(f"/advice/{token_of(link)}/", java_script_enabled=False)

    page.get_by_label("About these words").fill("a moon of cheese")
    page.get_by_role("textbox", name="Your comment").fill("By whom?")
    page.get_by_role("button", name="Send this comment").click()
    expect(page.get_by_text("do not stand together in one part of the page")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your comment")).to_have_value("By whom?")
    page.get_by_label("About these words").fill("with help")
    page.get_by_role("button", name="Send this comment").click()
    expect(page.get_by_text("Thank you: the editors and reviewers have your comment.")).to_be_visible()
    commenting.reply(Comment.objects.get(), by=link.by, text="By a physiotherapist.")
    page.reload()

    expect(page.get_by_text("By a physiotherapist.")).to_be_visible()


def test_expert_comments_on_words_that_they_select(open_page: OPEN):
    link = ask()
    page = open_page(f"/advice/{token_of(link)}/", viewport={"width": 1280, "height": 900})

    page.locator("#edition .points p").first.click(click_count=3)
    page.get_by_role("button", name="Comment on these words").click()
    page.get_by_role("textbox", name="Your comment").fill("Not after a nail.")
    page.get_by_role("button", name="Send this comment").click()
    expect(page.get_by_text("Thank you: the editors and reviewers have your comment.")).to_be_visible()

    said = Comment.objects.get()
    assert (said.quote, said.text) == ("Standing up on day 1 is safe for most people.", "Not after a nail.")


def test_token_leaves_with_no_request_to_another_place(open_page: OPEN):
    asked = []
    link = ask()
    page = open_page("/articles/")
    page.context.route("https://example.org/**", lambda route: (asked.append(route.request), route.abort()))

    page.goto(f"/advice/{token_of(link)}/")
    page.get_by_role("link", name="example.org", exact=True).first.click()

    page.wait_for_timeout(300)
    assert len(asked) == 1
    assert [token_of(link) in str(request.all_headers()) for request in asked] == [False]


def test_reviewer_answers_some_questions_without_script(open_page: OPEN):
    edition, reviewer = factories.make_edition(), factories.make_reviewer()
    page = open_page(
        f"/admin/articles/edition/{edition.pk}/prompts/", reviewer.user, java_script_enabled=False
    )

    page.get_by_role("group", name="1. Does it say at the start").get_by_label("4", exact=True).check()
    page.get_by_role("button", name="Keep these answers").click()

    expect(page.get_by_text("Your answers are kept, with the questions as they were put.")).to_be_visible()
    assert [made.reviewer for made in edition.prompt_answers.all()] == [reviewer]
