"""The list of articles: what it says, how it filters, and what it costs."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client

from articles import clock
from articles.admin import lists
from articles.models import Article, User
from articles.search import finding
from articles.states import PublicState, WorkState, public_state, work_state
from reviewers import answering, commenting, requesting
from reviewers.commenting import Remark
from reviewers.models import Role
from tests.factories import (
    change,
    in_days,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_reviewer,
    make_signed_edition,
    make_user,
)

pytestmark = pytest.mark.django_db
LISTS = [
    "articles/article",
    "articles/author",
    "articles/topic",
    "articles/figure",
    "articles/user",
    "articles/edition",
    "articles/auditentry",
    "reviewers/reviewer",
    "reviewers/credential",
    "reviewers/signoff",
]


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_user("auditor", is_superuser=True))
    return client


def test_the_list_says_where_each_article_stands(client: Client):
    make_publication(make_article(title="Published one"))
    make_article(title="A draft")

    page = client.get("/admin/articles/article/").content.decode()

    assert "Published one" in page
    for words in ["A draft", "Never published", "Draft", "Live", "Nothing open"]:
        assert words in page


def test_filters_agree_with_the_two_functions():
    make_article()
    make_edition()
    change(make_publication().article, title="Changed since")
    make_publication()
    make_signed_edition()
    asked_again = make_publication()
    requesting.request_review(
        asked_again.edition, by=make_editor(), requests=[(make_reviewer(), Role.MEDICAL, in_days(7))]
    )
    for answered in [False, True]:
        edition, reviewer = make_edition(), make_reviewer()
        answering.request_changes(
            edition,
            reviewer=reviewer,
            role=Role.MEDICAL,
            comments=[Remark("It is day 2.", quote="day 1", must_fix=True)],
        )
        if answered:
            commenting.resolve(edition.comments.get(), by=edition.article.owner, text="It is day 1.")

    for state in PublicState:
        at = clock.now()
        assert {article.pk for article in Article.objects.filter(lists.public(state))} == {
            article.pk
            for article in Article.objects.select_related("state")
            if public_state(article.state, at) == state
        }
    for state in WorkState:
        assert {article.pk for article in Article.objects.filter(lists.work(state))} == {
            article.pk
            for article in Article.objects.select_related("state")
            if work_state(article.state) == state
        }


def test_an_unknown_filter_shows_everything(client: Client):
    make_article(title="Still here")

    response = client.get("/admin/articles/article/?work=nonsense&public=nonsense")

    assert "Still here" in response.content.decode()


def test_a_list_needs_no_more_queries_for_more_rows(client: Client, django_assert_max_num_queries):
    counts: dict[str, list[int]] = {path: [] for path in LISTS}
    for more in [1, 8]:
        for _ in range(more):
            make_article()
            make_publication()
        for path in LISTS:
            with django_assert_max_num_queries(20) as counted:
                assert client.get(f"/admin/{path}/").status_code == 200
            counts[path].append(len(counted))

    assert {path: few for path, (few, many) in counts.items() if few != many} == {}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query", ["?q=%00", "?p=x", "?o=99", "?e=1", "?q=" + "x" * 3000, "?nonsense__x=1", "?id__exact=x"]
)
def test_a_list_answers_any_query(client: Client, path: str, query: str):
    assert client.get(f"/admin/{path}/{query}").status_code < 500


def client_user(client: Client) -> User:
    return get_user(client)


def listed(client: Client, query: str) -> list[str]:
    """The titles on the list, in their order."""
    changelist = client.get(f"/admin/articles/article/{query}").context_data["cl"]
    return [article.title for article in changelist.result_list]


def test_the_search_goes_best_first_and_by_the_order_that_is_chosen(client: Client):
    for title, body in [("In the text", "hips"), ("Hips", ""), ("Another", "")]:
        make_article(title=title, body=body, key_points=[], references=[])

    assert listed(client, "?q=hips") == ["Hips", "In the text"]
    assert listed(client, "?q=hips&o=-6") == ["Hips", "In the text"]
    assert listed(client, "?q=hips&o=6") == ["In the text", "Hips"]
    assert listed(client, "?q=%2B%2B") == []


def test_a_mistyped_word_is_said(client: Client):
    make_article(title="Pirtobrutinib")

    page = client.get("/admin/articles/article/?q=pirtobrutnib").content.decode()

    assert "Shown for: <strong>pirtobrutinib</strong> (you wrote pirtobrutnib)" in page
    assert ">Pirtobrutinib</a>" in page


def test_owner_topic_and_days_narrow_the_list_down(client: Client):
    own = make_article(client_user(client), title="Own", topics=[{"slug": "hearts", "name": "Hearts"}])
    other = make_article(title="Other", topics=[])
    live = make_publication(make_article(title="Live")).article
    asked = make_edition(
        make_article(title="Asked"), requests=[(make_reviewer(), Role.MEDICAL, in_days(3))]
    ).article
    topic = own.topics.get().pk

    assert listed(client, "?owner=me") == ["Own"]
    assert listed(client, f"?owner={other.owner.pk}") == ["Other"]
    assert listed(client, f"?topic={topic}") == ["Own"]
    assert listed(client, "?due=week") == ["Asked"]
    assert listed(client, "?due=late") == listed(client, "?due=90") == []
    due = live.publications.get().review_due_on
    for days, found in [(40, ["90"]), (20, ["30", "90"]), (-1, ["overdue"])]:
        with clock.set_to(datetime.combine(due - timedelta(days=days), time(12), tzinfo=UTC)):
            client.force_login(client_user(client))
            assert [
                key for key in ["30", "90", "overdue"] if listed(client, f"?due={key}") == ["Live"]
            ] == found
    assert len(listed(client, "?owner=nobody&topic=1e9&due=x&trash=x")) == 4
    assert asked.pk


def test_a_list_that_is_cut_says_so(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(finding, "MOST_HITS", 2)
    for number in range(3):
        make_article(title=f"Hips {number}")

    everything, found = (client.get(f"/admin/articles/article/{query}") for query in ["", "?q=hips"])

    assert "More than 2 articles: the 2 changed last are listed. Search" in everything.content.decode()
    assert "the 2 changed last are listed. Add a word" in found.content.decode()
    assert everything.context_data["cl"].result_count == 2


def test_an_empty_list_says_what_to_do(client: Client):
    assert "Write the first one" in client.get("/admin/articles/article/").content.decode()
    assert "Look without the filters" in client.get("/admin/articles/article/?work=draft").content.decode()
    assert "Write fewer words" in client.get("/admin/articles/article/?q=nothing").content.decode()
