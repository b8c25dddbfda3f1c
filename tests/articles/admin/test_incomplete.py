"""A draft may lack anything: nothing blank stops it from being saved, and the checks say what is missing."""

import pytest
from django.test import Client
from django.urls import reverse

from articles import document, preflight
from articles.admin.keys import made_key
from articles.beginnings import BEGINNINGS
from articles.models import Article
from tests.factories import make_article, make_content, make_writer

from .posting import fields, with_row

pytestmark = pytest.mark.django_db
ADD = reverse("admin:articles_article_add")


def opened(article: Article | None = None) -> tuple[Client, str, dict]:
    """Somebody who writes, the address of the form, and what it would post untouched."""
    client = Client()
    client.force_login(article.owner if article else make_writer())
    url = reverse("admin:articles_article_change", args=[article.pk]) if article else ADD
    return client, url, fields(client.get(url).content.decode(), "article_form")


def test_rows_that_lack_something_are_kept_as_they_are():
    article = make_article()
    client, url, data = opened(article)
    data = with_row(data, "key_points", evidence="[@walking]")
    data = with_row(data, "references", doi="10.1000/x")
    data = with_row(data, "quotations", affiliation="Harbour Lane Clinic")

    response = client.post(url, data)

    assert response.status_code == 302
    content = document.content_of(Article.objects.get())
    assert content["key_points"][1]["text"] == ""
    assert content["key_points"][1]["evidence"] == [{"reference": "walking", "quote": ""}]
    assert [(item["key"], item["text"], item["doi"]) for item in content["references"][1:]] == [
        ("ref-2", "", "10.1000/x")
    ]
    assert content["quotations"][0]["affiliation"] == "Harbour Lane Clinic"
    blocking = {finding.place for finding in preflight.findings(content) if finding.blocks}
    assert {"key_points.1.text", "references.1.text", "quotations.0.text"} <= blocking
    assert "Nothing changed." in client.post(url, opened(article)[2], follow=True).content.decode()


def test_what_every_article_has_stays_as_it_was_when_it_is_blank():
    article = make_article(kind="clinical_news", language="de", review_interval_months=6)
    client, url, data = opened(article)
    blank = dict.fromkeys(["kind", "audience", "language", "owner", "review_interval_months"], "")

    response = client.post(url, data | blank, follow=True)

    assert "Nothing changed." in response.content.decode()


def test_a_new_article_needs_nothing_at_all():
    client, url, data = opened()
    nothing = {name: "" for name in data if not name.endswith("_FORMS") and "csrf" not in name}

    response = client.post(url, data | nothing)

    assert response.status_code == 302
    article = Article.objects.get()
    assert (article.kind, article.body, article.language) == ("research_summary", "", "en")
    assert article.owner.pk == int(client.session["_auth_user_id"])


def test_rows_that_have_a_place_and_nothing_else_are_no_rows():
    article = make_article()
    client, url, data = opened(article)
    for part in ["authorships", "key_points", "references", "quotations"]:
        data = with_row(data, part, order="7")

    response = client.post(url, data, follow=True)

    assert "Nothing changed." in response.content.decode()


def test_each_reference_without_a_key_gets_one_of_its_own():
    article = make_article()
    client, url, data = opened(article)
    for text in ["Byron A, Lovelace B. Engines. 1843.", "Byron A. Again, 1843.", "walking (no year)", ""]:
        data = with_row(data, "references", text=text, doi="10.1000/x")

    client.post(url, data)

    keys = [item["key"] for item in document.content_of(Article.objects.get())["references"]]
    assert keys == ["walking", "byron-1843", "byron-1843-2", "walking-2", "ref-5"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Müller-Lüdenscheidt K. Bäder. 2021", "muller-ludenscheidt-2021"),
        ("李四. 睡眠. 2020", "ref-3"),
        ("1st Group. Report 2019", "ref-3"),
        ("  ", "ref-3"),
    ],
)
def test_a_key_is_made_of_letters_that_a_key_may_have(text: str, key: str):
    assert made_key(text, number=3, taken=[]) == key


@pytest.mark.parametrize("kind", Article.Kind.values)
def test_a_new_article_begins_with_the_headings_of_its_kind(kind: str):
    client, url, data = opened()

    client.post(url, data | {"kind": kind})

    assert data["body"].replace("\r\n", "\n") == BEGINNINGS["research_summary"]
    assert Article.objects.get().body == BEGINNINGS[kind]


def test_what_is_written_is_never_taken_for_a_beginning():
    client, url, data = opened()
    written = BEGINNINGS["research_summary"] + "One word."

    client.post(url, data | {"kind": "explainer", "body": written})

    assert Article.objects.get().body == written


@pytest.mark.parametrize("kind", Article.Kind.values)
def test_a_beginning_lacks_no_section_and_cannot_be_submitted(kind: str):
    found = preflight.findings(make_content(kind=kind, body=BEGINNINGS[kind]))

    rules = {finding.rule for finding in found if finding.place == "body"}
    assert rules == {"empty-section"}
