"""The history of all articles: read, narrowed down, leafed through, downloaded."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clock, site_history
from articles.models import Article, ArticleVersion, AuditEntry, User
from tests.factories import change, make_article, make_editor, make_user, make_writer

pytestmark = pytest.mark.django_db
PAGE, EXPORT = "/admin/history/", "/admin/history/export/"


@pytest.fixture
def auditor() -> User:
    return make_user("auditor", name="Audrey Auditor")


@pytest.fixture
def client(auditor: User) -> Client:
    client = Client()
    client.force_login(auditor)
    return client


def shown(client: Client, query: str = "") -> list[tuple[str, int]]:
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return [(row["version"].article.slug, row["version"].number) for row in response.context["rows"]]


def downloaded(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.post(EXPORT + query)
    assert response.status_code == 200
    assert response.streaming
    return list(csv.DictReader(io.StringIO(b"".join(response).decode())))


def hand_over(article: Article, to: User) -> None:
    client = Client()
    client.force_login(to)
    url = reverse("admin:articles_article_change", args=[article.pk])
    page = client.get(url).context["adminform"].form
    article.owner, article.slug = to, "knee"
    article.save()
    change(article, by=to, title=page.instance.title)


def test_every_version_is_there_newest_first_with_old_and_new_values(client: Client):
    hip, knee = make_article(slug="hip", summary="Take 72 mg."), make_article(slug="knee")
    change(hip, summary="Take 27 mg.")

    page = client.get(PAGE).content.decode()

    assert shown(client) == [("hip", 2), ("knee", 1), ("hip", 1)]
    assert 'Take <del class="number">72</del> mg.' in page
    assert 'Take <ins class="number">27</ins> mg.' in page
    assert reverse("admin:articles_article_version", args=[hip.pk, 2]) + "#changed-summary" in page
    assert knee.title in page


def test_address_and_owner_have_their_values_too(client: Client):
    article, editor = make_article(slug="hip"), make_editor()
    hand_over(article, editor)

    rows = {row["field"]: (row["old"], row["new"]) for row in downloaded(client) if row["version"] == "2"}

    assert rows == {"Address": ("hip", "knee"), "Owner": ("Wanda Writer", "Edgar Editor")}
    assert "Edgar Editor" in client.get(PAGE).content.decode()


def test_filters_narrow_by_person_article_field_and_day(client: Client):
    with clock.set_to(datetime(2031, 3, 3, 23, 30, tzinfo=UTC)):
        hip = make_article(make_writer(), slug="hip", title="Hips")
    with clock.set_to(datetime(2031, 3, 4, 0, 30, tzinfo=UTC)):
        make_article(make_user("writer", name="Omar Other"), slug="knee", title="Knees")
        change(hip, body="Other words.")

    assert shown(client, "?person=omar+OTHER") == [("knee", 1)]
    assert shown(client, f"?person={hip.owner.email}") == [("hip", 2), ("hip", 1)]
    assert shown(client, "?person=nobody") == []
    assert shown(client, "?article=hip") == [("hip", 2), ("hip", 1)]
    assert shown(client, "?article=nees") == [("knee", 1)]
    assert shown(client, "?field=body&article=hip&from=2031-03-04") == [("hip", 2)]
    assert shown(client, "?field=summary&from=2031-03-04&article=hip") == []
    assert shown(client, "?from=2031-03-03&until=2031-03-03") == [("hip", 1)]
    with clock.set_to(datetime(2031, 3, 5, tzinfo=UTC)):
        rows = downloaded(client, "?article=hip&field=body&from=2031-03-04")
    assert [row["field"] for row in rows] == ["Body"]


@pytest.mark.parametrize(
    "query", ["?from=tomorrow", "?until=9999-12-31", "?field=hair", "?before=7", "?before=x", "?person=%00"]
)
def test_what_cannot_be_read_is_a_bad_request(client: Client, query: str):
    assert client.get(PAGE + query).status_code == 400


def test_pages_go_on_below_the_last_version_even_at_one_moment(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("articles.admin.site_history.PER_PAGE", 2)
    article = make_article(slug="hip")
    with clock.set_to(clock.now() + timedelta(seconds=1)):
        for number in range(4):
            change(article, title=f"Title {number}")

    found, query = [], ""
    while query is not None:
        response = client.get(PAGE + query)
        found += [row["version"].number for row in response.context["rows"]]
        older = response.context["older"]
        query = f"?before={older.pk}" if older else None

    assert found == [5, 4, 3, 2, 1]


def test_a_field_is_looked_for_so_far_and_then_further(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(site_history, "MOST_LOOKED_THROUGH", 2)
    monkeypatch.setattr(site_history, "_AT_ONCE", 1)
    article = make_article(slug="hip")
    for title in ["a", "b", "c"]:
        change(article, title=title)

    first = client.get(f"{PAGE}?field=summary")
    second = client.get(f"{PAGE}?field=summary&before={first.context['older'].pk}")
    third = client.get(f"{PAGE}?field=summary&before={second.context['older'].pk}")

    assert "Look further back" in first.content.decode()
    assert [row["version"].number for row in second.context["rows"]] == [1]
    assert (third.context["rows"], third.context["older"]) == ([], None)


def test_a_long_text_is_shortened_near_its_change_and_whole_in_the_file(client: Client):
    body = "Word " * 400 + "take 72 mg now " + "more " * 400
    article = make_article(body=body)
    change(article, body=body.replace("72", "27"))

    page = client.get(f"{PAGE}?field=body").content.decode()
    rows = [row for row in downloaded(client, "?field=body") if row["version"] == "2"]

    assert 'take <del class="number">72</del> mg now' in page
    assert len(page) < 40_000
    assert [(row["old"], row["new"]) for row in rows] == [(body, body.replace("72", "27"))]


def test_the_file_is_defused_and_its_download_on_record(client: Client, auditor: User):
    make_article(title="=HYPERLINK(1)")

    rows = downloaded(client, "?article=hyper")

    assert [row["new"] for row in rows if row["field"] == "Title"] == ["'=HYPERLINK(1)"]
    told = AuditEntry.objects.latest("number")
    assert (told.event, told.actor) == ("exported", auditor)
    assert json.loads(told.data) == {"what": "history of all articles", "filter": "article: hyper"}


@pytest.mark.parametrize("group", ["writer", "editor", "publisher", "auditor"])
def test_who_may_read_versions_finds_the_way_from_the_first_page(group: str):
    client = Client()
    client.force_login(make_user(group))

    assert 'href="/admin/history/"' in client.get("/admin/").content.decode()
    assert client.get(PAGE).status_code == 200


def test_others_neither_see_nor_download():
    client = Client()
    assert client.get(PAGE).status_code == 302
    client.force_login(make_user("reviewer"))

    assert client.get(PAGE).status_code == 403
    assert client.post(EXPORT).status_code == 403
    assert 'href="/admin/history/"' not in client.get("/admin/").content.decode()


def test_nothing_is_downloaded_by_a_link(client: Client):
    assert client.get(EXPORT).status_code == 405


def asked(client: Client, query: str = "") -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE + query).status_code == 200
    return len(queries)


def test_the_page_asks_the_same_number_of_queries_for_3_and_for_30(client: Client):
    queries = ["", "?field=title&person=wanda&article=t"]
    for number in range(3):
        change(make_article(), title=f"Title {number}")
    few = [asked(client, query) for query in queries]
    for number in range(9):
        article = make_article()
        change(article, title=f"Title {number}")
        change(article, title=f"Another {number}")

    assert [asked(client, query) for query in queries] == few
    assert few[0] <= 12


def test_a_clock_that_was_set_back_is_said_and_nothing_is_downloaded(client: Client):
    make_article()

    with clock.set_to(clock.now() - timedelta(days=1)):
        response = client.post(EXPORT, follow=True)

    assert "Ask the operator to put the clock right." in response.content.decode()


def plan(found) -> str:
    return found.explain(format="text") if connection.vendor == "postgresql" else found.explain()


def test_versions_are_found_by_an_index_and_not_by_looking_at_all():
    make_article()
    below = ArticleVersion.objects.get()
    everyone, one = site_history.matching(site_history.Wanted()), make_editor()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A table of one row is read whole by any sensible planner.
            for way in ["seqscan", "bitmapscan", "sort"]:
                cursor.execute(f"SET LOCAL enable_{way} = off")

    further = everyone.filter(at__lte=below.at).values_list("pk")[:51]
    by_one = everyone.filter(by__in=[one.pk]).values_list("pk")[:51]

    assert "versions_by_time" in plan(further)
    assert "versions_by_person" in plan(by_one)
    assert "SORT" not in plan(further).upper().replace("SORT KEY", "")


@pytest.mark.parametrize("page", [PAGE, "/admin/articles/auditentry/"])
def test_a_day_that_is_none_in_utc_is_refused(client: Client, settings: Any, page: str):
    settings.TIME_ZONE = "Europe/Berlin"

    assert client.get(f"{page}?from=0001-01-01").status_code == 400
