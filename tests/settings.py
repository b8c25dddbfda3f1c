"""The project's settings, with an environment of the tests' own."""

import os
import tempfile
from pathlib import Path

from cliniccontent import environment

_store = Path(tempfile.mkdtemp(prefix="cliniccontent-tests-"))
environment.write_private(_store / "key.pem", environment.new_signing_key())

(_store / "static").mkdir()

os.environ["ENVIRONMENT_FILE"] = os.devnull
os.environ.setdefault("SECRET_KEY", "only for tests, which keep nothing")
os.environ.setdefault("SIGNING_KEY_FILE", str(_store / "key.pem"))
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ["MEDIA_ROOT"] = str(_store / "media")
os.environ.setdefault("STATIC_ROOT", str(_store / "static"))
os.environ.setdefault("SECOND_FACTOR", "optional")
os.environ.setdefault("SECURITY_CONTACT", "security@example.org")

from cliniccontent.settings import *  # noqa: E402, F403
from cliniccontent.settings import DATABASES, STORAGES  # noqa: E402

DATABASES["default"]["CONN_MAX_AGE"] = 0  # so that no thread of a live server keeps the test database open

# Django's live server hands out the files below MEDIA_ROOT at this address to whoever asks; the site never does.
MEDIA_URL = "/only-the-live-server-has-this/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

MAY_FLUSH = True
