"""Writing an article through its form."""

import pytest
from django.test import Client
from django.urls import reverse

from articles import clock, document
from articles.models import Article, AuditEntry
from tests.factories import make_article, make_editor, make_publication, make_user, make_writer

from .posting import fields, with_row

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"


def change_url(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, url: str) -> dict:
    response = client.get(url)
    assert response.status_code == 200
    return fields(response.content.decode(), "article_form")


def test_saving_a_new_article_writes_its_first_version():
    writer = make_writer()
    client = logged_in(writer)
    data = shown(client, ADD) | {
        "kind": "explainer",
        "title": "Sleep  and\u202e bones\x00",
        "body": "## Rest\r\n\r\nSleep.",
    }

    response = client.post(ADD, data, follow=True)

    article = Article.objects.get()
    assert response.redirect_chain == [(change_url(article), 302)]
    assert (article.title, article.body, article.slug) == (
        "Sleep and bones",
        "## Rest\n\nSleep.",
        "sleep-and-bones",
    )
    assert article.owner == writer
    assert [(version.number, version.by) for version in article.versions.all()] == [(1, writer)]
    assert "Saved as version 1." in response.content.decode()


def test_saving_without_a_change_writes_no_version():
    article = make_article(summary="Two lines\nwith spaces at the end.  ")
    client = logged_in(article.owner)

    response = client.post(change_url(article), shown(client, change_url(article)), follow=True)

    assert "Nothing changed." in response.content.decode()
    assert article.versions.count() == 1


def test_an_incomplete_draft_is_saved():
    client = logged_in(make_writer())

    response = client.post(ADD, shown(client, ADD) | {"kind": "explainer"})

    assert response.status_code == 302
    assert Article.objects.get().slug == "untitled"


def test_rows_are_added_changed_moved_and_deleted_in_one_version():
    article = make_article()
    client = logged_in(article.owner)
    data = shown(client, change_url(article))
    data = with_row(
        data, "references", key="sleep", text="Example B. Sleep.", doi="https://doi.org/10.1000/X"
    )
    data = with_row(
        data,
        "key_points",
        text="Rest well.",
        evidence="[@sleep] rest  helps\r\n[@walking] so does it",
        order="1",
    )
    data = with_row(data, "quotations", text="I walk.", speaker="Ada Byron", credentials="MD, PhD")
    data |= {"key_points-0-order": "2", "title": "Changed"}

    response = client.post(change_url(article), data)

    content = document.content_of(Article.objects.get())
    assert response.status_code == 302
    assert [(point["text"], point["evidence"]) for point in content["key_points"]] == [
        (
            "Rest well.",
            [{"reference": "sleep", "quote": "rest  helps"}, {"reference": "walking", "quote": "so does it"}],
        ),
        (
            "Standing up on day 1 is safe for most people.",
            [{"reference": "walking", "quote": "early mobilisation was safe"}],
        ),
    ]
    assert [(item["key"], item["doi"]) for item in content["references"]] == [
        ("walking", ""),
        ("sleep", "10.1000/X"),
    ]
    assert content["quotations"][0]["credentials"] == ["MD", "PhD"]
    assert article.versions.count() == 2


def test_evidence_follows_a_reference_that_is_written_anew():
    article = make_article()
    client = logged_in(article.owner)
    data = shown(client, change_url(article)) | {"references-0-DELETE": "on"}
    data = with_row(data, "references", key="walking", text="Example A. A newer paper.")

    response = client.post(change_url(article), data)

    content = document.content_of(Article.objects.get())
    assert response.status_code == 302
    assert content["references"][0]["text"] == "Example A. A newer paper."
    assert content["key_points"][0]["evidence"] == [
        {"reference": "walking", "quote": "early mobilisation was safe"}
    ]


