"""Figures as lists and scripts take them: which there are, and where their smallest and largest sizes stand."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from articles.models import Figure, Rendition


def address(rendition: Rendition) -> str:
    """Where a rendition's file is served."""
    return reverse("figure", args=[rendition.digest, rendition.extension])


def as_data(figure: Figure) -> dict[str, Any]:
    """What a script is told of a figure: what to write into a text, and a small picture to show."""
    sizes = list(figure.renditions.all())
    return {
        "digest": figure.digest,
        "address": f"figure:{figure.digest}",
        "url": address(sizes[0]),
        "caption": figure.caption,
        "credit": figure.credit,
        "width": sizes[-1].width,
        "height": sizes[-1].height,
    }


def found(words: str) -> QuerySet[Figure]:
    """The figures whose words hold every one of these, newest first, with their sizes."""
    figures = Figure.objects.order_by("-pk").prefetch_related("renditions")
    for word in words.split():
        figures = figures.filter(Q(caption__icontains=word) | Q(credit__icontains=word))
    return figures


class UseFilter(admin.SimpleListFilter):
    """Where figures are shown: in a text that is being written, in an edition, or nowhere."""

    title, parameter_name = "use", "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("draft", "In a working copy"),
            ("edition", "In an edition"),
            ("none", "Unused"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Figure]) -> QuerySet[Figure]:
        used = {"draft": Q(unused_since=None), "edition": Q(pk__in=_in_editions())}
        if self.value() == "none":
            return queryset.exclude(used["draft"]).exclude(used["edition"])
        return queryset.filter(used.get(self.value() or "", Q()))


def _in_editions() -> QuerySet[Figure]:
    return Figure.objects.filter(editions__isnull=False).values("pk")
