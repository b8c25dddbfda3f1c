"""The course of a review, round by round, and what of it a reviewer asked for themselves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from articles.models import Edition, Publication
from articles.passages import collapsed
from reviewers.differences import Comparison, Line, compare
from reviewers.models import Reply, Reviewer, Verdict

from .discussing import Thread

_SETTLED = {
    Reply.What.ACCEPTED: "accepted by their writers",
    Reply.What.TAKEN_BACK: "taken back",
    Reply.What.SETTLED: "settled by another reviewer",
    Reply.What.RESOLVED: "answered by the editors",
}


@dataclass(frozen=True)
class Round:
    """An edition on its way to being published: its note, what was decided about it, and how its comments stand."""

    edition: Edition
    note: str
    verdicts: list[Verdict]
    comments: int
    standing: list[str]
    is_this: bool


@dataclass(frozen=True)
class Point:
    """What a reviewer asked for in an earlier edition: the thread, and the lines that its words are in now.

    `lines` are those of the comparison, and empty where the words stand as they did or cannot be followed.
    """

    thread: Thread
    lines: list[Line]
    is_gone: bool


@dataclass(frozen=True)
class Course:
    """The editions of an article since `before`, the number of the one that was published last, and some others."""

    before: int
    editions: list[Edition]

    def holds(self, edition: Edition) -> bool:
        """Whether an edition came after the one that was published last."""
        return edition.number > self.before


def published(edition: Edition) -> list[Publication]:
    """The publications of an edition's article, the latest first, each with the `number` of its edition."""
    rows = Publication.objects.filter(article_id=edition.article_id).annotate(number=F("edition__number"))
    return list(rows.select_related("published_by", "ended_by").order_by("-published_at", "-pk"))


def verdicts_on(edition: Edition) -> list[Verdict]:
    """Every verdict on the editions of the article, each with the `number` of its edition, in the order of time."""
    rows = Verdict.objects.filter(edition__article_id=edition.article_id).annotate(
        number=F("edition__number")
    )
    return list(rows.select_related("reviewer").order_by("at", "pk"))


def course(edition: Edition, publications: Iterable[Publication], *, also: Iterable[int] = ()) -> Course:
    """The editions since the one that was published last before this, and others by their numbers; one query."""
    before = max((one.number for one in publications if one.number < edition.number), default=0)
    rows = Edition.objects.filter(
        Q(number__gt=before) | Q(number__in=set(also)), article_id=edition.article_id
    )
    # Comparing takes the document; nobody is shown the other bytes of another edition.
    rows = rows.defer("html", "private", "manifest").select_related("frozen_by", "recall")
    return Course(before, list(rows.order_by("number")))


def rounds(
    edition: Edition, since: Course, verdicts: Sequence[Verdict], threads: Sequence[Thread]
) -> list[Round]:
    """Each edition of the course up to this one, the newest first."""
    return [
        Round(
            edition=one,
            note=one.content["change"]["note"],
            verdicts=[verdict for verdict in verdicts if verdict.edition_id == one.pk],
            comments=sum(thread.comment.edition_id == one.pk for thread in threads),
            standing=_standing([thread for thread in threads if thread.comment.edition_id == one.pk]),
            is_this=one.pk == edition.pk,
        )
        for one in reversed(since.editions)
        if since.holds(one) and one.number <= edition.number
    ]


def asked_for(
    edition: Edition, reviewer: Reviewer | None, threads: Iterable[Thread], since: Course
) -> list[Point]:
    """What this reviewer asked for in the earlier editions of the course, and what became of the words."""
    if reviewer is None:
        return []
    course_of = {one.pk: one for one in since.editions if since.holds(one)}
    compared: dict[int, Comparison] = {}
    found = []
    for thread in threads:
        comment = thread.comment
        if comment.reviewer_id != reviewer.pk or not thread.is_earlier:
            continue
        if comment.edition_id not in course_of and thread.is_settled:
            continue
        lines: list[Line] = []
        if thread.text_changed and comment.edition_id in course_of:
            if comment.edition_id not in compared:
                then = course_of[comment.edition_id]
                compared[comment.edition_id] = compare(then.content, edition.content)
            lines = became(compared[comment.edition_id], comment.part, comment.quote)
        found.append(Point(thread, lines, thread.text_changed and not lines))
    return sorted(found, key=lambda point: point.thread.is_settled)


def became(comparison: Comparison, part: str, quote: str) -> list[Line]:
    """The lines of a part that held some words and changed; those that share most with them, if none holds them all."""
    wanted = set(quote.split())
    lines = [
        line
        for difference in comparison.parts
        if difference.part == part
        for line in difference.lines
        if not line.is_same and line.text("taken").strip()
    ]
    holding = [line for line in lines if quote in collapsed(line.text("taken"))]
    if holding:
        return holding[:1]
    shared = [(len(wanted & set(line.text("taken").split())), line) for line in lines]
    most = max((count for count, _line in shared), default=0)
    return [line for count, line in shared if count == most][:1] if 2 * most >= len(wanted) and most else []


def _standing(threads: Sequence[Thread]) -> list[str]:
    counts = Counter(thread.turn for thread in threads)
    told = [f"{counts[what]} {said}" for what, said in _SETTLED.items() if counts[what]]
    still_open = sum(count for turn, count in counts.items() if turn not in _SETTLED)
    return [*told, f"{still_open} open"] if still_open else told


def of_this_course(context: dict[str, Any]) -> list[Thread]:
    """Every thread that a discussion found: open, settled, and settled on earlier editions."""
    return [*context["threads"], *context["settled_threads"], *context["past_threads"]]
