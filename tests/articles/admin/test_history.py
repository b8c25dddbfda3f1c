"""An article's versions: read, compared, named, and made the working copy again."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import document, naming, returning
from articles.models import Article, ArticleVersion, AuditEntry, Author, VersionName
from tests.factories import change, make_article, make_content, make_editor, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return logged_in(make_user("auditor"))


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, article: Article, *number: int) -> str:
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *number])


def version(article: Article, number: int) -> ArticleVersion:
    return article.versions.get(number=number)


def test_the_history_says_who_changed_what(client: Client):
    article = make_article()
    change(article, title="A new title", summary="Another bottom line.")

    page = client.get(address("history", article)).content.decode()

    assert "Version 2" in page
    assert "Title, Bottom line" in page
    assert str(article.owner) in page


def test_a_version_shows_what_it_changed_and_all_it_says(client: Client):
    article = make_article(summary="Take 72 mg a day.")
    change(article, summary="Take 27 mg a day.", title="A new title")

    page = client.get(address("version", article, 2)).content.decode()

    assert 'Take <del class="number">72</del> mg a day.' in page
    assert 'Take <ins class="number">27</ins> mg a day.' in page
    assert "[@walking] early mobilisation was safe" in page


def test_a_version_that_is_not_there_is_404(client: Client):
    article = make_article()

    for number in [0, 7, int("9" * 40)]:
        assert client.get(address("version", article, number)).status_code == 404
        assert client.get(address("return", article, number)).status_code == 404


def test_versions_are_fifty_to_a_page_and_none_is_left_out(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("articles.admin.history.PER_PAGE", 2)
    article = make_article()
    for number in range(4):
        change(article, title=f"Title {number}")

    shown, url = [], address("history", article)
    for _ in range(3):
        response = client.get(url)
        shown.append([row["version"].number for row in response.context["versions"]])
        assert all(row["changed"] == ["Title"] for row in response.context["versions"] if not row["begun"])
        url = f"{address('history', article)}?before={response.context['older']}"

    assert shown == [[5, 4], [3, 2], [1]]
    assert response.context["older"] == 0
    assert client.get(f"{address('history', article)}?before=x").status_code == 200


def test_any_two_versions_are_compared_the_earlier_first(client: Client):
    article = make_article()
    change(article, title="Between")
    change(article, title="At last", body="Other words.")

    page = client.get(f"{address('compare', article)}?from=3&to=1").content.decode()

    assert "Version 1 and version 3" in page
    assert "Between" not in page
    assert "<del>Walking after a hip fracture</del>" in page
    assert "<ins>At last</ins>" in page


@pytest.mark.parametrize("query", ["", "?from=1&to=1", "?from=1&to=9", "?from=x&to=-1", "?to=1"])
def test_what_cannot_be_compared_leads_back_with_a_sentence(client: Client, query: str):
    article = make_article()

    response = client.get(address("compare", article) + query, follow=True)

    assert "Choose two different versions to compare." in response.content.decode()


def test_a_version_is_named_and_the_latest_name_counts():
    article, editor = make_article(), make_editor()
    client = logged_in(editor)
    change(article, title="Another")

    for name in ["For legal", " As  read by legal\x00 "]:
        client.post(address("name_version", article, 1), {"name": name})

    assert naming.name_of(version(article, 1)) == "As read by legal"
    assert "As read by legal" in client.get(address("history", article)).content.decode()
    told = AuditEntry.objects.latest("number")
    assert (told.event, told.actor, json.loads(told.data)["name"]) == (
        "version_named",
        editor,
        "As read by legal",
    )
    client.post(address("name_version", article, 1), {"name": ""})
    assert naming.names_of(list(article.versions.all())) == {version(article, 1).pk: ""}


def test_a_name_that_it_has_already_writes_nothing():
    article = make_article()
    naming.name_version(version(article, 1), name="One", by=article.owner)

    assert naming.name_version(version(article, 1), name="One ", by=article.owner) is None
    assert VersionName.objects.count() == 1


def test_a_name_that_is_too_long_is_refused_and_stays_in_its_field():
    article = make_article()

    response = logged_in(article.owner).post(address("name_version", article, 1), {"name": "n" * 121})

    page = response.content.decode()
    assert response.status_code == 422
    assert "A name has 120 characters at most; this one has 121." in page
    assert "n" * 121 in page


def test_an_earlier_version_becomes_the_working_copy_as_a_new_version():
    article, editor = make_article(), make_editor()
    before = document.content_of(article)
    change(article, title="Another", key_points=[], references=[], body="Gone.")
    article.slug, client = "kept", logged_in(editor)
    article.save()

    page = client.get(address("return", article, 1)).content.decode()
    response = client.post(address("return", article, 1), {"seen": "2"}, follow=True)

    assert "<ins>Walking after a hip fracture</ins>" in page
    assert "Version 1 is the working copy again, as version 3." in response.content.decode()
    assert document.content_of(Article.objects.get()) == before
    assert (Article.objects.get().slug, Article.objects.get().owner) == ("kept", article.owner)
    assert [one.by for one in article.versions.order_by("number")] == [article.owner, article.owner, editor]
    told = json.loads(AuditEntry.objects.latest("number").data)
    assert (told["version"], told["restored_from"]) == (3, 1)


def test_a_save_in_between_is_shown_before_an_earlier_version_comes_back():
    article, client = make_article(), logged_in(make_editor())
    change(article, title="Another")
    change(article, title="A third")

    response = client.post(address("return", article, 1), {"seen": "2"})

    assert response.status_code == 409
    assert "saved version 3 meanwhile" in response.content.decode()
    assert Article.objects.get().title == "A third"
    assert client.post(address("return", article, 1), {"seen": "3"}).status_code == 302


def test_a_version_that_says_the_same_has_nothing_to_do():
    article, client = make_article(), logged_in(make_editor())

    page = client.get(address("return", article, 1)).content.decode()
    client.post(address("return", article, 1), {"seen": "1"})

    assert "There is nothing to do" in page
    assert article.versions.count() == 1


def test_what_will_not_be_as_it_was_is_said():
    digest = "f" * 64
    article = make_article(body=f"![A chart](figure:{digest})")
    Author.objects.update(credentials="PhD, MD")
    change(article, body="No figure.", authors=make_content()["authors"][:0])

    found = returning.returned(version(article, 1))
    returning.make_current(version(article, 1), by=article.owner, seen=2)

    assert found.notes == [
        "The byline shows Wanda Writer by the profile of today.",
        "1 figure of this version is not kept any more: the checks will name the place.",
    ]
    assert Author.objects.count() == 1
    assert document.content_of(Article.objects.get())["authors"][0]["credentials"] == ["PhD", "MD"]


def test_who_only_reads_names_nothing_and_restores_nothing(client: Client):
    article = make_article()
    change(article, title="Another")

    page = client.get(address("version", article, 1)).content.decode()

    assert "working copy again" not in page
    assert client.post(address("name_version", article, 1), {"name": "x"}).status_code == 403
    assert client.get(address("return", article, 1)).status_code == 403
    assert client.post(address("return", article, 1), {"seen": "2"}).status_code == 403
    assert client.get(address("name_version", article, 1)).status_code == 405


def test_pages_ask_the_same_number_of_queries_for_3_and_for_30(client: Client):
    counts = []
    for rows in [3, 30]:
        point = make_content()["key_points"][0]
        article = make_article(key_points=[make_content()["key_points"][0] for _ in range(rows)])
        for number in range(rows):
            change(article, title=f"Title {number}", key_points=[point | {"text": f"{number}"}])
        asked = []
        for url in [
            address("history", article),
            address("version", article, 2),
            f"{address('compare', article)}?from=1&to={rows}",
        ]:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            asked.append(len(queries))
        counts.append(asked)

    assert counts[0] == counts[1]
