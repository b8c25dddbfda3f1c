"""What is typed is kept for its writer alone, offered again, and never stands in the way of a save."""

import random
import uuid
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from articles import clock, document, keeping, writing
from articles.keeping import Sitting
from articles.models import Article, ArticleVersion, AuditEntry, Autosave, EditingSession, User
from tests.factories import change, make_article, make_editor, make_publisher, make_user, make_writer

from .posting import fields, with_row

pytestmark = pytest.mark.django_db

AUTOSAVE = "/admin/articles/article/autosave/"
ADD = "/admin/articles/article/add/"


def page_of(article: Article | None) -> str:
    return reverse("admin:articles_article_change", args=[article.pk]) if article else ADD


def opened(client: Client, article: Article | None = None, query: str = "") -> dict:
    """The fields of the form as it is opened."""
    return fields(client.get(page_of(article) + query).content.decode(), "article_form")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def pairs(data: dict) -> list[list[str]]:
    """Posted fields as the script sends them."""
    return [
        [name, value]
        for name, values in data.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def autosave(client: Client, data: dict, article: Article | None, count: int = 1, **changes):
    asked = {
        "by": client.user.pk,
        "form": data["form"],
        "sitting": data["sitting"],
        "article": article.pk if article else None,
        "count": count,
        "seen": int(data.get("seen") or 0),
        "fields": pairs(data),
    } | changes
    return client.post(AUTOSAVE, asked, content_type="application/json")


def notices(client: Client, article: Article | None = None, query: str = "") -> list[str]:
    soup = BeautifulSoup(client.get(page_of(article) + query).content, "html.parser")
    return [" ".join(found.p.get_text().split()) for found in soup.select("#kept section")]


@pytest.fixture
def article() -> Article:
    return make_article()


@pytest.fixture
def client(article: Article) -> Client:
    return signed_in(article.owner)


def test_what_was_typed_is_kept_offered_and_shown_again_unsaved(article: Article, client: Client):
    typed = with_row(opened(client, article), "key_points", text="A new point.") | {"title": "Typed title"}

    answer = autosave(client, typed, article)

    assert answer.status_code == 200
    assert answer.json()["count"] == 1
    [notice] = notices(client, article)
    assert notice.startswith("You typed text here on ")
    assert notice.endswith(" that was not saved.")
    again = opened(client, article, f"?restore={typed['sitting']}")
    assert (again["title"], again["sitting"], again["seen"]) == ("Typed title", typed["sitting"], "1")
    assert "A new point." in [value for name, value in again.items() if name.startswith("key_points-")]
    assert Article.objects.get().title == article.title
    assert client.post(page_of(article), again).status_code == 302
    assert Article.objects.get().title == "Typed title"
    assert notices(client, article) == []


def test_the_difference_is_shown_and_discarded_on_a_page_of_its_own(article: Article, client: Client):
    typed = opened(client, article) | {"summary": "Typed and not saved."}
    autosave(client, typed, article)
    page = reverse("admin:articles_article_kept_text", args=[typed["sitting"]])

    shown = BeautifulSoup(client.get(page).content, "html.parser").select(".difference p")

    assert [line.get_text().strip() for line in shown] == [
        f"Before: {article.summary}",
        "Now: Typed and not saved.",
    ]
    assert client.post(page).url == page_of(article)
    assert notices(client, article) == []
    assert client.get(page).status_code == 404


def test_nobody_else_reads_or_discards_it_not_even_a_superuser(article: Article, client: Client):
    typed = opened(client, article) | {"title": "For my eyes only"}
    autosave(client, typed, article)
    page = reverse("admin:articles_article_kept_text", args=[typed["sitting"]])

    for other in [make_editor(), make_user("root", is_superuser=True)]:
        there = signed_in(other)
        assert notices(there, article) == []
        assert opened(there, article, f"?restore={typed['sitting']}")["title"] == article.title
        assert (there.get(page).status_code, there.post(page).status_code) == (404, 404)
        assert "For my eyes only" not in there.get("/admin/").content.decode()
    assert Autosave.objects.exclude(fields="").count() == 1


def test_unsaved_text_is_nothing_but_unsaved_text(article: Article, client: Client):
    before = [list(model.objects.values()) for model in (Article, ArticleVersion, AuditEntry)]
    typed = opened(client, article)

    for count in range(1, 51):
        autosave(client, typed | {"title": f"Typed {count}"}, article, count)

    assert [list(model.objects.values()) for model in (Article, ArticleVersion, AuditEntry)] == before


def test_somebody_elses_save_makes_the_restored_text_stale_not_lost(article: Article, client: Client):
    typed = opened(client, article) | {"title": "Mine"}
    autosave(client, typed, article)
    change(article, make_editor(), summary="Theirs.")

    again = opened(client, article, f"?restore={typed['sitting']}")
    answer = client.post(page_of(article), again)

    assert (again["title"], again["summary"], again["seen"]) == ("Mine", typed["summary"], "1")
    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()


def test_a_text_of_another_article_is_not_shown_in_this_form(article: Article, client: Client):
    typed = opened(client, article) | {"title": "Of the first"}
    autosave(client, typed, article)
    other = make_article(by=article.owner)

    assert opened(client, other, f"?restore={typed['sitting']}")["title"] == other.title
    assert opened(client, None, f"?restore={typed['sitting']}")["title"] == ""


def test_what_says_the_same_as_what_is_stored_is_not_offered(article: Article, client: Client):
    typed = opened(client, article)
    autosave(client, typed | {"title": "Changed"}, article)
    autosave(client, typed, article, 2, fields=[])
    other = opened(client, article)
    autosave(client, other | {"summary": "The same in the end."}, article)
    change(article, article.owner, summary="The same in the end.")

    assert notices(client, article) == []


def test_begun_articles_are_listed_and_gone_on_with(client: Client):
    typed = opened(client) | {"title": "Begun, not saved"}
    autosave(client, typed, None)

    [notice] = notices(client)
    again = opened(client, None, f"?restore={typed['sitting']}")

    assert notice.startswith("You began an article on ")
    assert notice.endswith("Begun, not saved")
    assert again["form"] == typed["form"]
    assert client.post(ADD, again).status_code == 302
    assert str(Article.objects.latest("pk").uuid) == typed["form"]
    assert notices(client) == []


def test_a_form_for_a_new_article_sent_twice_makes_one(client: Client):
    typed = with_row(opened(client) | {"title": "Sent twice"}, "key_points", text="One point.")
    client.post(ADD, typed)
    made = Article.objects.get(title="Sent twice")

    again = client.post(ADD, typed, follow=True)

    assert again.redirect_chain == [(page_of(made), 302)]
    assert "nothing was saved twice" in again.content.decode()
    assert (Article.objects.filter(title="Sent twice").count(), made.versions.count()) == (1, 1)
    assert notices(client, made) == []


def test_what_was_changed_before_it_was_sent_again_is_kept(client: Client):
    typed = with_row(opened(client) | {"title": "Sent twice"}, "key_points", text="One point.")
    client.post(ADD, typed)
    made = Article.objects.get(title="Sent twice")

    client.post(ADD, typed | {"summary": "Typed after going back."})
    [offer] = BeautifulSoup(client.get(page_of(made)).content, "html.parser").select("#kept a.next")
    again = fields(client.get(offer["href"]).content.decode(), "article_form")
    client.post(page_of(made), again)

    made.refresh_from_db()
    assert made.summary == "Typed after going back."
    assert [point.text for point in made.key_points.all()] == ["One point."]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"form": "none"}, 400),
        ({"sitting": 7}, 400),
        ({"count": -1}, 400),
        ({"count": True}, 400),
        ({"seen": "1"}, 400),
        ({"fields": {"title": "x"}}, 400),
        ({"fields": [["title"]]}, 400),
        ({"fields": [["title", 1]]}, 400),
        ({"fields": [["title", "NUL \0"]]}, 400),
        ({"by": 0}, 403),
        ({"form": str(uuid.uuid4())}, 404),
        ({"fields": [["body", "x" * keeping.MOST_BYTES]]}, 413),
        ({"fields": [["body", "x" * 3_000_000]]}, 413),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(
    article: Article, client: Client, changes: dict, status: int
):
    data = {"form": str(article.uuid), "sitting": str(uuid.uuid4()), "seen": "1", "title": "Typed"}

    answer = autosave(client, data, article, **changes)

    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert not Autosave.objects.exists()


