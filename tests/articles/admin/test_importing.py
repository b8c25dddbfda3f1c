"""Importing on the desk: upload or paste, look at what was read, decide, and only then is something made."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from articles.admin.importing_forms import image_name, line_name
from articles.importing import pending
from articles.models import Article, Figure, PendingImport, User
from tests.articles.figures.images import drawn, saved
from tests.articles.importing.word_files import document, paragraph, picture
from tests.factories import change, make_article, make_image, make_reviewer, make_user, make_writer

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/articles/article/import/"
TEXT = (
    "Naps on the Ward\nBy Mara Oduya, RN\nMedically reviewed by Piet Okonjo, MD on 3 March 2026\n\nBackground\n"
    "Night work is hard on many hearts, and it has been so for long.\n\n© 2026 Lantern Media\n"
)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(
    client: Client, content: bytes | str = TEXT, name: str = "naps.txt", to: str = UPLOAD
) -> HttpResponse:
    content = content.encode() if isinstance(content, str) else content
    return client.post(to, {"file": SimpleUploadedFile(name, content)})


def word_file(*contents: bytes) -> bytes:
    pictures = [paragraph(picture(n, "Two of three slept well")) for n, _ in enumerate(contents, start=1)]
    return document(
        paragraph("Naps", style="Title"), paragraph("Night work is hard."), *pictures, images=list(contents)
    )


def choices(pk: int, **chosen: Any) -> dict[str, Any]:
    manuscript = pending.opened(PendingImport.objects.get(pk=pk)).manuscript
    return {"do": "make", "kind": manuscript.kind, "language": manuscript.language} | chosen


def test_a_file_is_read_looked_at_and_made_a_draft():
    writer = make_writer()
    client = client_of(writer)

    shown = client.get(upload(client)["Location"])
    page = shown.content.decode()

    assert not Article.objects.exists()
    for words in [
        "Naps on the Ward",
        "Mara Oduya, RN",
        "Night work is hard",
        "© 2026 Lantern Media",
        "Piet Okonjo",
    ]:
        assert words in page
    assert "finding" in page
    waiting = PendingImport.objects.get()
    made = client.post(
        shown.wsgi_request.path,
        choices(waiting.pk, kind="clinical_news", **{line_name("© 2026 Lantern Media"): "drop"}),
    )
    article = Article.objects.get()
    assert made["Location"] == reverse("admin:articles_article_change", args=[article.pk])
    assert (article.kind, article.owner) == ("clinical_news", writer)
    assert "found no place" not in article.source_note
    assert not PendingImport.objects.exists()


def test_text_and_formatted_text_can_be_pasted():
    client = client_of(make_writer())
    html = b"<h2>Naps on the Ward</h2><p>Night work is <b>hard</b> on many hearts.</p>"

    plain = client.get(client.post(UPLOAD, {"text": TEXT})["Location"]).content.decode()
    formatted = client.post(
        UPLOAD, {"text": "Naps on the Ward", "formatted": SimpleUploadedFile("pasted.html", html)}
    )

    assert "Night work is hard on many hearts" in plain
    assert "Night work is **hard** on many hearts" in client.get(formatted["Location"]).content.decode()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose a file, or paste a text."),
        (
            {"text": TEXT, "file": SimpleUploadedFile("a.txt", b"x")},
            "Choose a file or paste a text, not both",
        ),
        ({"text": "a" * 600_001}, "This is more than 600,000 characters."),
        ({"file": SimpleUploadedFile("a.docx", b"PK\x03\x04")}, "The Word document is damaged."),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "There is nothing in it."),
        ({"file": SimpleUploadedFile("a.txt", b"\x89PNG\r\n\x1a\n")}, "This is an image, not a document."),
    ],
    ids=["nothing", "both", "long", "damaged", "empty", "image"],
)
def test_what_cannot_be_taken_gets_a_sentence_and_typing_is_kept(sent, sentence):
    for field in sent.values():
        if isinstance(field, SimpleUploadedFile):
            field.seek(0)

    answer = client_of(make_writer()).post(UPLOAD, sent)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert sent.get("text", "") in answer.content.decode()
    assert not PendingImport.objects.exists()


def test_the_same_file_leads_to_what_it_became():
    client = client_of(make_writer())
    waiting = upload(client)["Location"]
    client.post(waiting, choices(PendingImport.objects.get().pk))
    article = Article.objects.get()

    answer = upload(client)

    assert answer.status_code == 422
    assert "This file was imported before: it became “Naps on the Ward”." in answer.content.decode()
    assert reverse("admin:articles_article_change", args=[article.pk]) in answer.content.decode()


def test_every_image_asks_for_a_choice_and_keeps_it():
    client = client_of(make_writer())
    waiting = upload(client, word_file(make_image(30, 20), make_image(40, 20)), "naps.docx")["Location"]
    pk = PendingImport.objects.get().pk
    first, second = pending.opened(PendingImport.objects.get()).manuscript.images
    half = choices(pk) | {
        image_name("show", first): "described",
        image_name("caption", second): "Night & day",
    }

    refused = client.post(waiting, half)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Say what the image shows, or choose that it is decorative." in page
    assert "Choose one: what it shows, decorative, or leave it out." in page
    assert "Night &amp; day" in page
    assert not Figure.objects.exists()
    whole = half | {image_name("alt", first): "Most slept", image_name("show", second): "out"}
    assert client.post(waiting, whole).status_code == 302
    figure = Figure.objects.get()
    assert f"![Most slept](figure:{figure.digest})" in Article.objects.get().body


def test_an_image_that_cannot_be_shown_says_so_beside_it():
    client = client_of(make_writer())
    waiting = upload(client, word_file(make_image(30, 20)[:60]), "naps.docx")["Location"]
    [image] = pending.opened(PendingImport.objects.get()).manuscript.images
    data = choices(PendingImport.objects.get().pk) | {image_name("show", image): "decorative"}

    refused = client.post(waiting, data)
    shown = client.get(f"{waiting}images/{image.sha256}/")

    assert refused.status_code == 422
    assert "damaged or not complete. Save or download it again. Leave it out." in refused.content.decode()
    assert (shown.status_code, shown["Content-Type"]) == (415, "text/plain; charset=utf-8")
    assert not Article.objects.exists()


def test_images_that_wait_are_shown_anew_and_to_their_owner_alone():
    writer = make_writer()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    content = make_image(900, 600, "JPEG", exif=exif)
    client = client_of(writer)
    waiting = upload(client, word_file(content), "naps.docx")["Location"]
    [image] = pending.opened(PendingImport.objects.get()).manuscript.images
    address = f"{waiting}images/{image.sha256}/"

    shown = client.get(address)

    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert "private" in shown["Cache-Control"]
    assert Image.open(io.BytesIO(shown.content)).size == (480, 320)
    assert b"taken at home" not in shown.content
    assert client.get(f"{waiting}images/{'a' * 64}/").status_code == 404
    assert client_of(make_writer()).get(address).status_code == 404
    assert client_of(User.objects.create_superuser("chief@example.org", "x")).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_who_may_not_write_may_not_import():
    article = make_article()
    newer = reverse("admin:articles_article_import_newer", args=[article.pk])

    for user in [make_reviewer().user, make_user()]:
        assert [client_of(user).get(page).status_code for page in [UPLOAD, newer]] == [403, 403]
    assert client_of(make_writer()).get(f"{UPLOAD}{2**40}/").status_code == 404
    assert upload(Client()).status_code == 401


def test_looking_again_reads_with_what_was_chosen_and_makes_nothing():
    client = client_of(make_writer())
    text = f"{TEXT}\nUpdated: 03/04/2026\n"
    waiting = upload(client, text)["Location"]

    page = client.post(
        waiting,
        {
            "do": "again",
            "kind": "clinical_news",
            "language": "de",
            line_name("© 2026 Lantern Media"): "body",
        },
    )

    assert page.status_code == 200
    assert page.context["content"]["body"].endswith("© 2026 Lantern Media")
    assert (page.context["content"]["kind"], page.context["manuscript"].dates.updated) == (
        "clinical_news",
        "2026-04-03",
    )
    assert page.context["form"][line_name("© 2026 Lantern Media")].value() == "body"
    assert not Article.objects.exists()


@pytest.mark.parametrize("bad", [{"kind": "poem"}, {"language": "<b>"}, {"language": ""}])
def test_a_kind_or_language_that_is_none_is_a_4xx(bad):
    client = client_of(make_writer())
    waiting = upload(client)["Location"]

    assert (
        client.post(waiting, {"do": "make", "kind": "explainer", "language": "en"} | bad).status_code == 422
    )
    assert not Article.objects.exists()


def test_what_waits_is_listed_for_its_owner_and_can_be_discarded():
    writer = make_writer()
    client = client_of(writer)
    waiting = upload(client)["Location"]

    assert "naps.txt" in client.get(UPLOAD).content.decode()
    assert "naps.txt" not in client_of(make_writer()).get(UPLOAD).content.decode()
    assert client.post(waiting, {"do": "discard"}).status_code == 302

    assert not PendingImport.objects.exists()
    assert client.get(waiting).status_code == 404


def test_a_newer_file_shows_what_would_change_first():
    article = make_article()
    client = client_of(article.owner)
    newer = reverse("admin:articles_article_import_newer", args=[article.pk])
    body = "Walking after a hip fracture\n\nAfter surgery\nA nurse helps you to stand up, on the very first day.\n"

    waiting = upload(client, body, to=newer)["Location"]
    page = client.get(waiting)

    assert [changed.name for changed in page.context["changes"]] == ["Body"]
    assert (
        "Kept, because the file has none: the bottom line, the byline, the key points, the references."
        in (page.content.decode())
    )
    assert (
        client.post(waiting, choices(PendingImport.objects.get().pk, seen="1", kind="explainer")).status_code
        == 302
    )
    article.refresh_from_db()
    assert "A nurse helps you" in article.body
    assert article.versions.count() == 2
    assert article.key_points.get().evidence.exists()


def test_an_image_that_the_draft_shows_already_is_no_difference():
    author = make_writer()
    client = client_of(author)
    image = saved(drawn(), "JPEG", quality=60)  # other bytes than the figure's
    waiting = upload(client, word_file(image), "naps.docx")["Location"]
    [read] = pending.opened(PendingImport.objects.get()).manuscript.images
    said = {image_name("show", read): "described", image_name("alt", read): "Two of three slept well"}
    client.post(waiting, choices(PendingImport.objects.get().pk) | said)
    article = Article.objects.get()
    newer = reverse("admin:articles_article_import_newer", args=[article.pk])
    again = document(
        paragraph("Naps", style="Title"),
        paragraph("Night work is very hard."),
        paragraph(picture(1, "Two of three slept well")),
        images=[image],
    )

    page = client.get(upload(client, again, "naps-2.docx", to=newer)["Location"])

    changed = {change.name: change for change in page.context["changes"]}
    assert "Figures" not in changed
    old, new = (
        {line for line in side if "figure:" in line} for side in (changed["Body"].old, changed["Body"].new)
    )
    assert old == new != set()


def test_a_save_that_came_meanwhile_shows_the_difference_anew():
    article = make_article()
    client = client_of(article.owner)
    newer = reverse("admin:articles_article_import_newer", args=[article.pk])
    waiting = upload(client, TEXT, to=newer)["Location"]
    posted = choices(PendingImport.objects.get().pk, seen="1", **{line_name("© 2026 Lantern Media"): "drop"})
    change(article, make_writer(), summary="Most people can.")

    refused = client.post(waiting, posted)

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Wanda Writer saved version 2 of this article while you were editing." in page
    assert refused.context["form"]["seen"].value() == 2
    assert refused.context["form"][line_name("© 2026 Lantern Media")].value() == "drop"
    assert article.versions.count() == 2
    assert client.post(waiting, posted | {"seen": "2"}).status_code == 302


def test_a_trashed_draft_takes_no_newer_file():
    article = make_article()
    client = client_of(article.owner)
    waiting = upload(client, TEXT, to=reverse("admin:articles_article_import_newer", args=[article.pk]))[
        "Location"
    ]
    Article.objects.filter(pk=article.pk).update(trashed_at=article.created_at)

    answer = client.post(waiting, choices(PendingImport.objects.get().pk, seen="1"))

    assert answer.status_code == 409
    assert "is in the trash: put it back first." in answer.content.decode()


def test_the_review_takes_as_many_statements_for_thirty_lines_as_for_three():
    client = client_of(make_writer())

    def statements(count: int) -> int:
        lines = "\n\n".join(f"© {2000 + n} Lantern Media {n}" for n in range(count))
        waiting = upload(client, f"{TEXT}\n\n{lines}\n", f"{count}.txt")["Location"]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(waiting).status_code == 200
        return len(queries)

    assert statements(3) == statements(30)


def test_more_lines_than_can_be_chosen_for_go_into_the_note():
    client = client_of(make_writer())
    lines = "\n\n".join(f"© Lantern Media {n}" for n in range(400))
    waiting = upload(client, f"{TEXT}\n\n{lines}\n")["Location"]

    page = client.get(waiting)

    assert len(page.context["form"].line_rows) == 300
    assert "101 more lines go into the source note." in page.content.decode()
    client.post(waiting, choices(PendingImport.objects.get().pk))
    assert "© Lantern Media 399" in Article.objects.get().source_note
