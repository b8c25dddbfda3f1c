"""Files that somebody uploaded or pasted and has not confirmed: theirs alone, and kept for a week."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from articles import clock
from articles.importing import decoding, reading
from articles.importing.manuscript import Manuscript
from articles.models import Article, PendingImport, User
from articles.refusals import Refused
from articles.text import clean_line

KEPT = timedelta(days=7)
MOST_WAITING = 20


class CannotImport(Refused):
    """The file cannot be taken; the reasons say what to do instead."""


class ImportedBefore(CannotImport):
    """The same file is another article's already: `article`."""

    def __init__(self, article: Article) -> None:
        self.article = article
        where = ", which is in the trash" if article.trashed_at else ""
        super().__init__(f"This file was imported before: it became “{article}”{where}.")


@dataclass
class Opened:
    """A pending file as it was read, with the bytes of its images by their SHA-256."""

    manuscript: Manuscript
    images: dict[str, bytes]


def keep(
    content: bytes, *, by: User, name: str, suffix: str = "", into: Article | None = None
) -> PendingImport:
    """Keep a file until its owner confirms or discards it; nothing is made of it yet.

    Raises CannotImport for what cannot be read, a file that another article came from, and more than twenty that wait.
    """
    if not content.strip():
        raise CannotImport("There is nothing in it. Choose a file, or paste a text.")
    if len(content) > decoding.MAX_BYTES:
        raise CannotImport(f"It is larger than {decoding.MAX_BYTES // 1_000_000} MB. Import it in parts.")
    refuse_known(digest(content), into=into)
    try:
        reading.read_bytes(content, suffix=suffix)
    except decoding.Unreadable as problem:
        raise CannotImport(str(problem)) from problem
    with transaction.atomic():
        # Locked, so that two uploads at once count each other.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        if PendingImport.objects.filter(by=by).count() >= MOST_WAITING:
            raise CannotImport(
                f"{MOST_WAITING} of your imports wait already. Finish or discard one of them first."
            )
        return PendingImport.objects.create(
            by=by,
            into=into,
            name=clean_line(name)[:255] or "Pasted text",
            suffix=suffix[:12],
            content=content,
            at=clock.now(),
        )


def refuse_known(sha256: str, *, into: Article | None = None) -> None:
    """Raise ImportedBefore if another article than `into` came from the file of this digest."""
    before = Article.objects.filter(imported_sha256=sha256).first()
    if before and before != into:
        raise ImportedBefore(before)


def opened(pending: PendingImport, *, kind: str = "", language: str = "") -> Opened:
    """The file as it is read now. `kind` and `language` are what its owner says instead of our guess."""
    try:
        manuscript, images = reading.read_with_images(
            bytes(pending.content), suffix=pending.suffix, kind=kind, language=language
        )
    except decoding.Unreadable as problem:  # what could be read before an upgrade, perhaps
        raise CannotImport(str(problem)) from problem
    return Opened(manuscript, images)


def digest(content: bytes) -> str:
    """By what a file is known: the SHA-256 of its bytes."""
    return hashlib.sha256(content).hexdigest()


def purge() -> int:
    """Delete what was neither confirmed nor discarded within a week; how many that were."""
    return PendingImport.objects.filter(at__lt=clock.now() - KEPT).delete()[0]
