"""The differences between two editions on the review screen, in a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from articles.models import Edition
from tests import factories

from .conftest import OPEN
from .usable import WCAG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = "## Pain\n\nDo not take over 4 g a day.\n\n| Drug | Dose |\n|---|---|\n| Aspirin | 200 mg |\n\n## Sleep\n\nRest"


@pytest.fixture
def update() -> Edition:
    article = factories.make_article(body=BODY)
    factories.make_publication(article)
    factories.change(article, body=BODY.replace("not ", "").replace("200", "2000"))
    return factories.make_edition(article)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_callout_leads_to_its_place_on_a_small_screen(open_page: OPEN, update: Edition, scheme: str):
    reviewer = factories.make_reviewer()
    path = reverse("admin:reviewers_edition_review", args=[update.pk])
    page = open_page(path, reviewer.user, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    differences = page.locator(".differences").first

    links = differences.locator(".callouts a")
    assert links.all_inner_texts() == ["“200 mg” became “2000 mg”", "“Do not take” became “Do take”"]
    links.first.click()

    assert differences.locator("del:target").inner_text().endswith("200")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    options = {"runOnly": WCAG}
    found = Axe().run(page, context=".differences", options=options).response["violations"]
    assert [violation["id"] for violation in found] == []
