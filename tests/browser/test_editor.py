"""The Markdown editor in a browser: toolbar, shortcuts, preview, citing, figures and pasting."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from articles.models import Article, Figure, User
from tests import factories
from tests.articles.admin import test_pasting
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE = {"viewport": {"width": 1440, "height": 900}}
PASTE = """(box, given) => {
  const data = new DataTransfer();
  for (const [type, words] of Object.entries(given.texts)) data.setData(type, words);
  for (const name of given.images) {
    const bytes = Uint8Array.from(atob(given.bytes), (one) => one.charCodeAt(0));
    data.items.add(new File([bytes], name, {type: "image/png"}));
  }
  const how = {bubbles: true, cancelable: true};
  const event = given.drop ? new DragEvent("drop", {...how, dataTransfer: data})
    : new ClipboardEvent("paste", {...how, clipboardData: data});
  return box.dispatchEvent(event);
}"""
# A grey pixel.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="


def change_path(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def opened(open_page: OPEN, body: str = "", **options) -> tuple[Page, Article]:
    article = factories.make_article(body=body)
    return open_page(change_path(article), article.owner, **(WIDE | options)), article


def select(page: Page, words: str) -> None:
    """Select these words of the body; the cursor stands behind them if they end with a bar."""
    page.get_by_label("Body").evaluate(
        """(box, words) => {
          const sought = words.replace(/\\|$/, "");
          const at = box.value.indexOf(sought);
          box.focus();
          box.setSelectionRange(words.endsWith("|") ? at + sought.length : at, at + sought.length);
        }""",
        words,
    )


def give(page: Page, *, images: tuple[str, ...] = (), drop: bool = False, **texts: str) -> bool:
    """Paste or drop on the body; whether it was left to the browser."""
    given = {
        "texts": {f"text/{kind}": words for kind, words in texts.items()},
        "images": images,
        "bytes": PNG,
        "drop": drop,
    }
    return page.get_by_label("Body").evaluate(PASTE, given)


def test_the_toolbar_formats_and_each_step_is_undone_by_the_browser(open_page: OPEN):
    page, _article = opened(open_page, "Sleep helps bones.\n\nfirst\nsecond\n")
    body = page.get_by_label("Body")
    press = page.keyboard.press
    seen = [body.input_value()]

    for words, act in [
        ("helps", lambda: page.get_by_role("button", name="Bold").click()),
        ("helps|", lambda: press("Control+i")),
        ("bones", lambda: press("Control+k")),
        ("Sleep|", lambda: page.get_by_role("button", name="Heading").click()),
        ("first\nsecond", lambda: page.get_by_role("button", name="Numbered list").click()),
        ("1. first\n2. second", lambda: press("Control+Shift+8")),
        ("- second", lambda: press("Control+]")),
        ("second|", lambda: page.get_by_role("button", name="Table").click()),
    ]:
        select(page, words)
        act()
        expect(body).not_to_have_value(seen[-1])
        seen.append(body.input_value())

    assert seen[1:] == [
        "Sleep **helps** bones.\n\nfirst\nsecond\n",
        "Sleep ***helps*** bones.\n\nfirst\nsecond\n",
        "Sleep ***helps*** [bones](https://).\n\nfirst\nsecond\n",
        "## Sleep ***helps*** [bones](https://).\n\nfirst\nsecond\n",
        "## Sleep ***helps*** [bones](https://).\n\n1. first\n2. second\n",
        "## Sleep ***helps*** [bones](https://).\n\n- first\n- second\n",
        "## Sleep ***helps*** [bones](https://).\n\n- first\n    - second\n",
        "## Sleep ***helps*** [bones](https://).\n\n- first\n    - second\n\n"
        "| Outcome | New treatment | Usual treatment |\n| --- | --- | --- |\n|  |  |  |\n",
    ]
    for before in reversed(seen[:-1]):
        press("Control+z")
        assert body.input_value() == before
    select(page, "helps")
    press("Control+b")
    press("Control+b")
    expect(body).to_have_value(seen[0])


def test_the_toolbar_is_one_stop_shortcuts_can_be_turned_off_and_tab_always_moves_on(open_page: OPEN):
    page, _article = opened(open_page, "Sleep helps bones.\n")
    body = page.get_by_label("Body")
    press = page.keyboard.press

    page.get_by_role("button", name="Bold").focus()
    press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    press("End")
    expect(page.get_by_role("button", name="Figure", exact=True)).to_be_focused()
    press("Tab")
    expect(page.get_by_role("button", name="Preview")).to_be_focused()
    press("Tab")
    expect(body).to_be_focused()
    press("Tab")
    expect(page.get_by_role("region", name="Preview of the article")).to_be_focused()
    select(page, "helps")
    taken = body.evaluate(
        """box => ["d", "[", "Tab", "l"].map((key) =>
          !box.dispatchEvent(new KeyboardEvent("keydown", {key, ctrlKey: key !== "Tab", cancelable: true})))"""
    )
    assert taken == [False, False, False, False]

    page.get_by_text("Keyboard shortcuts").click()
    page.get_by_label("Use these shortcuts in this browser").uncheck()
    select(page, "helps")
    press("Control+b")
    expect(body).to_have_value("Sleep helps bones.\n")
    page.reload()
    page.get_by_text("Keyboard shortcuts").click()
    expect(page.get_by_label("Use these shortcuts in this browser")).not_to_be_checked()


def test_the_preview_is_the_whole_article_and_asks_only_when_something_changed(open_page: OPEN):
    asked: list[str] = []
    page, article = opened(
        open_page, "## One\n\n" + "Words.\n\n" * 60 + "## Two\n\nEnd.\n" + "More.\n\n" * 60
    )
    preview = page.get_by_role("region", name="Preview of the article")
    expect(preview.get_by_role("heading", name="Walking after a hip fracture")).to_be_visible()
    page.on(
        "request", lambda request: asked.append(request.post_data or "") if "preview" in request.url else None
    )

    page.get_by_role("button", name="Add a key point").click()
    page.locator("#id_key_points-1-text").fill("A row that was added.")
    expect(preview.get_by_text("A row that was added.")).to_be_visible()
    page.get_by_label("Title").fill("Another title")
    expect(preview.get_by_role("heading", name="Another title")).to_be_visible()
    page.wait_for_timeout(700)
    before = len(asked)
    page.get_by_label("Title").press("End")
    page.get_by_label("Title").dispatch_event("input")
    page.get_by_label("Title").dispatch_event("input")
    page.wait_for_timeout(700)
    assert len(asked) == before
    assert not [body for body in asked if "__prefix__" in body]
    assert "Another title" in page.locator("article#edition").inner_html()
    assert page.evaluate("getComputedStyle(document.querySelector('.editor textarea')).opacity") == "1"

    body, pane = page.get_by_label("Body"), page.locator(".editor-preview")
    left, right = body.bounding_box(), pane.bounding_box()
    assert (left["y"], round(left["height"])) == (right["y"], round(right["height"]))
    assert left["x"] + left["width"] <= right["x"] + 1
    heading = preview.get_by_role("heading", name="Two")
    body.evaluate(
        "box => { box.scrollTop = box.scrollHeight * box.value.indexOf('## Two') / box.value.length }"
    )
    page.wait_for_timeout(100)
    assert abs(heading.bounding_box()["y"] - pane.bounding_box()["y"]) < 60
    pane.evaluate("pane => { pane.scrollTop = 0 }")
    page.wait_for_timeout(100)
    assert body.evaluate("box => box.scrollTop") == 0

    page.get_by_role("button", name="Preview").click()
    expect(preview).to_be_hidden()
    page = page.context.new_page()
    page.goto(change_path(article))
    expect(page.get_by_label("Body")).to_be_visible()
    expect(page.get_by_role("region", name="Preview of the article")).to_be_hidden()


def test_a_new_article_in_a_window_of_its_own_has_its_preview(open_page: OPEN):
    page = open_page(
        "/admin/articles/article/add/?_popup=1", factories.make_writer(), color_scheme="dark", **WIDE
    )

    page.get_by_label("Title").fill("New thoughts")
    page.get_by_label("Body").fill("## A part\n\n<img src=x onerror=alert(1)> [x](javascript:alert(2))\n")

    preview = page.get_by_role("region", name="Preview of the article")
    expect(preview.get_by_role("heading", name="A part")).to_be_visible()
    expect(preview.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    assert page.locator("article#edition").get_by_role("link").count() == 0


def test_on_a_phone_the_preview_takes_the_place_of_the_text(open_page: OPEN):
    page, _article = opened(open_page, "## One\n\nTake [this.\n", viewport={"width": 390, "height": 800})
    preview = page.get_by_role("region", name="Preview of the article")
    expect(page.get_by_label("Body")).to_be_visible()
    expect(preview).to_be_hidden()

    page.get_by_role("button", name="Preview").click()
    expect(preview.get_by_role("heading", name="One")).to_be_visible()
    expect(page.get_by_label("Body")).to_be_hidden()
    page.locator('#beside-text a[href$="#id_body"]').first.press("Enter")

    expect(page.get_by_label("Body")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_reference_is_cited_by_the_keyboard_alone(open_page: OPEN):
    page, _article = opened(open_page, "Sleep helps. Rest too.\n")
    body = page.get_by_label("Body")
    page.get_by_role("button", name="Add a reference").click()
    page.locator("#id_references-1-key").fill("sleep")
    page.locator("#id_references-1-text").fill("Example B. Sleeping well.")
    page.get_by_role("button", name="Add a reference").click()
    page.locator("#id_references-2-text").fill("Without a key.")

    select(page, "helps|")
    page.keyboard.type(" [@")
    dialog = page.get_by_role("dialog", name="Cite a reference")
    expect(dialog.get_by_role("option")).to_have_count(2)
    expect(dialog.get_by_text("1 without a key cannot be cited yet.")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(body).to_have_value("Sleep helps [@sleep]. Rest too.\n")
    expect(body).to_be_focused()

    select(page, "too|")
    page.get_by_role("button", name="Citation").click()
    page.keyboard.type("walking early")
    expect(dialog.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(body).to_have_value("Sleep helps [@sleep]. Rest too[@walking].\n")
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Sleep helps [@sleep]. Rest too.\n")

    page.get_by_role("button", name="Citation").click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Citation").click()
    dialog.get_by_role("button", name="Add a reference").click()
    expect(page.locator("#references-group").get_by_role("button", name="Add a reference")).to_be_focused()


def test_an_image_is_pasted_dropped_or_found_and_never_without_words(open_page: OPEN):
    stored = factories.make_figure()
    page, _article = opened(open_page, "Before.\n\nAfter.\n", viewport={"width": 1440, "height": 1200})
    body = page.get_by_label("Body")
    dialog = page.get_by_role("dialog", name="Put in a figure")

    select(page, "Before.|")
    assert give(page, images=("chart.png",)) is False
    expect(dialog.get_by_text("chart.png")).to_be_visible()
    dialog.get_by_role("button", name="Put it in").click()
    expect(dialog.get_by_text("Say what the image shows, or tick “Decorative”.")).to_be_visible()
    expect(dialog.get_by_label("What it shows")).to_be_focused()
    dialog.get_by_label("What it shows").fill("Bars [of] sleep")
    dialog.get_by_label("Caption", exact=True).fill("Sleep in hours")
    dialog.get_by_role("button", name="Put it in").click()
    expect(dialog).to_be_hidden()
    uploaded = Figure.objects.exclude(pk=stored.pk).get()
    expect(body).to_have_value(f"Before.\n\n![Bars \\[of\\] sleep](figure:{uploaded.digest})\n\nAfter.\n")
    assert uploaded.caption == "Sleep in hours"
    expect(page.locator(f"article#edition img[src*='{uploaded.digest[:8]}']").first).to_have_attribute(
        "alt", "Bars [of] sleep"
    )
    behind = "box => box.value.slice(0, box.selectionStart)"
    assert body.evaluate(behind).endswith(f"(figure:{uploaded.digest})")
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Before.\n\nAfter.\n")

    select(page, "After.|")
    assert give(page, images=("other.png",), drop=True) is False
    expect(dialog.get_by_text("other.png")).to_be_visible()
    dialog.get_by_role("radio").last.check()
    dialog.get_by_label("Decorative").check()
    expect(dialog.get_by_label("What it shows")).to_be_disabled()
    dialog.get_by_role("button", name="Put it in").click()
    expect(body).to_have_value(f'Before.\n\nAfter.\n\n![](figure:{stored.digest} "decorative")\n')

    elsewhere = (
        "() => document.body.dispatchEvent(new DragEvent('dragover', {bubbles: true, cancelable: true}))"
    )
    assert page.evaluate(elsewhere) is True


def test_an_image_that_is_none_is_refused_in_the_dialog_and_the_text_stays(open_page: OPEN):
    page, _article = opened(open_page, "Before.\n")
    dialog = page.get_by_role("dialog", name="Put in a figure")
    page.get_by_role("button", name="Figure", exact=True).click()

    dialog.get_by_label("A new image").set_input_files(
        {"name": "chart.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"}
    )
    dialog.get_by_label("Decorative").check()
    dialog.get_by_role("button", name="Put it in").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    expect(dialog.get_by_role("button", name="Put it in")).to_be_enabled()
    page.keyboard.press("Escape")

    expect(page.get_by_label("Body")).to_have_value("Before.\n")
    expect(page.get_by_label("Body")).to_be_editable()


def test_word_and_google_docs_are_pasted_as_markdown_and_undone_in_one_step(open_page: OPEN):
    page, _article = opened(open_page, "Before and after.\n")
    body = page.get_by_label("Body")

    select(page, "Before|")
    assert give(page, html=test_pasting.sample("word.html"), plain="What was measured") is False
    expect(page.get_by_text("Left out: 1 comment, 1 hidden text, 1 image.")).to_be_visible()
    expected = (test_pasting.SAMPLES / "word.md").read_text(encoding="utf-8").rstrip("\n")
    expect(body).to_have_value(f"Before\n\n{expected}\n\n and after.\n")
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Before and after.\n")

    select(page, "Before|")
    assert give(page, html="<meta charset='utf-8'><b>most</b>&nbsp;people", plain=" most people ") is False
    expect(body).to_have_value("Before **most**\u00a0people  and after.\n")
    page.keyboard.press("Control+z")
    long = "<ul><li>one<ul><li>two &amp; &lt;three&gt;</li></ul></li></ul><p>x&nbsp; y\t&amp;amp;</p>" * 500
    give(page, html=long, plain="-")
    lines = "- one\n    - two & <three>\n\nx\u00a0 y \\&amp;\n\n" * 500
    expect(body).to_have_value("Before\n\n" + lines + " and after.\n")
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Before and after.\n")
    assert give(page, plain="only text") is True
    assert give(page, html="<div><span style='color:red'>code</span></div>", plain="code") is True
    body.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'V', ctrlKey: true, shiftKey: true}))"
    )
    assert give(page, html="<b>plain</b>", plain="plain") is True


def test_a_paste_without_an_answer_is_plain_text(open_page: OPEN):
    page, _article = opened(open_page, "Before.\n")
    body = page.get_by_label("Body")

    page.context.set_offline(True)
    select(page, "Before.|")
    give(page, html="<p>one</p><p>two</p>", plain="one\n\ntwo")

    expect(body).to_have_value("Before.one\n\ntwo\n")
    expect(page.get_by_text("Pasted as plain text. The site cannot be reached.")).to_be_visible()


def test_an_expired_log_in_keeps_the_text_and_goes_on_by_itself(open_page: OPEN):
    page, article = opened(open_page, "Before.\n")
    preview = page.get_by_role("region", name="Preview of the article")
    expect(preview.get_by_text("Before.")).to_be_visible()

    page.context.clear_cookies()
    page.get_by_label("Body").fill("What I went on writing.")
    status = page.locator(".editor-status")
    expect(status).to_have_text(
        "You are signed out. Your text is kept here: sign in in another tab, then go on."
    )
    assert "Log in" not in preview.inner_text()
    sign_in_elsewhere(page, article.owner)
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(preview.get_by_text("What I went on writing.")).to_be_visible()
    expect(status).to_be_empty()
    expect(page.get_by_label("Body")).to_have_value("What I went on writing.")
    page.evaluate(
        "document.getElementById('article_form').elements.csrfmiddlewaretoken.value = 'n'.repeat(64)"
    )
    page.get_by_label("Body").fill("And on.")
    expect(preview.get_by_text("And on.")).to_be_visible()


def sign_in_elsewhere(page: Page, user: User) -> None:
    """Another log-in gives another session and another token, of which the open page knows nothing."""
    client = Client()
    client.force_login(user)
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    cookies[settings.CSRF_COOKIE_NAME] = "n" * 32
    url = page.evaluate("location.origin")
    page.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])


def test_a_row_to_copy_from_is_no_editor_and_a_row_that_is_added_is_one(open_page: OPEN):
    page, _article = opened(open_page, "Before.\n")
    page.evaluate(
        """() => {
          const box = document.querySelector(".editor");
          const row = document.createElement("div");
          row.className = "empty-form";
          row.append(box.cloneNode(true));
          row.querySelector("textarea").name = "parts-__prefix__-text";
          document.querySelector(".part").append(row);
          row.dispatchEvent(new CustomEvent("formset:added", {bubbles: true}));
          window.row = row;
        }"""
    )
    added = page.locator(".editor").nth(1)
    bold = added.locator("button[data-act=bold]")
    added.locator("textarea").evaluate("box => box.setSelectionRange(0, 6)")
    bold.dispatch_event("click")
    expect(added.locator("textarea")).to_have_value("Before.\n")

    page.evaluate("row.className = ''; row.dispatchEvent(new CustomEvent('formset:added', {bubbles: true}))")
    added.locator("textarea").evaluate("box => box.setSelectionRange(0, 6)")
    bold.dispatch_event("click")

    expect(added.locator("textarea")).to_have_value("**Before**.\n")


@pytest.mark.slow
def test_everybody_can_use_the_editor_and_its_dialogs(open_page: OPEN):
    factories.make_figure()
    page, _article = opened(open_page, "## One\n\nWords [@walking].\n", **AXE)
    found = problems(page, "editor", within=".editor", whole=True)
    for name in ["Citation", "Figure"]:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_timeout(300)
        found += problems(page, name, within="dialog[open]")
        page.keyboard.press("Escape")

    assert found == []
