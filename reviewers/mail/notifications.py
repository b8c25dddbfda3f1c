"""Telling people by mail what concerns them: at once, in one mail a day, or not at all, as each of them chose.

What somebody must have whatever they chose (an invitation, a password's link, a signature's receipt) does not come
through here: it is written with `articles.mailing` directly, and cannot be muted.
"""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from articles import clock, mailing
from articles.models import Article, Edition, User
from articles.text import clean, clean_line
from reviewers.models import Comment, MailChoice, Notice, NoticeKind, ReviewRequest

How = MailChoice.How
DEFAULTS: Mapping[str, str] = {
    NoticeKind.ASSIGNED: How.INSTANT,
    NoticeKind.SENT_BACK: How.INSTANT,
    NoticeKind.WITHDRAWN: How.INSTANT,
    NoticeKind.COMMENTED: How.DAILY,
    NoticeKind.DECIDED: How.DAILY,
    NoticeKind.PUBLISHED: How.DAILY,
    NoticeKind.REMINDER: How.INSTANT,  # it is about a day that comes or is past
}
# In a token in place of a kind: everything that the person gets in the daily mail.
DAILY_MAIL = "daily_mail"
_SALT = "reviewers.notifications.mute"


class BadToken(Exception):
    """This is no token that was made here, or the person or kind that it names is no more."""


def notify(
    kind: NoticeKind,
    *,
    to: Iterable[User],
    article: Article,
    subject: str,
    body: str,
    line: str = "",
    by: User | None = None,
    edition: Edition | None = None,
    comment: Comment | None = None,
    request: ReviewRequest | None = None,
    pressing: bool = False,
) -> None:
    """Tell each of these people once, in the way that they chose for this kind. A part of an act: what is rolled back
    tells nobody. `by` is not told of their own act, and nobody is told anything who may not log in here any more.

    `line` is what the daily mail says instead of the whole body: one sentence, the subject if none is given. `edition`,
    `comment` and `request` say what it is about, so that the daily mail leaves out what is settled by then. What is
    `pressing` goes at once to whoever chose nothing for its kind.
    """
    own = by.pk if by else None
    people = {person.pk: person for person in to if may_be_told(person) and person.pk != own}
    chosen = dict(MailChoice.objects.filter(user__in=people, kind=kind).values_list("user_id", "how"))
    for pk, person in people.items():
        match chosen.get(pk, How.INSTANT if pressing else DEFAULTS[kind]):
            case How.INSTANT:
                address = mute_address(person, kind)
                mailing.write(
                    to=person.email,
                    subject=subject,
                    body=body,
                    footer=footer(f"Mail of the kind “{NoticeKind(kind).label}” comes at once", address),
                    mute_url=address,
                )
            case How.DAILY:
                Notice.objects.create(
                    user=person,
                    kind=kind,
                    article=article,
                    edition=edition,
                    comment=comment,
                    request=request,
                    text=clean_line(clean(line or subject)),
                    at=clock.now(),
                )


def may_be_told(person: User) -> bool:
    """Whether somebody may still log in at the desk: mail quotes what they could read there, and nothing else."""
    return person.is_active and person.is_staff


def choices_of(user: User) -> dict[str, str]:
    """How this person wants each kind of mail."""
    return dict(DEFAULTS) | dict(MailChoice.objects.filter(user=user).values_list("kind", "how"))


def choose(user: User, wanted: Mapping[str, str]) -> None:
    """Have these kinds of mail sent in these ways from now on. What is so already stays as it is, chosen or not."""
    with transaction.atomic():
        before = choices_of(user)
        for kind, how in wanted.items():
            if how == before[kind]:
                continue
            MailChoice.objects.update_or_create(user=user, kind=kind, defaults={"how": how})


def footer(so: str, address: str) -> str:
    """Why somebody gets a mail, and how to change it: at the foot of each that can be muted."""
    return (
        "Why you get this, and how to change it\n"
        f"{so}, unless you choose otherwise.\n"
        f"No more of it: {address}\n"
        f"Choose for each kind: {settings.SITE_URL}{reverse('my_mail')}"
    )


def mute_address(user: User, kind: str) -> str:
    """Where one click ends this kind of mail to this person, without a log-in (RFC 8058). It does not expire."""
    token = signing.Signer(salt=_SALT).sign_object([user.pk, str(kind)])
    return settings.SITE_URL + reverse("mute_mail", args=[token])


def muted_by(token: str) -> tuple[User, str]:
    """Whose mail a token mutes, and what: a kind, or DAILY_MAIL. Raises BadToken."""
    try:
        pk, what = signing.Signer(salt=_SALT).unsign_object(token)
        user = User.objects.get(pk=pk, is_active=True)
        return user, what if what == DAILY_MAIL else NoticeKind(what).value
    except (signing.BadSignature, User.DoesNotExist, ValueError, TypeError) as problem:
        raise BadToken from problem


def kinds_of(user: User, what: str) -> dict[str, str]:
    """The kinds that a token's `what` means for this person now, and how each is sent: all that come daily, or one."""
    chosen = choices_of(user)
    return {
        kind: how
        for kind, how in chosen.items()
        if (how == How.DAILY if what == DAILY_MAIL else kind == what)
    }
