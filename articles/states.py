"""The two functions that say where an article stands; there is no status field."""

from datetime import datetime, timedelta

from django.db import models

from articles import clock
from articles.models import ArticleState

NOTICE = timedelta(days=14)


class PublicState(models.TextChoices):
    NEVER = "never", "Never published"
    LIVE = "live", "Live"
    DUE = "due", "Live, review due soon"
    OVERDUE = "overdue", "Live, review overdue"
    LAPSED = "lapsed", "Off the site: review overdue"
    RETRACTED = "retracted", "Retracted"
    WITHDRAWN = "withdrawn", "Withdrawn"


SHOWN = (PublicState.LIVE, PublicState.DUE, PublicState.OVERDUE)


class WorkState(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    READY = "ready", "Ready to publish"
    SCHEDULED = "scheduled", "Scheduled"
    NOTHING_OPEN = "nothing_open", "Nothing open"


def public_state(state: ArticleState, at: datetime) -> PublicState:
    """What the public sees of an article at a moment. A review is due for 14 days, its last day included.

    It agrees with `PublicationQuerySet.shown`: what leaves by time has left, whether or not anything was run.
    """
    if state.live_edition is None:
        if state.retracted_at:
            return PublicState.RETRACTED
        return PublicState.WITHDRAWN if state.withdrawn_at else PublicState.NEVER
    if state.leaves_at and state.leaves_at <= at:
        return PublicState.WITHDRAWN
    on = clock.day(at)
    if state.lapses_on and state.lapses_on <= on:
        return PublicState.LAPSED
    if state.review_due_on is None or on < state.review_due_on - NOTICE:
        return PublicState.LIVE
    return PublicState.DUE if on <= state.review_due_on else PublicState.OVERDUE


def work_state(state: ArticleState) -> WorkState:
    """What the editors' work on an article waits for.

    An edition was sent back as long as a change that a reviewer asks for has no answer, and while the editors write
    what their answers promise; it is in review again when the reviewers have the next word.
    """
    if state.open_edition is None:
        unchanged = state.live_edition is not None and state.content_sha256 == state.live_content_sha256
        return WorkState.NOTHING_OPEN if unchanged else WorkState.DRAFT
    if state.scheduled_for:
        return WorkState.SCHEDULED
    changed = state.content_sha256 != state.open_content_sha256
    if state.must_fix or (state.promised and changed):
        return WorkState.CHANGES_REQUESTED
    return WorkState.IN_REVIEW if state.missing_roles or state.unaccepted else WorkState.READY
