"""Figures that go: by a person who deletes one, or after a month in which nothing used it. Their files go with them."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from articles import audit, clock
from articles.acts import record_refusal
from articles.asking import asking_anew
from articles.figures.storing import file_name, hold_files
from articles.models import Article, Autosave, Edition, Figure, PendingImport, Rendition, User
from articles.refusals import Refused

GRACE = timedelta(days=30)
_NAMED = 10
_AT_ONCE = 200
_DIGEST = re.compile(rb"figure:([0-9a-f]{64})")


class StillUsed(Refused):
    """A figure that is shown somewhere is not deleted; the reasons say where."""


def delete(figure: Figure, *, by: User) -> None:
    """Delete a figure and its files. Raises StillUsed while a working copy, an edition or unsaved text shows it."""
    try:
        with asking_anew(), transaction.atomic():
            locked = _locked(figure.pk)
            if locked is None:
                raise Refused("This figure was deleted in the meantime.")
            if reasons := uses(locked):
                raise StillUsed(reasons)
            _remove(locked, by=by, because="deleted")
    except Refused as refusal:
        record_refusal("delete a figure", by=by, reasons=refusal.reasons)
        raise


def remove_unused() -> list[str]:
    """Remove the figures that nothing has used for thirty days, a few hundred at most; returns their names.

    One that somebody's unsaved text, an import that waits to be confirmed, or a text without a record of its uses
    mentions stays, and is asked about again a day later.
    """
    before = clock.now() - GRACE
    unused = Figure.objects.filter(unused_since__lte=before, uses=None, editions=None)
    candidates = list(unused.order_by("unused_since", "pk").values_list("pk", "digest")[:_AT_ONCE])
    if not candidates:
        return []
    mentioned = _mentioned()
    kept = [pk for pk, digest in candidates if digest in mentioned]
    Figure.objects.filter(pk__in=kept, unused_since__lte=before).update(unused_since=before + clock.DAY)
    removed = []
    for pk, digest in candidates:
        if digest not in mentioned and (name := _remove_if_unused(pk, before)):
            removed.append(name)
    return removed


def _remove_if_unused(pk: int, before: datetime) -> str:
    """The name of a figure that is still unused, under the lock, and is gone now; else nothing."""
    with transaction.atomic():
        figure = _locked(pk)
        if figure is None or figure.unused_since is None or figure.unused_since > before or uses(figure):
            return ""
        name = f"{figure} ({figure.digest[:12]})"
        _remove(figure, by=None, because="unused")
        return name


def uses(figure: Figure) -> list[str]:
    """Where a figure is shown, in sentences; empty when it may be deleted. Three queries."""
    drafts = Article.objects.filter(figure_uses__figure=figure).order_by("pk")
    editions = Edition.objects.filter(figures__figure=figure).select_related("article").order_by("pk")
    editions = editions.only("number", "article__title")
    found = [
        f"“{article.title or 'Untitled'}” shows it: take it out of the text first." for article in drafts
    ]
    found += [
        f"Edition {edition.number} of “{edition.article.title}” shows it, and what an edition shows is kept for good."
        for edition in editions
    ]
    if Autosave.objects.filter(fields__contains=figure.digest).exists():
        found.append("Somebody is writing a text that shows it and has not saved yet.")
    more = len(found) - _NAMED
    return found if more <= 1 else [*found[:_NAMED], f"And {more} more."]


def _locked(pk: int) -> Figure | None:
    hold_files()
    return Figure.objects.select_for_update().filter(pk=pk).first()


def _remove(figure: Figure, *, by: User | None, because: str) -> None:
    sizes = list(figure.renditions.all())
    names = [file_name(size.digest, size.extension) for size in sizes]
    figure.delete()
    audit.record(
        audit.Event.FIGURE_DELETED, by=by, figure=figure.digest, caption=figure.caption, because=because
    )
    # The files last: a crash leaves a file that nothing names and nobody is shown, never a figure without its file.
    transaction.on_commit(partial(_remove_files, names), robust=True)


def _remove_files(names: list[str]) -> None:
    """Take files away, unless the same image was uploaded again meanwhile and needs them."""
    with transaction.atomic():
        hold_files()
        for name in names:
            digest = name.rpartition("/")[2].partition(".")[0]
            if not Rendition.objects.filter(digest=digest).exists():
                default_storage.delete(name)


def _mentioned() -> set[str]:
    """The digests of all figures that texts, unsaved texts and waiting imports mention."""
    return {found.decode() for text in _texts() for found in _DIGEST.findall(text)}


def _texts() -> Iterator[bytes]:
    for body in Article.objects.filter(body__contains="figure:").values_list("body", flat=True).iterator():
        yield body.encode()
    for fields in Autosave.objects.values_list("fields", flat=True).iterator(chunk_size=100):
        yield fields.encode()
    for content in PendingImport.objects.values_list("content", flat=True).iterator(chunk_size=1):
        yield bytes(content)
