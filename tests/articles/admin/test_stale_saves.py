"""Two people on one article: nobody overwrites the other unseen, and nothing typed is lost."""

import json
import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import document, keeping
from articles.keeping import Sitting
from articles.models import Article, AuditEntry
from tests.factories import change, make_article, make_content, make_editor, make_user

from .posting import fields, with_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return make_article()


@pytest.fixture
def client(article: Article) -> Client:
    client = Client()
    client.force_login(article.owner)
    return client


def url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def shown(response) -> dict:
    return fields(response.content.decode(), "article_form")


def asked(response) -> dict[str, Any]:
    """What the page for merging would post as it stands."""
    assert response.status_code in {409, 422}
    return fields(response.content.decode(), "merge") | {"_merge": "1"}


def save(article: Article, by, **changes) -> None:
    """A save through the form by somebody else."""
    client = Client()
    client.force_login(by)
    assert client.post(url(article), shown(client.get(url(article))) | changes).status_code == 302


def parts(response) -> dict[str, dict[str, str]]:
    """Each part of the page by its legend: what each side says, and what is chosen."""
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    found = {}
    for part in soup.select("fieldset.part"):
        legend = part.legend.contents[0].strip()
        sides = {side["class"][1]: side.p.get_text().strip() for side in part.select(".side")}
        chosen = part.select_one("input[checked]")
        found[legend] = sides | {"chosen": chosen["value"] if chosen else ""}
    return found


def choose(response, **choices: str) -> dict[str, Any]:
    """What the page posts after one choice for each part whose path begins with a name."""
    data = asked(response)
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    names = {part.input["name"] for part in soup.select("fieldset.part .choice label")}
    for path, choice in choices.items():
        (name,) = [name for name in names if name.startswith(f"choice-{path}")]
        data[name] = choice
    return data


def test_a_stale_save_shows_both_texts_and_writes_nothing(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"body": "What I wrote meanwhile.", "summary": "Mine alone."}
    save(article, make_editor(), title="Theirs", body=article.body.replace("Walk a little", "Walk a lot"))

    response = client.post(url(article), mine)

    assert response.status_code == 409
    assert "Edgar Editor saved version 2" in response.content.decode()
    assert response.context["problems"] == []
    found = parts(response)
    assert found["Title"] == {
        "theirs": "Theirs",
        "base": "Walking after a hip fracture",
        "mine": "Walking after a hip fracture",
        "chosen": "theirs",
    }
    assert found["Bottom line"]["chosen"] == "mine"
    assert found["Body"]["mine"] == "What I wrote meanwhile."
    assert "Walk a lot every day" in found["Body"]["theirs"]
    assert "Walk a little every day" in found["Body"]["base"]
    assert found["Body"]["chosen"] == ""
    assert Article.objects.get().title == "Theirs"
    assert article.versions.count() == 2


def test_what_does_not_clash_is_merged_by_one_click(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"title": "Mine"}
    mine = with_row(mine, "key_points", text="My new point.", evidence="[@walking] my words")
    editor = make_editor()
    save(
        article, editor, summary="Theirs", **{"key_points-0-text": "Their wording.", "owner": str(editor.pk)}
    )

    response = client.post(url(article), asked(client.post(url(article), mine)), follow=True)

    article.refresh_from_db()
    said = document.content_of(article)
    assert (said["title"], said["summary"], article.owner) == ("Mine", "Theirs", editor)
    assert [(row["text"], row["evidence"]) for row in said["key_points"]] == [
        ("Their wording.", [{"reference": "walking", "quote": "early mobilisation was safe"}]),
        ("My new point.", [{"reference": "walking", "quote": "my words"}]),
    ]
    assert "Saved as version 3: your text, merged with Edgar Editor’s version 2." in response.content.decode()


def test_the_merged_version_is_by_who_merged_and_on_record(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"title": "Mine"}
    save(article, make_editor(), summary="Theirs")

    client.post(url(article), asked(client.post(url(article), mine)))

    assert [version.by for version in article.versions.order_by("number")][2] == article.owner
    told = json.loads(AuditEntry.objects.latest("number").data)
    assert (told["version"], told["changed"], told["merged"]) == (3, ["title"], [1, 2])


