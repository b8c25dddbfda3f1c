"""The dates that follow from signatures: when a text was reviewed, when it is due again, when it leaves the site."""

import calendar
from datetime import date, timedelta

from django.conf import settings

from articles import clock
from articles.models import Article
from reviewers.models import CLINICAL, SignOff


def review_due_on(article: Article, signed: list[SignOff], reviewed: date, months: int) -> date:
    """So many months after the review; a signature on the changes only may bring the day forward, never put it off."""
    due_on = months_after(reviewed, months)
    if any(_is_review(signature) for signature in signed):
        return due_on
    return min(due_on, article.publications.latest("published_at").review_due_on)


def _is_review(signature: SignOff) -> bool:
    return signature.role in CLINICAL and signature.scope == SignOff.Scope.WHOLE


def reviewed_on(article: Article, signed: list[SignOff]) -> date:
    """The day of the earliest whole-page clinical signature; one on changes only moves nothing (NHS page dates)."""
    whole = [clock.day(signature.signed_at) for signature in signed if _is_review(signature)]
    if whole:
        return min(whole)
    return article.publications.latest("published_at").reviewed_on


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def lapses_on(due_on: date) -> date | None:
    """The day from which an overdue review keeps a text off the site, where the site wants that; else None."""
    days = settings.WITHDRAW_OVERDUE_AFTER_DAYS
    return None if days is None else due_on + timedelta(days=days)
