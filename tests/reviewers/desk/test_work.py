"""My work: what lies before whom, what leaves when, and that each count is that of its list."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from articles import clock
from articles.admin import lists
from articles.groups import Group
from articles.models import Article, ArticleState, Edition, User
from articles.states import WorkState, work_state
from reviewers import (
    answering,
    commenting,
    publishing,
    requesting,
    scheduling,
    states,
    submission,
    withdrawing,
)
from reviewers.commenting import Remark
from reviewers.desk.work import requests_for
from reviewers.models import Comment, Reviewer, ReviewRequest, Role
from tests.factories import (
    accept_all,
    change,
    in_days,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    make_signed_edition,
    make_user,
    make_writer,
    sign,
)

pytestmark = pytest.mark.django_db

MUST_FIX = Remark("It is day 2.", quote="day 1", must_fix=True)


def home(user: User, query: str = "", client: Client | None = None):
    client = client or logged_in(user)
    response = client.get(f"/admin/{query}")
    assert response.status_code == 200
    return response


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def counts(user: User, query: str = "") -> dict[str, int]:
    """The piles that are not empty, with their counts."""
    return {one.name: one.count for one in home(user, query).context["sections"] if one.count}


def words(response) -> str:
    """The page's text as a person reads it."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


def asked(
    reviewer: Reviewer, edition: Edition | None = None, due: int = 7, role: str = Role.MEDICAL
) -> ReviewRequest:
    edition = edition or make_edition()
    requests = [(reviewer, role, in_days(due))]
    return requesting.request_review(edition, by=make_editor(), requests=requests)[0]


def send_back(edition: Edition, reviewer: Reviewer) -> Comment:
    answering.request_changes(edition, reviewer=reviewer, role=Role.MEDICAL, comments=[MUST_FIX])
    return edition.comments.get()


def assert_facts_hold(article: Article) -> None:
    """What `verify` asks: the row of facts is what the records say."""
    state = ArticleState.objects.get(article=article)
    assert {name: getattr(state, name) for name in states.facts(article)} == states.facts(article)


def state_of(article: Article) -> WorkState:
    assert_facts_hold(article)
    state = ArticleState.objects.get(article=article)
    found = [
        value for value in WorkState if ArticleState.objects.filter(lists.work(value, of=""), pk=state.pk)
    ]
    assert found == [work_state(state)]
    return work_state(state)


# What waits for a reviewer


def answer_by_signing(request: ReviewRequest) -> None:
    sign(request.edition, request.reviewer)


def answer_by_sending_back(request: ReviewRequest) -> None:
    send_back(request.edition, request.reviewer)


def answer_by_declining(request: ReviewRequest) -> None:
    answering.decline(request.edition, reviewer=request.reviewer, role=request.role, reason="no_time")


def recall(request: ReviewRequest) -> None:
    submission.recall(request.edition, by=make_editor(), reason="Not yet.")


def supersede(request: ReviewRequest) -> None:
    send_back(request.edition, make_reviewer())
    change(request.edition.article, title="Walking soon after a hip fracture")
    make_edition(request.edition.article)


def deactivate(request: ReviewRequest) -> None:
    # The last person is asked elsewhere, and stays away: the account is closed.
    User.objects.filter(pk=request.reviewer.user_id).update(is_active=False)


def somebody_else_signs(request: ReviewRequest) -> None:
    sign(request.edition, make_reviewer())


def give_to_somebody_else(request: ReviewRequest) -> None:
    requesting.reassign(request, to=make_reviewer(), due_on=in_days(9), by=make_editor(), reason="On leave.")


def call_off(request: ReviewRequest) -> None:
    requesting.call_off(request, by=make_editor(), reason="Not needed.")


LEAVING = [
    answer_by_signing,
    answer_by_sending_back,
    answer_by_declining,
    recall,
    supersede,
    deactivate,
    somebody_else_signs,
    give_to_somebody_else,
    call_off,
]


