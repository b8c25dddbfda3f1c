"""Recovery codes: ten, shown once, each good for one time when the app or the passkey is not at hand."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import InvalidToken
from django.db import transaction

from articles.models import User


def make(user: User) -> list[str]:
    """Ten new codes, to be shown now and never again; earlier ones no longer work."""
    with transaction.atomic():
        User.objects.select_for_update().get(
            pk=user.pk
        )  # a form that was sent twice makes one set, not an error
        remove(user)
        codes = RecoveryCodes.activate(user).generate_codes()
    return [f"{code[:5]} {code[5:]}" for code in codes]


def left(user: User) -> int:
    """How many codes were not used yet."""
    kept = _kept(user)
    try:
        return len(RecoveryCodes(kept).get_unused_codes()) if kept else 0
    except InvalidToken:
        return 0  # made with a SECRET_KEY that is gone


def check(user: User, code: str) -> bool:
    """Whether this is an unused code of the person's; it is used up by being asked about."""
    kept = _kept(user)
    try:
        held = kept is not None and RecoveryCodes(kept).validate_code(code)
    except (InvalidToken, Authenticator.DoesNotExist):
        return False  # made with a SECRET_KEY that is gone, or replaced in the meantime
    return held


def remove(user: User) -> None:
    """Make the person's codes void; nothing happens if there are none."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()


def _kept(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
