"""Which notices are settled by now, so that the daily mail leaves them out: a question for each kind of notice.

Each takes notices of its kind, of one person, and returns the keys of the settled ones, in as many queries for a
hundred as for one.
"""

from collections.abc import Callable, Mapping, Sequence

from django.db.models import QuerySet

from articles import clock
from articles.models import Edition, Publication
from reviewers.models import (
    CLINICAL,
    Comment,
    Notice,
    NoticeKind,
    Recall,
    Reply,
    RequestEnd,
    Revocation,
    SignOff,
)
from reviewers.rounds import waiting_requests


def unsettled(notices: Sequence[Notice]) -> list[Notice]:
    """Those of one person's notices that still matter, in their order."""
    settled: set[int] = set()
    for kind, question in QUESTIONS.items():
        if of_kind := [notice for notice in notices if notice.kind == kind]:
            settled |= question(of_kind)
    return [notice for notice in notices if notice.pk not in settled]


def _assigned(notices: Sequence[Notice]) -> set[int]:
    """What was asked and waits no more; and that it was taken away, of those who were never told that it was asked."""
    waiting = _waiting(notices)
    about = [notice for notice in notices if notice.request_id and notice.request_id not in waiting]
    requests = {notice.request_id for notice in about}
    ended = dict(RequestEnd.objects.filter(request__in=requests).values_list("request_id", "at"))
    recalled = dict(
        Recall.objects.filter(edition__review_requests__in=requests).values_list("edition_id", "at")
    )

    def tells_of_end(notice: Notice) -> bool:
        assert notice.request is not None  # asked above
        moment = ended.get(notice.request.pk) or recalled.get(notice.request.edition_id)
        return moment is not None and notice.at >= moment

    asked = {notice.request_id for notice in about if not tells_of_end(notice)}
    return {notice.pk for notice in about if notice.request_id in asked}


def _sent_back(notices: Sequence[Notice]) -> set[int]:
    """An edition that was replaced or recalled, or whose every demand was met with an answer."""
    demands = Comment.objects.unsettled().filter(must_fix=True, edition__in=_editions(notices))
    open_ones = set(demands.exclude(turn=Reply.What.RESOLVED).values_list("edition_id", flat=True))
    replaced = _replaced(notices)
    return {
        notice.pk for notice in notices if notice.edition_id not in open_ones or notice.edition_id in replaced
    }


def _commented(notices: Sequence[Notice]) -> set[int]:
    """A comment about which something was decided since, or to which this person replied."""
    replies = Reply.objects.filter(comment__in={notice.comment_id for notice in notices if notice.comment_id})
    said = list(replies.values_list("comment_id", "what", "by_id", "at"))
    return {
        notice.pk
        for notice in notices
        if any(
            comment == notice.comment_id
            and at > notice.at
            and (what != Reply.What.REPLY or by == notice.user_id)
            for comment, what, by, at in said
        )
    }


def _decided(notices: Sequence[Notice]) -> set[int]:
    """An edition that was published, replaced or recalled since; a signature revoked since; a reviewer who declined,
    where somebody else is asked or has signed."""
    editions, replaced = _editions(notices), _replaced(notices)
    over = list(Publication.objects.filter(edition__in=editions).values_list("edition_id", "published_at"))
    over += list(
        Revocation.objects.filter(signoff__edition__in=editions).values_list("signoff__edition_id", "at")
    )
    signed = SignOff.objects.filter(edition__in=editions, revocation=None)
    filled = {(edition, role) for edition, role in signed.values_list("edition_id", "role")}
    others = list(waiting_requests().filter(edition__in=editions).values_list("edition_id", "role", "pk"))

    def is_settled(notice: Notice) -> bool:
        if notice.edition_id in replaced:
            return True
        if any(edition == notice.edition_id and at >= notice.at for edition, at in over):
            return True
        declined = notice.request
        if declined is None:
            return False
        place = (declined.edition_id, declined.role)
        return place in filled or any(
            place == (edition, role) and pk > declined.pk for edition, role, pk in others
        )

    return {notice.pk for notice in notices if is_settled(notice)}


def _published(notices: Sequence[Notice]) -> set[int]:
    """An edition that readers are not shown any more."""
    shown = Publication.objects.shown(clock.now()).filter(edition__in=_editions(notices))
    live = set(shown.values_list("edition_id", flat=True))
    return {notice.pk for notice in notices if notice.edition_id not in live}


def _withdrawn(notices: Sequence[Notice]) -> set[int]:
    """An article that is on the site again."""
    shown = Publication.objects.shown(clock.now()).filter(
        article__in={notice.article_id for notice in notices}
    )
    back = dict(shown.values_list("article_id", "published_at"))
    return {
        notice.pk for notice in notices if notice.article_id in back and back[notice.article_id] > notice.at
    }


def _reminder(notices: Sequence[Notice]) -> set[int]:
    """A request that waits no more; a page that left the site, or was read again."""
    waiting, editions = _waiting(notices), _editions(notices)
    live = dict(
        Publication.objects.live().filter(edition__in=editions).values_list("edition_id", "published_at")
    )
    again = SignOff.objects.filter(edition__in=editions, role__in=CLINICAL, revocation=None)
    signed = list(again.values_list("edition_id", "signed_at"))

    def is_settled(notice: Notice) -> bool:
        if notice.request_id:
            return notice.request_id not in waiting
        if notice.edition_id not in live or live[notice.edition_id] > notice.at:
            return True
        return any(edition == notice.edition_id and at > notice.at for edition, at in signed)

    return {notice.pk for notice in notices if is_settled(notice)}


QUESTIONS: Mapping[str, Callable[[Sequence[Notice]], set[int]]] = {
    NoticeKind.ASSIGNED: _assigned,
    NoticeKind.SENT_BACK: _sent_back,
    NoticeKind.WITHDRAWN: _withdrawn,
    NoticeKind.COMMENTED: _commented,
    NoticeKind.DECIDED: _decided,
    NoticeKind.PUBLISHED: _published,
    NoticeKind.REMINDER: _reminder,
}


def _editions(notices: Sequence[Notice]) -> set[int]:
    return {notice.edition_id for notice in notices if notice.edition_id}


def _waiting(notices: Sequence[Notice]) -> set[int]:
    requests = {notice.request_id for notice in notices if notice.request_id}
    return set(waiting_requests().filter(pk__in=requests).values_list("pk", flat=True))


def _replaced(notices: Sequence[Notice]) -> set[int]:
    """The editions that were recalled, or in whose place a newer one was submitted."""
    about: QuerySet[Edition] = Edition.objects.filter(pk__in=_editions(notices))
    numbers = list(about.values_list("pk", "article_id", "number", "recall"))
    newer = Edition.objects.filter(article__in={article for _, article, _, _ in numbers}, recall=None)
    newest: dict[int, int] = {}
    for article, number in newer.values_list("article_id", "number"):
        newest[article] = max(number, newest.get(article, 0))
    return {pk for pk, article, number, recall in numbers if recall or newest.get(article, 0) > number}