def test_a_clash_must_be_decided(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"title": "Mine"}
    save(article, make_editor(), title="Theirs")
    response = client.post(url(article), mine)

    undecided = client.post(url(article), asked(response))
    decided = client.post(url(article), choose(undecided, title="mine"))

    assert undecided.status_code == 422
    assert "Choose one of these." in undecided.content.decode()
    assert (decided.status_code, Article.objects.get().title) == (302, "Mine")


def test_a_part_can_be_written_anew(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"key_points-0-text": "Day 2 is safe."}
    save(article, make_editor(), **{"key_points-0-text": "Day 3 is safe."})
    response = client.post(url(article), mine)
    data = choose(response, key_points="edited")
    (text,) = [name for name in data if name.startswith("text-key_points") and name.endswith("-text")]

    answer = client.post(url(article), data | {text: "Day 2 or 3\x00 is safe."})

    assert "A number differs" in response.content.decode()
    assert answer.status_code == 302
    (point,) = document.content_of(Article.objects.get())["key_points"]
    assert (point["text"], len(point["evidence"])) == ("Day 2 or 3 is safe.", 1)


def test_a_third_save_in_between_loses_no_choice(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"title": "Mine", "summary": "My line."}
    editor = make_editor()
    save(article, editor, title="Theirs", summary="Their line.")
    data = choose(client.post(url(article), mine), title="edited", summary="edited")
    names = {
        part: next(name for name in data if name.startswith(f"text-{part}")) for part in ["title", "summary"]
    }
    save(article, editor, summary="Their second line.")

    again = client.post(url(article), data | {names["title"]: "Ours", names["summary"]: "Our line."})

    assert again.status_code == 409
    page = again.content.decode()
    assert "version 3 is new since you chose" in page
    assert parts(again)["Title"]["chosen"] == "edited"
    assert parts(again)["Bottom line"] == {
        "theirs": "Their second line.",
        "base": "Most people can walk on the day after surgery, with help.",
        "mine": "My line.",
        "chosen": "",
    }
    unplaced = BeautifulSoup(page, "html.parser").select("textarea[name=unplaced]")
    assert [box.get_text().strip() for box in unplaced] == ["Our line."]
    assert client.post(url(article), choose(again, summary="mine")).status_code == 302
    assert (Article.objects.get().title, Article.objects.get().summary) == ("Ours", "My line.")


def test_the_form_comes_back_with_everything_typed(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"title": "Mine", "key_points-0-evidence": "no key"}
    mine = with_row(mine, "references", key="second", text="Another source")
    save(article, make_editor(), title="Theirs", **{"key_points-0-DELETE": "on"})
    response = client.post(url(article), mine)

    data = {name: value for name, value in asked(response).items() if name != "_merge"}
    back = client.post(url(article), data | {"_back": "1"})

    form = shown(back)
    assert back.status_code == 422
    assert (form["title"], form["seen"]) == ("Mine", "1")
    assert form["key_points-0-evidence"] == "no key"
    assert "second" in form.values()
    assert "Edgar Editor saved version 2" in back.content.decode()
    assert article.versions.count() == 2
    assert client.post(url(article), form).status_code == 409


def test_rows_that_were_written_anew_meanwhile_are_the_same_rows_on_the_form_again(
    article: Article, client: Client
):
    (point,) = document.content_of(article)["key_points"]
    mine = shown(client.get(url(article))) | {"title": "Mine"}
    change(article, make_editor(), key_points=[point | {"text": "Their wording."}])
    data = {name: value for name, value in asked(client.post(url(article), mine)).items() if name != "_merge"}

    form = shown(client.post(url(article), data | {"_back": "1"}))
    client.post(url(article), asked(client.post(url(article), form)))

    assert document.content_of(Article.objects.get())["key_points"] == [point | {"text": "Their wording."}]
    assert Article.objects.get().title == "Mine"


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_row_that_one_deleted_and_the_other_changed_is_asked(article: Article, client: Client, choice: str):
    known = str(article.key_points.get().uuid)
    mine = shown(client.get(url(article))) | {"key_points-0-text": "My wording of the point."}
    save(article, make_editor(), **{"key_points-0-DELETE": "on"})

    response = client.post(url(article), mine)
    client.post(url(article), choose(response, key_points=choice))

    assert parts(response)["Key point 1"]["theirs"] == "Not there"
    left = {"mine": [(known, "My wording of the point.")], "theirs": []}[choice]
    found = document.content_of(Article.objects.get())["key_points"]
    assert [(row["uuid"], row["text"]) for row in found] == left


