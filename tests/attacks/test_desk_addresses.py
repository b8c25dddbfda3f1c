"""Every address of the writing desk, asked by everybody: who is let in, and that nothing which is sent breaks it."""

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from articles import keeping, naming
from articles.groups import Group
from articles.importing import pending
from articles.keeping import Sitting
from articles.models import Article, Figure, User
from reviewers.desk import acts
from tests.factories import change, make_article, make_figure, make_image, make_user

pytestmark = pytest.mark.django_db

OWN = {"writer"}
DESK = {"writer", "superuser"}
RECORDS = DESK | {"publisher", "auditor"}
READERS = RECORDS | {"reviewer"}
INSIDE = READERS | {"no group"}


@dataclass(frozen=True)
class Asked:
    """A request that does what its address is for, and who may ask it. `json` is what a script sends."""

    name: str
    method: str
    may: set[str]
    args: tuple[Any, ...] = ()
    data: Any = None
    json: bool = False

    @property
    def address(self) -> str:
        return reverse(self.name, args=self.args)

    def send(self, client: Client) -> int:
        """The status; 401 for a way to the log-in page."""
        kind = {"content_type": "application/json"} if self.json else {}
        answer = getattr(client, self.method)(self.address, self.data or {}, **kind)
        to_log_in = answer.status_code == 302 and "/login/" in answer.headers["location"]
        return 401 if to_log_in else answer.status_code


@dataclass
class Scene:
    """An article in two versions, an image, and what the article's writer typed and uploaded: theirs alone."""

    people: dict[str, User | None]
    article: Article
    figure: Figure
    waiting: int
    sitting: uuid.UUID

    def requests(self) -> list[Asked]:
        """One of each address and method; the names of the admin's own pages come without what Django puts before."""
        key, version = (self.article.pk,), (self.article.pk, 1)
        new = {"form": str(uuid.uuid4()), "sitting": str(uuid.uuid4())}
        ours = new | {"form": str(self.article.uuid), "article": self.article.pk}
        typed = {"count": 1, "seen": 2, "fields": [["title", "Typed"]]}
        of_article = [
            Asked("changelist", "get", READERS),
            Asked("changelist", "post", READERS, data={"action": "trash", "_selected_action": key}),
            Asked("add", "get", DESK),
            Asked("add", "post", DESK),
            Asked("change", "get", READERS, key),
            Asked("change", "post", DESK, key),
            Asked("change", "post", DESK, key, {"typed": "[]"}),
            Asked("delete", "get", set(), key),
            Asked("delete", "post", set(), key),
            Asked("preview", "post", DESK, data={"body": "Text"}),
            Asked("preview", "post", DESK, key, {"body": "Text"}),
            Asked("paste", "post", DESK, data={"html": "<p>Text"}),
            Asked("autosave", "post", DESK, data=new | typed, json=True),
            Asked("autosave", "post", DESK, data=ours | typed, json=True),
            Asked("token", "post", INSIDE, data=new, json=True),
            Asked("kept", "post", DESK, data=new, json=True),
            Asked("kept", "post", DESK, data=ours, json=True),
            Asked("kept_text", "get", OWN, (self.sitting,)),
            Asked("kept_text", "post", OWN, (self.sitting,)),
            Asked("unsaved", "get", READERS),
            Asked("presence", "post", DESK, key, {"seen": 2}, json=True),
            Asked("go_on", "post", DESK),
            Asked("go_on", "post", READERS, key),
            Asked("history", "get", READERS, key),
            Asked("compare", "get", READERS, key, {"from": 1, "to": 2}),
            Asked("version", "get", READERS, version),
            Asked("name_version", "post", DESK, version, {"name": "First"}),
            Asked("return", "get", DESK, version),
            Asked("return", "post", DESK, version, {"seen": 2}),
            Asked("bulk_report", "get", READERS),
            *(Asked("bulk", "get", DESK, (name,), {"pk": key[0]}) for name in ["trash", "set_owner"]),
            *(Asked("bulk", "post", DESK, (name,), {"pk": key[0]}) for name in ["trash", "set_owner"]),
            Asked("duplicate", "get", DESK, key),
            Asked("duplicate", "post", DESK, key),
            Asked("import", "get", DESK),
            Asked("import", "post", DESK, data={"text": "A title"}),
            Asked("import_newer", "get", DESK, key),
            Asked("import_newer", "post", DESK, key, {"text": "A title"}),
            Asked("import_review", "get", OWN, (self.waiting,)),
            Asked("import_review", "post", OWN, (self.waiting,), {"do": "make"}),
            Asked("import_review", "post", OWN, (self.waiting,), {"do": "discard"}),
            Asked("import_image", "get", set(), (self.waiting, "0" * 64)),
        ]
        image = (self.figure.pk,)
        of_figure = [
            Asked("changelist", "get", RECORDS),
            Asked(
                "changelist", "post", RECORDS, data={"action": "delete_selected", "_selected_action": image}
            ),
            Asked("add", "get", DESK),
            Asked("add", "post", DESK),
            Asked("change", "get", RECORDS, image),
            Asked("change", "post", DESK, image, {"caption": "Another"}),
            Asked("delete", "get", DESK, image),
            Asked("delete", "post", DESK, image),
            Asked("history", "get", set(), image),
            Asked("upload", "post", DESK, data={"image": SimpleUploadedFile("a.png", b"none")}),
            Asked("choose", "get", RECORDS),
        ]
        return [
            *(replace(asked, name=f"admin:articles_article_{asked.name}") for asked in of_article),
            *(replace(asked, name=f"admin:articles_figure_{asked.name}") for asked in of_figure),
            Asked("site_history", "get", RECORDS),
            Asked("site_history_export", "post", RECORDS),
        ]


