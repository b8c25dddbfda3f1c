"""Filters of the article list, over the facts in `ArticleState`: the same answers as `articles.states` gives."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest

from articles import clock
from articles.models import Article, Topic, User
from articles.states import NOTICE, PublicState, WorkState
from articles.text import clean_line

from .numbers import number_in


def public(state: str, of: str = "state__") -> Q:
    """The articles in a public state at this moment; with `of=""` it is asked of `ArticleState` itself."""
    now = clock.now()
    today = clock.day(now)

    def where(**conditions: Any) -> Q:
        return Q(**{f"{of}{name}": value for name, value in conditions.items()})

    ended, begun = where(live_edition=None), where(live_edition__isnull=False)
    gone, retracted = where(withdrawn_at__isnull=False), where(retracted_at__isnull=False)
    left = begun & where(leaves_at__isnull=False, leaves_at__lte=now)
    stays = begun & (where(leaves_at=None) | where(leaves_at__gt=now))
    lapsed = stays & where(lapses_on__isnull=False, lapses_on__lte=today)
    live = stays & (where(lapses_on=None) | where(lapses_on__gt=today))
    later = where(review_due_on=None) | where(review_due_on__gt=today + NOTICE)
    return {
        PublicState.NEVER: ended & where(withdrawn_at=None, retracted_at=None),
        PublicState.LIVE: live & later,
        PublicState.DUE: live & where(review_due_on__range=(today, today + NOTICE)),
        PublicState.OVERDUE: live & where(review_due_on__lt=today),
        PublicState.LAPSED: lapsed,
        PublicState.RETRACTED: ended & retracted,
        PublicState.WITHDRAWN: left | (ended & gone & where(retracted_at=None)),
    }[PublicState(state)]


def work(state: str, of: str = "state__") -> Q:
    """The articles whose work is in a state; with `of=""` it is asked of `ArticleState` itself."""

    def where(**conditions: Any) -> Q:
        return Q(**{f"{of}{name}": value for name, value in conditions.items()})

    unopened, opened = where(open_edition=None), where(open_edition__isnull=False)
    unchanged = where(live_edition__isnull=False, content_sha256=F(f"{of}live_content_sha256"))
    unscheduled = opened & where(scheduled_for=None)
    changed = ~where(content_sha256=F(f"{of}open_content_sha256"))
    sent_back = where(must_fix=True) | (where(promised=True) & changed)
    complete = where(missing_roles="", unaccepted=0)
    return {
        WorkState.DRAFT: unopened & ~unchanged,
        WorkState.IN_REVIEW: unscheduled & ~sent_back & ~complete,
        WorkState.CHANGES_REQUESTED: unscheduled & sent_back,
        WorkState.READY: unscheduled & ~sent_back & complete,
        WorkState.SCHEDULED: opened & where(scheduled_for__isnull=False),
        WorkState.NOTHING_OPEN: unopened & unchanged,
    }[WorkState(state)]


class StateFilter(admin.SimpleListFilter):
    states: Any
    condition: Callable[[str], Q]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.states.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() not in self.states.values:
            return queryset
        return queryset.filter(type(self).condition(self.value()))


class PublicStateFilter(StateFilter):
    title, parameter_name = "public state", "public"
    states, condition = PublicState, public


class WorkStateFilter(StateFilter):
    title, parameter_name = "work state", "work"
    states, condition = WorkState, work


# More names than these make no list to choose from: the others are found by the search.
_MOST_CHOICES = 100


class OwnerFilter(admin.SimpleListFilter):
    """Whose articles: one's own, or those of somebody who has some."""

    title, parameter_name = "owner", "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("me", "You"), *_choices(request, "owner")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        chosen = str(request.user.pk) if self.value() == "me" else self.value()
        key = number_in(chosen)
        return queryset.filter(owner=key) if key is not None else queryset


class TopicFilter(admin.SimpleListFilter):
    """The articles under a topic."""

    title, parameter_name = "topic", "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return _choices(request, "topic")

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        key = number_in(self.value())
        return queryset.filter(topics=key) if key is not None else queryset


class DueFilter(admin.SimpleListFilter):
    """What has a day: the next review of a live article, or the answer of a reviewer who was asked."""

    title, parameter_name = "due date", "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("overdue", "Review overdue"),
            ("30", "Review due in 30 days"),
            ("90", "Review due in 90 days"),
            ("late", "Reviewer’s answer late"),
            ("week", "Reviewer’s answer due in 7 days"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        today = clock.today()
        asked = Q(state__open_edition__isnull=False)
        found = {
            "overdue": Q(state__review_due_on__lt=today),
            "30": Q(state__review_due_on__range=(today, today + timedelta(days=30))),
            "90": Q(state__review_due_on__range=(today, today + timedelta(days=90))),
            "late": asked & Q(state__answer_due_on__lt=today),
            "week": asked & Q(state__answer_due_on__range=(today, today + timedelta(days=7))),
        }.get(self.value())
        return queryset.filter(found) if found else queryset


class TrashFilter(admin.SimpleListFilter):
    """The trash is looked into only by those who ask for it."""

    title, parameter_name = "trash", "trash"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "In the trash")]

    def choices(self, changelist: Any) -> Any:
        everything, trashed = super().choices(changelist)
        return [everything | {"display": "Not in the trash"}, trashed]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(trashed_at__isnull=self.value() != "yes")


def _choices(request: HttpRequest, of: str) -> list[tuple[str, str]]:
    """The owners and topics to choose from. One statement for both."""
    if not hasattr(request, "to_choose"):
        owns = Exists(Article.objects.filter(owner=OuterRef("pk")))
        owners = User.objects.filter(owns, is_staff=True).exclude(pk=request.user.pk)
        topics = Topic.objects.order_by().values_list(Value("topic"), "pk", "name", Value(""), Value(""))
        names = ["first_name", "last_name", "email"]
        both = topics.union(owners.values_list(Value("owner"), "pk", *names), all=True)
        request.to_choose = {"topic": [], "owner": []}
        for kind, pk, first, last, email in both:
            request.to_choose[kind].append((str(pk), clean_line(f"{first} {last}") or email))
    return sorted(request.to_choose[of], key=lambda choice: choice[1].casefold())[:_MOST_CHOICES]
