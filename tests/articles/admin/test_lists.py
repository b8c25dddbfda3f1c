"""The list of articles: what it says, how it filters, and what it costs."""

import pytest
from django.test import Client

from articles import clock
from articles.admin import lists
from articles.models import Article
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
