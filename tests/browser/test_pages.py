"""The public pages in a browser: readable by everyone, at every width, in light and dark, without script."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client, override_settings
from playwright.sync_api import Browser, Page, Route

from articles import clock
from reviewers import publishing
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SITE = "http://testserver"
MARCH = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
ADDRESSES = {
    "home": "/",
    "list": "/articles/",
    "topics": "/topics/",
    "topic": "/topics/lungs/",
    "article": "/articles/inhalers/",
    "older edition": "/articles/inhalers/editions/1/",
    "permanent address": "/articles/inhalers/editions/2/",
    "overdue": "/articles/overdue/",
    "withdrawn": "/articles/withdrawn/",
    "lapsed": "/articles/lapsed/",
    "history": "/articles/inhalers/history/",
    "corrections": "/corrections/",
    "correction": "/corrections/inhalers/2/",
    "retracted": "/articles/retracted/",
    "retracted, older edition": "/articles/retracted/editions/1/",
    "retraction": "/corrections/retracted/retraction/",
    "history of a retracted article": "/articles/retracted/history/",
    "not found": "/articles/none/",
}
WIDTHS = [320, 390, 999, 1000, 1440]
BODY = """## What was measured

Breath was measured in 412 people at 10^3^ visits [@inhaler], with CO~2~ below 6 kPa.

| Outcome after a year | New inhaler (n = 206) | Usual inhaler (n = 206) | Difference (95% CI) |
|:--|--:|--:|:-:|
| Flare-ups | 24 (12%) | 41 (20%) | 8 points (1 to 15) |

## What is not known

Nobody followed them for longer.
"""


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    """What the site answers at each address: (status, headers, body). All that is in the database goes again."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = answered()
        transaction.set_rollback(True)
    return found


def answered():
    with clock.set_to(MARCH):
        article = factories.make_article(
            slug="inhalers",
            kind="clinical_news",
            audience="professionals",
            title="Antibronchitically-uninterruptedly worded inhalers and flare-ups",
            body=BODY,
            source={"name": "Annals of Invented Medicine", "url": "https://example.org/annals"},
            quotations=[
                {
                    "text": "People breathe more easily, and so do we.",
                    "speaker": "Ines Quarto",
                    "credentials": ["MD"],
                    "affiliation": "University of Porto Novo",
                    "url": "https://example.org/talk",
                }
            ],
            key_points=[
                {
                    "uuid": "3b1f1f9c-6d0f-4a33-9b8e-6a9a1d9b5c11",
                    "text": "Flare-ups came in 12% and 20% [@inhaler].",
                    "evidence": [{"reference": "inhaler", "quote": "Flare-ups came in 12% and 20%."}],
                }
            ],
            references=[
                {
                    "uuid": "0a0b7c2e-8f0e-4f0e-b9de-0d7c3c1f2a22",
                    "key": "inhaler",
                    "text": "Quarto I. Inhalers and flare-ups. Ann Inv Med 2026.",
                    "url": "",
                    "doi": "10.5555/aim.2026.averylongidentifier.1234567890",
                    "pmid": "",
                    "nct": "",
                }
            ],
            topics=[{"slug": "lungs", "name": "Lungs"}],
        )
        factories.make_publication(article)
        factories.change(article, title="New inhalers and flare-ups")
        edition = factories.make_edition(
            article, change_kind="correction", change_note="It was 12%, not 21%."
        )
        for role in edition.required_role_list:
            factories.sign(edition, factories.make_reviewer(role), role)
        publishing.publish(edition, by=factories.make_publisher())
        factories.make_publication(factories.make_article(slug="overdue", review_interval_months=1))
        with override_settings(WITHDRAW_OVERDUE_AFTER_DAYS=14):
            factories.make_publication(factories.make_article(slug="lapsed", review_interval_months=1))
        retracted = factories.make_article(slug="retracted", title="Uninterruptedly worded early walking")
        factories.make_publication(retracted)
        factories.change(retracted, title="Walking on the very first day")
        factories.make_publication(retracted)
        publishing.retract(
            retracted,
            by=factories.make_editor(),
            reason="The trial that it rests on never took place: its register entry was invented.",
            affected="The whole article, and the second key point of https://example.org/another-page-of-ours.",
        )
        withdrawn = factories.make_article(slug="withdrawn")
        factories.make_publication(withdrawn)
        publishing.withdraw(withdrawn, by=factories.make_editor(), reason="The dose was wrong.")
    with clock.set_to(MARCH + timedelta(days=60)):
        return {address: answer(Client(), address) for address in ADDRESSES.values()}


