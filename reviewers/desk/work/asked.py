"""What waits for a reviewer: the reviews that they are asked for, what they may claim, and answers to accept."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.urls import reverse

from articles.models import Edition, User
from reviewers.models import Comment, Reply, ReviewRequest, Role
from reviewers.rounds import waiting_requests

from .rows import Line, Row, by_when, counted, day_of

# The bytes of an edition, and the text of an article, are never needed to name them.
_BYTES = [f"edition__{name}" for name in ["document", "html", "private", "manifest"]]
_TEXT = [f"edition__article__{name}" for name in ["body", "summary", "source_note"]]


def requests_for(user: User) -> QuerySet[ReviewRequest]:
    """The reviews that this person is asked for and that still wait, what is due first (or overdue) first."""
    return _named(waiting_requests().filter(reviewer__user=user))


def requests_of(user: User, article_ids: Sequence[int]) -> QuerySet[ReviewRequest]:
    """The reviews that this person is asked for, and all that anybody is asked for of what is under review of these
    articles: two questions, one statement."""
    at_work = Q(edition__article__in=article_ids, edition__number=F("edition__article__state__open_edition"))
    return _named(waiting_requests().filter(at_work | Q(reviewer__user=user)))


def _named(requests: QuerySet[ReviewRequest]) -> QuerySet[ReviewRequest]:
    named = requests.select_related("edition__article", "reviewer", "by")
    return named.defer(*_BYTES, *_TEXT).order_by("due_on", "pk")


def answers_for(user: User) -> QuerySet[Comment]:
    """This person's comments that the editors answered and that they have not accepted yet, must-fixes first.

    Each has `total`, how many there are; `answer` and `answered_by`; `newest`, the edition where it is read.
    """
    replies = Reply.objects.filter(comment=OuterRef("pk"), what=Reply.What.RESOLVED).order_by("-pk")
    newest = Edition.objects.filter(article=OuterRef("edition__article"), recall=None).order_by("-number")
    answered = Comment.objects.with_turn().filter(reviewer__user=user, turn=Reply.What.RESOLVED)
    return (
        answered.annotate(
            answer=Subquery(replies.values("text")[:1]),
            answered_by=Subquery(replies.values("printed_name")[:1]),
            newest=Subquery(newest.values("pk")[:1]),
            total=Window(Count("*")),
        )
        .select_related("edition__article")
        .defer(*_BYTES, *_TEXT)
        .order_by("-must_fix", "at", "pk")
    )


def request_row(request: ReviewRequest) -> Row:
    due, late = by_when(request.due_on)
    what = f"Edition {request.edition.number}, {request.get_role_display().lower()} review"
    if request.round > 1:
        what += ", once more"
    return Row(
        title=str(request.edition.article),
        url=reverse("admin:reviewers_edition_review", args=[request.edition_id]),
        lines=[Line(f"{what}: {due}".removesuffix(": "), late), Line(f"{request.by} asks you.")],
    )


def answer_row(comment: Any) -> Row:
    about = f"“{_short(comment.quote)}”: " if comment.quote else ""
    kind = "Must-fix" if comment.must_fix else "Suggestion"
    return Row(
        title=str(comment.edition.article),
        url=reverse("admin:reviewers_edition_review", args=[comment.newest or comment.edition_id]),
        lines=[
            Line(f"{kind} of {day_of(comment.at)}. {about}{_short(str(comment))}"),
            Line(f"{comment.answered_by} answers: {_short(comment.answer)}"),
        ],
    )


def claim_row(claim: tuple[Edition, str]) -> Row:
    edition, role = claim
    label = Role(role).label.lower()
    return Row(
        title=str(edition.article),
        url=reverse("admin:reviewers_edition_review", args=[edition.pk]),
        lines=[Line(f"Edition {edition.number}, {label} review, submitted on {day_of(edition.frozen_at)}.")],
    )


def said(total: int) -> str:
    """How many answers wait to be accepted."""
    return f"{counted(total, 'answer')} not accepted yet by the reviewer who asked for the change"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 160 else f"{words[:159].rstrip()}…"
