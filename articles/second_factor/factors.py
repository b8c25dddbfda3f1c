"""The questions about a second factor that the rest of the project asks."""

import logging
from collections.abc import Iterable
from contextlib import suppress

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from articles import clock
from articles.asking import asked_once
from articles.groups import Group, belongs
from articles.models import User
from articles.second_factor import app, passkeys, recovery

logger = logging.getLogger(__name__)

TRIES, WITHIN = 20, 60 * 60
_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


@asked_once
def has_factor(user: User) -> bool:
    """Whether the person has set up an authenticator app or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=_FACTORS).exists()


def held() -> QuerySet[Authenticator]:
    """Every app and passkey that anybody has set up: for a question within another statement."""
    return Authenticator.objects.filter(type__in=_FACTORS)


def required(user: User) -> bool:
    """Whether this person must have a second factor here: reviewers and publishers, unless the setting frees them."""
    return settings.SECOND_FACTOR_REQUIRED and belongs(user, Group.REVIEWER, Group.PUBLISHER)


def lacking(users: Iterable[int]) -> set[int]:
    """Which of these accounts, by their numbers, must have a second factor and have none: one answer for many."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return set()
    must = User.objects.filter(
        pk__in=users, is_active=True, groups__name__in=[Group.REVIEWER, Group.PUBLISHER]
    ).values_list("pk", flat=True)
    have = Authenticator.objects.filter(user__in=users, type__in=_FACTORS).values_list("user_id", flat=True)
    return set(must) - set(have)


def is_last(user: User) -> bool:
    """Whether the person has one app or one passkey and no other."""
    return Authenticator.objects.filter(user=user, type__in=_FACTORS).count() == 1


@sensitive_variables("code", "assertion")
def check(
    user: User, request: HttpRequest | None, *, code: str = "", assertion: str = "", bound_to: str = ""
) -> str | None:
    """Which of the person's factors holds: "passkey", "totp" or "recovery_code"; None when none does.

    An answer is used up by being right: the same code, or the same passkey's answer, never holds twice. A passkey's
    answer holds for `bound_to` alone: the digest of what is signed, or "" to log in. An assertion goes before a code.
    After twenty wrong codes within an hour codes are not asked about any more.
    """
    if assertion:
        taps = request is not None and passkeys.check(user, request, assertion=assertion, bound_to=bound_to)
        return "passkey" if taps else None
    if not code.strip() or _is_guessed_at(user):
        return None
    held = "totp" if app.check(user, code) else "recovery_code" if recovery.check(user, code) else None
    if held:
        with suppress(ValueError):  # it ran out meanwhile
            cache.decr(_tries(user))
    return held


def _is_guessed_at(user: User) -> bool:
    """Whether so many codes were tried for this account, from wherever, that somebody who has the password guesses.

    The lock on an address does not see guesses from many. Passkeys go on working, and nobody without the password
    comes as far as this.
    """
    cache.add(_tries(user), 0, WITHIN)
    try:
        tries = cache.incr(_tries(user))
    except ValueError:  # it ran out between the two lines
        return False
    if tries == TRIES + 1:
        logger.critical("Account %s: %s wrong codes with the right password within an hour.", user.pk, TRIES)
    return tries > TRIES


def _tries(user: User) -> str:
    return f"second-factor-tries:{user.pk}"


def remove_all(user: User) -> None:
    """A lost device: every factor and recovery code of the person is void, and every session of theirs ends.

    The caller says who asked for it and why, and puts it on record.
    """
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user)


def end_sessions(user: User) -> None:
    """Log the person out everywhere."""
    current = Session.objects.filter(expire_date__gte=clock.now())
    # What a session holds is signed text: whose it is can be read, and not asked of the database.
    theirs = [
        session.pk
        for session in current.iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()
