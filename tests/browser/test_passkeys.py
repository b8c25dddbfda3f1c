"""Passkeys and the security page in Chromium, with an authenticator that is made for the test."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from articles import second_factor
from articles.models import User
from reviewers.models import Revocation, SignOff
from tests.authenticating import App, set_up_app
from tests.browser.usable import AXE, problems
from tests.factories import PASSWORD, make_edition, make_reviewer, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Visit:
    """A browser of one person's own; what the content security policy blocks is noted."""

    context: BrowserContext
    url: str
    blocked: list[str]

    def log_in(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.url}])

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.on(
            "console",
            lambda said: self.blocked.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.on("pageerror", lambda error: self.blocked.append(str(error)))
        page.goto(f"{self.url}{path}")
        return page

    def give_passkeys(self, page: Page) -> None:
        """Let this page have an authenticator that answers at once."""
        session = self.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
def visit(browser: Browser, live_server) -> Iterator[Visit]:
    # By name: a passkey belongs to a domain, and an IP address is none.
    url = f"http://localhost:{urlsplit(live_server.url).port}"
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visit = Visit(context, url, [])
    yield visit
    context.close()
    assert visit.blocked == []


def add_passkey(page: Page, name: str) -> None:
    page.get_by_label("Name of this passkey").fill(name)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()


def test_a_passkey_is_added_and_lets_in(visit: Visit):
    user = make_user(name="Ines Abara")
    visit.log_in(user)
    page = visit.open(reverse("security"))
    visit.give_passkeys(page)

    page.get_by_role("link", name="Add a passkey").click()
    add_passkey(page, "My phone")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("link", name="Remove My phone")).to_be_visible()

    page.get_by_role("button", name="Log out").click()
    page.goto(f"{visit.url}/admin/login/?next=/admin/security/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", name="Account security")).to_be_visible()
    assert second_factor.passkeys.owned_by(user)[0].used_at


def test_a_passkey_signs_and_revokes(visit: Visit):
    reviewer, edition = make_reviewer(), make_edition()
    visit.log_in(reviewer.user)
    page = visit.open(reverse("security_passkey_add"))
    visit.give_passkeys(page)
    add_passkey(page, "My phone")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()

    page.goto(f"{visit.url}{reverse('admin:reviewers_edition_review', args=[edition.pk])}")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Your passkey answered.")).to_be_visible()
    page.get_by_role("button", name="Medical review and approval").click()

    expect(page.get_by_text("Signed. 1 of 2 signatures")).to_be_visible()
    signed = SignOff.objects.get()
    assert (signed.signer, signed.factor) == (reviewer, "passkey")

    page.goto(f"{visit.url}{reverse('admin:reviewers_signoff_revoke', args=[signed.pk])}")
    page.get_by_label("Reason").fill("I misread the table.")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Your passkey answered.")).to_be_visible()
    page.get_by_role("button", name="Revoke my signature").click()

    expect(page.get_by_text("Revoked.")).to_be_visible()
    assert Revocation.objects.get(signoff=signed).factor == "passkey"


def test_a_second_passkey_asks_for_the_first(visit: Visit):
    user = make_user(name="Ines Abara")
    app = set_up_app(user)
    visit.log_in(user)
    page = visit.open(reverse("security_passkey_add"))
    visit.give_passkeys(page)

    page.get_by_label("Code").fill(app.code())
    add_passkey(page, "My phone")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.goto(f"{visit.url}{reverse('security_codes')}")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Your passkey answered.")).to_be_visible()
    page.get_by_role("button", name="Make ten new codes").click()

    expect(page.get_by_text("The earlier ones no longer work.")).to_be_visible()
    page.goto(
        f"{visit.url}{reverse('security_passkey_remove', args=[second_factor.passkeys.owned_by(user)[0].pk])}"
    )
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code").fill(app.code(1))
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    assert second_factor.passkeys.owned_by(user) == []


def test_a_browser_without_passkeys_says_so(visit: Visit, settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    visit.url = visit.url.replace("localhost", "127.0.0.1")  # where no passkey can belong
    visit.log_in(make_user(name="Ines Abara"))

    page = visit.open(reverse("security_passkey_add"))

    expect(page.get_by_text("This browser makes no passkeys for this address.")).to_be_visible()


def test_a_refused_passkey_says_what_to_do(visit: Visit):
    page = visit.open("/admin/login/")
    visit.give_passkeys(page)

    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("x")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_text("The passkey was not used. Try again, or type a code.")).to_be_visible(
        timeout=30_000
    )


def test_an_app_is_set_up_without_script(browser: Browser, visit: Visit):
    user = make_user(name="Ines Abara")
    bare = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    quiet = Visit(bare, visit.url, visit.blocked)
    quiet.log_in(user)
    page = quiet.open(reverse("security"))

    page.get_by_role("link", name="Set up an app").click()
    app = App(page.locator(".key").inner_text().replace(" ", ""))
    page.get_by_label("The code that your app shows now").fill(app.code())
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert second_factor.has_factor(user)

    bare.clear_cookies()
    page.goto(f"{visit.url}/admin/login/?next=/admin/security/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Code").fill(app.code(1))
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Account security")).to_be_visible()
    bare.close()


@pytest.mark.slow
def test_the_pages_can_be_used_by_everyone(browser: Browser, visit: Visit):
    user, other = make_user(name="Ines Abara"), make_user(name="Olu Other")
    set_up_app(user)
    second_factor.recovery.make(user)
    found = []
    context = browser.new_context(**AXE)
    with_axe = Visit(context, visit.url, [])
    for who in [user, other]:
        with_axe.log_in(who)
        for name in [
            "security",
            "security_app",
            "security_app_remove",
            "security_codes",
            "security_passkey_add",
        ]:
            page = with_axe.open(reverse(name))
            found += problems(page, name)
            page.close()
    context.clear_cookies()
    page = with_axe.open("/admin/login/")
    found += problems(page, "log-in")
    context.close()

    assert found == []
