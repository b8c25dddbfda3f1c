"""Images on the desk in a browser, without script: from the empty gallery to an image with words, seen and deleted."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Figure
from tests.articles.figures import images
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems
from tests.factories import make_figure, make_image, make_writer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GALLERY = "/admin/articles/figure/"


def file(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "image/png", "buffer": content}


def is_seen(page: Page, selector: str) -> bool:
    """Whether the browser could show the image: it came, and it decoded."""
    page.locator(selector).scroll_into_view_if_needed()
    return page.locator(selector).evaluate("image => image.decode().then(() => image.naturalWidth > 0)")


def test_images_are_uploaded_given_words_and_deleted_without_script(open_page: OPEN):
    writer = make_writer()
    page = open_page(GALLERY, writer, java_script_enabled=False)
    page.get_by_role("link", name="Upload the first one").click()

    page.get_by_label("Images").set_input_files(
        [file("phone.jpg", images.turned_phone_photo()), file("drawing.png", images.SVG)]
    )
    page.get_by_label("Credit").fill("Ines Abara")
    page.get_by_role("button", name="Upload").click()

    expect(page.get_by_role("alert")).to_contain_text("drawing.png: This is an SVG drawing")
    expect(page.get_by_label("Credit")).to_have_value("Ines Abara")
    figure = Figure.objects.get()
    page.get_by_role("link", name=f"Figure {figure.digest[:12]}").click()
    page.get_by_label("Caption").fill("A corridor.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("link", name="Back to the figures").click()
    page.get_by_role("link", name="A corridor.").click()
    page.get_by_role("link", name="Delete this figure").click()
    page.get_by_role("button", name="Delete the figure").click()
    expect(page.get_by_text("There are no images yet.")).to_be_visible()


def test_images_are_seen_and_an_upload_of_nothing_says_so(open_page: OPEN):
    writer, figure = make_writer(), make_figure(make_image(1200, 800))
    page = open_page(GALLERY, writer, **AXE)
    assert is_seen(page, ".gallery img >> nth=0")
    for path in ["change", "delete"]:
        page.goto(f"{GALLERY}{figure.pk}/{path}/")
        assert is_seen(page, ".shown img")
    page.goto(f"{GALLERY}add/")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Choose at least one image.")).to_be_visible()

    assert problems(page, "upload of nothing") == []
