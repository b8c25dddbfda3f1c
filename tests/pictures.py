"""The pictures of the editors' guide, taken from a demonstration that was just loaded.

    manage.py demo --port 8000                                       # prints the editor's and the writer's password
    .venv/bin/python -m tests.pictures http://127.0.0.1:8000 EDITOR-PASSWORD WRITER-PASSWORD

It writes docs/images/*.png; what it saves and imports stays in the demonstration, so take another one each time.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.articles.importing.word_files import document, paragraph, picture

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
DESK, PHONE = (1280, 900), (390, 844)
DRAFT, CHANGED, FIGURE = 17, 16, 1  # the draft about daratumumab, an article of two editions, the one image
ADMIN = "/admin/articles"


def main(site: str, editor: str, writer: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = log_in(browser, site, "editor@example.org", editor)
        other = log_in(browser, site, "writer@example.org", writer)
        searching(page)
        writing(page)
        take(page, "figure", f"{ADMIN}/figure/{FIGURE}/change/")
        take(page, "compare", f"{ADMIN}/article/{CHANGED}/history/compare/?from=1&to=2")
        importing(page)
        merging(page, other)
        browser.close()


def log_in(browser: Browser, site: str, email: str, password: str) -> Page:
    page = browser.new_context(base_url=site, device_scale_factor=1).new_page()
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()
    return page


def take(page: Page, name: str, path: str = "", *, size=DESK, scheme: str = "light", at: str = "") -> None:
    """One picture of the window, in no more colours than it needs; `at` is what stands at its top."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if path:
        page.goto(path)
        page.wait_for_load_state("networkidle")
    if at:
        page.locator(at).first.evaluate(
            "(place) => window.scrollTo(0, place.getBoundingClientRect().top + scrollY - 16)"
        )
    page.wait_for_timeout(800)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    file = IMAGES / f"{name}.png"
    shot.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file.name}: {file.stat().st_size // 1000} kB")


def searching(page: Page) -> None:
    take(page, "list", f"{ADMIN}/article/?q=empaglifozin")


def writing(page: Page) -> None:
    form = f"{ADMIN}/article/{DRAFT}/change/"
    take(page, "desk", form)
    take(page, "desk-dark", form, scheme="dark", at=".field-body")
    take(page, "desk-phone", form, size=PHONE, at=".field-body")


def importing(page: Page) -> None:
    word = document(
        paragraph("Naps on the ward", style="Title"),
        paragraph("By Mara Oduya, RN"),
        paragraph("Medically reviewed by Jorun Falk, MD, on 3 March 2026"),
        paragraph("Background", style="Heading1"),
        paragraph("Night work is hard on sleep. In this invented example, 41 nurses tried naps."),
        paragraph(picture(1, "Two bars: 24 of 41 slept well, and 11 of 41 before")),
        paragraph("Results", style="Heading1"),
        paragraph("24 of 41 nurses slept well."),
        paragraph("© 2026 Lantern Media"),
        images=[(IMAGES / "article-dark.png").read_bytes()],
    )
    page.goto(f"{ADMIN}/article/import/")
    file = {"name": "naps.docx", "mimeType": "application/octet-stream", "buffer": word}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="Make the draft").wait_for()
    take(page, "import", at="h1")


def merging(page: Page, other: Page) -> None:
    form = f"{ADMIN}/article/{DRAFT}/change/"
    other.goto(form)
    page.goto(form)
    summary = page.locator("#id_summary").input_value()
    other.locator("#id_summary").fill(f"{summary} It was studied in 737 people.")
    other.keyboard.press("Control+s")
    other.get_by_text("Saved as version 2").wait_for()
    page.locator("#id_summary").fill(f"{summary} About 740 people took part.")
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="Save the merged text").wait_for()
    take(page, "merge")


if __name__ == "__main__":
    main(*sys.argv[1:])
