"""A figure as readers and reviewers see it: whole, at every width, in the dark and on paper."""

import pytest

from articles.models import Edition
from reviewers import publishing
from tests import factories
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOADED = "Array.from(document.images, (image) => image.complete && image.naturalWidth > 0)"


def edition() -> Edition:
    wide = factories.make_figure(
        factories.make_image(1400, 700),
        caption="Walking again: 12 of 30 people walked without help after four weeks, and 24 of 30 after eight.",
    )
    small = factories.make_figure(factories.make_image(120, 90), caption="", credit="", licence="")
    body = (
        "## What happens after surgery\n\nA physiotherapist helps you to stand up [@walking].\n\n"
        f"![Two bars: 12 of 30 after four weeks, 24 of 30 after eight.](figure:{wide.digest})\n\n"
        f"Look for this sign ![a walking stick](figure:{small.digest}) at the door.\n\n"
        "## What you can do at home\n\nWalk a little every day and rest in between.\n"
    )
    return factories.make_signed_edition(factories.make_article(body=body, slug="walking"))


def test_figures_are_shown_to_reviewers_and_then_to_everybody(open_page: OPEN):
    signed = edition()
    reviewer = factories.make_reviewer()

    desk = open_page(f"/admin/articles/edition/{signed.pk}/review/", user=reviewer.user, **AXE)
    desk.wait_for_load_state("networkidle")
    assert desk.evaluate(LOADED) == [True] * 4
    assert "Two bars: 12 of 30 after four weeks" in desk.locator("#images").inner_text()
    assert problems(desk, "images", within="#images") == []

    draft = open_page(f"/figures/{signed.content['figures'][0]['digest']}.png")
    assert draft.title().startswith("There is no page at this address")

    publishing.publish(signed, by=factories.make_publisher())
    page = open_page("/articles/walking/", **AXE)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(LOADED) == [True, True]
    assert problems(page, "article") == []
    for width, shown in [(320, 480), (1440, 960)]:
        page.set_viewport_size({"width": width, "height": 800})
        page.reload()
        page.wait_for_load_state("networkidle")
        image = page.locator("figure.figure img")
        sizes = dict(reversed(one.split()) for one in str(image.get_attribute("srcset")).split(", "))
        assert image.evaluate("image => image.currentSrc").endswith(sizes[f"{shown}w"])
        box = image.bounding_box()
        assert box
        assert abs(box["width"] - 2 * box["height"]) <= 2
    page.emulate_media(media="print")
    assert page.locator("figure.figure img").is_visible()
