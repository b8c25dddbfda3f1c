"""My work in a browser: from the first page to what is to be done, and pages that everyone can use."""

import re

import pytest
from playwright.sync_api import expect

from articles.groups import Group
from articles.models import User
from reviewers import answering, commenting, requesting
from reviewers.commenting import Remark
from reviewers.models import Role
from tests import factories
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def at_work() -> list[User]:
    """An editor who reviews as well, with something in most piles; and people who have nothing to do."""
    editor = factories.make_user(Group.EDITOR, Group.PUBLISHER, Group.REVIEWER, name="Ines Allin")
    reviewer = factories.make_reviewer(user=editor, name="Ines Allin")
    medical = factories.make_reviewer(name="Mira Medic")
    for title in ["A draft", "Waits for Mira", "Sent back", "Ready"]:
        factories.make_article(by=editor, title=title)
    article = {one.title: one for one in editor.articles.all()}
    asked = [(medical, Role.MEDICAL, factories.in_days(7))]
    waiting = factories.make_edition(article["Waits for Mira"])
    requesting.request_review(waiting, by=editor, requests=asked)
    must_fix = Remark("It is day 2.", quote="day 1", must_fix=True)
    back = factories.make_edition(article["Sent back"])
    answering.request_changes(back, reviewer=medical, role=Role.MEDICAL, comments=[must_fix])
    factories.make_signed_edition(article["Ready"])
    theirs = factories.make_edition(factories.make_article(title="Asked of Ines"))
    requesting.request_review(
        theirs, by=theirs.article.owner, requests=[(reviewer, Role.MEDICAL, factories.in_days(2))]
    )
    comment = commenting.comment(theirs, reviewer=reviewer, remark=Remark("Clearer?", quote="day 1"))
    commenting.resolve(comment, by=theirs.article.owner, text="It is clear enough.")
    return [
        editor,
        medical.user,
        factories.make_publisher(),
        factories.make_editor(),
        factories.make_user(Group.AUDITOR, name="Ada Auditor"),
        factories.make_user(is_superuser=True, name="Sue Perez"),
    ]


def test_from_the_first_page_to_what_is_to_be_done(open_page: OPEN):
    editor = at_work()[0]

    page = open_page("/admin/", editor)
    expect(page).to_have_title(re.compile(r"My work \(4\) · "))
    work = page.get_by_role("region", name="Waiting for whom 1")
    expect(work.get_by_text("Medical: Mira Medic since")).to_be_visible()
    work.get_by_role("link", name="Ask a reviewer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ask")

    page.get_by_role("link", name="My work (4)").click()
    page.get_by_role("link", name="1 Drafts", exact=True).click()
    expect(page.get_by_role("heading", name="Drafts 1")).to_be_visible()
    page.get_by_role("link", name="Everyone’s").click()
    expect(page.get_by_text("Everyone’s articles.")).to_be_visible()
    page.get_by_role("link", name="My work", exact=True).first.click()
    page.get_by_role("link", name="Asked of Ines").first.click()
    expect(page.get_by_role("heading", name="Asked of Ines").first).to_be_visible()


@pytest.mark.slow
def test_everyone_can_use_the_pages(open_page: OPEN):
    people = at_work()
    editor, reviewer, *_others, auditor, _root = people
    visits = [(user, "/admin/") for user in [editor, reviewer, auditor]]
    visits += [(editor, f"/admin/work/{pile}/") for pile in ["in-review", "scheduled"]]
    found = []

    for user, path in visits:
        page = open_page(path, user, **AXE)
        found += problems(page, f"{user} {path}")
        page.context.close()

    assert found == []
