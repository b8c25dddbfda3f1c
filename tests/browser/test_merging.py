"""Two people on one article, in a browser: both texts side by side, merged part by part, and nothing lost."""

import re

import pytest
from django.urls import reverse

from articles.document import content_of
from articles.models import Article
from tests.factories import change, make_article, make_editor, make_user, make_writer

from .conftest import OPEN
from .usable import AXE, problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = "## After surgery\n\nTake 200 mg a day.\n\n## At home\n\nWalk a little every day.\n"


def change_page(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def theirs(article: Article) -> None:
    """What somebody else saves meanwhile: the title, a paragraph, and the words of a key point."""
    (point,) = content_of(article)["key_points"]
    change(
        article,
        make_editor(),
        title="Walking soon after a hip fracture",
        body=BODY.replace("200 mg", "100 mg"),
        key_points=[point | {"text": "Standing up on day 2 is safe for most people."}],
    )


def test_two_people_on_one_article_lose_nothing(open_page: OPEN):
    article = make_article(make_writer(), body=BODY)
    page = open_page(change_page(article), article.owner, viewport={"width": 1280, "height": 900}, **AXE)
    page.fill("#id_body", BODY.replace("200 mg", "400 mg") + "\nRest in between.\n")
    page.fill("#id_key_points-0-text", "Standing up on day 1 is safe for nearly everybody.")
    theirs(article)

    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_role(
        "heading", name="Edgar Editor saved version 2 while you were writing", level=1
    ).wait_for()
    legends = page.locator("fieldset.part legend").all_inner_texts()
    assert [legend.split("\n")[0] for legend in legends] == [
        "Body, under “After surgery” Both changed it A number differs",
        "Key point 1 Both changed it A number differs",
        "Title",
        "Body, under “At home”",
    ]
    body = page.locator("fieldset.part").first
    tops = body.locator(".side").evaluate_all(
        "sides => sides.map((side) => side.getBoundingClientRect().top)"
    )
    assert len(set(tops)) == 1
    assert body.locator(".mine .number").inner_text() == "400"
    assert problems(page, "two texts", whole=True) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    body.get_by_label("Write it here").check()
    body.locator("textarea").fill("Take 300 mg a day.")
    page.locator("fieldset.part").nth(1).get_by_label("Take mine").check()
    page.get_by_role("button", name="Save the merged text").click()

    assert "Saved as version 3: your text, merged with Edgar Editor’s version 2." in page.inner_text(
        ".messagelist"
    )
    said = content_of(Article.objects.get())
    assert said["title"] == "Walking soon after a hip fracture"
    assert said["body"] == BODY.replace("200 mg", "300 mg") + "\nRest in between.\n"
    assert [point["text"] for point in said["key_points"]] == [
        "Standing up on day 1 is safe for nearly everybody."
    ]


def test_without_script_on_a_phone_the_form_comes_back_or_is_merged(open_page: OPEN):
    article = make_article(make_writer(), body=BODY)
    page = open_page(
        change_page(article),
        article.owner,
        viewport={"width": 390, "height": 800},
        java_script_enabled=False,
    )
    page.fill("#id_body", BODY.replace("200 mg", "400 mg"))
    theirs(article)
    page.get_by_role("button", name="Save", exact=True).click()
    sides = page.locator("fieldset.part").first.locator(".side h3")
    assert sides.all_inner_texts() == ["Theirs: version 2", "Before: version 1", "Mine"]

    page.get_by_role("button", name="Go back to my form").click()
    assert "400 mg" in page.input_value("#id_body")
    assert "saved version 2" in page.inner_text(".stale")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save the merged text").click()
    assert "Choose one of these." in page.inner_text("fieldset.part >> nth=0")
    page.locator("fieldset.part").first.get_by_label("Take Edgar Editor’s").check()
    page.get_by_role("button", name="Save the merged text").click()

    assert "all of it is as in Edgar Editor’s version 2" in page.inner_text(".messagelist")
    assert content_of(Article.objects.get())["body"] == BODY.replace("200 mg", "100 mg")


def test_the_history_is_compared_named_and_brought_back(open_page: OPEN):
    article = make_article(make_writer(), body=BODY)
    theirs(article)
    versions = reverse("admin:articles_article_history", args=[article.pk])
    page = open_page(versions, make_user("editor", name="Edna Else"))

    page.get_by_role("button", name="Compare").click()
    assert page.locator("ins.number").all_inner_texts() == ["2", "100"]
    page.get_by_role("link", name="Version 1", exact=True).click()
    page.fill("#version-name", "As read by legal")
    page.get_by_role("button", name="Name it").click()
    page.get_by_text("As read by legal").first.wait_for()
    page.get_by_role("link", name="Make version 1 the working copy again").click()
    page.get_by_role("button", name="Make version 1 the working copy again").click()
    assert "Version 1 is the working copy again, as version 3." in page.inner_text(".messagelist")
    page.goto(reverse("site_history"))
    page.get_by_role("link", name=re.compile("Title in version 3")).click()
    page.locator("#changed-title:target").wait_for()
