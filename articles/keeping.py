"""What people type is kept before they save it, for nobody but them; and who else has the same form open.

Nothing here is content, history or evidence: no version, no audit entry, and no save is ever refused because of it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles import clock
from articles.models import Article, ArticleVersion, Autosave, EditingSession, User
from articles.text import clean_line

MOST_BYTES = 1_000_000
KEPT_FOR = timedelta(days=60)
LATE_FOR = timedelta(days=2)  # nothing that was sent is on its way for longer
AT_IT = timedelta(minutes=1)
IDLE = timedelta(minutes=10)
GONE = timedelta(minutes=25)
PURGED = timedelta(hours=1)

Field = tuple[str, str]
# Not typed, or never to be kept: they are not written down, whatever a browser sends.
_NOT_KEPT = {"csrfmiddlewaretoken", "form", "sitting", "password", "code", "assertion"}


@dataclass(frozen=True)
class Sitting:
    """One form, opened once by one person. `form` is the article's UUID, or the one that a new article's form has."""

    by: User
    form: UUID
    sitting: UUID


class Unreadable(ValueError):
    """These are no fields of a form."""


def written(fields: Any) -> str:
    """A form's fields as they are kept. Raises Unreadable for anything but a list of [name, value]."""
    if not isinstance(fields, list):
        raise Unreadable("The fields are no list.")
    for field in fields:
        if not (isinstance(field, list) and len(field) == 2 and all(isinstance(part, str) for part in field)):
            raise Unreadable("A field is not a name and a value.")
        if any("\0" in part for part in field):
            raise Unreadable("A field has a NUL character.")
    # ASCII alone: a lone surrogate is kept as it came, and cleaned where the form is saved.
    return json.dumps([field for field in fields if field[0] not in _NOT_KEPT]) if fields else ""


def fields_of(kept: Autosave) -> list[Field]:
    """The names and values that were kept, in the form's order."""
    return [(name, value) for name, value in json.loads(kept.fields or "[]")]


def keep(sitting: Sitting, *, count: int, seen: int, fields: str, article: Article | None) -> Autosave:
    """Keep what stands in an open form, in place of what it sent before. Returns what is kept now.

    Nothing is kept when the sitting is `over`, or when something with a higher `count` came before: what is returned
    says so. `fields` is what `written` gave; empty when nothing in the form is unsaved.
    """
    now = clock.now()
    with transaction.atomic():
        if article:
            # The article first, as a save of it does: two that lock in different orders would wait for each other.
            Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        row, created = Autosave.objects.select_for_update().get_or_create(
            by=sitting.by,
            form=sitting.form,
            sitting=sitting.sitting,
            defaults={"article": article, "count": count, "seen": seen, "fields": fields, "at": now},
        )
        if not created and not row.over and count > row.count:
            row.article, row.count, row.seen, row.fields, row.at = article, count, seen, fields, now
            row.save()
        return row


def end(sitting: Sitting, *, article: Article | None) -> None:
    """A sitting is over: it was saved, in the caller's transaction, or discarded. What comes from it later is late."""
    over = Autosave(
        by=sitting.by,
        form=sitting.form,
        sitting=sitting.sitting,
        article=article,
        fields="",
        over=True,
        at=clock.now(),
    )
    Autosave.objects.bulk_create(
        [over],
        update_conflicts=True,
        unique_fields=["by", "form", "sitting"],
        update_fields=["article", "fields", "over", "at"],
    )


def unsaved(by: User, form: UUID) -> QuerySet[Autosave]:
    """What a person typed into a form and never saved, the latest first."""
    return _unsaved(by).filter(form=form)


def unsaved_articles(by: User) -> QuerySet[Autosave]:
    """What a person typed into forms for new articles and never saved, the latest first."""
    return _unsaved(by).filter(article=None)


def unsaved_anywhere(by: User) -> QuerySet[Autosave]:
    """All that a person typed and never saved, the latest first, with its article."""
    return _unsaved(by).select_related("article")


def title_of(kept: Autosave) -> str:
    """What the article is called by what was typed."""
    typed = clean_line(dict(fields_of(kept)).get("title", "")).strip()
    return typed or (str(kept.article) if kept.article else "Untitled")


def be_present(article: Article, by: User, *, typed: bool) -> None:
    """Somebody has the form open now; `typed` says whether they typed since they were heard of last."""
    now = clock.now()
    heard = EditingSession(article=article, by=by, seen_at=now, typed_at=now)
    EditingSession.objects.bulk_create(
        [heard],
        update_conflicts=True,
        unique_fields=["article", "by"],
        update_fields=["seen_at", *(["typed_at"] if typed else [])],
    )


def leave(article: Article, by: User) -> None:
    """Somebody closed the form."""
    EditingSession.objects.filter(article=article, by=by).delete()


def company(article: Article, by: User) -> list[EditingSession]:
    """Who else has the form open, by name."""
    there = EditingSession.objects.filter(article=article, seen_at__gt=clock.now() - GONE).exclude(by=by)
    return sorted(there.select_related("by"), key=lambda session: str(session.by))


def said_of(company: Sequence[EditingSession], now: datetime) -> list[str]:
    """A sentence about each of them."""
    return [_said_of(session, now) for session in company]


def said_of_version(version: ArticleVersion, reader: User) -> str:
    """What somebody who has the form of an earlier version open is told of the one that came since."""
    at = clock_time(version.at, clock.now())
    if version.by_id == reader.pk:
        return f"You saved version {version.number} at {at}, in another tab or from another page."
    return f"{version.by} saved version {version.number} at {at}; yours is kept apart until you save."


def clock_time(moment: datetime, now: datetime) -> str:
    """The time of day of a moment, with the day unless it is today."""
    local = timezone.localtime(moment)
    return f"{local:%H:%M}" if clock.day(moment) == clock.day(now) else f"{local:%H:%M on %-d %B %Y}"


def _said_of(session: EditingSession, now: datetime) -> str:
    name = str(session.by)
    if now - session.seen_at > AT_IT:
        return f"{name} had this open at {clock_time(session.seen_at, now)}."
    if now - session.typed_at > IDLE:
        return f"{name} has this open too, and typed nothing since {clock_time(session.typed_at, now)}."
    return f"{name} has this open too."


def purge() -> int:
    """Forget what was kept for long enough. Returns how many unsaved texts went."""
    now = clock.now()
    EditingSession.objects.filter(seen_at__lte=now - PURGED).delete()
    Autosave.objects.filter(fields="", at__lte=now - LATE_FOR).delete()
    gone, _by_model = Autosave.objects.filter(at__lte=now - KEPT_FOR).delete()
    return gone


def _unsaved(by: User) -> QuerySet[Autosave]:
    return Autosave.objects.filter(by=by, over=False).exclude(fields="").order_by("-at", "-pk")