@pytest.mark.parametrize("act", LEAVING, ids=lambda act: act.__name__)
def test_a_request_leaves_the_list_at_once(act: Callable[[ReviewRequest], None]):
    request = asked(make_reviewer())
    user = request.reviewer.user
    assert counts(user) == {"to-review": 1}

    act(request)

    assert not requests_for(user).exists()
    if act is not deactivate:
        assert "to-review" not in counts(user)
        assert "Nothing waits for you. When an editor asks you, you get a mail." in words(home(user))


def test_a_request_for_a_re_review_leaves_when_the_article_is_withdrawn():
    live = make_publication()
    request = asked(make_reviewer(), live.edition)
    assert counts(request.reviewer.user) == {"to-review": 1}

    publishing.withdraw(live.article, by=make_editor(), reason="It is wrong.")

    assert counts(request.reviewer.user) == {}
    assert state_of(live.article) == WorkState.DRAFT
    assert f"Withdrawn on {in_days(0):%-d %B %Y}" in words(home(live.article.owner))


def test_what_is_late_comes_first_and_says_by_how_much(time_machine_days: Callable[[int], None]):
    reviewer = make_reviewer()
    asked(reviewer, make_edition(make_article(title="Due later")), due=9)
    asked(reviewer, make_edition(make_article(title="Due first")), due=1)
    asked(reviewer, make_edition(make_article(title="Due today")), due=3)

    time_machine_days(3)
    page = words(home(reviewer.user))

    assert page.index("Due first") < page.index("Due today") < page.index("Due later")
    assert f"2 days late, it was due by {in_days(-2):%-d %B %Y}" in page
    assert f"due today, {in_days(0):%-d %B %Y}" in page
    assert f"due by {in_days(6):%-d %B %Y}, in 6 days" in page


