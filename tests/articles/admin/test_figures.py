"""Figures on the desk: uploading, the gallery, words, where they are used, and what the editor's script is told."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.admin import figure_upload
from articles.models import AuditEntry, Figure
from tests.articles.figures import images
from tests.factories import (
    change,
    make_article,
    make_edition,
    make_figure,
    make_image,
    make_user,
    make_writer,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/figure/"
UPLOAD, CHOOSE, ADD = f"{LIST}upload/", f"{LIST}choose/", f"{LIST}add/"


def client_of(group: str | None = "writer", **options: Any) -> Client:
    client = Client(**options)
    if group:
        client.force_login(make_user(group))
    return client


def file(content: bytes, name: str = "chart.png", claimed: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, claimed)


def page_of(figure: Figure) -> str:
    return f"{LIST}{figure.pk}/change/"


def showing(figure: Figure) -> str:
    return f"## One\n\n![A walk](figure:{figure.digest})\n\n## Two\n\nRest.\n"


def test_an_upload_answers_what_to_write_into_the_text():
    answer = client_of().post(UPLOAD, {"image": file(make_image(600, 300)), "caption": "A chart."})

    figure = Figure.objects.get()
    small = figure.renditions.first()
    assert answer.status_code == 201
    assert answer.json() == {
        "digest": figure.digest,
        "address": f"figure:{figure.digest}",
        "url": f"/figures/{small.digest}.png",
        "caption": "A chart.",
        "credit": "",
        "width": 600,
        "height": 300,
    }


@pytest.mark.parametrize(
    ("name", "claimed"),
    [("x.html", "text/html"), ("../../x.svg", "image/svg+xml"), ("x", "application/x-php")],
)
def test_name_and_claimed_type_mean_nothing(name: str, claimed: str):
    answer = client_of().post(UPLOAD, {"image": file(images.turned_phone_photo(), name, claimed)})

    assert answer.status_code == 201
    assert answer.json()["url"].endswith(".jpg")


@pytest.mark.parametrize("content", [b"", images.SVG, images.HTML, images.HTML_AS_GIF, images.bomb()])
def test_bytes_that_are_no_image_are_refused_with_a_sentence(content: bytes):
    answer = client_of().post(UPLOAD, {"image": file(content, "photo.png", "image/png")})

    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]
    assert not Figure.objects.exists()


@pytest.mark.parametrize(
    ("group", "status"),
    [(None, 401), ("reviewer", 403), ("publisher", 403), ("auditor", 403), ("writer", 201), ("editor", 201)],
)
def test_who_may_upload(group: str | None, status: int):
    answer = client_of(group).post(UPLOAD, {"image": file(make_image())})

    assert answer.status_code == status
    assert ("error" in answer.json()) == (status != 201)


def test_requests_that_are_no_upload_are_answered_in_json(monkeypatch: pytest.MonkeyPatch):
    client, broken = client_of(), "multipart/form-data; boundary="
    assert client.get(UPLOAD).status_code == 405
    assert client.post(UPLOAD, {}).status_code == 400
    assert client.post(UPLOAD, {"image": "words"}).status_code == 400
    assert client.post(UPLOAD, b"\x89PNG", content_type="image/png").status_code == 415
    assert client.post(UPLOAD, b"x", content_type=broken).json()["error"]
    assert client.post(UPLOAD, {"image": file(make_image()), "credit": "x" * 301}).status_code == 400
    long = client.post(UPLOAD, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="99000000")
    assert (long.status_code, "20 MB" in long.json()["error"]) == (413, True)
    monkeypatch.setattr(figure_upload, "MAX_BYTES", 10)
    assert client.post(UPLOAD, {"image": file(make_image())}).status_code == 413
    assert not Figure.objects.exists()


def test_uploads_ask_for_the_token():
    answer = client_of(enforce_csrf_checks=True).post(UPLOAD, {"image": file(make_image())})

    assert answer.status_code == 403
    assert answer.json()["error"]


def test_the_picker_finds_figures_by_their_words_newest_first():
    make_figure(caption="A walk", credit="Ines")
    second = make_figure(caption="Another walk", credit="Otto")
    make_figure(caption="A bar chart")
    client = client_of()

    assert [one["caption"] for one in client.get(CHOOSE).json()["figures"]] == [
        "A bar chart",
        "Another walk",
        "A walk",
    ]
    found = client.get(CHOOSE, {"q": "WALK otto"}).json()
    assert ([one["digest"] for one in found["figures"]], found["more"]) == ([second.digest], False)


def test_the_picker_gives_one_page_after_the_other_in_as_many_statements(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(figure_upload, "ON_A_PAGE", 2)
    for _ in range(5):
        make_figure()
    client = client_of()

    with CaptureQueriesContext(
        connection,
    ) as first:
        assert client.get(CHOOSE).json()["more"]
    pages = [client.get(CHOOSE, {"page": str(number)}).json() for number in (1, 2, 3)]
    assert [(len(page["figures"]), page["more"]) for page in pages] == [(2, True), (2, True), (1, False)]
    assert len({one["digest"] for page in pages for one in page["figures"]}) == 5
    monkeypatch.setattr(figure_upload, "ON_A_PAGE", 24)
    with CaptureQueriesContext(connection) as all_of_them:
        client.get(CHOOSE)
    assert len(all_of_them) == len(first)


@pytest.mark.parametrize("asked", ["?q=%00", "?page=0", "?page=x", "?page=-1", "?page=9999999999", "?page=²"])
def test_a_nonsense_search_is_refused_with_a_sentence(asked: str):
    answer = client_of().get(CHOOSE + asked)

    assert (answer.status_code, list(answer.json())) == (400, ["error"])


@pytest.mark.parametrize(("group", "status"), [(None, 401), ("reviewer", 403), ("publisher", 200)])
def test_who_may_choose(group: str | None, status: int):
    assert client_of(group).get(CHOOSE).status_code == status
    assert client_of(group).post(CHOOSE).status_code == (405 if status == 200 else status)


def test_the_page_keeps_the_good_images_and_says_what_is_wrong_with_each_bad_one():
    sent = [file(make_image()), file(images.SVG, "<b>drawing.svg"), file(b"", "nothing.png")]

    answer = client_of().post(ADD, {"images": sent, "credit": "Ines Abara"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<strong>&lt;b&gt;drawing.svg</strong>: This is an SVG" in page
    assert "<strong>nothing.png</strong>: The file is empty." in page
    assert page_of(Figure.objects.get()) in page
    assert 'value="Ines Abara"' in page


def test_one_good_image_leads_to_its_page_and_several_to_the_gallery():
    client = client_of()

    one = client.post(ADD, {"images": [file(make_image())], "licence": "CC BY 4.0"})
    figure = Figure.objects.get()
    assert (one.url, figure.licence) == (page_of(figure), "CC BY 4.0")
    two = client.post(ADD, {"images": [file(make_image()), file(make_image())]}, follow=True)
    assert "2 images are kept" in two.content.decode()
    none = client.post(ADD, {})
    assert (none.status_code, "Choose at least one image." in none.content.decode()) == (422, True)


def test_the_gallery_is_searched_narrowed_and_costs_the_same_for_many():
    shown = make_figure(caption="Shown in a draft")
    make_figure(caption="Shown nowhere")
    frozen = make_figure(caption="Frozen in an edition")
    make_article(body=showing(shown))
    change(make_edition(make_article(body=showing(frozen))).article, body="## One\n\nx\n\n## Two\n\ny")
    client = client_of()

    def listed(query: str) -> set[str]:
        page = client.get(LIST + query).content.decode()
        return {
            name for name in ["Shown in a draft", "Shown nowhere", "Frozen in an edition"] if name in page
        }

    assert len(listed("")) == 3
    assert listed("?q=nowhere") == listed("?use=none") == {"Shown nowhere"}
    assert listed("?use=draft") == {"Shown in a draft"}
    assert listed("?use=edition") == {"Frozen in an edition"}
    assert "No image is like this" in client.get(f"{LIST}?q=zebra").content.decode()
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _ in range(20):
        make_figure(make_image(20, 10))
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(few) == len(many)


def test_an_empty_gallery_says_what_to_do():
    assert "Upload the first one" in client_of().get(LIST).content.decode()
    assert "Upload" not in client_of("publisher").get(LIST).content.decode()


def test_a_figures_page_says_where_it_is_shown():
    figure, unused = make_figure(), make_figure()
    article = make_article(title="Walking early", body=showing(figure))
    edition = make_edition(article)
    client = client_of()

    page = client.get(page_of(figure)).content.decode()

    assert (
        f'<a href="/admin/articles/article/{article.pk}/change/">Walking early</a>, the working copy' in page
    )
    assert f'<a href="/admin/articles/edition/{edition.pk}/change/">Walking early, edition 1</a>' in page
    assert f"/figures/{figure.digest}.png" in page
    assert "Nowhere yet" in client.get(page_of(unused)).content.decode()
    assert client.get(f"{LIST}999/change/").status_code == 404


def test_other_words_are_saved_to_every_article_that_shows_the_image():
    figure = make_figure(caption="Old.")
    article = make_article(title="Walking early", body=showing(figure))
    client = client_of()
    seen = json.dumps({"caption": "Old.", "credit": figure.credit, "licence": figure.licence})

    answer = client.post(page_of(figure), {"caption": "New.", "seen": seen}, follow=True)

    assert "A new version was made of what shows it: “Walking early”." in answer.content.decode()
    assert article.versions.count() == 2
    figure.refresh_from_db()
    assert (figure.caption, figure.credit) == ("New.", "")


def test_words_that_were_overtaken_are_kept_on_the_form_and_saved_when_meant():
    figure = make_figure(caption="Theirs.", credit="", licence="")
    client = client_of()
    sent = {"caption": "Mine.", "seen": json.dumps({"caption": "Old.", "credit": "", "licence": ""})}

    stale = client.post(page_of(figure), sent)

    page = stale.content.decode()
    assert stale.status_code == 409
    assert "They say now: caption: Theirs.;" in page
    assert "Mine." in page
    again = stale.context["form"]["seen"].value()
    assert client.post(page_of(figure), sent | {"seen": again}).status_code == 302
    figure.refresh_from_db()
    assert figure.caption == "Mine."


@pytest.mark.parametrize("seen", ["", "[", "{}", "[1]", '{"other": 1}', "null"])
def test_a_form_that_was_tampered_with_overwrites_nothing(seen: str):
    figure = make_figure()

    answer = client_of().post(page_of(figure), {"caption": "Mine.", "seen": seen})

    assert answer.status_code == 409
    figure.refresh_from_db()
    assert figure.caption == "Walking, drawn."


def test_long_words_are_an_error_on_the_form():
    answer = client_of().post(page_of(make_figure()), {"caption": "x" * 1001})

    assert answer.status_code == 422


def test_deleting_is_asked_once_more_and_refused_with_the_places_where_it_is_shown():
    figure = make_figure(caption="A walk.")
    make_article(title="Walking early", body=showing(figure))
    client, url = client_of(), f"{LIST}{figure.pk}/delete/"

    refused = client.post(url)

    assert (refused.status_code, "“Walking early” shows it" in refused.content.decode()) == (409, True)
    figure.uses.all().delete()
    assert "Delete the figure" in client.get(url).content.decode()
    assert "is deleted" in client.post(url, follow=True).content.decode()
    assert not Figure.objects.exists()
    assert AuditEntry.objects.filter(event="figure_deleted").count() == 1


def test_who_only_looks_changes_and_deletes_nothing():
    figure, client = make_figure(), client_of("publisher")

    page = client.get(page_of(figure)).content.decode()
    assert "Walking, drawn." in page
    assert ('<form method="post" novalidate' in page, "Delete this figure" in page) == (False, False)
    assert client.post(page_of(figure), {"caption": "Mine."}).status_code == 403
    assert client.post(f"{LIST}{figure.pk}/delete/").status_code == 403
    assert client.get(ADD).status_code == 403
    assert client_of("reviewer").get(page_of(figure)).status_code == 403


def test_nothing_is_said_of_a_history_that_the_audit_trail_has():
    client = Client()
    client.force_login(make_writer())

    assert client.get(f"{LIST}{make_figure().pk}/history/").status_code == 404
