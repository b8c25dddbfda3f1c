"""Figures: the files that the rows name, the rows that the audit chain tells of, and what editions say they show."""

from collections.abc import Iterator
from typing import Any

from articles.figures.reading import are_named, kept
from articles.models import Edition, EditionFigure, Figure, Rendition

from .flaw import Flaw, flaw
from .found import Found
from .told import DELETED, Told


def figure_flaws(told: Told) -> Iterator[Flaw]:
    """Each figure and its files: every rendition is there, with the bytes that it is named by, and the largest names
    the figure. The words are those that the chain tells of."""
    figures, said = Found("figure", Figure), Found("words of figure", Figure)
    for figure in Figure.objects.prefetch_related("renditions").order_by("pk").iterator(100):
        renditions = list(figure.renditions.all())
        yield from _rendition_flaws(figure, renditions)
        figures.add(figure, (figure.digest,), [(one.digest, one.width) for one in renditions])
        for name in ("caption", "credit", "licence"):
            said.add(figure, (figure.digest, name), getattr(figure, name))
    for found in (figures, said):
        known = told.of[found.noun]
        told.of[found.noun] = {name: value for name, value in known.items() if value != DELETED}
        yield from found.against(told)


def shown_figure_flaws(_told: Told) -> Iterator[Flaw]:
    """Each edition that does not show just those figures, in those sizes, that its document lists."""
    rows: dict[int, set[str]] = {}
    for pk, digest in EditionFigure.objects.values_list("edition_id", "figure__digest"):
        rows.setdefault(pk, set()).add(digest)
    sizes: dict[str, list[dict[str, Any]]] = {}
    for one in Rendition.objects.select_related("figure").order_by("figure_id", "width").iterator(500):
        sizes.setdefault(one.figure.digest, []).append(
            {"digest": one.digest, "extension": one.extension, "width": one.width, "height": one.height}
        )
    for edition in Edition.objects.only("article_id", "number", "document").order_by("pk").iterator(200):
        name = f"Edition {edition.number} of article {edition.article_id}"
        listed = {figure["digest"]: figure for figure in edition.content.get("figures", [])}
        kept_here = rows.get(edition.pk, set())
        for digest in sorted(listed.keys() - kept_here):
            yield flaw(edition, f"{name} shows figure {digest}, and no row keeps that for it.")
        for digest in sorted(kept_here - listed.keys()):
            yield flaw(edition, f"{name} does not show figure {digest}, which a row says it does.")
        for digest in sorted(listed.keys() & kept_here):
            if listed[digest]["renditions"] != sizes.get(digest):
                yield flaw(edition, f"{name} shows figure {digest} in other sizes than there are.")


def _rendition_flaws(figure: Figure, renditions: list[Rendition]) -> Iterator[Flaw]:
    if not renditions or renditions[-1].digest != figure.digest:
        yield flaw(figure, f"Figure {figure.digest} is not named by its largest rendition.")
    for one in renditions:
        content = kept(one.digest, one.extension)
        if content is None:
            yield flaw(one, f"The file {one} of figure {figure.digest} is missing.")
        elif not are_named(content, one.digest):
            yield flaw(one, f"The file {one} of figure {figure.digest} was changed: its digest is another.")
        elif len(content) != one.size:
            yield flaw(one, f"The file {one} of figure {figure.digest} has another size than its row says.")
