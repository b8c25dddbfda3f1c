"""The review screen on a phone: from the mail's link to a decision, and through a second round."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Edition
from reviewers import answering
from reviewers.commenting import Remark
from reviewers.models import Comment, Reviewer, Role, SignOff, Verdict
from tests import factories
from tests.authenticating import set_up_app
from tests.browser.conftest import OPEN
from tests.browser.usable import AXE, problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


def asked(reviewer: Reviewer, article=None) -> Edition:
    request = (reviewer, Role.MEDICAL, factories.in_days(5))
    return factories.make_edition(article, requests=[request])


def path(edition: Edition) -> str:
    return f"/admin/articles/edition/{edition.pk}/review/"


def shortcut(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Shortcuts").get_by_role("link", name=name).click()


def test_signing_takes_three_steps_from_the_mail(open_page: OPEN):
    reviewer = factories.make_reviewer(name="Mira Medic")
    phone = set_up_app(reviewer.user)
    edition = asked(reviewer)

    # The link; the log-in with the second factor; the decision.
    page = open_page(path(edition), viewport=PHONE)
    page.get_by_label("E-mail address").fill(reviewer.user.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_label("Code").fill(phone.code())
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Walking after a hip fracture")).to_be_visible()
    assert page.url.endswith(path(edition))
    shortcut(page, "Decide")
    expect(page.get_by_role("heading", name="Your decision")).to_be_in_viewport()
    page.get_by_label("Your password").fill(factories.PASSWORD)
    page.locator("#sign-form").get_by_label("Code").fill(phone.code(1))  # each works once
    page.get_by_role("button", name="Medical review and approval").click()

    expect(page.get_by_text("Signed. 1 of 2 signatures; waiting for editorial sign-off.")).to_be_visible()
    assert SignOff.objects.get().signer == reviewer


def test_changes_are_requested_without_script(open_page: OPEN):
    reviewer = factories.make_reviewer(name="Mira Medic")
    edition = asked(reviewer)

    page = open_page(path(edition), reviewer.user, viewport=PHONE, java_script_enabled=False)
    shortcut(page, "Decide")
    page.locator("summary", has_text="Request changes").click()
    form = page.locator("#changes-form")
    form.get_by_label("These words").nth(0).fill("Most people can walk")
    form.get_by_label("What must change").nth(0).fill("Say how many.")
    form.locator("summary", has_text="More changes").click()
    form.get_by_label("These words").nth(1).fill("rests in between")
    form.get_by_label("Words to put there instead").nth(1).fill("rest after each walk")
    form.get_by_role("button", name="Request these changes").click()
    expect(page.get_by_text("do not stand together in one part of the page")).to_be_in_viewport()
    form.get_by_label("These words").nth(1).fill("rest in between")
    form.get_by_role("button", name="Request these changes").click()

    expect(page.get_by_text("Sent back:")).to_be_visible()
    assert Verdict.objects.get().decision == "changes_requested"
    assert list(Comment.objects.values_list("quote", "replacement")) == [
        ("Most people can walk", None),
        ("rest in between", "rest after each walk"),
    ]


def test_a_second_round_is_accepted_and_signed(open_page: OPEN):
    reviewer = factories.make_reviewer(name="Mira Medic")
    edition, second = second_round(reviewer)

    page = open_page(path(second), reviewer.user, viewport=PHONE)
    asked_for = page.locator("#asked-for")
    expect(asked_for.get_by_role("heading", name="What you asked for")).to_be_in_viewport()
    expect(asked_for.get_by_text("Mended.").first).to_be_visible()
    expect(asked_for.locator("ins", has_text="Nine in ten")).to_be_visible()
    page.get_by_role("button", name="Accept all 2 answers").click()
    expect(page.get_by_text("Accepted: 2 answers.")).to_be_visible()
    shortcut(page, "Decide")
    page.get_by_label("Your password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Medical review and approval").click()

    expect(page.get_by_text("Signed. 1 of 2 signatures")).to_be_visible()
    assert SignOff.objects.get().edition == second
    assert edition.number < second.number


@pytest.mark.slow
def test_every_state_of_the_screen_can_be_used_by_everyone(open_page: OPEN):
    reviewer = factories.make_reviewer(name="Mira Medic")
    first, second = second_round(reviewer)
    visits = [
        (reviewer.user, path(second)),
        (reviewer.user, f"{path(second)}?against=1"),
        (reviewer.user, path(first)),
        (factories.make_editor(), path(second)),
    ]
    found = []
    for user, address in visits:
        page = open_page(address, user, **AXE)
        for details in page.locator("details:not([open]) > summary").all():
            if details.is_visible():
                details.click()
        # All of it at once: what lies under the bar at one moment is scrolled out from there at the next.
        found += problems(page, address, whole=True)
        page.context.close()

    assert found == []


def second_round(reviewer: Reviewer) -> tuple[Edition, Edition]:
    """An edition that was sent back with two must-fixes, and the one that answers them."""
    first = asked(reviewer)
    answering.request_changes(
        first,
        reviewer=reviewer,
        role="medical",
        comments=[
            Remark("Say how many.", quote="Most people can walk", must_fix=True),
            Remark("Name the trial.", must_fix=True),
        ],
    )
    summary = "Nine in ten people can walk on the day after surgery, with help."
    factories.change(first.article, summary=summary)
    return first, asked(reviewer, first.article)
