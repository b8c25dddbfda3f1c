"""Every version of every article, newest first: found by time, person, article and field, a page at a time.

No page counts all versions, and none is found by skipping those before it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from articles.models import Article, ArticleVersion, User

# So many versions are looked through for a field before the page is shown with what was found by then.
MOST_LOOKED_THROUGH = 1_000
_AT_ONCE = 100
_MOST_ARTICLES = 200

Pair = tuple[ArticleVersion, ArticleVersion | None]


@dataclass(frozen=True)
class Wanted:
    """What is looked for; nothing is everything. `begin` and `end` are moments, the end not included."""

    person: str = ""
    article: str = ""
    begin: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Page:
    """The versions of one page, each with the one before it, and the version below which the next page goes on.

    `is_cut` says that there may be more on this page's account: it was looked for long enough.
    """

    pairs: list[Pair]
    below: ArticleVersion | None
    is_cut: bool = False


def matching(wanted: Wanted) -> QuerySet[ArticleVersion]:
    """The versions that are looked for, newest first. Three statements at most, whatever there is."""
    found = ArticleVersion.objects.order_by("-at", "-pk")
    if wanted.person:
        found = found.filter(by__in=list(_people(wanted.person)))
    if wanted.article:
        found = found.filter(article__in=list(_articles(wanted.article)))
    if wanted.begin:
        found = found.filter(at__gte=wanted.begin)
    return found.filter(at__lt=wanted.end) if wanted.end else found


def page(
    found: QuerySet[ArticleVersion],
    *,
    below: ArticleVersion | None,
    size: int,
    fits: Callable[[Pair], bool] | None = None,
) -> Page:
    """The next `size` versions below one, of those that fit."""
    if fits is None:
        rows = _next(found, below, size + 1)
        return Page(pairs(rows[:size]), rows[size - 1] if len(rows) > size else None)
    chosen: list[Pair] = []
    looked = 0
    while looked < MOST_LOOKED_THROUGH:
        rows = _next(found, below, _AT_ONCE)
        for pair in pairs(rows):
            below = pair[0]
            if fits(pair):
                chosen.append(pair)
            if len(chosen) == size:
                return Page(chosen, below)
        looked += len(rows)
        if len(rows) < _AT_ONCE:
            return Page(chosen, None)
    return Page(chosen, below, is_cut=True)


def everything(found: QuerySet[ArticleVersion]) -> Iterator[Pair]:
    """All versions, one after the other; a hundred at most are held at a time."""
    below: ArticleVersion | None = None
    while rows := _next(found, below, _AT_ONCE):
        yield from pairs(rows)
        below = rows[-1]


def pairs(versions: Sequence[ArticleVersion]) -> list[Pair]:
    """Each version with the one before it, None for an article's first. One statement."""
    places = [(version.article_id, version.number - 1) for version in versions if version.number > 1]
    if not places:
        return [(version, None) for version in versions]
    asked = reduce(or_, (Q(article=article, number=number) for article, number in places))
    before = {(one.article_id, one.number): one for one in ArticleVersion.objects.filter(asked)}
    return [(version, before.get((version.article_id, version.number - 1))) for version in versions]


def _next(found: QuerySet[ArticleVersion], below: ArticleVersion | None, size: int) -> list[ArticleVersion]:
    """The next versions. First by their keys alone: what is sorted should not hold whole documents."""
    if below is not None:
        found = found.filter(at__lte=below.at).filter(Q(at__lt=below.at) | Q(pk__lt=below.pk))
    keys = list(found.values_list("pk", flat=True)[:size])
    rows = ArticleVersion.objects.select_related("by", "article").in_bulk(keys)
    return [rows[key] for key in keys]


def _people(words: str) -> QuerySet[User, int]:
    """Whoever has this e-mail address, or a name in which all of these words stand."""
    named = Q()
    for word in words.split():
        named &= Q(first_name__icontains=word) | Q(last_name__icontains=word)
    return User.objects.filter(Q(email__iexact=words) | named).values_list("pk", flat=True)


def _articles(words: str) -> QuerySet[Article, int]:
    """Articles at this address, or with these words in their titles."""
    asked = Q(slug=words) | Q(slugs__slug=words) | Q(title__icontains=words)
    return (
        Article.objects.filter(asked).order_by("-pk").distinct().values_list("pk", flat=True)[:_MOST_ARTICLES]
    )
