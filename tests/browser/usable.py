"""Whether everybody can use a page: axe finds nothing (WCAG 2.2 AA), and nothing is wider than the screen."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# A small phone in the dark and a desk by day: between them every style rule has its turn.
LOOKS = [(320, "dark"), (1440, "light")]
AXE = {"bypass_csp": True}  # the rules of axe are a script, which the site's own policy would refuse
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page, within: str | None = None) -> list[tuple[str, Any]]:
    """What axe finds on the page, or within a part of it, as (rule, where).

    It gathers the violations alone: to gather all that is right takes as long again.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    run = "([within, options]) => axe.run(within || document, options).then((results) => results.violations)"
    options = {"runOnly": WCAG, "resultTypes": ["violations"]}
    return [
        (rule["id"], node["target"])
        for rule in page.evaluate(run, [within, options])
        for node in rule["nodes"]
    ]


def problems(
    page: Page, name: str, *, within: str | None = None, whole: bool = False
) -> list[tuple[str, str, str, Any]]:
    """What is wrong with the page as it stands, in each of the looks: (name, look, rule, where).

    `page` is of a context opened with `AXE`; `within` is a selector that limits axe; with `whole` the window is as
    tall as the page, so that nothing lies under a bar that sticks to its edge.
    """
    found = []
    for width, scheme in LOOKS:
        look = f"{width} {scheme}"
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        if whole:
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": height})
        # A colour that is still on its way to the other scheme is no colour of the page.
        page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
        found += [(name, look, rule, where) for rule, where in violations(page, within)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((name, look, "wider than the screen", width))
    return found
