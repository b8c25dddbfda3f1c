"""What is typed is not lost: a cut network, an ended session, two tabs, the back button, a crash, an error."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from articles.models import Article, Autosave
from tests import factories
from tests.browser.conftest import OPEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = "/admin/articles/article/add/"
SUMMARY = "#id_summary"
STATUS = "#kept-status"


def change_path(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def would_ask(page: Page) -> bool:
    """Whether the browser would ask before it leaves the page."""
    return page.evaluate(
        "() => { const event = new Event('beforeunload', { cancelable: true }); window.dispatchEvent(event);"
        " return event.defaultPrevented; }"
    )


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def test_a_cut_network_keeps_the_text_and_sends_it_later(open_page: OPEN):
    article = factories.make_article()
    page = open_page(change_path(article), article.owner)
    assert not would_ask(page)
    page.fill(SUMMARY, "Typed while it was there.")
    expect(page.locator(STATUS)).to_contain_text("Kept for you at ")
    assert would_ask(page)

    page.context.set_offline(True)
    page.fill(SUMMARY, "Typed in a tunnel.")
    expect(page.locator(STATUS)).to_contain_text("Not reachable: your text is kept in this browser")
    save(page)
    expect(page.locator(STATUS)).to_contain_text("Not saved.")
    expect(page.locator(SUMMARY)).to_have_value("Typed in a tunnel.")

    page.context.set_offline(False)
    expect(page.locator(STATUS)).to_contain_text("Kept for you at ")
    assert "Typed in a tunnel." in Autosave.objects.get().fields
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('kept:'))") == []
    save(page)
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    expect(page.locator("#kept section")).to_have_count(0)
    assert not would_ask(page)


def test_a_session_that_ended_is_said_and_mended_in_another_tab(open_page: OPEN):
    article = factories.make_article()
    page = open_page(change_path(article), article.owner)
    Session.objects.all().delete()

    page.fill(SUMMARY, "Typed after the session ended.")
    expect(page.locator(STATUS)).to_contain_text("You are signed out: your text is kept in this browser.")
    save(page)
    expect(page.locator(STATUS)).to_contain_text("Not saved.")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    tab = opened.value
    tab.fill("#id_username", article.owner.email)
    tab.fill("#id_password", factories.PASSWORD)
    tab.get_by_role("button", name="Log in").click()
    expect(tab.get_by_role("link", name="My work")).to_be_visible()

    expect(page.locator(STATUS)).to_contain_text("Kept for you at ")
    save(page)
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    assert Article.objects.get().summary == "Typed after the session ended."


def test_two_tabs_and_the_back_button_never_show_an_old_form_silently(open_page: OPEN):
    article = factories.make_article()
    page = open_page(change_path(article), article.owner)
    other = page.context.new_page()
    other.goto(change_path(article))
    other.fill(SUMMARY, "Typed in the other tab.")
    expect(other.locator(STATUS)).to_contain_text("Kept for you at ")

    page.fill(SUMMARY, "Saved in the first tab.")
    save(page)
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()

    expect(other.locator("#kept-company")).to_contain_text("You saved version 2 at")
    expect(other.get_by_role("link", name="Load version 2")).to_be_visible()
    expect(other.locator(SUMMARY)).to_have_value("Typed in the other tab.")
    expect(page.locator("#kept")).to_contain_text("It stands in another tab, which is still open.")
    page.go_back()
    expect(page.locator(SUMMARY)).to_have_value("Saved in the first tab.")
    expect(page.locator("#id_seen")).to_have_value("2")
    other.close()


def test_a_crash_before_anything_was_sent_leaves_the_text_in_the_browser(open_page: OPEN):
    article = factories.make_article()
    page = open_page(change_path(article), article.owner)
    context = page.context
    context.set_offline(True)
    page.fill(SUMMARY, "Typed before the crash.")
    expect(page.locator(STATUS)).to_contain_text("Not reachable")
    page.close()
    assert not Autosave.objects.exists()

    context.set_offline(False)
    page = context.new_page()
    page.goto(change_path(article))

    expect(page.locator("#kept")).to_contain_text("that was not saved.")
    page.get_by_role("link", name="Restore").click()
    expect(page.locator(SUMMARY)).to_have_value("Typed before the crash.")
    assert would_ask(page)
    save(page)
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    expect(page.locator("#kept section")).to_have_count(0)


def test_moved_rows_count_as_unsaved_and_survive_an_error(open_page: OPEN):
    points = [factories.make_content()["key_points"][0] | {"uuid": None, "text": text} for text in ["A", "B"]]
    for point in points:
        point["uuid"] = str(factories.uuid.uuid4())
    article = factories.make_article(key_points=points)
    page = open_page(change_path(article), article.owner)

    page.get_by_role("button", name="Move key point 1 down").click()
    assert would_ask(page)
    page.get_by_role("button", name="Move key point 2 up").click()
    assert not would_ask(page)
    page.get_by_role("button", name="Move key point 1 down").click()
    page.fill("#id_source_url", "no address at all")
    save(page)

    expect(page.locator("#problems, .errornote").first).to_be_visible()
    expect(page.locator("#id_source_url")).to_have_value("no address at all")
    expect(page.locator("#id_key_points-0-text")).to_have_value("A")
    expect(page.locator("#id_key_points-0-order")).to_have_value("2")
    assert would_ask(page)
    page.fill("#id_source_url", "")
    save(page)
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    assert [point.text for point in article.key_points.all()] == ["B", "A"]
