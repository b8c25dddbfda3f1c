"""From nothing to an article under review with the keyboard alone: every stop is seen, and none is a trap."""

import pytest
from playwright.sync_api import Locator, Page, expect

from articles import document
from articles.models import Edition
from reviewers.models import ReviewRequest, Role
from tests import factories
from tests.browser.conftest import OPEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# No page of the desk has as many stops: who has not arrived by then goes round in circles.
FAR = 120
# What has the focus, and what is wrong with it: nothing, if a ring is drawn around it and the bar does not lie over it.
STOP = """(sought) => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const wrong = [];
  if (at !== document.body) {
    const style = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    const bar = document.querySelector(".save-bar");
    const foot = bar && !bar.contains(at) ? Math.min(innerHeight, bar.getBoundingClientRect().top) : innerHeight;
    const tall = box.height > foot;
    // The calendar's button inside a field for a day has a ring of the browser's own, of which no script learns.
    const calendar = at.type === "date" && !at.matches(":focus-visible");
    const ring = at.matches(":focus-visible") && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!ring && !calendar) wrong.push("no ring");
    if (box.width < 1 || box.height < 1) wrong.push("no size");
    if (box.left < 0 || box.right > innerWidth) wrong.push("beside the window");
    if (tall ? box.top > foot - 40 || box.bottom < 40 : box.top < -1 || box.bottom > foot + 1) {
      wrong.push(`not between 0 and ${foot}: ${box.top} to ${box.bottom}`);
    }
  }
  const named = at.getAttribute("aria-label") || at.name || at.textContent.trim().slice(0, 40);
  return {there: at === sought, at: `${at.localName} “${named}”`, wrong};
}"""


class Keyboard:
    """Somebody who has no mouse. Each stop of the Tab key is looked at; `wrong` is what was not right about them."""

    def __init__(self, page: Page) -> None:
        self.page, self.wrong = page, []
        self.press, self.type = page.keyboard.press, page.keyboard.type

    def go(self, to: Locator, *, back: bool = False) -> None:
        """Press Tab until this has the focus."""
        expect(to).to_have_count(1)
        passed = []
        for _ in range(FAR):
            self.press("Shift+Tab" if back else "Tab")
            stop = to.evaluate(STOP)
            passed.append(stop["at"])
            self.wrong += [f"{stop['at']}: {wrong}" for wrong in stop["wrong"]]
            if stop["there"]:
                return
        raise AssertionError(f"{to} is never reached: {passed}")

    def button(self, name: str, *, back: bool = False) -> None:
        self.go(self.page.get_by_role("button", name=name, exact=True), back=back)
        self.press("Enter")

    def link(self, name: str) -> None:
        self.go(self.page.get_by_role("link", name=name, exact=True).last)
        self.press("Enter")

    def write(self, field: Locator, words: str, *, back: bool = False) -> None:
        self.go(field, back=back)
        self.press("Control+a")
        self.type(words)


@pytest.mark.slow
def test_an_article_is_written_mended_and_submitted_by_keyboard(open_page: OPEN):
    writer = factories.make_writer()
    factories.make_reviewer(Role.MEDICAL, name="Mira Medic")
    factories.make_article(writer)  # there is an author and a topic
    page = open_page("/admin/", writer, viewport={"width": 1280, "height": 800})
    hands = Keyboard(page)
    body, preview = page.get_by_label("Body"), page.get_by_role("region", name="Preview of the article")

    hands.link("Articles")
    hands.link("Add article")
    hands.go(page.get_by_label("Kind"))
    hands.type("Expl")
    hands.write(page.get_by_label("Title"), "Sleep after surgery")
    hands.write(page.get_by_label("Bottom line"), "Sleep helps bones to heal.")
    hands.button("Add an author")
    expect(page.locator("#id_authorships-0-author")).to_be_focused()
    hands.type("Wanda")
    hands.go(page.locator("#id_authorships-0-stated"))
    hands.type("None")

    # A reference, and the text that cites it.
    hands.button("Add a reference")
    expect(page.locator("#id_references-0-key")).to_be_focused()
    hands.type("sleep")
    hands.write(page.locator("#id_references-0-text"), "Example B. Sleep. Journal of Examples 2025.")
    hands.write(page.locator("#id_references-0-url"), "https://example.org/sleep")
    hands.write(body, "", back=True)
    hands.press("Delete")
    hands.type("## What helps\n\nA ")
    hands.press("Control+b")
    hands.type("dark")
    hands.press("ArrowRight")
    hands.press("ArrowRight")
    hands.type(" room (and a cool one [@")
    expect(page.get_by_role("dialog", name="Cite a reference")).to_be_visible()
    hands.type("sle")
    hands.press("Enter")
    expect(body).to_be_focused()
    hands.type(".\n\n## What does not\n\nA bright screen.\n")
    expect(body).to_have_value(
        "## What helps\n\nA **dark** room (and a cool one [@sleep].\n\n## What does not\n\nA bright screen.\n"
    )
    expect(preview.get_by_role("link", name="[1]")).to_be_visible()

    # Two key points, of which the second comes first and has its evidence.
    hands.button("Add a key point")
    hands.type("Rest by day, too.")
    hands.button("Add a key point")
    hands.type("Sleep well on 1 day of 1.")
    hands.go(page.get_by_role("button", name="Add evidence").nth(1))
    hands.press("Enter")
    expect(page.get_by_label("Its own words")).to_be_focused()  # there is one reference: it is chosen
    hands.type("sleep was of help")
    hands.button("Move key point 2 up", back=True)
    expect(page.locator("#parts-status")).to_have_text("Moved to place 1 of 2. Save to keep it.")
    hands.go(page.get_by_label("Bone and joint health"))
    hands.press("Space")
    hands.write(page.get_by_label("Use of AI tools"), "None.")
    hands.button("Save")
    expect(page.get_by_text("Saved as version 1.")).to_be_visible()

    # What the checks find leads to its words; a bracket is closed.
    hands.link("Skip to what the checks find")
    hands.go(page.locator(".finding", has_text="room (and").get_by_role("link"))
    hands.press("Enter")
    expect(body).to_be_focused()
    hands.press("ArrowRight")
    hands.press("ArrowLeft")
    hands.type(")")
    hands.press("Control+s")
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()

    hands.link("Submit for review")
    medical = page.get_by_role("group", name="Medical reviewer", exact=True)
    hands.go(medical.get_by_role("radio", checked=True))
    while not medical.get_by_label("Mira Medic, MD").is_checked():
        hands.press("ArrowDown")
    hands.write(page.locator("#id_message"), "Thank you.")
    for reason in page.get_by_label("Why it stands").all():
        hands.go(reason)
        hands.type("Meant so.")
    hands.button("Submit for review")
    expect(page.get_by_text("It waits for editorial and medical sign-off.")).to_be_visible()

    edition = Edition.objects.get()
    content = document.content_of(edition.article)
    assert [(point["text"], len(point["evidence"])) for point in content["key_points"]] == [
        ("Sleep well on 1 day of 1.", 1),
        ("Rest by day, too.", 0),
    ]
    assert ReviewRequest.objects.get().reviewer.name == "Mira Medic"
    assert set(hands.wrong) == set()
