"""Mail in a browser: the page of choices, the one click, and the mail itself, for everyone, by day and by night."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from articles import clock, mailing
from articles.models import OutgoingMail
from reviewers.mail import digest, notifications
from reviewers.models import MailChoice, NoticeKind
from tests import factories
from tests.browser.conftest import OPEN
from tests.browser.usable import WCAG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [("light", 1280), ("dark", 390)]


def refusals(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def looks(scheme: str, width: int) -> dict:
    # axe sets styles of its own, which the policy would block.
    return {"color_scheme": scheme, "viewport": {"width": width, "height": 900}, "bypass_csp": True}


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_a_choice_is_made(open_page: OPEN, scheme: str, width: int):
    user = factories.make_writer()
    open_page("/admin/my-mail/", user)  # nothing is blocked
    page = open_page("/admin/my-mail/", user, **looks(scheme, width))

    page.get_by_role("group", name="Publications").get_by_label("Not at all").check()
    assert refusals(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Save my choice").click()

    expect(page.get_by_text("Your choice is saved")).to_be_visible()
    assert notifications.choices_of(user)[NoticeKind.PUBLISHED] == "never"


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_one_kind_is_muted_and_that_is_undone(open_page: OPEN, scheme: str, width: int):
    user = factories.make_writer()
    path = notifications.mute_address(user, NoticeKind.WITHDRAWN).removeprefix("http://testserver")
    page = open_page(path, **looks(scheme, width))
    assert refusals(page) == []

    page.get_by_role("button", name="No more of it").click()
    expect(page.get_by_role("heading", name="This mail has ended")).to_be_visible()
    assert refusals(page) == []
    assert notifications.choices_of(user)[NoticeKind.WITHDRAWN] == MailChoice.How.NEVER
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="This mail comes again")).to_be_visible()

    assert notifications.choices_of(user)[NoticeKind.WITHDRAWN] == MailChoice.How.INSTANT


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_a_mail_is_read_by_everyone(open_page: OPEN, scheme: str, width: int):
    user = factories.make_writer()
    article = factories.make_article(by=user)
    for number in range(3):
        notifications.notify(
            NoticeKind.DECIDED, to=[user], article=article, subject=f"News {number}", body="News."
        )
    with clock.set_to(clock.now() + 2 * clock.DAY):
        digest.send_due()
    body = f"Dear {user},\n\nRead it here: http://testserver/admin/\n"
    mailing.write(to=user.email, subject="Please read", body=body)

    for written in OutgoingMail.objects.filter(to=user.email):
        page = open_page("/healthz", **looks(scheme, width))
        page.set_content(written.html)
        assert refusals(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
