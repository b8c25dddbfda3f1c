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
    """The articles in a public state today."""
    today = clock.today()
    live = Q(state__live_edition__isnull=False)
    later = Q(state__review_due_on=None) | Q(state__review_due_on__gt=today + NOTICE)
    return {
        PublicState.NEVER: Q(state__live_edition=None, state__withdrawn_at=None),
        PublicState.LIVE: live & later,
        PublicState.DUE: live & Q(state__review_due_on__range=(today, today + NOTICE)),
        PublicState.OVERDUE: live & Q(state__review_due_on__lt=today),
        PublicState.WITHDRAWN: Q(state__live_edition=None, state__withdrawn_at__isnull=False),
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
