"""Whether an article may be read at all: shown, retracted, or gone, and then why, by whom and since when.

Coming down is decided here by time and by sealed rows, whether or not anything has run. What is not genuine is not
believed: it is an alarm in the log, and the address answers 404.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from articles import clock
from articles.models.publication import Publication
from articles.public import reading

_logger = logging.getLogger(__name__)
_ENDING = Publication.Ending
_ROLES = {"editor": "An editor", "publisher": "A publisher", "reviewer": "A reviewer"}
OVERDUE, REMOVED = "overdue", "removed"


@dataclass(frozen=True)
class Gone:
    """Why there is nothing to read: `because` is an ending of a publication, OVERDUE or REMOVED; `who` is a role."""

    because: str
    at: datetime | date
    who: str = ""
    notice: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """An article's latest publication, and why it is gone, or that it is retracted; neither if it is shown."""

    latest: Publication
    gone: Gone | None = None
    is_retracted: bool = False


def of_article(slug: str) -> Standing:
    """How the article stands that this address is, or was, of. Raises Http404 when nothing genuine says so."""
    latest = reading.latest_of(slug)
    if latest is None or not reading.has_seals(latest):
        raise Http404
    if latest.ended_at is None:
        if latest.was_planned and reading.falsely_kept([latest]):  # type: ignore[attr-defined]
            raise Http404
        return Standing(latest, _planned(latest) or _lapsed(latest))
    if latest.ended_because in (_ENDING.WITHDRAWN, _ENDING.REVOKED):
        return Standing(latest, _ended(latest))
    if latest.ended_because == _ENDING.RETRACTED:
        return Standing(latest, _removed(latest), is_retracted=True)
    _logger.critical("Publication %s was replaced, and what replaced it is missing.", latest.uuid)
    raise Http404


def of_edition(publication: Publication) -> tuple[Gone | None, Publication | None]:
    """Why one edition is gone, and the retraction that it falls under. Raises Http404 for a forged notice.

    And for any forged row since: a withdrawal that was made into something else would bring the text back.
    """
    since = reading.since(publication)
    if len(reading.sealed(since)) < len(since):
        raise Http404
    said = reading.endings(since, publication.edition_id)
    for ending in said:
        if ending.ended_because != _ENDING.RETRACTED:
            return _ended(ending), None
    return _removed(publication), said[0] if said else None


def who(ending: Publication) -> str:
    """In which role somebody ended it: the person is on record, and not for the public."""
    return _in_role(ending.ended_role)


def words_of(retraction: Publication) -> tuple[str, str]:
    """Why it was retracted, and which parts are affected: the act puts the one behind the other."""
    reason, _, affected = retraction.notice.rpartition("\n\nAffected: ")
    return (reason, affected) if reason else (retraction.notice, "")


def _in_role(role: str) -> str:
    return _ROLES.get(role, "The publisher")


def _ended(ending: Publication) -> Gone:
    assert ending.ended_at is not None  # the row says that it has ended
    return Gone(ending.ended_because, ending.ended_at, who(ending), ending.notice)


def _planned(latest: Publication) -> Gone | None:
    plans = [plan for plan in reading.due_plans(latest.article_id) if plan.withdraw_at > latest.published_at]
    if not plans:
        return None
    # Taking down is gated by nothing, so a forged plan hides the article; but nobody reads its words.
    genuine = [plan for plan in plans if reading.is_sealed(plan)]
    if not genuine:
        raise Http404
    plan = genuine[0]
    return Gone(_ENDING.WITHDRAWN, plan.withdraw_at, _in_role(plan.role), plan.reason)


def _lapsed(latest: Publication) -> Gone | None:
    if latest.lapses_on is None or latest.lapses_on > clock.today():
        return None
    return Gone(OVERDUE, latest.lapses_on, due_on=latest.review_due_on)


def _removed(publication: Publication) -> Gone | None:
    removal = reading.removal(publication)
    if removal is None:
        return None
    if not reading.is_sealed(removal):
        raise Http404
    return Gone(REMOVED, removal.at, _in_role(removal.role), removal.reason)
