"""Importing in a browser: a Word document with images becomes a draft, and a paste from a word processor, too."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Figure
from tests import factories
from tests.articles.importing.word_files import document, paragraph, picture
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def word_file(path: Path, *, ward: str = "hard") -> Path:
    path.write_bytes(
        document(
            paragraph("Naps on the Ward", style="Title"),
            paragraph("By Mara Oduya, RN"),
            paragraph("Background", style="Heading1"),
            paragraph(f"Night work is {ward} on many hearts."),
            paragraph(picture(1, "Two of three slept well")),
            paragraph("Results", style="Heading1"),
            paragraph("Most people slept."),
            paragraph(picture(2)),
            paragraph("© 2026 Lantern Media"),
            images=[WARD, LINE],
        )
    )
    return path


WARD, LINE = factories.make_image(900, 500), factories.make_image(400, 60, "JPEG")


def test_a_document_with_images_becomes_a_draft_and_then_a_newer_one(open_page: OPEN, tmp_path: Path):
    writer = factories.make_writer()
    page = open_page("/admin/articles/article/", writer, **AXE)
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("File").set_input_files(word_file(tmp_path / "naps.docx"))
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("Night work is hard on many hearts.")).to_be_visible()
    shown = page.get_by_role("img", name="Image 1 of the file")
    shown.scroll_into_view_if_needed()
    page.wait_for_function(
        "(image) => image.complete && image.naturalWidth === 480", arg=shown.element_handle()
    )
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("No draft was made yet. What you chose is kept.")
    assert problems(page, "review, to be mended", whole=True) == []

    first, second = page.get_by_role("group", name="Image 1"), page.get_by_role("group", name="Image 2")
    first.get_by_label("It says something").check()
    assert (
        page.get_by_role("textbox", name="Alternative text").first.input_value() == "Two of three slept well"
    )
    second.get_by_label("It is decorative").check()
    page.get_by_label("© 2026 Lantern Media").select_option("Drop it")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.get_by_text("This is the draft: check it, then submit it.")).to_be_visible()

    ward, line = Figure.objects.order_by("pk")
    body = Article.objects.get().body
    assert f"hearts.\n\n![Two of three slept well](figure:{ward.digest})\n\n## Results" in body
    assert f'slept.\n\n![](figure:{line.digest} "decorative")' in body

    page.get_by_role("link", name="Import a newer file").click()
    page.get_by_label("File").set_input_files(word_file(tmp_path / "newer.docx", ward="heavy"))
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("region", name="What would change in “Naps on the Ward”")).to_contain_text(
        "heavy"
    )
    # What was said of the same images before is chosen already.
    expect(page.get_by_role("group", name="Image 1").get_by_label("It says something")).to_be_checked()
    expect(page.get_by_role("group", name="Image 2").get_by_label("It is decorative")).to_be_checked()
    page.get_by_role("button", name="Show it with these choices").click()
    assert problems(page, "review of a newer file", whole=True) == []
    page.get_by_role("button", name="Save into the draft").click()
    expect(page.get_by_text("Saved as version 2, from “newer.docx”.")).to_be_visible()
    assert Article.objects.get().body == body.replace("hard", "heavy")


def test_a_paste_brings_its_formatting_and_images(open_page: OPEN):
    page = open_page("/admin/articles/article/import/", factories.make_writer())
    image = base64.b64encode(WARD).decode()
    html = (
        "<b id='docs-internal-guid-1' style='font-weight:normal'><h1>Naps on the Ward</h1><p>Night work is "
        f"<b>hard</b>.</p><p><img alt='A ward' src='data:image/png;base64,{image}'></p></b>"
    )

    paste(page, html, "Naps on the Ward\nNight work is hard.")
    expect(page.get_by_text("Headings, lists, links and images come along")).to_be_visible()
    page.get_by_role("button", name="Read it").click()

    expect(page.get_by_text("Night work is **hard**.")).to_be_visible()
    expect(page.get_by_role("img", name="Image 1 of the file")).to_be_visible()

    page.goto("/admin/articles/article/import/")
    paste(page, html, "Naps on the Ward\nNight work is hard.")
    page.get_by_label("Or paste the text").press_sequentially("!")
    expect(page.get_by_text("You changed the words: they are read as plain text.")).to_be_visible()


def paste(page: Page, html: str, text: str) -> None:
    """What a browser does with a rich clipboard: it tells the page, and then puts in the plain words."""
    page.get_by_label("Or paste the text").focus()
    page.evaluate(
        """([html, text]) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", text);
            const box = document.activeElement;
            box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            document.execCommand("insertText", false, text);
        }""",
        [html, text],
    )
