"""Comments on exact words in a browser: selected, written, answered, settled; and the signed text stays as it is."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Edition
from reviewers import commenting
from reviewers.commenting import Remark
from reviewers.models import Comment, Reply, Reviewer, Role
from tests import factories
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PICTURES = os.environ.get("PICTURES", "")
BODY = (
    "## What happens after surgery\n\n"
    "A physiotherapist helps you to stand up [@walking]. 🦴 Then you *walk* with help.\n\n"
    "## What you can do at home\n\nWalk a little every day and rest in between. Take 5 mg in the morning.\n\n"
    "Take 5 mg in the evening too.\n"
)
# The text as it is served; it is hashed as the server hashed it.
HASH = """async () => {
  const answer = await fetch(location.pathname);
  const served = await answer.text();
  const bytes = /<article id="edition"[^>]*>([\\s\\S]*?)<\\/article>/.exec(served)[1];
  const shown = document.getElementById("edition").innerHTML;
  const holder = document.createElement("div");
  holder.innerHTML = bytes;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(bytes));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex === document.getElementById("edition").dataset.sha256, holder.innerHTML === shown];
}"""
SELECT = """([words, nth]) => {
  const walker = document.createTreeWalker(document.getElementById("edition"), NodeFilter.SHOW_TEXT);
  let found = -1;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at >= 0 && (found += 1) === nth) {
      node.parentElement.scrollIntoView({ block: "center" });
      window.getSelection().setBaseAndExtent(node, at, node, at + words.length);
      return;
    }
  }
}"""
MARKED = """(name) => Array.from(CSS.highlights.get(name) || [], (range) => range.toString())"""
PARAGRAPH_AT_HAND = """() => {
  const [range] = CSS.highlights.get("words-at-hand");
  return range.startContainer.parentElement.textContent;
}"""


@pytest.fixture
def reviewer() -> Reviewer:
    return factories.make_reviewer(name="Mira Medic")


@pytest.fixture
def edition() -> Edition:
    return factories.make_edition(factories.make_article(body=BODY))


def screen(edition: Edition) -> str:
    return f"/admin/articles/edition/{edition.pk}/review/"


def picture(page: Page, name: str, *, full: bool = False) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=full)


def select(page: Page, words: str, nth: int = 0) -> None:
    page.evaluate(SELECT, [words, nth])


def said(edition: Edition, reviewer: Reviewer, **fields) -> Comment:
    role = Role.MEDICAL if fields.get("must_fix") else ""
    return commenting.comment(edition, reviewer=reviewer, remark=Remark(**fields), role=role)


def form(page: Page) -> Locator:
    return page.locator("#remark")


def untouched(page: Page) -> bool:
    return page.evaluate(HASH) == [True, True]


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_a_selection_to_a_settled_comment(
    open_page: OPEN, edition: Edition, reviewer: Reviewer, device: dict
):
    page = open_page(screen(edition), reviewer.user, **device)
    assert untouched(page)
    name = f"{device['viewport']['width']}"

    select(page, "Take 5 mg", 1)
    button = page.get_by_role("button", name="Comment on these words")
    expect(button).to_be_in_viewport()
    picture(page, f"{name}-selected")
    button.tap() if device is PHONE else button.click()
    expect(form(page).get_by_label("What about them")).to_be_focused()
    expect(form(page).get_by_label("These words")).to_have_value("Take 5 mg")
    form(page).get_by_label("What about them").fill("Nobody takes it twice.")
    form(page).get_by_label("It must be changed (medical review)").check()
    form(page).locator("summary", has_text="Propose other words").click()
    form(page).get_by_label("Propose other words").fill("Take nothing")
    picture(page, f"{name}-writing")
    assert page.evaluate(MARKED, "words-at-hand") == ["Take 5 mg"]
    page.get_by_role("button", name="Add the comment").click()

    comment = Comment.objects.get()
    thread = page.locator(f"#comment-{comment.pk}")
    expect(page.get_by_text("Your comment is added.")).to_be_attached()
    expect(thread).to_be_in_viewport()
    picture(page, f"{name}-added")
    assert page.url.endswith(f"/review/#comment-{comment.pk}")
    assert (comment.must_fix, comment.role, comment.replacement) == (True, "medical", "Take nothing")
    assert comment.suffix.startswith(" in the evening too.")
    assert page.evaluate(MARKED, "must-fix") == ["Take 5 mg"]
    assert untouched(page)

    thread.get_by_role("link", name="Show in the text").click()
    expect(page.locator("#edition p", has_text="in the evening too")).to_be_in_viewport()
    picture(page, f"{name}-shown")

    editor = open_page(screen(edition), factories.make_editor(), **device)
    editor.get_by_text("Answer for the editors").click()
    editor.get_by_label("What you changed, or why not").fill("The second one is taken out.")
    editor.get_by_role("button", name="Answer", exact=True).click()
    expect(editor.get_by_text("Answered by the editors: waiting for Mira Medic")).to_be_visible()

    page.reload()
    thread.locator("summary", has_text="Reply").click()
    thread.get_by_label("Your reply").fill("Thank you.")
    thread.get_by_role("button", name="Send the reply").click()
    expect(page.get_by_text("Your reply is sent.")).to_be_attached()
    picture(page, f"{name}-answered")
    thread.locator("summary", has_text="Accept the answer").click()
    thread.get_by_role("button", name="Accept the answer").click()
    expect(page.get_by_text("Settled: accepted by Mira Medic")).to_be_visible()

    assert [reply.what for reply in Reply.objects.all()] == ["resolved", "reply", "accepted"]
    assert page.evaluate(MARKED, "must-fix") == []
    assert untouched(page)


def test_comments_need_no_script(open_page: OPEN, edition: Edition, reviewer: Reviewer):
    narrow = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}
    page = open_page(screen(edition), reviewer.user, **narrow)

    page.get_by_text("Add a comment").click()
    form(page).get_by_label("These words").fill("Take 5 mg")
    form(page).get_by_label("What about them").fill("Nobody takes it twice.")
    form(page).get_by_label("It must be changed (medical review)").check()
    page.get_by_role("button", name="Add the comment").click()
    expect(page.get_by_text("stand in 2 places: copy a few words more").first).to_be_visible()
    picture(page, "320-refused")
    expect(form(page).get_by_label("What about them")).to_have_value("Nobody takes it twice.")
    expect(form(page).get_by_label("It must be changed (medical review)")).to_be_checked()
    form(page).get_by_label("These words").fill("Take 5 mg in the evening")
    page.get_by_role("button", name="Add the comment").click()

    thread = page.locator(".thread")
    expect(thread.get_by_text("Open: must be changed before anyone can sign")).to_be_in_viewport()
    thread.get_by_role("link", name="Show in the text").click()
    expect(page.locator("#edition p", has_text="in the evening too")).to_be_in_viewport()
    thread.get_by_text("Take it back").click()
    picture(page, "320-thread")
    thread.get_by_role("button", name="Take the comment back").click()
    expect(page.get_by_text("Settled (1)")).to_be_visible()


def test_words_are_commented_on_with_the_keyboard(open_page: OPEN, edition: Edition, reviewer: Reviewer):
    page = open_page(screen(edition), reviewer.user, **DESKTOP)

    select(page, "a little every day")
    expect(page.get_by_role("button", name="Comment on these words")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Comment on these words")).to_be_focused()
    page.keyboard.press("Enter")
    expect(form(page).get_by_label("What about them")).to_be_focused()
    page.keyboard.type("How far?")
    page.keyboard.press("Escape")
    expect(form(page).get_by_label("What about them")).to_have_value("How far?")
    page.get_by_role("button", name="Add the comment").press("Enter")

    expect(page.get_by_text("Your comment is added.")).to_be_attached()
    assert Comment.objects.get().quote == "a little every day"


def test_marked_words_lead_to_their_thread(open_page: OPEN, edition: Edition, reviewer: Reviewer):
    said(edition, reviewer, text="Which bone?", quote="🦴 Then you walk with")
    must = said(edition, reviewer, text="How far?", quote="a little every day", must_fix=True)
    page = open_page(screen(edition), reviewer.user, **DESKTOP)

    box = page.evaluate(
        """() => {
          const range = Array.from(CSS.highlights.get("must-fix"))[0];
          range.startContainer.parentElement.scrollIntoView({ block: "center" });
          const box = range.getBoundingClientRect();
          return [box.left + box.width / 2, box.top + box.height / 2];
        }"""
    )
    page.mouse.click(*box)

    expect(page.locator(f"#comment-{must.pk}")).to_be_focused()
    expect(page.locator(f"#comment-{must.pk}")).to_be_in_viewport()
    assert page.evaluate(MARKED, "comment") == ["🦴 Then you walk with"]
    assert page.evaluate(MARKED, "words-at-hand") == ["a little every day"]
    assert untouched(page)


def test_a_selection_over_several_blocks_is_one_quotation(
    open_page: OPEN, edition: Edition, reviewer: Reviewer
):
    page = open_page(screen(edition), reviewer.user, **DESKTOP)
    page.evaluate(
        """() => {
          const [first, last] = Array.from(document.querySelectorAll("#edition > p")).slice(-3);
          const next = Array.from(document.querySelectorAll("#edition > p")).slice(-2)[0];
          window.getSelection().setBaseAndExtent(first.lastChild, 6, next, 1);
        }"""
    )

    page.get_by_role("button", name="Comment on these words").click()
    form(page).get_by_label("What about them").fill("One after the other?")
    page.get_by_role("button", name="Add the comment").click()

    expect(page.get_by_text("Your comment is added.")).to_be_attached()
    quote = Comment.objects.get().quote
    assert quote.endswith("Take 5 mg in the evening too.")
    assert [" ".join(words.split()) for words in page.evaluate(MARKED, "comment")] == [quote]


def test_what_was_typed_outlives_a_lost_session(open_page: OPEN, edition: Edition, reviewer: Reviewer):
    page = open_page(screen(edition), reviewer.user, **DESKTOP)
    cookies = page.context.cookies()
    select(page, "a little every day")
    page.get_by_role("button", name="Comment on these words").click()
    form(page).get_by_label("What about them").fill("How far?")
    form(page).get_by_label("It must be changed (medical review)").check()
    page.context.clear_cookies()
    page.get_by_role("button", name="Add the comment").click()
    expect(page.get_by_text("Mira")).to_have_count(0)

    page.context.add_cookies(cookies)
    page.goto(screen(edition))

    expect(form(page).get_by_label("What about them")).to_have_value("How far?")
    expect(form(page).get_by_label("These words")).to_have_value("a little every day")
    expect(form(page).get_by_label("It must be changed (medical review)")).to_be_checked()
    expect(page.get_by_text("What you wrote here before was kept")).to_be_visible()
    page.get_by_role("button", name="Add the comment").click()
    expect(page.get_by_text("Your comment is added.")).to_be_attached()
    page.goto(screen(edition))
    expect(form(page).get_by_label("What about them")).to_have_value("")


def test_leaving_with_an_unsent_comment_is_asked_about(open_page: OPEN, edition: Edition, reviewer: Reviewer):
    page = open_page(screen(edition), reviewer.user, **DESKTOP)
    page.get_by_text("Add a comment").click()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    form(page).get_by_label("What about them").click()
    page.keyboard.type("How far?")
    page.get_by_role("link", name="My work").click()

    page.wait_for_url("**/admin/")
    assert asked == ["beforeunload"]


def test_any_link_may_name_words_to_show(open_page: OPEN, edition: Edition, reviewer: Reviewer):
    page = open_page(screen(edition), reviewer.user, **DESKTOP)
    page.evaluate(
        """() => {
          const link = document.createElement("a");
          link.href = "#edition";
          link.textContent = "The second dose";
          Object.assign(link.dataset, { quote: "Take 5 mg", prefix: "in the morning.", suffix: "in the evening" });
          document.querySelector("main").prepend(link);
        }"""
    )

    page.get_by_role("link", name="The second dose").click()

    expect(page.locator("#edition p", has_text="in the evening too")).to_be_in_viewport()
    assert page.evaluate(MARKED, "words-at-hand") == ["Take 5 mg"]
    assert page.evaluate(PARAGRAPH_AT_HAND) == "Take 5 mg in the evening too."
    assert untouched(page)


def test_folded_words_are_unfolded_by_the_browser(open_page: OPEN, edition: Edition, reviewer: Reviewer):
    said(edition, reviewer, text="Is it?", quote="early mobilisation was safe")
    page = open_page(screen(edition), reviewer.user, **DESKTOP)
    expect(page.locator("#edition .evidence").get_by_text("early mobilisation was safe")).not_to_be_visible()

    page.get_by_role("link", name="Show in the text").click()

    expect(page.locator("#edition .evidence").get_by_text("early mobilisation was safe")).to_be_in_viewport()


def test_without_highlights_all_else_works(open_page: OPEN, edition: Edition, reviewer: Reviewer):
    said(edition, reviewer, text="How far?", quote="a little every day")
    page = open_page("/admin/login/", reviewer.user, **DESKTOP)
    page.add_init_script("delete window.Highlight;")
    page.goto(screen(edition))

    select(page, "Take 5 mg", 1)
    page.get_by_role("button", name="Comment on these words").click()
    form(page).get_by_label("What about them").fill("Nobody takes it twice.")
    page.get_by_role("button", name="Add the comment").click()

    expect(page.get_by_text("Your comment is added.")).to_be_attached()
    page.get_by_role("link", name="Show in the text").first.click()
    expect(page.locator("#edition p", has_text="a little every day")).to_be_in_viewport()


@pytest.mark.slow
def test_the_discussion_can_be_used_by_everyone(open_page: OPEN, edition: Edition, reviewer: Reviewer):
    editor, other = factories.make_editor(), factories.make_reviewer(name="Olga Other")
    said(
        edition,
        reviewer,
        text="How far?",
        quote="a little every day",
        replacement="a mile a day",
        must_fix=True,
    )
    answered = said(
        edition, reviewer, text="Which dose is right?", quote="Take 5 mg in the evening", must_fix=True
    )
    commenting.resolve(answered, by=editor, text="The second one is taken out.")
    again = said(edition, reviewer, quote="rest in between", text="Of what kind?", must_fix=True)
    commenting.resolve(again, by=editor, text="Any.")
    said(edition, other, text="A" * 120)
    settled = said(edition, other, text="Never mind.", quote="helps you to stand up")
    commenting.take_back(settled, by=other.user)

    page = open_page(screen(edition), reviewer.user, **AXE)
    page.locator("#discussion").scroll_into_view_if_needed()
    picture(page, "folded")
    page.evaluate('document.querySelectorAll(".discussion details").forEach((box) => { box.open = true; })')
    picture(page, "unfolded", full=True)

    page.evaluate("window.scrollTo(0, 0)")  # away from the bar at the foot, which would lie over a button
    assert problems(page, "discussion", within="#discussion") == []