def test_rows_that_both_added_stay_once(article: Article, client: Client):
    mine = with_row(shown(client.get(url(article))), "key_points", text="My new point.")
    other = Client()
    other.force_login(make_editor())
    theirs = with_row(shown(other.get(url(article))), "key_points", text="Their new point.")
    other.post(url(article), theirs)

    shown_first = client.post(url(article), mine)
    data = asked(shown_first)
    first = client.post(url(article), data)
    again = client.post(url(article), data)

    assert (first.status_code, again.status_code) == (302, 409)
    assert "Leave it out<" in (
        page := shown_first.content.decode()
    )  # nobody took out what only one of them wrote
    assert "Leave it out, as" not in page
    assert [point.text for point in article.key_points.all()] == [
        "Standing up on day 1 is safe for most people.",
        "My new point.",
        "Their new point.",
    ]
    assert set(parts(again)) == {"Key point 3"}


def test_rows_that_were_all_written_anew_are_the_same_rows(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"references-0-text": "My wording."}
    references = document.content_of(article)["references"]
    change(article, make_editor(), references=references, title="Theirs")

    response = client.post(url(article), mine)
    answer = client.post(url(article), asked(response))

    assert set(parts(response)) == {"Title", "Reference [@walking]"}
    assert answer.status_code == 302
    assert document.content_of(Article.objects.get())["references"] == [
        references[0] | {"text": "My wording."}
    ]


def test_rows_of_another_form_that_were_typed_are_never_dropped(article: Article, client: Client):
    """A form that does not say which rows it showed, or says it wrongly."""
    mine = shown(client.get(url(article))) | {"key_points-0-text": "Mine.", "rows": '{"key_points": [1]}'}
    save(article, make_editor(), title="Theirs")

    response = client.post(url(article), mine)

    assert parts(response)["Key point 1"]["mine"].startswith("Mine.")
    assert parts(response)["Key point 1"]["chosen"] == "mine"


def test_two_rows_that_claim_to_be_one_are_both_kept(article: Article, client: Client):
    change(article, key_points=make_content()["key_points"] + make_content()["key_points"])
    first, second = article.key_points.all()
    rows = {"key_points": {str(point.pk): str(first.uuid) for point in [first, second]}}
    mine = shown(client.get(url(article))) | {"rows": json.dumps(rows), "key_points-1-text": "My second."}
    Article.objects.get().key_points.all().delete()
    change(article, make_editor(), title="Theirs")

    response = client.post(url(article), mine)

    said = {part["mine"].split("\n")[0] for part in parts(response).values()}
    assert {"Standing up on day 1 is safe for most people.", "My second."} <= said


def test_parts_that_the_form_does_not_have_were_not_changed_on_it(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"title": "Mine"}
    mine = {name: value for name, value in mine.items() if not name.startswith("key_points-")}
    save(article, make_editor(), summary="Theirs")

    response = client.post(url(article), mine)

    assert {legend: part["chosen"] for legend, part in parts(response).items()} == {
        "Title": "mine",
        "Bottom line": "theirs",
    }


def test_rows_that_moved_stay_where_they_were_put(client: Client, article: Article):
    points = make_content()["key_points"] + make_content()["key_points"] + make_content()["key_points"]
    points = [row | {"text": text, "evidence": []} for row, text in zip(points, "abc", strict=True)]
    change(article, key_points=points)
    mine = shown(client.get(url(article))) | {"key_points-2-order": "1"}
    save(article, make_editor(), **{"key_points-1-text": "B"})

    client.post(url(article), asked(client.post(url(article), mine)))

    assert [point.text for point in article.key_points.all()] == ["c", "a", "B"]


def test_evidence_for_a_reference_that_is_gone_says_so_at_its_part(article: Article, client: Client):
    mine = with_row(
        shown(client.get(url(article))), "key_points", text="My point.", evidence="[@second] words"
    )
    mine = with_row(mine, "references", key="second", text="Another source")
    save(article, make_editor(), title="Theirs")
    response = client.post(url(article), mine)
    data = asked(response)
    (name,) = [name for name in data if name.startswith("choice-references")]

    refused = client.post(url(article), data | {name: "theirs"})
    mended = client.post(url(article), asked(refused) | {name: "mine"})

    soup = BeautifulSoup(refused.content.decode(), "html.parser")
    (part,) = [part for part in soup.select("fieldset.part") if part.select(".errorlist")]
    assert refused.status_code == 422
    assert part.legend.contents[0].strip() == "Key point 2"
    assert "[@second] is no reference of this article" in part.select_one(".errorlist").get_text()
    assert mended.status_code == 302
    assert article.key_points.count() == 2


