"""Which figures a text shows, and what its document says of each."""

import re
from typing import Any

from articles import clock
from articles.models import Article, Figure, FigureUse

# An image whose address is a figure: `![alt](figure:<digest>)`, with a title behind it or without.
_SHOWN = re.compile(r"\]\(\s*<?figure:([0-9a-f]{64})\b")


def digests(body: str) -> list[str]:
    """The digest of each figure that a text shows, once, in the order in which they come first."""
    return list(dict.fromkeys(_SHOWN.findall(body)))


def described(body: str) -> list[dict[str, Any]]:
    """What a content document says of the figures in a text: words and renditions, smallest first. Two queries.

    A digest that no figure has is left out: the renderer says that the image is missing, and the checks block it.
    """
    wanted = digests(body)
    if not wanted:
        return []
    known = {
        figure.digest: figure
        for figure in Figure.objects.filter(digest__in=wanted).prefetch_related("renditions")
    }
    return [_described(known[digest]) for digest in wanted if digest in known]


def record_uses(article: Article, shown: list[str]) -> None:
    """Write down which figures a working copy shows, by their digests. The caller holds the article's lock."""
    figures = set(Figure.objects.filter(digest__in=shown).values_list("pk", flat=True)) if shown else set()
    before = set(article.figure_uses.values_list("figure_id", flat=True))
    gone, come = before - figures, figures - before
    article.figure_uses.filter(figure_id__in=gone).delete()
    FigureUse.objects.bulk_create(FigureUse(article=article, figure_id=pk) for pk in sorted(come))
    if gone or come:
        _mind_grace(gone, come)


def _mind_grace(gone: set[int], come: set[int]) -> None:
    """Since when nothing uses a figure: the month begins when its last use goes, and ends with a new use."""
    both = Figure.objects.filter(pk__in=gone | come).order_by("pk")
    # Before the question: of two saves that take the last two uses away, the later one must see that it was the last.
    list(both.select_for_update(no_key=True).values_list("pk"))
    Figure.objects.filter(pk__in=come).update(unused_since=None)
    Figure.objects.filter(pk__in=gone, uses=None).update(unused_since=clock.now())


def _described(figure: Figure) -> dict[str, Any]:
    return {
        "digest": figure.digest,
        "caption": figure.caption,
        "credit": figure.credit,
        "licence": figure.licence,
        "renditions": [
            {
                "digest": rendition.digest,
                "extension": rendition.extension,
                "width": rendition.width,
                "height": rendition.height,
            }
            for rendition in figure.renditions.all()
        ],
    }
