"""The article's form in a browser: its rows, its evidence, its errors, and the way from a finding to its words."""

import pytest
from playwright.sync_api import Locator, Page, expect

from articles import document
from articles.beginnings import BEGINNINGS
from articles.models import Article
from tests import factories
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def change_path(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def with_points(*texts: str, **changes) -> Article:
    point = factories.make_content()["key_points"][0]
    uuids = [f"00000000-0000-0000-0000-{number:012}" for number in range(len(texts))]
    points = [point | {"uuid": uuid, "text": text} for uuid, text in zip(uuids, texts, strict=True)]
    return factories.make_article(key_points=points, **changes)


def texts(page: Page) -> list[str]:
    """What the key points say that are there, in the order of the page."""
    boxes = page.locator("#key_points-group .part-row:not(.removed) textarea[name$='-text']:visible")
    return [box.input_value() for box in boxes.all()]


def saved(article: Article) -> list[str]:
    return [point["text"] for point in document.content_of(article)["key_points"]]


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def drag(page: Page, row: Locator, to: Locator) -> None:
    handle = row.locator(".part-handle")
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), to.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + 5, steps=4)
    page.mouse.up()


def test_rows_are_moved_removed_put_back_and_added_by_keyboard(open_page: OPEN):
    article = with_points("one", "two", "three")
    page = open_page(change_path(article), article.owner)
    status = page.locator("#parts-status")

    page.get_by_role("button", name="Move key point 1 down").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move key point 2 down")).to_be_focused()
    expect(status).to_have_text("Moved to place 2 of 3. Save to keep it.")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(status).to_have_text("It is the last already.")
    assert texts(page) == ["two", "three", "one"]

    page.get_by_role("button", name="Remove key point 1").press("Enter")
    back = page.get_by_role("button", name="Put back")
    expect(back).to_be_focused()
    expect(page.get_by_text("Removed when you save: “two”")).to_be_visible()
    back.press("Enter")
    expect(page.get_by_role("button", name="Remove key point 1")).to_be_focused()
    page.get_by_role("button", name="Remove key point 2").press("Enter")

    page.get_by_role("button", name="Add a key point").press("Enter")
    expect(page.locator("#id_key_points-3-text")).to_be_focused()
    page.keyboard.type("four")
    page.get_by_role("button", name="Add a key point").press("Enter")
    page.keyboard.type("five")
    page.get_by_role("button", name="Move key point 4 up").press("Enter")
    page.get_by_role("button", name="Add a key point").press("Enter")
    page.get_by_role("button", name="Remove key point 5").press("Enter")
    assert texts(page) == ["two", "one", "five", "four"]
    page.keyboard.press("Control+s")

    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    assert saved(article) == ["two", "one", "five", "four"]