def answer(client, address):
    response = client.get(address)
    return response.status_code, dict(response.headers), response.content


BROWSING = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def browsing(answers, browser: Browser) -> BROWSING:
    """A page in a window of its own, which gets the site's answers, and nothing from anywhere else."""

    def respond(route: Route) -> None:
        path = route.request.url.removeprefix(SITE).partition("#")[0]
        if path.startswith("/static/"):
            route.fulfill(path=finders.find(path.removeprefix("/static/")))
        else:
            status, headers, body = answers[path]
            route.fulfill(status=status, headers=headers, body=body)

    @contextmanager
    def window(**options) -> Iterator[Page]:
        context = browser.new_context(**options)
        context.route("**/*", respond)
        yield context.new_page()
        context.close()

    return window


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1440)])
def test_pages_have_no_axe_violation(browsing, scheme, width):
    found = []

    # The rules of axe are a script, which the site's own policy would refuse.
    viewport = {"width": width, "height": 800}
    with browsing(color_scheme=scheme, bypass_csp=True, viewport=viewport) as page:
        for name, address in ADDRESSES.items():
            page.goto(SITE + address)
            open_everything(page)
            violations = Axe().run(page).response["violations"]
            found += [(name, rule["id"], rule["nodes"][0]["html"]) for rule in violations]

    assert found == []


@pytest.mark.slow
def test_pages_never_scroll_sideways(browsing):
    found = []

    with browsing(bypass_csp=True) as page:
        for name, address in ADDRESSES.items():
            page.goto(SITE + address)
            open_everything(page)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append((name, width))

    assert found == []


def open_everything(page):
    page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")


def test_pages_need_nothing_from_elsewhere_and_nothing_that_their_policy_refuses(browsing):
    said, asked = [], set()

    with browsing() as page:
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.add(request.url.removeprefix(SITE)))
        for address in ADDRESSES.values():
            page.goto(SITE + address)

    assert [words for words in said if "Content Security Policy" in words] == []
    assert asked == {*ADDRESSES.values(), "/static/site.css", "/static/favicon.svg"}


def test_article_is_read_with_the_keyboard_alone_and_without_script(browsing):
    with browsing(java_script_enabled=False, viewport={"width": 390, "height": 800}) as page:
        page.goto(SITE + "/articles/inhalers/")
        quote = page.get_by_text("Flare-ups came in 12% and 20%.", exact=True)
        hidden_at_first = not quote.is_visible()
        page.keyboard.press("Tab")
        skip_link_shown = page.locator(".skip").bounding_box()["y"] >= 0
        page.locator(".points summary").focus()
        page.keyboard.press("Enter")

        assert (hidden_at_first, skip_link_shown, quote.is_visible()) == (True, True, True)


def test_retraction_is_read_above_the_text_and_printed_with_it(browsing):
    with browsing() as page:
        page.goto(SITE + "/articles/retracted/")
        notice, article = (page.locator(where).bounding_box() for where in [".notice.refused", "#edition"])
        page.emulate_media(media="print")

        assert notice["y"] + notice["height"] <= article["y"]
        assert page.get_by_role("heading", name="This article was retracted").is_visible()
        assert page.title().startswith("Retracted: Walking on the very first day")


def test_article_prints_its_evidence_and_its_colophon(browsing):
    with browsing() as page:
        page.goto(SITE + "/articles/inhalers/")
        page.emulate_media(media="print")

        assert page.locator(".evidence blockquote").bounding_box()["height"] > 0
        assert page.get_by_text("Page last reviewed: 3 March 2026").is_visible()
        assert not page.get_by_role("navigation", name="Contents").is_visible()


@pytest.mark.parametrize("number", [1, 2])
def test_page_source_hashes_to_what_the_page_says(browsing, number):
    address = f"/articles/inhalers/editions/{number}/"
    with browsing() as page:
        source = page.goto(SITE + address).body()
        stated = page.locator("article").get_attribute("data-sha256")

    after = source.split(b'<article id="edition"')[1].partition(b">")[2]
    assert hashlib.sha256(after.partition(b"</article>")[0]).hexdigest() == stated