@pytest.fixture
def scene() -> Scene:
    people: dict[str, User | None] = {
        "signed out": None,
        "no group": make_user(name="Nora None"),
        "superuser": make_user(name="Sue Root", is_superuser=True),
        "left": make_user(*Group.values, name="Gus Gone", is_active=False),
        # An editor has every right that a writer has.
        **{group: make_user(group) for group in Group.values if group != Group.EDITOR},
    }
    owner = people["writer"]
    article = make_article(owner)
    change(article, owner, title="Another title")
    sitting = Sitting(owner, article.uuid, uuid.uuid4())
    rows = [["key_points-INITIAL_FORMS", "0"], ["key_points-TOTAL_FORMS", "1" * 5000]]
    written = keeping.written([["title", "Typed and not saved"], *rows])
    keeping.keep(sitting, count=1, seen=1, fields=written, article=article)
    waiting = pending.keep(b"A title\n\nA text that was uploaded.", by=owner, name="a.txt")
    return Scene(people, article, make_figure(by=owner), waiting.pk, sitting.sitting)


def statuses(asked: Asked, people: dict[str, User | None]) -> dict[str, int]:
    """What each person is answered, each as if nobody had asked before."""
    found = {}
    for name, user in people.items():
        client = Client()
        if user:
            client.force_login(user)
        data = asked.data | {"by": user.pk} if asked.json and user else asked.data
        found[name] = undone(replace(asked, data=data), client)
    return found


def undone(asked: Asked, client: Client) -> int:
    """The status of an answer, after which nothing is as it left it."""
    with transaction.atomic():
        status = asked.send(client)
        transaction.set_rollback(True)
    return status


def test_everybody_is_let_in_where_they_may_and_nowhere_else(scene: Scene):
    wrong = []
    for asked in scene.requests():
        answers = statuses(asked, scene.people)
        let_in = {name for name, status in answers.items() if status not in {401, 403, 404}}
        if let_in != asked.may or max(answers.values()) >= 500 or answers["left"] != 401:
            wrong.append((asked.method, asked.address, let_in ^ asked.may, answers))

    assert wrong == []


def test_no_address_of_the_desk_is_left_out(scene: Scene):
    known = {asked.name for asked in scene.requests()}
    elsewhere = {f"articles_article_{name}" for name in [*acts.PAGES, "export", "comments", "reassign"]}

    named = {
        page.name
        for model in [Article, Figure]
        for page in admin.site.get_model_admin(model).get_urls()
        if page.name
    }

    assert {f"admin:{name}" for name in named - elsewhere} - known == set()


def test_nothing_is_done_without_a_token(scene: Scene):
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.people["superuser"])
    only_shows = {reverse("admin:articles_article_go_on")}
    only_shows.add(reverse("admin:articles_article_go_on", args=[scene.article.pk]))

    posts = [
        asked for asked in scene.requests() if asked.method == "post" and asked.address not in only_shows
    ]

    assert {asked.address: asked.send(client) for asked in posts if asked.send(client) != 403} == {}


MARKUP = """"'><img src=x onerror=alert(1)><script>alert(1)</script>"""


def test_nothing_that_people_write_becomes_markup_of_the_desk(scene: Scene):
    writer, article = scene.people["writer"], scene.article
    make_figure(make_image(width=33), by=writer, caption=MARKUP, credit=MARKUP, licence=MARKUP)
    digest = Figure.objects.latest("pk").digest
    body = f"## {MARKUP}\n\n{MARKUP}\n\n![{MARKUP}](figure:{digest})\n"
    change(article, writer, title=MARKUP, summary=MARKUP, body=body)
    naming.name_version(article.versions.get(number=1), name=MARKUP, by=writer)
    file = pending.keep(f"{MARKUP}\n\n{MARKUP}".encode(), by=writer, name=f"{MARKUP}.txt", into=article)
    typed = keeping.written([["title", MARKUP], ["body", body], ["slug", MARKUP]])
    sitting = Sitting(writer, article.uuid, uuid.uuid4())
    keeping.keep(sitting, count=1, seen=1, fields=typed, article=article)
    client = Client()
    client.force_login(writer)
    lists = [
        f"{reverse(f'admin:articles_{name}_changelist')}?q={quote(MARKUP)}" for name in ["article", "figure"]
    ]
    late = {"title": MARKUP, "summary": MARKUP, "body": body, "seen": "2", "slug": MARKUP}

    pages = [
        client.get(asked.address, asked.data or {}) for asked in scene.requests() if asked.method == "get"
    ]
    pages += [client.get(address) for address in lists]
    pages.append(client.get(reverse("admin:articles_article_import_review", args=[file.pk])))
    pages.append(client.get(reverse("admin:articles_article_kept_text", args=[sitting.sitting])))
    pages.append(client.get(reverse("admin:articles_figure_change", args=[Figure.objects.latest("pk").pk])))
    pages += [
        client.post(reverse(f"admin:articles_article_{name}", args=[article.pk]), late)
        for name in ["change", "go_on"]
    ]

    html = [page.content.decode() for page in pages if "html" in page.headers["content-type"]]
    assert sum("onerror=alert(1)" in page for page in html) > 15
    for page in html:
        soup = BeautifulSoup(page, "html.parser")
        assert not soup.find_all(onerror=True)
        assert not [script for script in soup.find_all("script") if "alert(1)" in script.get_text()]


