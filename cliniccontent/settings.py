"""All settings, from the environment, in one file. docs/operators.md lists them for people."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from csp.constants import NONE, SELF
from django.urls import reverse_lazy

from cliniccontent import environment
from cliniccontent.environment import BASE_DIR


def site_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
        raise ValueError(f"{value!r} is not like https://www.example.org.")
    return f"{parts.scheme}://{parts.netloc}"


def time_zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, OSError) as problem:
        raise ValueError(f"{value!r} is not a time zone like Europe/Zurich.") from problem


def signing_key_file(value: str) -> Path:
    path = Path(value)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as problem:
        raise ValueError(f"no private key can be read from {value!r}.") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"the key in {value!r} is not an Ed25519 key.")
    return path


def database(value: str) -> dict[str, Any]:
    try:
        config = dict(dj_database_url.parse(value, conn_max_age=60))
    except dj_database_url.ParseError as problem:
        raise ValueError(str(problem)) from problem
    if config.get("ENGINE") == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # recursive_triggers: without it REPLACE deletes a row and no delete trigger hears of it.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON;",
        }
    elif config.get("ENGINE") != "django.db.backends.postgresql":
        raise ValueError("it takes sqlite:///path or postgres://user:password@host/name.")
    return config


def email(value: str) -> dict[str, Any]:
    """Where mail goes: console: prints it; smtp://, smtp+tls:// and smtps:// send it."""
    parts = urlsplit(value)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not parts.hostname:
        raise ValueError("it takes console:, smtp://…, smtp+tls://… or smtps://….")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }


def cache(value: str) -> dict[str, Any]:
    backends = {
        "locmem": "django.core.cache.backends.locmem.LocMemCache",
        "redis": "django.core.cache.backends.redis.RedisCache",
        "rediss": "django.core.cache.backends.redis.RedisCache",
    }
    scheme = urlsplit(value).scheme
    if scheme not in backends:
        raise ValueError("it takes locmem: or redis://host:port/number.")
    return {"BACKEND": backends[scheme], "LOCATION": "" if scheme == "locmem" else value}


def signing_roles(value: str) -> tuple[str, ...]:
    roles = tuple(sorted(role.strip() for role in value.split(",") if role.strip()))
    if roles not in {("medical",), ("editorial", "medical")}:
        raise ValueError("it takes medical,editorial or medical.")
    return roles


DEBUG = environment.boolean("DEBUG")
SECRET_KEY = environment.text("SECRET_KEY", "for development only" if DEBUG else None)
SIGNING_KEY_FILE = environment.parsed(
    "SIGNING_KEY_FILE", signing_key_file, environment.development_key() if DEBUG else None
)
SITE_URL = environment.parsed("SITE_URL", site_url, "http://127.0.0.1:8000")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", urlsplit(SITE_URL).hostname)
SITE_NAME = environment.text("SITE_NAME", "Clinic Content")
TIME_ZONE = environment.parsed("TIME_ZONE", time_zone, "UTC")
SECURITY_CONTACT = environment.text("SECURITY_CONTACT", "")
REQUIRED_SIGNOFFS = environment.parsed("REQUIRED_SIGNOFFS", signing_roles, "medical,editorial")
DEMO_LOGINS = environment.words("DEMO_LOGINS", "")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "markdownx",
    "axes",
    "csp",
    "articles",  # after django.contrib.auth, whose permissions the groups are given
    "reviewers",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "articles.admin.expired.keep_what_was_typed",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "cliniccontent" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

ROOT_URLCONF = "cliniccontent.urls"
WSGI_APPLICATION = "cliniccontent.wsgi.application"

DATABASES = {
    "default": environment.parsed("DATABASE_URL", database, f"sqlite:///{BASE_DIR / 'cliniccontent.sqlite3'}")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": environment.parsed("CACHE_URL", cache, "locmem:")}

AUTH_USER_MODEL = "articles.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first, so that a locked account reaches no password check
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "first_name", "last_name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = reverse_lazy("admin:login")
# Per person and address: a clinic behind one address must not lock itself out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"  # what the log-in form calls it, whatever the model does
AXES_USERNAME_CALLABLE = "articles.logins.account_name"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
# axes keeps what was posted; what it must never keep goes by these names, as the forms send them.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "sign-password"]
AXES_ENABLE_ADMIN = False  # to unlock an account is an act, and acts are on record
AXES_LOCKOUT_TEMPLATE = "locked_out.html"

FORMS_URLFIELD_ASSUME_HTTPS = True  # until Django 6, where it is so

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # an article with a hundred references has more than Django's thousand
LANGUAGE_CODE = "en-gb"
USE_TZ = True
FORMAT_MODULE_PATH = "cliniccontent.formats"

STATIC_URL = "/static/"
STATIC_ROOT = Path(environment.text("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "cliniccontent" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = Path(environment.text("MEDIA_ROOT", str(BASE_DIR / "var" / "media")))

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = ""
globals().update(environment.parsed("EMAIL_URL", email, "console:"))
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", f"no-reply@{urlsplit(SITE_URL).hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

MARKDOWNX_MARKDOWNIFY_FUNCTION = "articles.rendering.render_markdown"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
HTTPS = SITE_URL.startswith("https:")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_TRUSTED_ORIGINS = [SITE_URL]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}},  # the audit trail holds what axes would warn of
}