def test_scripts_get_no_log_in_page_and_no_right_they_do_not_have(article: Article, client: Client):
    data = {"form": str(article.uuid), "sitting": str(uuid.uuid4()), "seen": "1", "title": "Typed"}
    presence = reverse("admin:articles_article_presence", args=[article.pk])

    reader, nobody = signed_in(make_publisher()), Client()
    nobody.user = article.owner
    answers = [autosave(reader, data, article), autosave(nobody, data, article), client.get(AUTOSAVE)]
    answers += [
        each.post(presence, {"seen": 1}, content_type="application/json") for each in [reader, nobody]
    ]
    answers.append(client.post(AUTOSAVE, "[" * 100_000, content_type="application/json"))

    assert [answer.status_code for answer in answers] == [403, 401, 405, 403, 401, 400]
    assert all(answer.json()["error"] for answer in answers)
    assert (Autosave.objects.count(), EditingSession.objects.count()) == (0, 0)


def test_a_lone_surrogate_is_kept_and_cleaned_by_the_form(article: Article, client: Client):
    typed = opened(client, article) | {"title": "Half a \ud83d sign"}

    assert autosave(client, typed, article).status_code == 200
    assert len(notices(client, article)) == 1
    assert client.get(reverse("admin:articles_article_kept_text", args=[typed["sitting"]])).status_code == 200


