"""The audit trail in the admin: read, narrowed down, downloaded, and never changed."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from articles import audit, clock
from articles.admin.audit import BoundedPaginator, defused
from articles.models import AuditEntry, User
from tests.factories import change, make_article, make_user, make_writer

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/auditentry/"
EXPORT = f"{LIST}export/"


@pytest.fixture
def auditor() -> User:
    return make_user("auditor", name="Audrey Auditor")


@pytest.fixture
def client(auditor: User) -> Client:
    client = Client()
    client.force_login(auditor)
    return client


def numbers(client: Client, query: str = "") -> list[int]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return [entry.number for entry in response.context["cl"].result_list]


def downloaded(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.post(EXPORT + query)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(response).decode())))


def record(event: str, by: User | None = None, **values: object) -> AuditEntry:
    with transaction.atomic():
        return audit.record(audit.Event(event), by=by, **{"article": None} | values)


def test_values_are_in_words(client: Client):
    record(
        "access_changed",
        user=7,
        email="a@example.org",
        changed={"groups": ["writer", "editor, reviewer"], "is_superuser": ["", "yes"]},
    )
    record("refused", attempt="publish", reasons=["The medical sign-off is missing.", "Nothing else."])

    page = client.get(LIST).content.decode()

    assert "groups: writer → editor, reviewer; superuser: nothing → yes" in page
    assert "reasons: The medical sign-off is missing., Nothing else." in page
    assert "&#x27;" not in page
    assert "[" not in page.partition('id="result_list"')[2].partition("</table>")[0]


def test_lists_of_values_are_joined(client: Client):
    article = make_article()
    with transaction.atomic():
        told = audit.record(
            audit.Event.CHANGES_REQUESTED,
            by=article.owner,
            article=article,
            verdict=1,
            edition=1,
            role="medical",
            comments=[{"comment": 3, "quote": "day 1", "text": "Day 2."}],
        )

    page = client.get(f"{LIST}{told.pk}/change/").content.decode()

    assert "comments: comment: 3; quote: day 1; text: Day 2." in page


def test_filters_narrow_by_event_person_article_and_day(client: Client):
    with clock.set_to(datetime(2031, 3, 3, 23, 30, tzinfo=UTC)):
        one = make_article(make_writer(), slug="hip", title="Hips")
    with clock.set_to(datetime(2031, 3, 4, 0, 30, tzinfo=UTC)):
        make_article(make_user("writer", name="Omar Other"), slug="knee", title="Knees")

    first, second = AuditEntry.objects.filter(event="article_created").order_by("number")

    assert numbers(client, "?person=Omar") == [second.number]
    assert numbers(client, f"?person={one.owner.email}") == [first.number]
    assert numbers(client, "?about=hip") == [first.number]
    assert numbers(client, "?about=knees") == [second.number]
    assert numbers(client, "?from=2031-03-04") == [second.number]
    assert numbers(client, "?from=2031-03-03&until=2031-03-03") == [first.number]
    assert numbers(client, "?event__exact=article_created&about=hip") == [first.number]
    assert numbers(client, "?event__exact=signed") == []


def test_one_filter_keeps_what_the_others_say(client: Client):
    page = client.get(f"{LIST}?person=Omar&event__exact=signed").content.decode()

    about = page.partition('id="filter-about"')[0].rpartition("<form")[2]
    assert '<input type="hidden" name="person" value="Omar">' in about
    assert '<input type="hidden" name="event__exact" value="signed">' in about


@pytest.mark.parametrize("query", ["?from=tomorrow", "?until=9999-12-31", "?from=0000-00-00"])
def test_what_is_no_day_is_a_bad_request(client: Client, query: str):
    assert client.get(LIST + query).status_code == 400
    assert client.post(EXPORT + query).status_code == 400


def test_download_holds_the_filtered_list_and_is_on_record(client: Client, auditor: User):
    article = make_article(slug="hip")
    make_article(slug="knee", title="Knees")
    change(article, title="Another title")

    rows = downloaded(client, "?about=hip")

    assert [(row["event"], row["address"]) for row in rows] == [
        ("Article saved", "hip"),
        ("Article created", "hip"),
    ]
    assert rows[0]["hash"] == AuditEntry.objects.get(number=rows[0]["number"]).hash
    told = AuditEntry.objects.latest("number")
    assert (told.event, told.actor) == ("exported", auditor)
    assert json.loads(told.data) == {"what": "audit trail", "filter": "about: hip"}


def test_download_is_made_by_a_button_that_keeps_the_filter(client: Client):
    make_article(slug="hip")

    page = client.get(f"{LIST}?about=hip&p=1").content.decode()

    assert f'action="{EXPORT}?about=hip"' in page
    assert client.get(EXPORT).status_code == 405


@pytest.mark.parametrize("said", ["=1+1", "+1", "-1", "@sum(1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(said: str):
    assert defused(said) == f"'{said}"


def test_formula_in_a_title_is_defused_in_the_file(client: Client):
    make_article(title="=HYPERLINK(1)")

    assert downloaded(client)[0]["article"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("group", ["writer", "editor", "reviewer", "publisher"])
def test_others_neither_see_nor_download(group: str):
    client = Client()
    client.force_login(make_user(group))

    assert client.get(LIST).status_code == 403
    assert client.post(EXPORT).status_code == 403


def test_nobody_changes_or_adds_an_entry(client: Client):
    told = record("refused", attempt="publish", reasons=[])

    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{told.pk}/change/", {"event": "signed"}).status_code == 403


def queries_of(client: Client, asserted: int | None, django_assert_max_num_queries: object) -> int:
    with django_assert_max_num_queries(asserted or 100) as seen:
        client.get(LIST)
    return len(seen)


def test_list_asks_the_same_number_of_queries_for_3_and_for_30(
    client: Client, django_assert_max_num_queries: object
):
    for _ in range(3):
        make_article()
    few = queries_of(client, None, django_assert_max_num_queries)
    for _ in range(27):
        make_article()

    assert queries_of(client, few, django_assert_max_num_queries) == few <= 8


def test_list_counts_no_further_than_it_shows(client: Client, monkeypatch: pytest.MonkeyPatch):
    for _ in range(4):
        make_article()
    monkeypatch.setattr("articles.admin.audit.MOST_SHOWN", 3)

    assert BoundedPaginator(AuditEntry.objects.order_by("-number"), 50).count == 3


def test_download_of_many_rows_is_streamed(client: Client):
    make_article()

    response = client.post(reverse("admin:articles_auditentry_export"))

    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
