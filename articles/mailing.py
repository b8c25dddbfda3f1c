"""Mail: written inside the act, sent after it was committed, tried again by `tick`."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from email.encoders import encode_base64
from email.mime.base import MIMEBase

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet

from articles import clock
from articles.models import OutgoingMail
from articles.rendering.mail import as_html
from articles.text import clean_line

logger = logging.getLogger(__name__)
LAST_ATTEMPT = 8


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail: its name, its media type, and its text, sent as UTF-8 exactly."""

    name: str
    type: str
    text: str


def write(
    *,
    to: str,
    subject: str,
    body: str,
    footer: str = "",
    mute_url: str = "",
    attachments: Sequence[Attachment] = (),
) -> OutgoingMail:
    """Write a mail in the transaction of the act that owes it. It goes out once that is committed.

    `body` and `footer` are plain text, paragraphs with an empty line between them; the mail says the same as HTML.
    `mute_url`, where given, is where one click ends mail of this kind.
    """
    now, subject = clock.now(), clean_line(subject)[:300]
    mail = OutgoingMail.objects.create(
        to=to,
        subject=subject,
        body=f"{body.rstrip()}\n\n-- \n{footer.rstrip()}\n" if footer else body,
        html=as_html(subject, body, footer),
        mute_url=mute_url,
        attachments=json.dumps([asdict(attachment) for attachment in attachments], ensure_ascii=False),
        created_at=now,
        next_attempt_at=now,
    )
    transaction.on_commit(lambda: send(mail.pk), robust=True)
    return mail


def send_due() -> int:
    """Send what is due and unsent; returns how many went out. Safe to run from two hosts at once."""
    due = OutgoingMail.objects.filter(
        sent_at=None, attempts__lt=LAST_ATTEMPT, next_attempt_at__lte=clock.now()
    ).values_list("pk", flat=True)
    return sum(send(pk) for pk in list(due))


def given_up() -> QuerySet[OutgoingMail]:
    """The mails that never went out and are not tried again."""
    return OutgoingMail.objects.filter(sent_at=None, attempts__gte=LAST_ATTEMPT).order_by("pk")


def send(pk: int) -> bool:
    """Try to send one mail; whether it went out. What fails is tried again later, at doubling intervals."""
    mail = _claim(pk)
    if mail is None:
        return False
    try:
        _message(mail).send()
    except Exception as problem:
        # Whatever is wrong with one mail holds up no other.
        logger.warning("Mail %s to %s was not sent: %s", mail.uuid, mail.to, problem)
        OutgoingMail.objects.filter(pk=pk).update(last_error=str(problem) or type(problem).__name__)
        return False
    OutgoingMail.objects.filter(pk=pk).update(sent_at=clock.now(), last_error="")
    return True


def _claim(pk: int) -> OutgoingMail | None:
    """Take a mail for one attempt, so that no other process takes it; no lock is held while it is sent."""
    mail = OutgoingMail.objects.filter(pk=pk, sent_at=None, next_attempt_at__lte=clock.now()).first()
    if mail is None:
        return None
    again_at = clock.now() + timedelta(minutes=2 ** (mail.attempts + 1))
    claimed = OutgoingMail.objects.filter(pk=pk, attempts=mail.attempts).update(
        attempts=mail.attempts + 1, next_attempt_at=again_at
    )
    return mail if claimed else None


def _message(mail: OutgoingMail) -> EmailMessage:
    # The same Message-ID at each attempt: a mail program that gets it twice shows it once (RFC 5322, 3.6.4).
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {"Message-ID": f"<{mail.uuid}@{host}>"}
    if mail.mute_url:
        # One click in the mail program, which posts without a log-in (RFC 8058).
        headers |= {
            "List-Unsubscribe": f"<{mail.mute_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(subject=mail.subject, body=mail.body, to=[mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attachment in json.loads(mail.attachments):
        message.attach(_part(Attachment(**attachment)))
    return message


def _part(attachment: Attachment) -> MIMEBase:
    """The attachment in base64: what goes as text arrives with other line ends (RFC 5321, 2.3.8), and its digest would
    not be the one that was signed."""
    part = MIMEBase(*attachment.type.split("/", 1), charset="utf-8")
    part.set_payload(attachment.text.encode())
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    return part
