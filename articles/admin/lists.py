"""Filters of the article list, over the facts in `ArticleState`: the same answers as `articles.states` gives."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from articles import clock
from articles.models import Article
from articles.states import NOTICE, PublicState, WorkState


def public(state: str) -> Q:
    """The articles in a public state at this moment."""
    now = clock.now()
    today = clock.day(now)
    ended, begun = Q(state__live_edition=None), Q(state__live_edition__isnull=False)
    gone, retracted = Q(state__withdrawn_at__isnull=False), Q(state__retracted_at__isnull=False)
    left = begun & Q(state__leaves_at__isnull=False, state__leaves_at__lte=now)
    stays = begun & (Q(state__leaves_at=None) | Q(state__leaves_at__gt=now))
    lapsed = stays & Q(state__lapses_on__isnull=False, state__lapses_on__lte=today)
    live = stays & (Q(state__lapses_on=None) | Q(state__lapses_on__gt=today))
    later = Q(state__review_due_on=None) | Q(state__review_due_on__gt=today + NOTICE)
    return {
        PublicState.NEVER: ended & Q(state__withdrawn_at=None, state__retracted_at=None),
        PublicState.LIVE: live & later,
        PublicState.DUE: live & Q(state__review_due_on__range=(today, today + NOTICE)),
        PublicState.OVERDUE: live & Q(state__review_due_on__lt=today),
        PublicState.LAPSED: lapsed,
        PublicState.RETRACTED: ended & retracted,
        PublicState.WITHDRAWN: left | (ended & gone & Q(state__retracted_at=None)),
    }[PublicState(state)]


def work(state: str) -> Q:
    """The articles whose work is in a state."""
    unopened, opened = Q(state__open_edition=None), Q(state__open_edition__isnull=False)
    unchanged = Q(state__live_edition__isnull=False, state__content_sha256=F("state__live_content_sha256"))
    unscheduled = opened & Q(state__scheduled_for=None)
    unobjected = unscheduled & Q(state__must_fix=False)
    return {
        WorkState.DRAFT: unopened & ~unchanged,
        WorkState.IN_REVIEW: unobjected & ~Q(state__missing_roles=""),
        WorkState.CHANGES_REQUESTED: unscheduled & Q(state__must_fix=True),
        WorkState.READY: unobjected & Q(state__missing_roles=""),
        WorkState.SCHEDULED: opened & Q(state__scheduled_for__isnull=False),
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