def test_two_references_may_swap_their_keys():
    article = make_article()
    client = logged_in(article.owner)
    data = with_row(shown(client, change_url(article)), "references", key="sleep", text="Sleep.")
    client.post(change_url(article), data)
    data = shown(client, change_url(article)) | {"references-0-key": "sleep", "references-1-key": "walking"}

    response = client.post(change_url(article), data)

    assert response.status_code == 302
    assert [(item.key, item.text) for item in article.references.all()] == [
        ("sleep", "Example A. Walking early. Journal of Examples 2024."),
        ("walking", "Sleep."),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"key_points-0-evidence": "[@nothing] words"}, "[@nothing] is no reference of this article"),
        ({"key_points-0-evidence": "words alone"}, "“words alone” is no evidence"),
        ({"references-0-DELETE": "on"}, "[@walking] is no reference of this article"),
        ({"references-0-key": "two words"}, "Use letters, digits"),
        ({"language": "english, mostly"}, "Write a language tag"),
        ({"review_interval_months": "37"}, "less than or equal to 36"),
        ({"kind": "novel"}, "Select a valid choice"),
        ({"source_url": "ftp//x"}, "Enter a valid URL"),
        ({"key_points-TOTAL_FORMS": "many"}, "ManagementForm data is missing"),
        ({"owner": "999999"}, "Select a valid choice"),
        ({"key_points-0-order": "-3"}, "greater than or equal to 1"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_kept(changes: dict, sentence: str):
    article = make_article()
    client = logged_in(article.owner)
    data = shown(client, change_url(article)) | {"title": "What I typed"} | changes

    response = client.post(change_url(article), data)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "What I typed" in page
    assert article.versions.count() == 1


def test_the_same_key_twice_is_refused():
    article = make_article()
    client = logged_in(article.owner)
    data = with_row(shown(client, change_url(article)), "references", key="walking", text="Again.")

    response = client.post(change_url(article), data)

    assert response.status_code == 422
    assert "“walking” stands here twice: keep one of them." in response.content.decode()


def test_the_past_address_of_another_article_is_refused():
    taken = make_publication(make_article(slug="hips")).article
    editor = make_editor()
    client = logged_in(editor)
    client.post(change_url(taken), shown(client, change_url(taken)) | {"slug": "hips-and-knees"})
    article = make_article()

    response = client.post(change_url(article), shown(client, change_url(article)) | {"slug": "hips"})

    assert response.status_code == 422
    former = "“hips” was the address of “Walking after a hip fracture”: old links lead there."
    assert former in response.content.decode()


def test_an_author_stands_once_in_the_byline():
    article = make_article()
    client = logged_in(article.owner)
    author = article.authorships.get().author_id
    data = with_row(shown(client, change_url(article)), "authorships", author=str(author))

    response = client.post(change_url(article), data)

    assert response.status_code == 422
    assert "stands here twice" in response.content.decode()


def test_save_as_new_makes_no_second_article():
    article = make_article()
    client = logged_in(article.owner)

    client.post(
        change_url(article), shown(client, change_url(article)) | {"_saveasnew": "1", "title": "Same one"}
    )

    assert [found.title for found in Article.objects.all()] == ["Same one"]


def test_a_popup_saves_by_the_same_path():
    writer = make_writer()
    client = logged_in(writer)
    data = shown(client, ADD) | {"kind": "explainer", "title": "From a popup", "_popup": "1"}

    response = client.post(ADD, data)

    assert response.status_code == 200
    assert Article.objects.get().versions.get().by == writer


def test_a_refused_audit_entry_rolls_the_save_back_and_keeps_the_text():
    article = make_article()
    client = logged_in(article.owner)
    data = shown(client, change_url(article)) | {"title": "Typed before the clock went back"}
    data = with_row(data, "key_points", text="A new point.")
    earlier = AuditEntry.objects.latest("number").at.replace(year=2020)

    with clock.set_to(earlier):
        response = client.post(change_url(article), data)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Ask the operator to put the clock right" in page
    assert "Typed before the clock went back" in page
    assert Article.objects.get().title == article.title
    assert article.key_points.count() == 1


@pytest.mark.parametrize("group", ["publisher", "auditor", "reviewer"])
def test_those_who_do_not_write_read_only(group: str):
    article = make_article()
    client = logged_in(make_user(group))

    page, answer = client.get(change_url(article)), client.post(change_url(article), {"title": "x"})

    assert (page.status_code, answer.status_code) == (200, 403)
    assert 'name="_save"' not in page.content.decode()


def test_nobody_deletes_an_article():
    article = make_article()
    client = logged_in(make_user("editor", is_superuser=True))

    response = client.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"})

    assert response.status_code == 403
    assert Article.objects.exists()
