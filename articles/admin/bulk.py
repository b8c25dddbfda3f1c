"""The same act on many articles: asked once, done one by one, and told of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from articles.models import Article, User
from articles.refusals import Refused

from .numbers import number_in

if TYPE_CHECKING:
    from .article_list import ArticleList

# More than this at once would keep a person waiting, and everybody else's saves with them.
MOST = 500
_NAMED = 20
_REPORT = "last act on many"


class BulkForm(forms.Form):
    """What is asked once for all. An act that asks for nothing has this one."""


@dataclass(frozen=True)
class Act:
    """An act on each of many articles. `do` says what it did, "" if there was nothing to change, or raises Refused.

    `refusals` says why a person may not do it at all; `back` names the act that takes it back.
    """

    label: str
    title: str
    button: str
    do: Callable[[Article, dict[str, Any], User], str]
    form: type[BulkForm] = BulkForm
    about: str = ""
    in_trash: bool = False
    back: str = ""
    refusals: Callable[[User], list[str]] = lambda user: []


@dataclass(frozen=True)
class Outcome:
    """What became of one article."""

    kind: str
    article: Article
    said: str


def pages(desk: "ArticleList") -> list[URLPattern]:
    """The address of each act on many, and of what the last one did."""

    def act(request: HttpRequest, name: str) -> HttpResponse:
        return respond(desk, request, name)

    def told(request: HttpRequest) -> HttpResponse:
        return report(desk, request)

    return [
        path("bulk/", desk.admin_site.admin_view(told), name="articles_article_bulk_report"),
        path("bulk/<slug:name>/", desk.admin_site.admin_view(act), name="articles_article_bulk"),
    ]


def begin(name: str) -> Callable[..., HttpResponse | None]:
    """What the list's own menu calls: it asks, about no more than can be done at once."""

    def asked(desk: "ArticleList", request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        keys = list(queryset.values_list("pk", flat=True)[: MOST + 1])
        if len(keys) > MOST:
            messages.error(
                request,
                f"Choose {MOST} articles at most: narrow the list down, or go page by page. Nothing was done.",
            )
            return None
        return ask(desk, request, name, keys)

    return asked


def ask(
    desk: "ArticleList", request: HttpRequest, name: str, keys: Sequence[int], form: BulkForm | None = None
) -> HttpResponse:
    """The page between: which articles, what is to be done with them, and the button."""
    act = desk.bulk_acts[name]
    reasons = act.refusals(request.user)
    context = _page(desk, request, act.title) | {
        "act": act,
        "address": reverse("admin:articles_article_bulk", args=[name]),
        "form": form or act.form(),
        "keys": keys,
        "named": _chosen(desk, request, keys[:_NAMED]),
        "more": max(0, len(keys) - _NAMED),
        "reasons": reasons,
    }
    status = 403 if reasons else 422 if form else 200
    return TemplateResponse(request, "articles/admin/bulk.html", context, status=status)


def respond(desk: "ArticleList", request: HttpRequest, name: str) -> HttpResponse:
    """Ask for one act (GET), or do it article by article and go where it is said what became of each (POST)."""
    if name not in desk.bulk_acts or not desk.has_change_permission(request):
        raise PermissionDenied
    act = desk.bulk_acts[name]
    keys = _keys(request)
    if request.method != "POST" or act.refusals(request.user):
        return ask(desk, request, name, keys)
    form = act.form(request.POST)
    if not form.is_valid():
        return ask(desk, request, name, keys, form)
    outcomes = [_outcome(act, article, form, request.user) for article in _chosen(desk, request, keys)]
    done = [outcome for outcome in outcomes if outcome.kind == "done"]
    if act.in_trash and len(keys) == len(done) == 1:
        messages.success(request, done[0].said)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=keys))
    request.session[_REPORT] = [name, [[each.kind, each.article.pk, each.said] for each in outcomes]]
    return HttpResponseRedirect(reverse("admin:articles_article_bulk_report"))


def report(desk: "ArticleList", request: HttpRequest) -> HttpResponse:
    """What became of each article in the last act on many: a page to come back to from each of them."""
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    name, kept = request.session.get(_REPORT, ["", []])
    if name not in desk.bulk_acts:
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
    act = desk.bulk_acts[name]
    there = {article.pk: article for article in _chosen(desk, request, [pk for _kind, pk, _said in kept])}
    outcomes = [Outcome(kind, there[pk], said) for kind, pk, said in kept if pk in there]
    done = [outcome for outcome in outcomes if outcome.kind == "done"]
    context = _page(desk, request, act.title) | {
        "act": act,
        "outcomes": outcomes,
        "done": done,
        "same": [outcome for outcome in outcomes if outcome.kind == "same"],
        "refused": [outcome for outcome in outcomes if outcome.kind == "refused"],
        "back": reverse("admin:articles_article_bulk", args=[act.back]) if act.back and done else "",
    }
    return TemplateResponse(request, "articles/admin/bulk_report.html", context)


def _outcome(act: Act, article: Article, form: BulkForm, user: User) -> Outcome:
    try:
        said = act.do(article, form.cleaned_data, user)
    except Refused as refusal:
        return Outcome("refused", article, " ".join(refusal.reasons))
    return Outcome("done" if said else "same", article, said or "Nothing to change.")


def _keys(request: HttpRequest) -> list[int]:
    given = list(dict.fromkeys((request.POST if request.method == "POST" else request.GET).getlist("pk")))
    keys = [key for key in map(number_in, given) if key]
    if not given or len(given) > MOST or len(keys) < len(given):
        raise BadRequest(f"Choose between one and {MOST} articles on the list.")
    return keys


def _chosen(desk: "ArticleList", request: HttpRequest, keys: Sequence[int]) -> list[Article]:
    """The articles in the order in which they were chosen; what is not there is left out."""
    found = desk.get_queryset(request).defer("summary", "body", "source_note").in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _page(desk: "ArticleList", request: HttpRequest, title: str) -> dict[str, Any]:
    return desk.admin_site.each_context(request) | {"title": title, "opts": desk.opts}