@pytest.fixture
def time_machine_days(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let days pass."""

    def pass_by(days: int) -> None:
        then = clock.now() + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: then)

    return pass_by


def test_an_answer_waits_to_be_accepted_until_its_reviewer_has_spoken():
    reviewer, edition = make_reviewer(), make_edition()
    comment = send_back(edition, reviewer)
    assert counts(reviewer.user) == {}

    commenting.resolve(comment, by=edition.article.owner, text="It says day 2 now.")
    page = words(home(reviewer.user))
    assert counts(reviewer.user) == {"to-accept": 1, "to-claim": 1}
    assert "“day 1”: It is day 2." in page
    assert "Wanda Writer answers: It says day 2 now." in page
    assert counts(make_reviewer().user) == {"to-claim": 1}

    commenting.reopen(comment, by=reviewer.user, text="Still day 1.")
    assert counts(reviewer.user) == {}
    commenting.resolve(comment, by=edition.article.owner, text="Now.")
    commenting.accept(comment, by=reviewer.user)
    assert "to-accept" not in counts(reviewer.user)


def test_what_nobody_is_asked_for_can_be_claimed_by_those_who_qualify():
    edition = make_edition(make_article(title="Take me"))
    reviewer, writer = make_reviewer(), edition.article.owner

    assert counts(reviewer.user) == {"to-claim": 1}
    assert "Take me" in words(home(reviewer.user))
    asked(make_reviewer(), edition)
    assert counts(reviewer.user) == {}
    assert "to-claim" not in counts(writer)


# What waits for the editors


def test_each_article_lies_where_its_next_word_is():
    writer = make_writer()
    for title in ["Draft", "Reviewed", "Sent back", "Ready", "Scheduled", "Live"]:
        make_article(by=writer, title=title)
    article = {one.title: one for one in Article.objects.all()}
    make_edition(article["Reviewed"])
    send_back(make_edition(article["Sent back"]), make_reviewer())
    make_signed_edition(article["Ready"])
    at = clock.now() + timedelta(days=3)
    scheduling.schedule(make_signed_edition(article["Scheduled"]), by=make_publisher(), publish_at=at)
    make_publication(article["Live"])

    sections = home(writer).context["sections"]

    assert {one.name: [row.title for row in one.rows] for one in sections} == {
        "to-answer": ["Sent back"],
        "sent-back": ["Sent back"],
        "in-review": ["Reviewed"],
        "ready": ["Ready"],
        "scheduled": ["Scheduled"],
        "review-due": [],
        "drafts": ["Draft"],
    }


def test_a_suggestion_waits_for_an_answer_whatever_state_the_article_is_in():
    edition, reviewer = make_edition(), make_reviewer()
    writer = edition.article.owner
    comment = commenting.comment(edition, reviewer=reviewer, remark=Remark("Clearer?", quote="day 1"))
    assert counts(writer) == {"to-answer": 1, "in-review": 1}
    assert "1 comment without an answer." in words(home(writer))

    submission.recall(edition, by=writer, reason="Not yet.")
    assert counts(writer) == {"to-answer": 1, "drafts": 1}
    commenting.resolve(comment, by=writer, text="Clearer now.")
    assert counts(writer) == {"drafts": 1}
    assert_facts_hold(edition.article)


def test_a_second_round_waits_for_the_reviewers_and_a_promise_for_the_editors():
    edition, reviewer = make_edition(), make_reviewer()
    article = edition.article
    comment = send_back(edition, reviewer)
    assert state_of(article) == WorkState.CHANGES_REQUESTED

    commenting.resolve(comment, by=article.owner, text="It is day 1, and the source says so.")
    assert state_of(article) == WorkState.IN_REVIEW
    change(article, title="What the answer promises")
    assert state_of(article) == WorkState.CHANGES_REQUESTED

    make_edition(article)
    assert state_of(article) == WorkState.IN_REVIEW
    assert "1 answer not accepted yet" in words(home(article.owner))
    accept_all(article)
    assert "not accepted yet" not in words(home(article.owner))


def test_an_answered_must_fix_keeps_a_signed_edition_from_being_ready():
    edition = make_signed_edition()
    reviewer = make_reviewer()
    comment = commenting.comment(edition, reviewer=reviewer, role=Role.MEDICAL, remark=MUST_FIX)
    assert state_of(edition.article) == WorkState.CHANGES_REQUESTED

    commenting.resolve(comment, by=edition.article.owner, text="It is day 1.")
    assert state_of(edition.article) == WorkState.IN_REVIEW
    commenting.accept(comment, by=reviewer.user)

    assert state_of(edition.article) == WorkState.READY


def test_a_re_review_of_the_live_edition_is_work_until_it_is_published():
    live = make_publication()
    article, editor = live.article, make_editor()
    reviewer, editorial = make_reviewer(name="Ria Again"), make_reviewer(Role.EDITORIAL)
    assert state_of(article) == WorkState.NOTHING_OPEN

    asked(reviewer, live.edition)
    assert state_of(article) == WorkState.IN_REVIEW
    page = words(home(article.owner))
    assert "Medical: Ria Again since" in page
    assert "Editorial: nobody is asked" in page

    asked(editorial, live.edition, role=Role.EDITORIAL)
    sign(live.edition, reviewer)
    assert state_of(article) == WorkState.IN_REVIEW
    sign(live.edition, editorial, Role.EDITORIAL)
    assert state_of(article) == WorkState.READY
    assert "has every signature once more" in words(home(article.owner))

    publishing.publish(live.edition, by=make_publisher())
    assert state_of(article) == WorkState.NOTHING_OPEN
    assert counts(editor, "?whose=everyone") == {}


def test_a_re_review_that_is_declined_or_called_off_leaves_nothing_open():
    for end in [answer_by_declining, call_off]:
        live = make_publication()
        request = asked(make_reviewer(), live.edition)

        end(request)

        assert state_of(live.article) == WorkState.NOTHING_OPEN


def test_a_must_fix_on_the_live_edition_is_sent_back_until_it_is_accepted():
    live, reviewer = make_publication(), make_reviewer()
    comment = commenting.comment(live.edition, reviewer=reviewer, role=Role.MEDICAL, remark=MUST_FIX)
    assert state_of(live.article) == WorkState.CHANGES_REQUESTED
    assert counts(live.article.owner) == {"to-answer": 1, "sent-back": 1}
    assert "Edition 1, which readers see now: a change is asked for." in words(home(live.article.owner))

    commenting.resolve(comment, by=live.article.owner, text="The source says day 1.")
    assert state_of(live.article) == WorkState.IN_REVIEW
    commenting.accept(comment, by=reviewer.user)
    assert state_of(live.article) == WorkState.NOTHING_OPEN


def test_a_new_edition_goes_before_a_re_review_of_the_live_one():
    live = make_publication()
    asked(make_reviewer(), live.edition)
    change(live.article, title="Something new")

    edition = make_edition(live.article)

    assert state_of(live.article) == WorkState.IN_REVIEW
    assert ArticleState.objects.get(article=live.article).open_edition == edition.number
    submission.recall(edition, by=live.article.owner, reason="Not yet.")
    assert ArticleState.objects.get(article=live.article).open_edition == live.edition.number


def test_who_is_waited_for_stands_there_late_ones_first_with_the_way_out(time_machine_days):
    writer = make_writer()
    nobody = make_edition(make_article(by=writer, title="Nobody"))
    asked(make_reviewer(name="Lena Later"), make_edition(make_article(by=writer, title="Later")), due=20)
    late = asked(make_reviewer(name="Lars Late"), make_edition(make_article(by=writer, title="Late")), due=1)

    time_machine_days(4)
    response = home(writer)
    [section] = [one for one in response.context["sections"] if one.name == "in-review"]

    assert [row.title for row in section.rows] == ["Late", "Nobody", "Later"]
    assert "3 days late" in words(response)
    addresses = [line.url for row in section.rows for line in row.lines]
    assert f"/admin/articles/article/{late.edition.article_id}/reassign/{late.pk}/" in addresses
    assert f"/admin/articles/article/{nobody.article_id}/ask/" in addresses
    deactivate(late)
    assert "Lars Late" not in words(home(writer))
    assert_facts_hold(late.edition.article)


def test_what_must_be_reviewed_again_or_leaves_the_site_is_due(time_machine_days):
    due, leaving = make_publication(), make_publication()
    editor = make_editor()
    at = clock.now() + timedelta(days=3)
    withdrawing.plan_withdrawal(leaving.article, withdraw_at=at, by=editor, reason="The drug is gone.")
    assert counts(leaving.article.owner) == {"review-due": 1}
    assert "Planned to leave the site at" in words(home(leaving.article.owner))
    assert counts(due.article.owner) == {}

    time_machine_days((due.review_due_on - clock.today()).days - 14)
    assert counts(due.article.owner) == {"review-due": 1}
    time_machine_days(20)
    assert "Review 6 days late" in words(home(due.article.owner))


# Whose work


def test_editors_see_what_is_theirs_until_they_choose_everyones():
    mine, theirs = make_editor(), make_writer()
    make_article(by=mine, title="My own draft")
    make_article(by=theirs, title="Their draft")
    client = logged_in(mine)

    assert counts(mine) == {"drafts": 1}
    everyone = home(mine, "?whose=everyone", client)
    assert "Their draft" in words(everyone)
    assert "Wanda Writer’s article." in words(everyone)
    assert "Their draft" in words(home(mine, "", client))
    assert "Their draft" in words(client.get("/admin/work/drafts/"))
    assert "Their draft" not in words(home(mine, "?whose=mine", client))
    assert "Their draft" not in words(home(mine, "?whose=nonsense", client))


def test_a_superuser_sees_their_own_and_no_more_than_their_groups_let_them():
    superuser = make_user(is_superuser=True, name="Sue Perez")
    make_article(title="Their draft")
    make_signed_edition(make_article(title="Ready"))
    asked(make_reviewer())
    assert counts(superuser) == {}
    assert counts(superuser, "?whose=everyone") == {}

    make_article(by=superuser, title="My own draft")
    assert counts(superuser, "?whose=everyone") == {"drafts": 1}
    editor = make_user(Group.EDITOR, is_superuser=True, name="Sue Editor")
    assert counts(editor) == {}
    assert counts(editor, "?whose=everyone") == {"drafts": 2, "in-review": 1, "ready": 1}


def test_publishers_see_everything_that_is_ready_or_scheduled():
    publisher = make_publisher()
    make_article(title="A draft")
    make_signed_edition(make_article(title="Ready"))
    at = clock.now() + timedelta(days=3)
    scheduling.schedule(make_signed_edition(), by=publisher, publish_at=at)

    assert counts(publisher) == {"ready": 1, "scheduled": 1}
    assert counts(publisher, "?whose=everyone") == {"ready": 1, "scheduled": 1}
    assert logged_in(publisher).get("/admin/work/drafts/").status_code == 404


def test_auditors_have_no_piles_and_are_led_to_what_they_read():
    make_signed_edition()
    auditor = make_user(Group.AUDITOR, name="Ada Auditor")

    response = home(auditor)

    assert response.context["sections"] == []
    assert "The audit trail" in words(response)
    assert "Write an article" not in words(response)
    for pile in ["to-review", "drafts", "ready"]:
        assert logged_in(auditor).get(f"/admin/work/{pile}/").status_code == 404


def test_a_new_editor_is_told_where_to_begin_and_a_stranger_whom_to_ask():
    page = words(home(make_editor()))

    assert "No article of yours waits for anything" in page
    assert "Write an article" in page
    assert "manage.py import_articles" in page
    assert "ask an administrator which one is yours" in words(home(make_user(name="Nora Nobody")))


# Counts


def test_the_number_in_the_menu_is_what_waits_for_me_on_every_page():
    user = make_user(Group.EDITOR, Group.REVIEWER, Group.PUBLISHER, name="Ines Allin")
    reviewer = make_reviewer(user=user)
    asked(reviewer)
    send_back(make_edition(make_article(by=user)), make_reviewer())
    make_signed_edition()
    make_article(by=user)

    assert "<title>My work (3)" in home(user).content.decode()
    assert "My work (3)" in words(logged_in(user).get("/admin/articles/article/"))
    assert "<title>My work ·" in home(make_editor()).content.decode()


def test_every_count_is_that_of_its_list_and_costs_no_more_with_more(django_assert_max_num_queries):
    people = company()
    fill(people, 2)
    costs = []
    for more in [10, 190]:
        add(people, more)
        costs.append({str(user): cost_of_home(user, django_assert_max_num_queries) for user in people})

    assert costs[0] == costs[1]
    assert max(costs[1].values()) == 12
    for user in people:
        assert_counts_equal_lists(user, "everyone")


@pytest.mark.slow
def test_at_5000_articles_the_home_page_costs_no_more(django_assert_max_num_queries):
    people = company()
    fill(people, 3)
    crowd = [people[0].reviewer, *(make_reviewer() for _ in range(9))]
    for due in range(1, 21):
        requests = [(reviewer, Role.MEDICAL, in_days(due)) for reviewer in crowd]
        edition = make_edition(make_article(by=people[2]))
        requesting.request_review(edition, by=people[2], requests=requests)
    add(people, 5000)
    assert ReviewRequest.objects.count() > 200

    for user in people:
        for whose in ["mine", "everyone"]:
            assert cost_of_home(user, django_assert_max_num_queries, whose) <= 12
            assert_counts_equal_lists(user, whose)


def company() -> list[User]:
    """Somebody who is everything, a superuser who is as much, and one of some kinds."""
    everything = make_user(*Group.values, name="Eve Rything")
    make_reviewer(Role.MEDICAL, Role.EDITORIAL, user=everything)
    superuser = make_user(*Group.values, is_superuser=True, name="Sue Perall")
    return [everything, superuser, make_editor(), make_publisher(), make_reviewer().user]


def fill(people: list[User], times: int) -> None:
    """Articles of three owners in every pile, and requests of several people, by real acts."""
    everything, superuser, editor, _publisher, reviewer = people
    for number in range(times):
        owner = [everything, superuser, editor][number % 3]
        asked(reviewer.reviewer, make_edition(make_article(by=owner)))
        make_signed_edition(make_article(by=owner))
        comment = send_back(make_edition(make_article(by=owner)), reviewer.reviewer)
        if number % 2:
            commenting.resolve(comment, by=owner, text="Mended.")
        asked(reviewer.reviewer, make_publication(make_article(by=owner)).edition)
        make_edition(make_article(by=superuser if owner != superuser else editor))
    asked(everything.reviewer, make_edition(make_article(by=editor)))


def add(people: list[User], number: int) -> None:
    """Many articles, with rows of facts as the acts write them, without the records behind those."""
    now, owners = clock.now(), people[:3]
    facts = [
        {},
        {"open_edition": 1, "missing_roles": "editorial medical", "answer_due_on": in_days(-1)},
        {"open_edition": 1, "missing_roles": "medical"},
        {"open_edition": 1, "missing_roles": "medical", "must_fix": True, "unanswered_comments": 2},
        {"open_edition": 2},
        {"open_edition": 1, "scheduled_for": now + timedelta(days=2)},
        {"live_edition": 1, "live_since": now, "live_content_sha256": "a", "review_due_on": in_days(3)},
        {"live_edition": 1, "live_since": now, "live_content_sha256": "a", "review_due_on": in_days(300)},
    ]
    had = Article.objects.count()
    articles = Article.objects.bulk_create(
        Article(
            slug=f"bulk-{had + one}",
            kind=Article.Kind.EXPLAINER,
            title=f"Article {had + one}",
            body="Words of a text. " * 500,
            owner=owners[one % len(owners)],
            created_at=now,
        )
        for one in range(number)
    )
    ArticleState.objects.bulk_create(
        ArticleState(
            article=article, version=1, changed_at=now, content_sha256="a", **facts[one // 3 % len(facts)]
        )
        for one, article in enumerate(articles)
    )


def cost_of_home(user: User, at_most: Callable, whose: str = "everyone") -> int:
    """How many statements the home page takes: twelve at most."""
    client = logged_in(user)
    client.get(f"/admin/?whose={whose}")
    with at_most(12) as counted:
        assert client.get("/admin/").status_code == 200
    return len(counted)


def assert_counts_equal_lists(user: User, whose: str) -> None:
    """Each count on the home page is the length of the list behind it."""
    client = logged_in(user)
    sections = client.get(f"/admin/?whose={whose}").context["sections"]
    assert {one.name: length_of(client, one.name) for one in sections} == {
        one.name: one.count for one in sections
    }


def length_of(client: Client, pile: str) -> int:
    """How many rows the pages of a list have in all."""
    page, rows = 1, 0
    while True:
        context = client.get(f"/admin/work/{pile}/?page={page}").context
        rows += len(context["rows"])
        if not context["page"].has_next():
            return rows
        page += 1


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "99999999999999999999", "%00"])
def test_a_list_answers_any_page(page: str):
    writer = make_writer()
    make_article(by=writer, title="Only one")

    response = logged_in(writer).get(f"/admin/work/drafts/?page={page}")

    assert response.status_code == 200
    assert "Only one" in words(response)


def test_who_is_not_logged_in_is_asked_to_and_an_unknown_pile_is_not_there():
    assert Client().get("/admin/").status_code == 302
    assert Client().get("/admin/work/drafts/").status_code == 302
    assert logged_in(make_editor()).get("/admin/work/nonsense/").status_code == 404
    assert logged_in(make_editor()).post("/admin/").status_code == 405
