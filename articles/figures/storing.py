"""Keeping an image: its files, then its rows. A row never stands without its files."""

import hashlib
from dataclasses import asdict

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from articles import audit, clock
from articles.figures.decoding import Picture, Size, decoded
from articles.figures.words import Words
from articles.models import Figure, Rendition, User

_FILES_LOCK = 0x66696775  # any constant that every process of this project agrees on


def file_name(digest: str, extension: str) -> str:
    """Where the store keeps a rendition."""
    return f"figures/{digest}.{extension}"


def store(content: bytes, *, by: User, caption: str = "", credit: str = "", licence: str = "") -> Figure:
    """The figure of an image's bytes: decoded, written anew in all its sizes, and kept.

    Raises BadImage, and Refused when a word is too long. An image that is here already gives the figure that there is,
    with the words that it has. The files are written before the rows, so a crash leaves at most a file that nothing
    names.
    """
    words = Words(caption, credit, licence).cleaned()
    picture = decoded(content)
    with transaction.atomic():
        hold_files()
        _write_files(picture.sizes)
        known = Figure.objects.filter(digest=picture.digest).first()
        if known:
            _begin_grace_anew(known)
            return known
        return _insert(picture, words, by=by)


def hold_files() -> None:
    """Let nobody else write or remove figures' files until this transaction ends.

    What is found to be here stays here until its row is committed. SQLite has one writer anyhow.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FILES_LOCK])


def _write_files(sizes: tuple[Size, ...]) -> None:
    for size in sizes:
        name = file_name(size.digest, size.extension)
        if _is_whole(name, size.digest):
            continue
        default_storage.delete(name)  # half of it, from a crash
        default_storage.save(name, ContentFile(size.content))


def _is_whole(name: str, digest: str) -> bool:
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as kept:
        return hashlib.sha256(kept.read()).hexdigest() == digest


def _begin_grace_anew(figure: Figure) -> None:
    """Who uploads an image that nothing uses has as long to use it as with a new one."""
    Figure.objects.filter(pk=figure.pk, unused_since__isnull=False).update(unused_since=clock.now())


def _insert(picture: Picture, words: Words, *, by: User) -> Figure:
    now = clock.now()
    figure = Figure.objects.create(
        digest=picture.digest,
        uploaded_by=by,
        uploaded_at=now,
        unused_since=now,
        **asdict(words),
    )
    Rendition.objects.bulk_create(
        Rendition(
            figure=figure,
            digest=size.digest,
            extension=size.extension,
            width=size.width,
            height=size.height,
            size=len(size.content),
        )
        for size in picture.sizes
    )
    audit.record(
        audit.Event.FIGURE_UPLOADED,
        by=by,
        figure=figure.digest,
        renditions=[{"digest": size.digest, "width": size.width} for size in picture.sizes],
        **asdict(words),
    )
    return figure