@pytest.mark.parametrize("seen", ["", "seven", "99"])
def test_a_form_that_lost_its_version_is_asked_about_all_that_differs(
    article: Article, client: Client, seen: str
):
    data = shown(client.get(url(article))) | {"title": "Mine", "seen": seen}

    refused = client.post(url(article), data)
    saved = client.post(url(article), choose(refused, title="mine"))

    assert refused.status_code == 409
    assert {legend: part["chosen"] for legend, part in parts(refused).items()} == {"Title": ""}
    assert (saved.status_code, Article.objects.get().title) == (302, "Mine")


def test_a_stale_save_of_bad_input_shows_both_reasons(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {
        "key_points-0-evidence": "no key\n[@walking] good",
        "review_interval_months": "often",
        "source_url": "not an address",
    }
    save(article, make_editor(), title="Theirs")

    response = client.post(url(article), mine)
    refused = client.post(url(article), asked(response))

    page = response.content.decode()
    assert "is no evidence" in page
    assert "saved version 2" in page
    assert "Review interval: Enter a whole number." in page
    assert parts(response)["Source"]["mine"] == "not an address"
    assert "no key" in parts(response)["Key point 1"]["mine"]
    assert "Enter a valid URL." in refused.content.decode()
    assert "is no evidence" in refused.content.decode()
    assert article.versions.count() == 2


def test_what_was_kept_while_typing_is_over_with_the_merged_save(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"title": "Mine"}
    sitting = Sitting(article.owner, article.uuid, uuid.UUID(mine["sitting"]))
    keeping.keep(sitting, count=1, seen=1, fields=keeping.written([["title", "Mine"]]), article=article)
    save(article, make_editor(), summary="Theirs")

    response = client.post(url(article), mine)
    kept = keeping.unsaved(article.owner, article.uuid).count()
    client.post(url(article), asked(response))

    assert (kept, keeping.unsaved(article.owner, article.uuid).count()) == (1, 0)


def test_the_page_is_shown_again_after_logging_in(article: Article, client: Client):
    mine = shown(client.get(url(article))) | {"title": "Mine"}
    save(article, make_editor(), title="Theirs")
    data = choose(client.post(url(article), mine), title="edited")
    (name,) = [name for name in data if name.startswith("text-title")]
    client.logout()

    refused = client.post(url(article), data | {name: "Ours"})
    client.force_login(article.owner)
    form = BeautifulSoup(refused.content.decode(), "html.parser").select_one("main form, form[action*=go-on]")
    kept = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    again = client.post(form["action"], kept)

    assert refused.status_code == 401
    found = fields(again.content.decode(), "merge")
    assert (found[name], found[name.replace("text-", "choice-").removesuffix("-text")]) == (
        "Ours",
        ["edited"],
    )
    assert client.post(url(article), found | {"_merge": "1"}).status_code == 302
    assert Article.objects.get().title == "Ours"


@pytest.mark.parametrize("typed", ["", "[", "7", '["a"]', '[["a", 1]]', "[" * 3000])
def test_a_page_that_was_tampered_with_is_a_bad_request(article: Article, client: Client, typed: str):
    assert client.post(url(article), {"typed": typed, "_merge": "1"}).status_code == 400


def test_who_may_not_change_the_article_may_not_merge(article: Article):
    client = Client()
    client.force_login(make_user("auditor"))

    assert client.post(url(article), {"typed": "[]", "_merge": "1"}).status_code == 403


def test_the_page_asks_the_same_number_of_queries_for_3_and_for_30_rows():
    counts = []
    for rows in [3, 30]:
        points = [row | {"evidence": []} for _ in range(rows) for row in make_content()["key_points"]]
        article = make_article(key_points=points)
        client = Client()
        client.force_login(article.owner)
        mine = shown(client.get(url(article))) | {
            f"key_points-{row}-text": f"Mine {row}" for row in range(rows)
        }
        save(article, make_editor(), title="Theirs")
        with CaptureQueriesContext(connection) as queries:
            response = client.post(url(article), mine)
        with CaptureQueriesContext(connection) as others:
            refused = client.post(url(article), asked(response) | {"shown": "1"})
        assert refused.status_code == 409
        counts.append((len(queries), len(others)))

    assert counts[0] == counts[1]
