"""The main job, from a file to a withdrawn page, as its people do it in a browser."""

import hashlib
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from articles.models import Article, Edition, Topic
from reviewers import verification
from reviewers.models import Role
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

DOCUMENT = """Written by Tamsin Oakes, PhD
Medically reviewed by Jorun Falk, MD )retired), FRCP on 3 March 2026

The Bottom Line:
In daily practice, people who took the new inhaler had as few flare-ups as people in trials.
Who Performed the Research and Where Was it Presented:
Dr. Alma Reyes-Lindqvist of Saltmarsh University and colleagues showed the results at a lung meeting.
Background:
Trials choose their participants (often strictly. Daily practice does not.
Methods and Participants:
The team looked back at the records of 40 people.
Results:
- Flare-ups came in 5 of 40 people.
- Nobody stopped because of side effects.
Limitations:
The group was small and nobody was left without treatment.
Conclusions:
The inhaler helped in daily practice about as much as in trials.
Links and Resources:
Watch the talk about the study here:
"""


class Person:
    """Somebody at a browser of their own, logged in."""

    def __init__(self, browser: Browser, site: str, email: str) -> None:
        self.context: BrowserContext = browser.new_context(base_url=site)
        self.page: Page = self.context.new_page()
        self.refused: list[str] = []
        self.page.on("console", lambda message: self._note(message.text))
        self.page.goto("/admin/")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(factories.PASSWORD)
        self.page.get_by_role("button", name="Log in").click()

    def _note(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.refused.append(text)

    def open(self, article: Article) -> Page:
        self.page.goto(f"/admin/articles/article/{article.pk}/change/")
        return self.page

    def save(self) -> None:
        self.page.locator("input[name=_save]").click()
        expect(self.page.get_by_text("Saved as version")).to_be_visible()

    def sign(self, edition: Edition, scope: str = "") -> None:
        self.page.goto(reverse("admin:reviewers_edition_review", args=[edition.pk]))
        if scope:
            self.page.get_by_label(scope).check()
        self.page.get_by_label("I have none").check()
        self.page.get_by_label("Your password").fill(factories.PASSWORD)
        self.page.get_by_role("button", name=re.compile("review and approval$")).click()
        expect(self.page.get_by_text("Signed.")).to_be_visible()

    def submit(self, article: Article, *, kind: str = "", note: str = "") -> Edition:
        self.open(article).get_by_role("link", name="Submit for review").click()
        if kind:
            self.page.get_by_label(re.compile(kind)).check()
            self.page.get_by_label("What changed?").fill(note)
        for field in self.page.get_by_label("Why it stands").all():
            field.fill("Seen, and meant so.")
        self.page.get_by_role("button", name="Submit for review").click()
        expect(self.page.get_by_text("is submitted")).to_be_visible()
        return article.editions.latest("number")

    def publish(self, article: Article) -> None:
        self.open(article).get_by_role("link", name=re.compile("^Publish")).click()
        self.page.get_by_role("button", name="Publish now").click()
        expect(self.page.get_by_text("is live.")).to_be_visible()


def signed_bytes(html: bytes) -> tuple[str, str]:
    """The digest that a page states of its signed element, and the digest of what stands there."""
    found = re.search(
        rb'<article id="edition" data-edition="\d+" data-sha256="(\w+)">(.*?)</article>', html, re.S
    )
    assert found
    return found[1].decode(), hashlib.sha256(found[2]).hexdigest()


def test_from_a_file_to_a_withdrawn_page(browser: Browser, live_server, client, tmp_path: Path):
    writer, publisher, editor = factories.make_writer(), factories.make_publisher(), factories.make_editor()
    medical, editorial = factories.make_reviewer(Role.MEDICAL), factories.make_reviewer(Role.EDITORIAL)
    Topic.objects.create(slug="lungs", name="Lungs")
    people = {
        name: Person(browser, live_server.url, user.email)
        for name, user in {
            "writer": writer,
            "publisher": publisher,
            "editor": editor,
            "medical": medical.user,
            "editorial": editorial.user,
        }.items()
    }

    # A document comes in; its reviewer's name is a private note, and what blocks is shown.
    file = tmp_path / "inhaler.txt"
    file.write_text(DOCUMENT, encoding="utf-8")
    call_command("import_articles", str(file), by=writer.email, verbosity=0)
    article = Article.objects.get()
    assert "Jorun Falk" in article.source_note
    page = people["writer"].open(article)
    expect(page.locator("#findings")).to_contain_text("(often strictly")
    expect(page.locator("#findings")).to_contain_text("has interests to disclose")
    page.get_by_role("link", name="Submit for review").wait_for(state="detached")

    # The writer mends it.
    body = page.locator("#id_body").input_value()
    page.locator("#id_title").fill("An inhaler in daily practice")
    page.locator("#id_slug").fill("inhaler")
    page.locator("#id_body").fill(
        body.replace("(often strictly.", "(often strictly).").replace(
            "Watch the talk about the study here:",
            "Watch [the talk](https://example.org/talk) about the study.",
        )
    )
    page.locator("#id_authorships-0-stated").select_option(label="None")
    page.get_by_label("Use of AI tools").fill("None.")
    page.get_by_label("Lungs").check()
    page.get_by_role("button", name="Add a reference").click()
    page.locator("#id_references-0-key").fill("talk")
    page.locator("#id_references-0-text").fill("Reyes-Lindqvist A. An inhaler in daily practice. 2026.")
    page.locator("#id_references-0-url").fill("https://example.org/abstract")
    people["writer"].save()

    # It is submitted, signed by two people, and published.
    edition = people["writer"].submit(article)
    people["medical"].sign(edition)
    people["editorial"].sign(edition)
    people["publisher"].publish(article)

    # Anyone reads it, and can check it.
    answer = client.get("/articles/inhaler/")
    stated, computed = signed_bytes(answer.content)
    assert (answer.status_code, stated) == (200, computed)
    assert "Jorun Falk" not in answer.content.decode()

    # A word changes; the old page stays until the new edition is signed.
    page = people["writer"].open(article)
    page.locator("#id_title").fill("An inhaler in everyday practice")
    people["writer"].save()
    assert signed_bytes(client.get("/articles/inhaler/").content)[0] == stated
    second = people["writer"].submit(article, kind="Minor change", note="A word in the title.")
    assert signed_bytes(client.get("/articles/inhaler/").content)[0] == stated
    people["medical"].sign(second, "The whole page")
    people["editorial"].sign(second, "The changes only")
    people["publisher"].publish(article)
    assert "An inhaler in everyday practice" in client.get("/articles/inhaler/").content.decode()

    # One person takes it down, and the address says so.
    people["editor"].open(article).get_by_role("link", name="Withdraw from the site").click()
    people["editor"].page.get_by_label("Reason").fill("The count was wrong.")
    people["editor"].page.get_by_role("button", name="Withdraw it now").click()
    gone = client.get("/articles/inhaler/")
    assert gone.status_code == 410
    assert "The count was wrong." in gone.content.decode()

    assert list(verification.flaws()) == []
    assert [refused for person in people.values() for refused in person.refused] == []
    for person in people.values():
        person.context.close()