HOSTILE = [
    "", "\0", "a\0b", "\ud800", "-1", "0", "1", "9" * 9, "9" * 18, "9" * 30, "9" * 5000, "1e9", "NaN", "٣", "²", "null",
    "[" * 100_000, '{"caption": 1}', '[["title", "x"]]', '{"a": ' * 5000, "0001-01-01", "9999-12-31", "2026-02-30",
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "' OR 1=1 --", "%", "_", "\\", '"', "a" * 100_000, "x " * 10_000,
    "\u202e", "\ufeff", "![a](figure:" + "0" * 64 + ")", "00000000-0000-0000-0000-000000000000", "😀" * 300,
]  # fmt: skip
NAMES = [
    "pk", "q", "p", "o", "e", "all", "page", "name", "seen", "from", "until", "before", "to", "person", "article",
    "field", "use", "body", "html", "typed", "shown", "_back", "restore", "form", "sitting", "do", "kind", "language",
    "text", "caption", "credit", "licence", "rows", "slug", "title", "owner", "topics", "topic", "trash", "work",
    "key_points-TOTAL_FORMS", "key_points-INITIAL_FORMS", "key_points-0-id", "key_points-0-text", "references-0-key",
    "key_points-0-evidence", "authorships-TOTAL_FORMS", "authorships-0-author", "references-TOTAL_FORMS", "_popup",
    "action", "_selected_action", "select_across", "index", "public", "due", "topics__id__exact", "kind__exact",
]  # fmt: skip


def hostile_posts(scene: Scene, seed: int, number: int) -> Iterator[tuple[Asked, Any]]:
    """Requests of a right person with anything at all in their parameters."""
    dice = random.Random(seed)
    for _ in range(number):
        asked = dice.choice(scene.requests())
        given = dict(asked.data or {})
        for _ in range(dice.randint(1, 6)):
            name = dice.choice([*given, *NAMES])
            given[name] = dice.choice(HOSTILE)
            if asked.json:
                given[name] = dice.choice([given[name], -1, 2**70, 1.5, None, [], {}, [[["x"]]], True])
        yield asked, given


def _broken(scene: Scene, seed: int, number: int) -> list[tuple[Any, ...]]:
    client = Client(raise_request_exception=False)
    client.force_login(scene.people["writer"])
    found = []
    for asked, given in hostile_posts(scene, seed, number):
        data = json.dumps({"by": scene.people["writer"].pk} | given) if asked.json else _sendable(given)
        status = undone(replace(asked, data=data), client)
        if status >= 500:
            found.append((status, asked.method, asked.address, {k: str(v)[:60] for k, v in given.items()}))
    return found


def _sendable(given: dict[str, Any]) -> dict[str, Any]:
    # A browser sends no lone surrogate; the JSON of a script can.
    return {
        name: value.replace("\ud800", "?") if isinstance(value, str) else value
        for name, value in given.items()
    }


def test_numbers_that_are_none_and_json_without_end_are_refused(scene: Scene):
    client = Client()
    client.force_login(scene.people["writer"])
    key, many = scene.article.pk, "9" * 5000

    def post(name: str, data: Any, *args: Any, **headers: Any) -> int:
        return client.post(reverse(f"admin:articles_{name}", args=args), data, **headers).status_code

    answers = [
        post("article_changelist", {"action": "trash", "_selected_action": "x"}),
        post("article_go_on", {"references-TOTAL_FORMS": many, "key_points-TOTAL_FORMS": "1"}, key),
        post(
            "article_change",
            {"seen": "2", "key_points-TOTAL_FORMS": many},
            key,
        ),
        post("figure_change", {"caption": "Other", "seen": "[" * 100_000}, scene.figure.pk),
        post("figure_upload", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="many"),
    ]
    bad_token = Client(enforce_csrf_checks=True)
    bad_token.force_login(scene.people["writer"])

    assert answers == [400, 422, 422, 409, 415]
    assert bad_token.post(f"/admin/articles/article/{many}/change/", {"title": "Typed"}).status_code == 403


def test_whatever_is_sent_is_refused_with_less_than_a_500(scene: Scene):
    assert _broken(scene, 1, 100) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_whatever_else_is_sent_is_refused_with_less_than_a_500(scene: Scene, seed: int):
    assert _broken(scene, seed, 500) == []
