"""The public pages. Each reads publications and nothing else."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from html import unescape
from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.html import strip_tags
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found

from articles.models.publication import Publication
from articles.public import reading
from articles.rendering import frozen_html

View = Callable[..., HttpResponse]
NEWEST = 8
PER_PAGE = 20
_MAY_WITHDRAW = {"editor": "An editor", "publisher": "A publisher", "reviewer": "A reviewer"}
_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)


def page(view: View) -> View:
    """A public page: GET and HEAD only, and nothing old is shown without asking, its absence included."""

    @wraps(view)
    def asked(request: HttpRequest, **where: Any) -> HttpResponse:
        try:
            response = view(request, **where)
        except Http404 as missing:
            response = page_not_found(request, missing)
        patch_cache_control(response, no_cache=True)
        return response

    return require_safe(asked)


@page
def home(request: HttpRequest) -> HttpResponse:
    newest = reading.sealed(reading.listed()[:NEWEST])
    return render(request, "articles/home.html", {"newest": newest, "topics": _topics(newest)})


@page
def articles(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/list.html", _one_page(request, reading.listed()))


@page
def topics(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/topics.html", {"topics": _topics(reading.sealed(reading.listed()))})


@page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    context = _one_page(request, reading.in_topic(slug))
    named = [topic for topic in _topics(context["publications"]) if topic["slug"] == slug]
    if not named:
        raise Http404
    return render(request, "articles/topic.html", context | {"topic": named[0]})


@page
def article(request: HttpRequest, slug: str) -> HttpResponse:
    publication = reading.live_at(slug)
    if publication is not None:
        return _shown(request, publication, current=publication)
    latest = reading.latest_of(slug)
    if latest is None:
        raise Http404
    if latest.ended_at is None:
        return _moved(latest)
    return _gone(request, latest)


@page
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    latest = reading.latest_of(slug)
    publication = latest and reading.of_edition(latest, number)
    if latest is None or publication is None:
        raise Http404
    if latest.ended_at is not None or reading.withdrawal(publication):
        return _gone(request, publication)
    if removal := reading.removal(publication):
        return _told(request, at=removal.at, reason=removal.reason)
    if slug != latest.slug:
        return _moved(latest, number)
    return _shown(request, publication, current=latest, permanent=True)


def _shown(
    request: HttpRequest, publication: Publication, *, current: Publication, permanent: bool = False
) -> HttpResponse:
    if not reading.is_genuine(publication):
        raise Http404
    html = frozen_html(publication.edition)
    context = {
        "publication": publication,
        "edition": publication.edition,
        "html": html,
        "authors": publication.edition.content["authors"],
        "contents": [(anchor, unescape(strip_tags(words))) for anchor, words in _HEADING.findall(html)],
        "current": current,
        "is_current": publication.pk == current.pk,
        "permanent": permanent,
        "earlier": reading.earlier(publication),
    }
    return render(request, "articles/article.html", context)


def _gone(request: HttpRequest, publication: Publication) -> HttpResponse:
    """410 with who, why and when; 404 when nobody withdrew it, or the row is not genuine."""
    withdrawal = reading.withdrawal(publication)
    if withdrawal is None or not reading.sealed([withdrawal]):
        raise Http404
    who = "" if withdrawal.ended_because == Publication.Ending.REVOKED else _who(withdrawal)
    return _told(request, at=withdrawal.ended_at, reason=withdrawal.notice, who=who)


def _told(request: HttpRequest, *, at: datetime | None, reason: str, who: str = "") -> HttpResponse:
    """The publisher's notice that something is gone; without `who`, it was a reviewer who took back their signature."""
    return render(request, "articles/gone.html", {"at": at, "reason": reason, "who": who}, status=410)


def _who(withdrawal: Publication) -> str:
    """In which role somebody withdrew it: the person is on record, and not for the public."""
    groups = set(withdrawal.ended_by.groups.values_list("name", flat=True)) if withdrawal.ended_by else set()
    return next((words for group, words in _MAY_WITHDRAW.items() if group in groups), "The publisher")


def _moved(latest: Publication, number: int | None = None) -> HttpResponsePermanentRedirect:
    """One hop to the article's address of today; 404 when what is there is not genuine."""
    if not reading.is_genuine(latest):
        raise Http404
    if number is None:
        return redirect(latest, permanent=True)
    return redirect("edition", slug=latest.slug, number=number, permanent=True)


def _one_page(request: HttpRequest, rows: QuerySet[Publication]) -> dict[str, Any]:
    try:
        shown = Paginator(rows, PER_PAGE).page(request.GET.get("page", "1"))
    except InvalidPage as missing:
        raise Http404 from missing
    return {"page": shown, "publications": reading.sealed(shown.object_list)}


def _topics(publications: list[Publication]) -> list[dict[str, Any]]:
    """The topics of these publications by name, each with how many of them it has."""
    found: dict[str, dict[str, Any]] = {}
    for publication in publications:
        for topic in publication.topic_list:
            found.setdefault(topic["slug"], topic | {"count": 0})["count"] += 1
    return sorted(found.values(), key=lambda topic: topic["name"].casefold())
