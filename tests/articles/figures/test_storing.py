"""Keeping figures: files before rows, the same image once, and nothing half done."""

import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles import audit, clock
from articles.figures.decoding import BadImage
from articles.figures.reading import are_named, kept
from articles.figures.storing import file_name, store
from articles.models import AuditEntry, Figure
from articles.refusals import Refused
from tests.factories import make_figure, make_image, make_writer

pytestmark = pytest.mark.django_db


def files_are_whole(figure: Figure) -> bool:
    sizes = list(figure.renditions.all())
    return bool(sizes) and all(
        are_named(kept(size.digest, size.extension) or b"", size.digest) for size in sizes
    )


def test_every_size_has_its_file_named_by_its_digest():
    figure = make_figure(make_image(1000, 500))

    sizes = list(figure.renditions.all())
    assert [(size.width, size.height, size.extension) for size in sizes] == [
        (480, 240, "png"),
        (960, 480, "png"),
        (1000, 500, "png"),
    ]
    assert sizes[-1].digest == figure.digest
    assert sizes[0].size == default_storage.size(file_name(sizes[0].digest, "png"))
    assert files_are_whole(figure)


def test_who_uploaded_what_is_on_record():
    writer = make_writer()

    figure = store(make_image(), by=writer, caption=" A\r\nchart ", credit="Ines", licence="CC BY 4.0")

    entry = AuditEntry.objects.get(event="figure_uploaded")
    data = json.loads(entry.data)
    assert (entry.actor, data["figure"]) == (writer, figure.digest)
    assert (data["caption"], data["credit"], data["licence"]) == ("A chart", "Ines", "CC BY 4.0")
    assert figure.unused_since == figure.uploaded_at


def test_the_same_image_again_is_the_same_figure_with_the_words_it_has():
    content = make_image()
    figure = make_figure(content, caption="As it was.")

    again = store(content, by=make_writer(), caption="Another.")

    assert (again, again.caption) == (figure, "As it was.")
    assert AuditEntry.objects.filter(event="figure_uploaded").count() == 1


def test_who_uploads_an_unused_image_again_has_a_month_again():
    content, later = make_image(), clock.now() + timedelta(days=20)
    figure = make_figure(content)

    with clock.set_to(later):
        make_figure(content)

    figure.refresh_from_db()
    assert figure.unused_since == later


def test_bad_bytes_and_long_words_keep_nothing():
    with pytest.raises(BadImage):
        make_figure(b"<svg>")
    with pytest.raises(Refused, match="300 characters"):
        make_figure(credit="x" * 301)

    assert not Figure.objects.exists()


def test_no_row_stands_when_a_file_cannot_be_written(monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage, "save", full)

    with pytest.raises(OSError, match="No space"):
        make_figure()

    assert not Figure.objects.exists()


def test_a_crash_after_the_files_is_mended_by_the_next_upload(monkeypatch: pytest.MonkeyPatch):
    content = make_image()

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", crash)
        with pytest.raises(KeyboardInterrupt):
            make_figure(content)
    assert not Figure.objects.exists()

    assert files_are_whole(make_figure(content))


def test_half_a_file_from_a_crash_is_written_again():
    content = make_image()
    figure = make_figure(content)
    name = file_name(figure.digest, "png")
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"\x89PNG half of it"))

    make_figure(content)

    assert files_are_whole(figure)
