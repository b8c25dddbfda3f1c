"""From the mail to the signature on a phone; and the pages before it, usable by everyone."""

import os
import re
from pathlib import Path

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles import clock
from reviewers import inviting, submission
from reviewers.models import Reviewer, Role, SignOff
from tests import factories
from tests.authenticating import App
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
CHOSEN = "seven quiet herons wading"
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def invited(name: str = "Mira Medic", email: str = "mira@example.org") -> Reviewer:
    given_name, _, family_name = name.partition(" ")
    reviewer = inviting.invite(
        by=factories.make_editor(),
        email=email,
        given_name=given_name,
        family_name=family_name,
        credentials="MD, FRCP (Edin)",
        affiliation="Harbour Lane Clinic",
        roles=["medical"],
        identity_how="Met in person, identity document seen: passport",
    )
    reviewer.held_credentials.create(
        type="Medical registration",
        issuer="Board of Harbour County",
        number="HC-48291",
        valid_from="2000-01-01",
        verified_by=factories.make_editor(),
        verified_on=clock.today(),
        verified_how="Looked up in the register",
    )
    return reviewer


def asked(reviewer: Reviewer):
    article = factories.make_article(title="Walking early")
    return submission.submit(
        article,
        by=article.owner,
        change_kind="first",
        change_note="",
        acknowledgements=factories.acknowledge_all(article),
        requests=[(reviewer, Role.MEDICAL, factories.in_days(7))],
    )


def path_in_mail() -> str:
    return re.search(r"http://testserver(/admin/welcome/\S+)", mail.outbox[0].body)[1]


def app_on(page: Page) -> App:
    return App(page.locator(".key").inner_text().replace(" ", ""))


def answer(page: Page) -> App:
    page.get_by_label("This is me").check()
    page.get_by_label("I have none").check()
    page.get_by_label("Yes, name me").check()
    page.get_by_label("I have read the guidance for reviewers").check()
    page.get_by_label("My electronic signature").check()
    page.get_by_label("Choose a password").fill(CHOSEN)
    page.get_by_label("The same password again").fill(CHOSEN)
    app = app_on(page)
    page.get_by_label("The six digits").fill(app.code())
    return app


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("script", [True, False])
def test_three_screens_lead_from_the_mail_to_the_review(open_page: OPEN, script: bool):
    reviewer = invited()
    edition = asked(reviewer)
    screens = []

    page = open_page(path_in_mail(), **PHONE, java_script_enabled=script)
    screens.append(page.url)
    expect(page.get_by_text("Mira Medic, MD, FRCP (Edin)")).to_be_visible()
    app = answer(page)
    page.get_by_role("button", name="Done: begin").click()
    screens.append(page.url)
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="Saved them: go to the review").click()
    screens.append(page.url)

    assert len(screens) == 3
    assert page.url.endswith(reverse("admin:reviewers_edition_review", args=[edition.pk]))
    expect(page.get_by_label("I have none")).to_be_checked()
    page.get_by_label("Your password").fill(CHOSEN)
    page.get_by_label("Code").fill(app.code(1))
    page.get_by_role("button", name="Medical review and approval").click()
    expect(page.get_by_text("Signed. 1 of 2 signatures")).to_be_visible()
    assert SignOff.objects.get().factor == "totp"


def test_what_is_wrong_has_the_focus_and_nothing_is_lost(open_page: OPEN):
    invited()
    page = open_page(path_in_mail(), **PHONE)
    app = answer(page)
    page.get_by_text("Something is misspelt").click()
    page.get_by_label("Affiliation").fill("Quay Hospital")
    page.get_by_label("I have these").check()
    page.get_by_label("The six digits").fill("000000")

    page.get_by_role("button", name="Done: begin").click()

    expect(page.locator("#problems")).to_be_focused()
    expect(page.get_by_role("heading", name="2 things are still to do")).to_be_visible()
    expect(page.get_by_label("Affiliation")).to_have_value("Quay Hospital")
    expect(page.get_by_label("I have these")).to_be_checked()
    expect(page.get_by_label("My electronic signature")).to_be_checked()
    expect(page.get_by_label("Choose a password")).to_have_value("")
    assert app_on(page) == app
    picture(page, "problems")
    page.get_by_role("link", name="Write which interests you have").click()
    assert page.url.endswith("#id_statement")


@pytest.mark.slow
def test_the_pages_can_be_used_by_everyone(open_page: OPEN):
    reviewer, editor = invited(), factories.make_editor()
    path = path_in_mail()
    found: list[tuple] = []

    def look(page: Page, name: str) -> None:
        found.extend(problems(page, name))
        picture(page, name)

    look(open_page(path.replace("/welcome/", "/welcome/x"), **AXE), "dead-link")
    look(open_page(f"/admin/reviewers/reviewer/{reviewer.pk}/change/", editor, **AXE), "reviewer")
    page = open_page(path, **AXE)
    look(page, "welcome")
    page.get_by_role("button", name="Done: begin").click()
    look(page, "problems")
    answer(page)
    page.get_by_role("button", name="Done: begin").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    look(page, "codes")

    assert found == []
