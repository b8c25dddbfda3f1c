"""The public pages of articles and topics. Each reads publications and nothing else."""

import re
from collections.abc import Callable
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

from articles import clock
from articles.models.publication import Publication
from articles.public import reading, standing
from articles.rendering import frozen_html

View = Callable[..., HttpResponse]
NEWEST = 8
PER_PAGE = 20
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
    shown = reading.shown_at(slug)
    if shown is not None:
        return _shown(request, shown, current=shown)
    found = standing.of_article(slug)
    if found.gone:
        return told(request, found.gone)
    if slug != found.latest.slug:
        return moved(found.latest, "article")
    return _shown(
        request, found.latest, current=found.latest, retraction=found.latest if found.is_retracted else None
    )


@page
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = standing.of_article(slug)
    publication = reading.of_edition(found.latest, number)
    if publication is None:
        raise Http404
    if found.gone:
        return told(request, found.gone)
    gone, retraction = standing.of_edition(publication)
    if gone:
        return told(request, gone)
    if slug != found.latest.slug:
        return moved(found.latest, "edition", number)
    return _shown(request, publication, current=found.latest, retraction=retraction, permanent=True)


def told(request: HttpRequest, gone: standing.Gone) -> HttpResponse:
    """410, with the publisher's notice: what is gone, since when, why, and in which role somebody took it down."""
    return render(request, "articles/gone.html", {"gone": gone}, status=410)


def moved(latest: Publication, name: str, *rest: Any) -> HttpResponsePermanentRedirect:
    """One hop to a page's address of today; raises Http404 when what is there is not genuine."""
    if not reading.is_genuine(latest):
        raise Http404
    return redirect(name, latest.slug, *rest, permanent=True)


def one_page_of(request: HttpRequest, rows: Any) -> Any:
    """The page of a list that was asked for. Raises Http404 for one that does not exist."""
    try:
        return Paginator(rows, PER_PAGE).page(request.GET.get("page", "1"))
    except InvalidPage as missing:
        raise Http404 from missing


def _shown(
    request: HttpRequest,
    publication: Publication,
    *,
    current: Publication,
    retraction: Publication | None = None,
    permanent: bool = False,
) -> HttpResponse:
    if not reading.is_genuine(publication):
        raise Http404
    html = frozen_html(publication.edition)
    is_current = publication.pk == current.pk
    overdue = clock.today() > publication.review_due_on
    reason, affected = standing.words_of(retraction) if retraction else ("", "")
    earlier = reading.earlier(publication)
    context = {
        "publication": publication,
        "edition": publication.edition,
        "html": html,
        "authors": publication.edition.content["authors"],
        "contents": [(anchor, unescape(strip_tags(words))) for anchor, words in _HEADING.findall(html)],
        "current": current,
        "is_current": is_current,
        "is_overdue": is_current and overdue and not retraction,
        # Only what stands now, is in its time and is not retracted may say that it was reviewed.
        "is_claimed": is_current and not overdue and not retraction,
        "permanent": permanent,
        "retraction": retraction,
        "retracted_by": retraction and standing.who(retraction),
        "reason": reason,
        "affected": affected,
        "earlier": earlier,
        "corrections": [row for row in [publication, *earlier] if row.edition.change_kind == "correction"],
    }
    return render(request, "articles/article.html", context)


def _one_page(request: HttpRequest, rows: QuerySet[Publication]) -> dict[str, Any]:
    shown = one_page_of(request, rows)
    return {"page": shown, "publications": reading.sealed(shown.object_list)}


def _topics(publications: list[Publication]) -> list[dict[str, Any]]:
    """The topics of these publications by name, each with how many of them it has."""
    found: dict[str, dict[str, Any]] = {}
    for publication in publications:
        for topic in publication.topic_list:
            found.setdefault(topic["slug"], topic | {"count": 0})["count"] += 1
    return sorted(found.values(), key=lambda topic: topic["name"].casefold())
