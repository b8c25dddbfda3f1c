"""Working with many articles: finding them, putting some away, and bringing them back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems
from tests.factories import make_article, make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/admin/articles/article/"


def test_finding_putting_away_and_bringing_back(open_page: OPEN):
    editor = make_editor()
    for title in ["Pirtobrutinib in relapse", "Pirtobrutinib and the heart", "Walking"]:
        make_article(editor, title=title)
    page = open_page(LIST, editor, **AXE)

    page.get_by_role("searchbox", name="Search the articles").fill("pirtobrutnib")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Shown for: pirtobrutinib (you wrote pirtobrutnib)")).to_be_visible()
    expect(page.locator("#result_list tbody tr")).to_have_count(2)

    page.set_viewport_size({"width": 390, "height": 800})
    for box in page.locator("#result_list .action-select").all():
        box.check()
    page.get_by_role("combobox", name="Action").select_option(label="Put in the trash")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("heading", name="2 articles")).to_be_visible()
    found = problems(page, "in between")
    page.get_by_role("button", name="Put in the trash").click()
    expect(page.get_by_text("2 done.")).to_be_visible()
    found += problems(page, "report")

    page.get_by_role("link", name="Pirtobrutinib in relapse").click()
    expect(page.get_by_role("heading", name="In the trash since")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Put them back").click()
    expect(page.get_by_text("2 done.")).to_be_visible()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(3)
    assert found == []
