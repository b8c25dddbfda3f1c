"""The preview: the public article element of what stands in the form, for people who write; never a page to log in."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from articles.models import Article, ArticleVersion
from tests.counting import lines_run
from tests.factories import make_article, make_content, make_edition, make_editor, make_user, make_writer

from .posting import fields, with_row

pytestmark = pytest.mark.django_db
STATIC = settings.BASE_DIR / "cliniccontent" / "static"
NEW = "/admin/articles/article/preview/"


def client_of(user=None, **options) -> Client:
    client = Client(**options)
    if user:
        client.force_login(user)
    return client


def address(article: Article | None) -> str:
    return reverse("admin:articles_article_preview", args=[article.pk] if article else [])


def form_of(client: Client, article: Article) -> dict[str, Any]:
    page = client.get(reverse("admin:articles_article_change", args=[article.pk]))
    return fields(page.content.decode(), "article_form")


def test_the_preview_of_a_form_is_byte_for_byte_what_its_first_edition_freezes():
    article = make_article(
        body="## Rest <script>x</script>\n\nSleep [@walking], 10^9^.\n\n## More\n\n| a |\n|---|\n| 1 |\n"
    )
    client = client_of(article.owner)
    data = form_of(client, article) | {"title": "Rest & <walk>"}
    data = with_row(data, "key_points", text="Walk daily.", evidence="[@walking] walk every day", order="1")

    shown = client.post(address(article), data).json()["html"]
    client.post(reverse("admin:articles_article_change", args=[article.pk]), data)
    edition = make_edition(Article.objects.get(pk=article.pk))

    assert shown == edition.html
    assert "Rest &amp; &lt;walk&gt;" in shown


def test_a_preview_writes_nothing():
    article = make_article()
    client = client_of(make_editor())
    data = form_of(client, article) | {"title": "Only looked at"}
    before = ArticleVersion.objects.count()

    with CaptureQueriesContext(connection) as asked:
        client.post(address(article), data)

    written = [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert (written, ArticleVersion.objects.count()) == ([], before)


def test_a_new_article_has_its_preview_before_it_is_saved():
    response = client_of(make_writer()).post(
        NEW, {"title": "New thoughts", "body": "## A part\n\nWords.", "kind": "explainer"}
    )

    assert response.status_code == 200
    assert '<h2 id="section-a-part">A part</h2>' in response.json()["html"]


def test_what_the_checks_find_in_the_form_comes_along():
    article = make_article()
    client = client_of(article.owner)
    data = form_of(client, article) | {"title": "Unmatched (bracket"}

    beside = client.post(address(article), data).json()["beside"]

    assert "Unmatched (bracket" in beside
    assert "findings-heading" in beside
    assert "statistics-heading" in beside


def test_what_cannot_be_saved_yet_is_shown_all_the_same():
    article = make_article()
    client = client_of(article.owner)
    data = form_of(client, article) | {
        "kind": "poem",
        "review_interval_months": "often",
        "references-TOTAL_FORMS": "no number",
    }

    response = client.post(address(article), data)

    assert response.status_code == 200
    assert "What happens after surgery" in response.json()["html"]


@pytest.mark.parametrize(
    ("group", "data", "status"),
    [
        (None, {"body": "x"}, 401),
        ("publisher", {"body": "x"}, 403),
        ("writer", {}, 400),
        ("writer", {"body": "x" * 200_001}, 413),
        ("writer", {"body": "x" * 3_000_000}, 413),
    ],
)
def test_a_refused_preview_is_a_sentence_in_json(group: str | None, data: dict, status: int):
    response = client_of(make_user(group) if group else None).post(NEW, data)

    assert response.status_code == status
    assert list(response.json()) == ["error"]
    assert response.json()["error"].endswith(".")


@pytest.mark.parametrize(
    ("group", "status"), [(None, 401), ("publisher", 403), ("reviewer", 403), ("editor", 200)]
)
def test_the_preview_of_an_article_is_for_those_who_may_change_it(group: str | None, status: int):
    article = make_article()

    response = client_of(make_user(group) if group else None).post(address(article), {"body": "x"})

    assert response.status_code == status


def test_the_preview_of_no_article_is_a_sentence():
    response = client_of(make_writer()).post(f"{NEW[:-8]}987654/preview/", {"body": "x"})

    assert (response.status_code, list(response.json())) == (404, ["error"])


@pytest.mark.parametrize("name", ["articles_article_preview", "articles_article_paste"])
def test_what_scripts_ask_is_not_read_by_get(name: str):
    response = client_of(make_writer()).get(reverse(f"admin:{name}"))

    assert (response.status_code, list(response.json())) == (405, ["error"])


@pytest.mark.parametrize("name", ["articles_article_preview", "articles_article_paste"])
def test_the_token_of_an_earlier_log_in_is_answered_with_the_one_that_holds(name: str):
    client = client_of(make_writer(), enforce_csrf_checks=True)
    data = {"body": "x", "html": "<p>x"}

    refused = client.post(reverse(f"admin:{name}"), data)
    taken = client.post(reverse(f"admin:{name}"), data, headers={"X-CSRFToken": refused.json()["token"]})

    assert (refused.status_code, sorted(refused.json())) == (403, ["error", "token"])
    assert taken.status_code == 200


def test_nothing_of_the_markdown_package_is_served():
    article = make_article()
    page = client_of(article.owner).get(reverse("admin:articles_article_change", args=[article.pk]))

    for name in ["markdownx_markdownify", "markdownx_upload"]:
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert client_of(article.owner).post("/markdownx/upload/").status_code == 404
    assert "markdownx" not in page.content.decode()
    assert settings.MARKDOWNX_MARKDOWNIFY_FUNCTION == "articles.rendering.render_markdown"


def test_the_token_is_read_from_the_form_whatever_its_cookie_is_called():
    scripts = [path.read_text() for path in STATIC.glob("editor*.js")]

    assert any("csrfmiddlewaretoken.value" in script for script in scripts)
    assert not any("document.cookie" in script for script in scripts)


def test_a_preview_asks_the_database_as_often_for_thirty_rows_as_for_three():
    counts = {rows: queries_of_a_preview(rows) for rows in [3, 30]}

    assert counts[3] == counts[30]


def queries_of_a_preview(rows: int) -> int:
    references = [
        make_content()["references"][0] | {"key": f"key{n}", "uuid": f"00000000-0000-4000-8000-{n:012}"}
        for n in range(rows)
    ]
    points = [
        {
            "uuid": f"00000000-0000-4000-9000-{n:012}",
            "text": f"Point {n}",
            "evidence": [{"reference": f"key{n}", "quote": "words"}],
        }
        for n in range(rows)
    ]
    article = make_article(body="Words.", references=references, key_points=points)
    client = client_of(article.owner)
    data = form_of(client, article)
    with CaptureQueriesContext(connection) as asked:
        client.post(address(article), data)
    return len(asked)


def test_four_times_the_text_is_four_times_the_work():
    article = make_article()
    client = client_of(article.owner)
    data = form_of(client, article)
    paragraph = "## Part {n}\n\nA *dark* room helps 12% of people [@walking], and [quiet](https://example.org/{n}).\n\n"

    def work(size: int) -> int:
        count = size // len(paragraph)
        body = "".join(paragraph.replace("{n}", str(n)) for n in range(count))
        return lines_run(lambda: client.post(address(article), data | {"body": body}))

    work(1000)  # templates and patterns are read once

    assert work(60_000) < 4.6 * work(15_000)
