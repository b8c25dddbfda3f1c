"""Recomputing an article's row of facts: after each act, and in `verify`."""

from datetime import date
from typing import Any

from django.db.models import Min

from articles.asking import one_reading
from articles.models import Article, ArticleState, Edition, PlannedWithdrawal, Publication
from reviewers.models import Comment, Reply, Schedule
from reviewers.rounds import current_round, signatures, unanswered_requests


def refresh(article: Article) -> None:
    """Rewrite the article's `ArticleState`. Every act of this app does so before its audit entry."""
    ArticleState.objects.update_or_create(article=article, defaults=facts(article))


def open_edition(article: Article) -> Edition | None:
    """The edition that work is waiting on: the newest, unless it was recalled or has been live."""
    newest = article.editions.select_related("article").order_by("-number").first()
    if newest is None or hasattr(newest, "recall") or newest.publications.exists():
        return None
    return newest


def edition_at_work(article: Article) -> Edition | None:
    """The edition that the desk works on: the open one, or the one that was public last while it is signed once more
    or a change of it is asked for."""
    edition = open_edition(article)
    if edition:
        return edition
    last = article.publications.select_related("edition__article").order_by("-published_at", "-pk").first()
    return last.edition if last and _is_taken_up_again(last.edition) else None


def _is_taken_up_again(edition: Edition) -> bool:
    """Whether a new round of an edition that was public is asked for or begun, or a change of it is asked for."""
    round = current_round(edition)
    return (
        signatures(edition, round).exists()
        or unanswered_requests().filter(edition=edition, round=round).exists()
        or Comment.objects.blocking(edition).exists()
    )


@one_reading()
def facts(article: Article) -> dict[str, Any]:
    """What `ArticleState` must say of an article, computed from the records themselves.

    None of it changes by a save of the text, but the three that `writing.record` writes.
    """
    version = article.versions.order_by("-number").first()
    edition = edition_at_work(article)
    live = article.publications.live().select_related("edition").first()
    last = article.publications.select_related("removal").order_by("-published_at", "-pk").first()
    schedule = Schedule.objects.waiting().filter(edition__article=article).order_by("publish_at").first()
    plan = PlannedWithdrawal.objects.waiting().filter(article=article).order_by("withdraw_at").first()
    return {
        "version": version.number if version else 0,
        "changed_at": version.at if version else None,
        "content_sha256": version.sha256 if version else "",
        "open_edition": edition.number if edition else None,
        "open_content_sha256": edition.private_part["content_sha256"] if edition else "",
        "missing_roles": " ".join(missing_roles(edition)) if edition else "",
        "answer_due_on": _answer_due_on(edition) if edition else None,
        "unanswered_comments": Comment.objects.unanswered().filter(edition__article=article).count(),
        **_changes_asked_for(edition),
        "scheduled_for": schedule.publish_at if schedule else None,
        "live_edition": live.edition.number if live else None,
        "live_since": live.published_at if live else None,
        "live_content_sha256": live.edition.private_part["content_sha256"] if live else "",
        "review_due_on": live.review_due_on if live else None,
        "lapses_on": live.lapses_on if live else None,
        "leaves_at": plan.withdraw_at if plan and live else None,
        **_gone(last),
    }


def _changes_asked_for(edition: Edition | None) -> dict[str, Any]:
    """Whose turn it is about the changes that reviewers ask for."""
    turns = list(Comment.objects.blocking(edition).values_list("turn", "edition")) if edition else []
    answered = [of for turn, of in turns if turn == Reply.What.RESOLVED]
    return {
        "must_fix": len(answered) < len(turns),
        "promised": edition is not None and edition.pk in answered,
        "unaccepted": len(answered),
    }


def _answer_due_on(edition: Edition) -> date | None:
    """The first day by which somebody who was asked for a role in this round is to answer."""
    asked = unanswered_requests().filter(edition=edition, round=current_round(edition))
    return asked.aggregate(first=Min("due_on"))["first"]


def _gone(last: Publication | None) -> dict[str, Any]:
    """Since when the last publication is retracted or withdrawn; one that was retracted may be withdrawn after that."""
    retracted = last is not None and last.ended_because == Publication.Ending.RETRACTED
    removal = getattr(last, "removal", None) if retracted else None
    gone = last is not None and last.ended_because in (
        Publication.Ending.WITHDRAWN,
        Publication.Ending.REVOKED,
    )
    return {
        "retracted_at": last.ended_at if last and retracted and removal is None else None,
        "withdrawn_at": removal.at if removal else last.ended_at if last and gone else None,
    }


def missing_roles(edition: Edition) -> list[str]:
    """The required roles in which nobody has signed in the current round."""
    signed = set(signatures(edition, current_round(edition)).values_list("role", flat=True))
    return sorted(set(edition.required_role_list) - signed)
