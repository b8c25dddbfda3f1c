"""From a file that waits to a draft: once, with every choice carried out, and nothing made before."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from articles import clock, document, trashing, writing
from articles.importing import confirming, pending
from articles.importing.choosing import BODY, DECORATIVE, DROP, OUT, Choices, ImageChoice
from articles.models import Article, Figure, PendingImport
from tests.factories import change, make_image, make_writer

from .word_files import document as word
from .word_files import paragraph, picture

pytestmark = pytest.mark.django_db
TEXT = b"""Naps on the Ward
By Mara Oduya, RN
Medically reviewed by Piet Okonjo, MD on 3 March 2026

Background
Night work is hard on many hearts, and it has been so for long.

\xc2\xa9 2026 Lantern Media

All rights reserved by Lantern Media
"""


def kept(content: bytes = TEXT, **fields) -> PendingImport:
    fields = {"by": make_writer(), "name": "naps.txt", "suffix": ".txt"} | fields
    return pending.keep(content, **fields)


def test_nothing_is_made_of_a_file_until_it_is_confirmed():
    waiting = kept()

    assert not Article.objects.exists()
    article = confirming.make_draft(waiting, Choices(), by=waiting.by)

    assert (article.title, article.owner) == ("Naps on the Ward", waiting.by)
    assert not PendingImport.objects.exists()


def test_each_line_goes_where_its_owner_puts_it():
    waiting = kept()
    [first, second] = pending.opened(waiting).manuscript.unmapped
    choices = Choices(kind="clinical_news", language="en-GB", lines={first: BODY, second: DROP})

    article = confirming.make_draft(waiting, choices, by=waiting.by)

    assert article.body.endswith(f"for long.\n\n{first}")
    assert (article.kind, article.audience, article.language) == ("clinical_news", "professionals", "en-GB")
    assert "found no place" not in article.source_note
    assert "Piet Okonjo" in article.source_note
    assert "Okonjo" not in article.versions.get().document


def test_images_come_to_their_place_as_their_owner_says():
    contents = [make_image(30, 20) for _ in range(3)]
    paragraphs = [paragraph(f"Words number {n} of the night.") + paragraph(picture(n)) for n in (1, 2, 3)]
    file = word(paragraph("Naps", style="Title"), *paragraphs, images=contents)
    waiting = kept(file, name="naps.docx", suffix=".docx")
    first, second, third = [image.sha256 for image in pending.opened(waiting).manuscript.images]
    choices = Choices(
        images={
            first: ImageChoice(alt="Two of [three] *slept*", caption="Sleep", credit="Ines", licence="CC0"),
            second: ImageChoice(DECORATIVE),
            third: ImageChoice(OUT),
        }
    )

    article = confirming.make_draft(waiting, choices, by=waiting.by)

    shown, decoration = Figure.objects.order_by("pk")
    assert article.body == (
        f"Words number 1 of the night.\n\n![Two of [three] \\*slept\\*](figure:{shown.digest})\n\n"
        f'Words number 2 of the night.\n\n![](figure:{decoration.digest} "decorative")\n\n'
        "Words number 3 of the night."
    )
    assert (shown.caption, shown.credit, shown.licence) == ("Sleep", "Ines", "CC0")
    assert {use.figure for use in article.figure_uses.all()} == {shown, decoration}


def test_an_image_that_is_none_stops_the_draft_and_names_itself():
    broken = make_image(30, 20)[:60]
    waiting = kept(
        word(paragraph("Naps"), paragraph(picture(1)), images=[broken]), name="naps.docx", suffix=".docx"
    )
    [image] = pending.opened(waiting).manuscript.images

    with pytest.raises(confirming.BadImages) as refusal:
        confirming.make_draft(
            waiting, Choices(images={image.sha256: ImageChoice(alt="Sleep")}), by=waiting.by
        )

    assert list(refusal.value.refused) == [image.sha256]
    assert not Article.objects.exists()
    assert PendingImport.objects.exists()


def test_the_same_file_says_which_article_it_became_in_the_trash_too():
    waiting, twin = kept(), kept()
    article = confirming.make_draft(waiting, Choices(), by=waiting.by)

    with pytest.raises(pending.ImportedBefore) as refusal:
        kept()
    with pytest.raises(pending.ImportedBefore):
        confirming.make_draft(twin, Choices(), by=twin.by)

    assert refusal.value.reasons == ["This file was imported before: it became “Naps on the Ward”."]
    trashing.trash(article, by=article.owner)
    with pytest.raises(pending.ImportedBefore, match=r"became “Naps on the Ward”, which is in the trash\.$"):
        kept()
    assert Article.objects.count() == 1


def test_a_newer_file_changes_the_text_and_keeps_the_rest():
    waiting = kept()
    article = confirming.make_draft(waiting, Choices(), by=waiting.by)
    change(article, topics=[{"slug": "sleep", "name": "Sleep"}])
    other = make_writer()

    newer = kept(TEXT.replace(b"hard", b"heavy"), into=article, name="newer.txt", by=other)
    version = confirming.update_draft(newer, Choices(), by=other, seen=2)

    article.refresh_from_db()
    assert version is not None
    assert (version.number, version.by) == (3, other)
    assert "Night work is heavy" in article.body
    assert (article.slug, article.owner) == ("naps-on-the-ward", waiting.by)
    assert [topic.slug for topic in article.topics.all()] == ["sleep"]
    # What the note said already is not said twice; the newer file is known by its bytes from now on.
    assert article.source_note.count("© 2026 Lantern Media") == 2
    with pytest.raises(pending.ImportedBefore):
        kept(TEXT.replace(b"hard", b"heavy"))


def test_a_newer_file_never_overwrites_what_came_meanwhile():
    waiting = kept()
    article = confirming.make_draft(waiting, Choices(), by=waiting.by)
    newer = kept(TEXT.replace(b"hard", b"heavy"), into=article)
    change(article, title="Naps, again")
    before = document.content_of(article)

    with pytest.raises(writing.StaleSave):
        confirming.update_draft(newer, Choices(), by=newer.by, seen=1)

    assert document.content_of(Article.objects.get()) == before
    assert PendingImport.objects.get() == newer


def test_a_file_of_another_article_is_not_taken_into_this_one():
    waiting, other = kept(), kept(TEXT.replace(b"hard", b"heavy"))
    article = confirming.make_draft(waiting, Choices(), by=waiting.by)
    second = confirming.make_draft(other, Choices(), by=other.by)

    with pytest.raises(pending.ImportedBefore):
        kept(into=second)

    assert kept(into=article).into == article


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b" \n", "There is nothing in it. Choose a file, or paste a text."),
        (b"%PDF-1.7", "This is a PDF. Save the document as .docx or plain text and import that."),
        (b"a" * 20_000_001, "It is larger than 20 MB. Import it in parts."),
    ],
    ids=["nothing", "PDF", "too large"],
)
def test_what_cannot_be_read_is_not_kept(content, sentence):
    with pytest.raises(pending.CannotImport) as refusal:
        kept(content)

    assert refusal.value.reasons == [sentence]
    assert not PendingImport.objects.exists()


def test_only_so_many_files_of_one_person_wait():
    writer = make_writer()
    PendingImport.objects.bulk_create(
        PendingImport(by=writer, name="x", suffix="", content=b"x", at=clock.now()) for _ in range(20)
    )

    with pytest.raises(pending.CannotImport, match=r"^20 of your imports wait already\."):
        kept(by=writer)

    assert kept().by != writer


def test_what_nobody_confirms_is_deleted_after_a_week(capsys):
    old, new = kept(), kept()
    PendingImport.objects.filter(pk=old.pk).update(at=clock.now() - timedelta(days=7, minutes=1))

    call_command("tick")

    assert "Deleted 1 import that nobody confirmed within 7 days." in capsys.readouterr().out
    assert PendingImport.objects.get() == new
