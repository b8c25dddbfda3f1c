"""Recomputing an article's row of facts: after each act, and in `verify`."""

from typing import Any

from articles.models import Article, ArticleState, ArticleVersion, Edition, PlannedWithdrawal, Publication
from reviewers.models import Comment, Reply, Schedule
from reviewers.rounds import current_round, signatures


def refresh(article: Article) -> None:
    """Rewrite the article's `ArticleState`. Every act of this app does so before its audit entry."""
    ArticleState.objects.update_or_create(article=article, defaults=facts(article))


def open_edition(article: Article) -> Edition | None:
    """The edition that work is waiting on: the newest, unless it was recalled or has been live."""
    newest = article.editions.select_related("article").order_by("-number").first()
    if newest is None or hasattr(newest, "recall") or newest.publications.exists():
        return None
    return newest


def facts(article: Article) -> dict[str, Any]:
    """What `ArticleState` must say of an article, computed from the records themselves."""
    version = article.versions.order_by("-number").first()
    edition = open_edition(article)
    live = article.publications.live().select_related("edition").first()
    last = article.publications.select_related("removal").order_by("-published_at", "-pk").first()
    schedule = Schedule.objects.waiting().filter(edition__article=article).order_by("publish_at").first()
    plan = PlannedWithdrawal.objects.waiting().filter(article=article).order_by("withdraw_at").first()
    return {
        "version": version.number if version else 0,
        "changed_at": version.at if version else None,
        "content_sha256": version.sha256 if version else "",
        "open_edition": edition.number if edition else None,
        "missing_roles": " ".join(missing_roles(edition)) if edition else "",
        "must_fix": bool(edition and editors_turn(edition, version)),
        "scheduled_for": schedule.publish_at if schedule else None,
        "live_edition": live.edition.number if live else None,
        "live_since": live.published_at if live else None,
        "live_content_sha256": live.edition.private_part["content_sha256"] if live else "",
        "review_due_on": live.review_due_on if live else None,
        "lapses_on": live.lapses_on if live else None,
        "leaves_at": plan.withdraw_at if plan and live else None,
        **_gone(last),
    }


def editors_turn(edition: Edition, version: ArticleVersion | None) -> bool:
    """Whether the editors have the next word on an edition that was sent back, and not the reviewers.

    They have it while a must-fix is unanswered, and while they write what the answers to this edition's own promise;
    the reviewers have it once all is answered and nothing, or everything that changed, was submitted.
    """
    open_ones = Comment.objects.blocking(edition)
    if open_ones.exclude(turn=Reply.What.RESOLVED).exists():
        return True
    changed = version is not None and version.sha256 != edition.private_part["content_sha256"]
    return changed and open_ones.filter(edition=edition).exists()


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
