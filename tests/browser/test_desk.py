"""The desk in a browser: an article's whole way, two people at once, and what works without script."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Publication
from reviewers import submission
from reviewers.models import Reviewer, Role, SignOff
from tests import factories
from tests.browser.conftest import OPEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def change_path(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def submitted(reviewer: Reviewer):
    article = factories.make_article(title="Walking early")
    return submission.submit(
        article,
        by=article.owner,
        change_kind="first",
        change_note="",
        acknowledgements=factories.acknowledge_all(article),
        requests=[(reviewer, Role.MEDICAL, factories.in_days(7))],
    )


def test_an_article_is_written_submitted_signed_and_published(open_page: OPEN):
    writer, publisher = factories.make_writer(), factories.make_publisher()
    medical = factories.make_reviewer(Role.MEDICAL, name="Mira Medic")
    editorial = factories.make_reviewer(Role.EDITORIAL, name="Edda Editorial")
    factories.make_article(title="Something else")

    page = open_page("/admin/", writer)
    page.get_by_role("link", name="Write an article").click()
    write(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved as version 1.")).to_be_visible()
    page.get_by_role("link", name="Submit for review").click()
    page.get_by_role("group", name="Medical reviewer", exact=True).get_by_label("Mira Medic, MD").check()
    for box in page.get_by_label("Why it stands").all():
        box.fill("Meant so.")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("It waits for editorial and medical sign-off.")).to_be_visible()

    page = open_page("/admin/", medical.user)
    page.get_by_role("link", name="Sleep after surgery").click()
    sign(page, "Medical review and approval")
    expect(page.get_by_text("Signed. 1 of 2 signatures; waiting for editorial sign-off.")).to_be_visible()
    page = open_page(page.url, editorial.user)
    sign(page, "Editorial review and approval")
    expect(page.get_by_text("Signed. 2 of 2 signatures; it can be published.")).to_be_visible()

    article = Article.objects.get(title="Sleep after surgery")
    page = open_page(change_path(article), publisher)
    page.get_by_role("link", name="Publish edition 1").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Edition 1 is live.")).to_be_visible()
    page.get_by_role("link", name="See the page").click()
    expect(page.get_by_role("heading", name="Sleep after surgery")).to_be_visible()
    assert Publication.objects.live().get().article == article


def write(page: Page) -> None:
    page.get_by_label("Kind").select_option("explainer")
    page.get_by_label("Title").fill("Sleep after surgery")
    page.get_by_label("Bottom line").fill("Sleep helps bones to heal.")
    page.get_by_role("button", name="Add an author").click()
    page.locator("#id_authorships-0-author").select_option(label="Wanda Writer, PhD")
    page.locator("#id_authorships-0-stated").select_option(label="None")
    page.get_by_role("button", name="Add a reference").click()
    page.locator("#id_references-0-key").fill("sleep")
    page.locator("#id_references-0-text").fill("Example B. Sleep. Journal of Examples 2025.")
    page.locator("#id_references-0-url").fill("https://example.org/sleep")
    page.get_by_role("button", name="Add a key point").click()
    page.locator("#id_key_points-0-text").fill("Sleep well.")
    page.get_by_role("button", name="Add evidence").click()
    page.get_by_label("Its own words").fill("sleep was of help")
    page.get_by_label("Use of AI tools").fill("None.")
    page.get_by_label("Bone and joint health").check()
    page.get_by_label("Body").fill(
        "## What helps\n\nA dark room [@sleep].\n\n## What does not\n\nA *bright* screen.\n"
    )
    preview = page.get_by_role("region", name="Preview of the article")
    expect(preview.get_by_role("heading", name="What helps")).to_be_visible()
    expect(preview.get_by_role("link", name="[1]")).to_be_visible()


def sign(page: Page, meaning: str) -> None:
    expect(page.get_by_label("I have none")).to_be_checked()
    page.get_by_label("Your password").fill(factories.PASSWORD)
    page.get_by_role("button", name=meaning).click()


def test_two_people_at_once_lose_nothing(open_page: OPEN):
    article = factories.make_article()
    mine = open_page(change_path(article), article.owner)
    theirs = open_page(change_path(article), factories.make_editor())
    theirs.get_by_label("Title").fill("Their title")
    theirs.get_by_role("button", name="Remove key point 1").click()
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_text("Saved as version 2.")).to_be_visible()

    mine.locator("#id_key_points-0-text").fill("My wording of the point.")
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_role("heading", name="Edgar Editor saved version 2")).to_be_visible()
    expect(mine.locator(".theirs ins", has_text="Their title")).to_be_visible()
    mine.get_by_role("group", name="Key point 1").get_by_label("Take mine").check()
    mine.get_by_role("button", name="Save the merged text").click()

    expect(mine.get_by_text("Saved as version 3: your text, merged with")).to_be_visible()
    article.refresh_from_db()
    assert (article.title, article.key_points.get().text) == ("Their title", "My wording of the point.")


def test_signing_and_publishing_need_no_script(open_page: OPEN):
    reviewer = factories.make_reviewer(name="Mira Medic")
    edition = submitted(reviewer)

    page = open_page(
        "/admin/", reviewer.user, java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page.get_by_role("link", name="Walking early").click()
    sign(page, "Medical review and approval")

    expect(page.get_by_text("Signed. 1 of 2 signatures")).to_be_visible()
    assert SignOff.objects.get().edition == edition


def test_what_is_wrong_with_a_submission_has_the_focus(open_page: OPEN):
    article = factories.make_publication().article
    factories.change(article, title="Walking early after a hip fracture")

    page = open_page(
        f"/admin/articles/article/{article.pk}/submit/", article.owner, java_script_enabled=False
    )
    page.get_by_role("radio", name="Correction: something was wrong").check()
    page.get_by_role("button", name="Submit for review").click()

    expect(page.locator("#problems")).to_be_focused()
    page.locator("#problems").get_by_role("link", name="What was wrong").click()
    assert page.url.endswith("#id_wrong")


def test_a_signature_is_taken_back_without_script(open_page: OPEN):
    publication = factories.make_publication()
    signoff = publication.edition.signoffs.get(role="medical")
    review = f"/admin/articles/edition/{publication.edition_id}/review/"

    page = open_page(
        review, signoff.signer.user, java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    page.get_by_role("link", name="Revoke this signature").click()
    page.get_by_label("Reason").fill("The dose is wrong.")
    page.get_by_label("Your password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Revoke my signature").click()

    expect(page.get_by_text("Revoked. Nothing is public by this signature any more.")).to_be_visible()
    assert not Publication.objects.live().exists()
