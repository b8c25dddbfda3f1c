"""What django-allauth asks of the project: secrets encrypted at rest."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Adapter(DefaultMFAAdapter):
    """Keys of apps and seeds of recovery codes are useless to whoever has the database and not SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        """The text as only the holder of SECRET_KEY can read it."""
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again. Raises cryptography.fernet.InvalidToken when no key, present or former, made it."""
        return _ciphers().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return settings.SITE_NAME


def _ciphers() -> MultiFernet:
    return MultiFernet([_cipher(key) for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


def _cipher(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"cliniccontent second factor")
    return Fernet(base64.urlsafe_b64encode(derived.derive(secret.encode())))