def test_whatever_arrives_in_whatever_order_a_saved_text_is_not_unsaved_again():
    """A hundred ways in which autosaves and saves of two tabs cross each other, some of them late or twice."""
    article = make_article()
    by = article.owner
    for seed in range(100):
        chance = random.Random(seed)
        Autosave.objects.all().delete()
        tabs = [_Tab(article, by), _Tab(article, by)]
        on_the_way: list = []
        for step in range(8):
            tab = chance.choice(tabs)
            match chance.choice(["type", "type", "type", "arrive", "arrive", "again", "save"]):
                case "type":
                    on_the_way.append(tab.type(f"{seed}.{step}"))
                case "arrive" if on_the_way:
                    on_the_way.pop(chance.randrange(len(on_the_way)))()
                case "again" if on_the_way:
                    chance.choice(on_the_way)()
                case "save":
                    tab.save()
        chance.shuffle(on_the_way)
        for arrive in on_the_way:
            arrive()
        offered = [keeping.title_of(kept) for kept in keeping.unsaved(by, article.uuid)]
        assert sorted(offered) == sorted(tab.typed[-1] for tab in tabs if tab.typed), seed


class _Tab:
    """One person's open form: opened anew by each save, as the page is."""

    def __init__(self, article: Article, by: User) -> None:
        self.article, self.by = article, by
        self.open()

    def open(self) -> None:
        self.sitting = Sitting(self.by, self.article.uuid, uuid.uuid4())
        self.seen = self.article.versions.latest("number").number
        self.count, self.title, self.typed = 0, self.article.title, []

    def type(self, title: str):
        self.count, self.title = self.count + 1, title
        self.typed.append(title)
        sitting, count, seen = self.sitting, self.count, self.seen
        written = keeping.written([["title", title]])
        return lambda: keeping.keep(sitting, count=count, seen=seen, fields=written, article=self.article)

    def save(self) -> None:
        """As the form does it, in one transaction: never stale because of what was kept."""
        content = document.content_of(self.article) | {"title": self.title}
        latest = self.article.versions.latest("number").number
        with transaction.atomic():
            writing.save(self.article, content, by=self.by, seen=latest)
            keeping.end(self.sitting, article=self.article)
        self.article.refresh_from_db()
        self.open()


