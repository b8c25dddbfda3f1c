"""Filters of the article list, over the facts in `ArticleState`: the same answers as `articles.states` gives."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from articles import clock
from articles.models import Article
from articles.states import NOTICE, PublicState, WorkState


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
