"""The daily mail: one for each person, of what happened since, without what is settled by then. Sent by `tick`."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles import clock, mailing
from articles.groups import Group, belongs
from articles.models import User
from reviewers.mail import addresses, notifications
from reviewers.mail.settled import unsettled
from reviewers.models import MailChoice, Notice, NoticeKind

logger = logging.getLogger(__name__)
HOUR = 7  # of the day in the site's time zone


@dataclass
class Result:
    """To whom a daily mail went into the outbox, and how many failed and are tried again."""

    to: list[str] = field(default_factory=list)
    failed: int = 0


def send_due() -> Result:
    """Write the daily mails that are due. Whoever's fails holds up nobody else's.

    What happened before seven o'clock is told from seven on, whenever this runs first, in one mail; what happened later
    waits for the next day. Safe to run from two hosts at once.
    """
    result, until = Result(), last_hour(clock.now())
    # Who got today's already waits until tomorrow, even if an act of yesterday was committed late.
    today = Notice.objects.filter(user=OuterRef("pk"), digested_at__gte=until)
    waiting = Notice.objects.filter(user=OuterRef("pk"), digested_at=None, at__lt=until)
    for user in User.objects.filter(Exists(waiting), ~Exists(today)).order_by("pk"):
        try:
            if _send(user, until):
                result.to.append(user.email)
        except Exception:
            logger.exception("The daily mail to %s failed.", user.email)
            result.failed += 1
    return result


def last_hour(now: datetime) -> datetime:
    """The last time that it was seven o'clock in the site's time zone, in UTC."""
    zone, day = timezone.get_default_timezone(), clock.day(now)
    seven = datetime.combine(day, time(HOUR), zone).astimezone(UTC)
    if seven > now:
        # By the day's name, not 24 hours earlier: two days a year are longer or shorter.
        seven = datetime.combine(day - timedelta(days=1), time(HOUR), zone).astimezone(UTC)
    return seven


def _send(user: User, until: datetime) -> bool:
    """Stamp a person's notices and write the mail of those that still matter, in one transaction."""
    with transaction.atomic():
        # Locked, so that another host waits here, and then finds them stamped.
        waiting = Notice.objects.filter(user=user, digested_at=None, at__lt=until).select_for_update(
            of=["self"]
        )
        notices = list(waiting.select_related("article", "request"))
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(digested_at=clock.now())
        chosen = notifications.choices_of(user)
        wanted = [notice for notice in notices if chosen[notice.kind] != MailChoice.How.NEVER]
        news = unsettled(wanted) if notifications.may_be_told(user) else []
        if news:
            _write(user, news)
    return bool(news)


def _write(user: User, news: Sequence[Notice]) -> None:
    by_article: dict[int, list[Notice]] = {}
    for notice in news:
        by_article.setdefault(notice.article_id, []).append(notice)
    at_desk = belongs(user, Group.WRITER, Group.EDITOR, Group.PUBLISHER)
    parts = [_part(notices, at_desk=at_desk) for notices in by_article.values()]
    things = "1 thing" if len(news) == 1 else f"{len(news)} things"
    mute = notifications.mute_address(user, notifications.DAILY_MAIL)
    mailing.write(
        to=user.email,
        subject=f"Daily mail from {settings.SITE_NAME}: {things}",
        body=f"Dear {user},\n\nThis happened since your last daily mail. What is settled by now is left out.\n\n"
        + "\n\n".join(parts)
        + "\n",
        footer=notifications.footer("These kinds of mail come in one mail a day", mute),
        mute_url=mute,
    )


def _part(notices: Sequence[Notice], *, at_desk: bool) -> str:
    """What is told of one article: its title, where to go, and a line for each notice."""
    article = notices[0].article
    lines = "\n".join(f"- {text}" for text in dict.fromkeys(notice.text for notice in notices))
    edition = next((notice.edition_id for notice in reversed(notices) if notice.edition_id), None)
    if at_desk and any(notice.kind in {NoticeKind.COMMENTED, NoticeKind.SENT_BACK} for notice in notices):
        address = addresses.comments(article)
    elif at_desk or edition is None:
        address = addresses.article(article)
    else:
        address = addresses.edition(edition)
    return f"“{article.title}”: {address}\n{lines}"