def test_who_else_is_there_is_said_and_nobody_is_stopped(article: Article, client: Client):
    presence = reverse("admin:articles_article_presence", args=[article.pk])
    other = signed_in(make_editor())

    def ask(who: Client, **said) -> dict:
        return who.post(presence, {"seen": 1} | said, content_type="application/json").json()

    assert ask(client) == {"others": [], "version": 1, "newer": ""}
    assert ask(other, typed=True)["others"] == ["Wanda Writer has this open too."]
    with clock.set_to(clock.now() + timedelta(seconds=90)):
        [said] = ask(client, typed=True)["others"]
        assert said.startswith("Edgar Editor had this open at ")
    ask(other, leaving=True)
    assert ask(client)["others"] == []
    change(article, other.user, title="Theirs")
    assert ask(client)["newer"].endswith("; yours is kept apart until you save.")
    assert ask(client)["newer"].startswith("Edgar Editor saved version 2 at ")
    assert ask(client, seen=2)["newer"] == ""
    assert ask(other)["newer"].startswith("You saved version 2 at ")


def test_who_types_nothing_is_idle_and_who_is_not_heard_of_is_gone(article: Article):
    editor, now = make_editor(), clock.now()

    def said(minutes: int) -> list[str]:
        there = keeping.company(article, article.owner)
        return keeping.said_of(there, now + timedelta(minutes=minutes))

    with clock.set_to(now):
        keeping.be_present(article, editor, typed=True)
    with clock.set_to(now + timedelta(minutes=11)):
        keeping.be_present(article, editor, typed=False)
        assert said(11)[0].startswith("Edgar Editor has this open too, and typed nothing since ")
    with clock.set_to(now + timedelta(minutes=37)):
        assert said(37) == []


def test_presence_asks_the_same_however_many_are_there(
    article: Article, client: Client, django_assert_max_num_queries
):
    presence = reverse("admin:articles_article_presence", args=[article.pk])

    def asked() -> int:
        with django_assert_max_num_queries(12) as queries:
            client.post(presence, {"seen": 1}, content_type="application/json")
        return len(queries)

    asked()
    alone = asked()
    for number in range(5):
        keeping.be_present(article, make_user(name=f"Person {number}"), typed=True)

    assert asked() == alone


def test_tick_forgets_what_is_old(article: Article):
    now = clock.now()
    for days, fields_, over in [(61, "[]", False), (59, "[]", False), (3, "", True), (1, "", True)]:
        Autosave.objects.create(
            by=article.owner,
            form=article.uuid,
            sitting=uuid.uuid4(),
            fields=fields_,
            over=over,
            at=now - timedelta(days=days),
        )
    for minutes in [59, 61]:
        EditingSession.objects.create(
            article=article,
            by=make_writer(),
            seen_at=now - timedelta(minutes=minutes),
            typed_at=now - timedelta(minutes=minutes),
        )

    call_command("tick", "--json")

    assert sorted((now - row.at).days for row in Autosave.objects.all()) == [1, 59]
    assert [(now - row.seen_at).seconds // 60 for row in EditingSession.objects.all()] == [59]


def test_all_unsaved_text_of_ones_own_is_on_one_page(article: Article, client: Client):
    autosave(client, opened(client, article) | {"title": "Retitled"}, article)
    begun = opened(client) | {"title": "Begun"}
    autosave(client, begun, None)
    page = reverse("admin:articles_article_unsaved")

    listed = BeautifulSoup(client.get(page).content, "html.parser").select(".kept")

    assert [(one.h2.get_text(), one.a["href"].partition("?")[0]) for one in listed] == [
        ("Begun", ADD),
        ("Retitled", page_of(article)),
    ]
    assert "There is none" in signed_in(make_writer()).get(page).content.decode()