def test_rows_that_were_dragged_and_removed_stay_so_after_an_error(open_page: OPEN):
    article = with_points("one", "two", "three")
    page = open_page(change_path(article), article.owner)
    rows = page.locator("#key_points-group .part-row:visible")

    drag(page, rows.nth(2), rows.nth(0))
    assert texts(page) == ["three", "one", "two"]
    drag(page, rows.nth(0), page.get_by_role("button", name="Add a key point"))
    assert texts(page) == ["one", "two", "three"]
    drag(page, rows.nth(2), rows.nth(1))
    page.get_by_role("button", name="Remove key point 1").click()
    page.get_by_role("button", name="Add a key point").click()
    page.keyboard.type("four")
    page.get_by_label("Language").fill("no language")
    save(page)

    summary = page.get_by_role("alert").filter(has_text="1 thing to put right")
    expect(summary).to_be_focused()
    assert texts(page) == ["three", "two", "four"]
    expect(page.get_by_text("Removed when you save: “one”")).to_be_visible()
    summary.get_by_role("link", name="Language").click()
    expect(page.get_by_label("Language")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("en")
    save(page)

    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    assert saved(article) == ["three", "two", "four"]


def test_evidence_is_chosen_from_the_references_and_follows_their_keys(open_page: OPEN):
    article = with_points("Standing up on day 1 is safe.")
    page = open_page(change_path(article), article.owner)
    lines = page.locator("#id_key_points-0-evidence")

    page.get_by_role("button", name="Add a reference").click()
    page.locator("#id_references-1-key").fill("sleep")
    page.locator("#id_references-1-text").fill("Byron A. Sleep. 2024.")
    page.locator("#id_references-1-url").fill("https://example.org/sleep")
    page.get_by_role("button", name="Add evidence").click()
    page.get_by_label("Reference", exact=True).nth(1).select_option(label="[@sleep] Byron A. Sleep. 2024.")
    page.get_by_label("Its own words").nth(1).fill("sleep was\nof help")
    expect(lines).to_have_value("[@walking] early mobilisation was safe\n[@sleep] sleep was of help")
    page.locator("#id_references-0-key").fill("early")
    page.get_by_label("Body").fill("## One\n\nText [@early][@sleep].\n\n## Two\n\nText.\n")
    expect(lines).to_have_value("[@early] early mobilisation was safe\n[@sleep] sleep was of help")
    save(page)

    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    assert document.content_of(article)["key_points"][0]["evidence"] == [
        {"reference": "early", "quote": "early mobilisation was safe"},
        {"reference": "sleep", "quote": "sleep was of help"},
    ]
    page.get_by_role("button", name="Remove this evidence").nth(0).click()
    expect(lines).to_have_value("[@sleep] sleep was of help")


def test_a_finding_leads_to_its_words(open_page: OPEN):
    body = "## One\n\nGood (text.\n\n" + "Many words.\n\n" * 60 + "## Two\n\nMore (text.\n"
    article = with_points("Fine.", "Unmatched (bracket", body=body)
    page = open_page(change_path(article), article.owner)

    page.get_by_role("button", name="Move key point 2 up").click()
    page.get_by_role("link", name="Go to Body").nth(1).click()
    assert selected(page, "#id_body") == "More (text."
    assert page.evaluate("document.getElementById('id_body').scrollTop") > 200
    page.locator("#id_key_points-1-text").fill("Unmatched (bracket again")
    page.locator(".finding", has_text="Unmatched (bracket again").get_by_role("link").click()
    expect(page.locator("#id_key_points-1-text")).to_be_focused()

    page.goto(f"/admin/articles/article/{article.pk}/submit/")
    page.locator(".finding", has_text="Unmatched (bracket").get_by_role(
        "link", name="Go to Key point 2"
    ).click()
    expect(page.locator("#id_key_points-1-text")).to_be_focused()
    assert selected(page, "#id_key_points-1-text") == "Unmatched (bracket"


def selected(page: Page, selector: str) -> str:
    expect(page.locator(selector)).to_be_focused()
    return page.evaluate(
        "selector => { const box = document.querySelector(selector);"
        " return box.value.slice(box.selectionStart, box.selectionEnd); }",
        selector,
    )


def test_a_new_article_begins_with_its_kind_and_is_saved_by_keyboard(open_page: OPEN):
    page = open_page("/admin/articles/article/add/", factories.make_writer())
    body = page.get_by_label("Body")

    expect(page.get_by_role("heading", name="Begin anywhere")).to_be_visible()
    expect(body).to_have_value(BEGINNINGS["research_summary"])
    page.get_by_label("Kind").select_option("explainer")
    expect(body).to_have_value(BEGINNINGS["explainer"])
    body.fill("My own words.")
    page.get_by_label("Kind").select_option("clinical_news")
    expect(body).to_have_value("My own words.")
    page.evaluate("localStorage.setItem('cliniccontent.shortcuts', 'off')")
    body.press("Control+s")
    expect(body).to_have_value("My own words.")
    page.evaluate("localStorage.removeItem('cliniccontent.shortcuts')")
    body.press("Control+s")

    expect(page.get_by_text("Saved as version 1.")).to_be_visible()
    expect(page.get_by_text("No key point yet.")).to_be_visible()


def test_without_script_rows_are_added_moved_and_removed(open_page: OPEN):
    article = with_points("one", "two")
    page = open_page(
        change_path(article),
        article.owner,
        java_script_enabled=False,
        viewport={"width": 390, "height": 800},
    )

    page.locator("#id_key_points-0-order").fill("2")
    page.locator("#id_key_points-1-DELETE").check()
    page.locator("#id_key_points-2-text").fill("new")
    page.locator("#id_key_points-2-order").fill("1")
    save(page)

    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    assert saved(article) == ["new", "one"]


@pytest.mark.slow
def test_the_form_can_be_used_by_everyone(open_page: OPEN):
    article = with_points("one", "two (two")
    page = open_page(change_path(article), article.owner, **AXE)
    page.get_by_role("button", name="Remove key point 1").click()
    page.get_by_role("button", name="Add a quotation").click()
    found = problems(page, "changed")
    page.get_by_label("Language").fill("no language")
    page.locator("#id_references-0-url").fill("nowhere")
    save(page)
    expect(page.locator("#problems")).to_be_focused()
    found += problems(page, "refused")

    assert found == []
