"""The feed of articles. A withdrawal is told under the same id, so that every reader's copy hears of it."""

from datetime import datetime
from itertools import chain
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Case, Exists, Min, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from articles import audit, clock
from articles.models.publication import Publication
from articles.models.withdrawal import PlannedWithdrawal
from articles.public import reading
from articles.public.views import page

NEWEST = 100
NAMESPACE = "urn:x-cliniccontent:proof"
_ENDING = Publication.Ending
_GONE = [_ENDING.WITHDRAWN, _ENDING.REVOKED, _ENDING.RETRACTED]
_WITHDRAWN = Value("withdrawn")
_HOW = Case(When(ended_because=_ENDING.RETRACTED, removal=None, then=Value("retracted")), default=_WITHDRAWN)


class AtomWithHead(Atom1Feed):
    """Atom, with the audit chain's last link: kept by readers, it shows later that no entry was cut off."""

    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xmlns:proof": NAMESPACE}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("proof:chain-head", self.feed["chain_head"])


class ArticlesFeed(Feed):
    """What may be read now, and what was withdrawn or retracted, newest first."""

    feed_type = AtomWithHead
    language = settings.LANGUAGE_CODE

    def title(self) -> str:
        return settings.SITE_NAME

    author_name = title

    def link(self) -> str:
        return settings.SITE_URL + reverse("articles")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("feed")

    def feed_guid(self) -> str:
        return self.link()

    def feed_extra_kwargs(self, obj: None) -> dict[str, Any]:
        return {"chain_head": audit.head()}

    def items(self) -> list[Publication]:
        now = clock.now()
        families = [
            _dated(Publication.objects.shown(now), updated=Subquery(_first_time()), gone=Value("")),
            _dated(_gone(), updated=Coalesce("removal__at", "ended_at"), gone=_HOW),
            _dated(_leaving(now), updated=Subquery(_plans(now).values("withdraw_at")[:1]), gone=_WITHDRAWN),
        ]
        newest = (rows.order_by("-updated")[:NEWEST] for rows in families)  # type: ignore[misc]
        genuine = reading.sealed(chain.from_iterable(newest))
        return sorted(genuine, key=lambda item: (item.updated, item.pk), reverse=True)[:NEWEST]  # type: ignore[attr-defined]

    def item_title(self, item: Publication) -> str:
        return {"": item.title, "retracted": f"Retracted: {item.title}"}.get(item.gone, "Withdrawn")  # type: ignore[attr-defined]

    def item_description(self, item: Publication) -> str | None:  # type: ignore[override]
        return None if item.gone else item.summary  # type: ignore[attr-defined]

    def item_link(self, item: Publication) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Publication) -> str:
        return f"urn:uuid:{item.article.uuid}"

    def item_updateddate(self, item: Publication) -> datetime:
        return item.updated  # type: ignore[attr-defined]


def _first_time() -> QuerySet[Any]:
    """When the edition came out: being reviewed again makes it no newer."""
    same = Publication.objects.filter(edition=OuterRef("edition")).order_by().values("edition")
    return same.annotate(first=Min("published_at")).values("first")


def _gone() -> QuerySet[Publication]:
    """The last publication of each article that is withdrawn or retracted now."""
    later = Publication.objects.filter(article=OuterRef("article")).order_by("-published_at", "-pk")
    return Publication.objects.filter(pk=Subquery(later.values("pk")[:1]), ended_because__in=_GONE)


def _leaving(now: datetime) -> QuerySet[Publication]:
    """What left the site by a planned withdrawal, before anything ran to stamp it."""
    return Publication.objects.live().filter(Exists(_plans(now)))


def _plans(now: datetime) -> QuerySet[PlannedWithdrawal]:
    due = PlannedWithdrawal.objects.due(now).order_by("withdraw_at")
    return due.filter(article=OuterRef("article"), withdraw_at__gt=OuterRef("published_at"))


def _dated(rows: QuerySet[Publication], *, updated: Any, gone: Any) -> QuerySet[Publication]:
    return rows.select_related("article", "edition").only(*reading.LIGHT).annotate(updated=updated, gone=gone)


_feed = ArticlesFeed()


@page
def articles(request: HttpRequest) -> HttpResponse:
    """The feed, asked anew each time: what a reader may keep is decided by its ETag alone."""
    response = _feed(request)
    # The newest entry's date says nothing of when these bytes changed: a withdrawal may leave it as it was.
    del response["Last-Modified"]
    return response
