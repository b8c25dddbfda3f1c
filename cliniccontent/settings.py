"""All settings, from the environment, in one file. docs/operators.md lists them for people."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from csp.constants import NONE, SELF
from django.urls import reverse_lazy

from cliniccontent import environment
from cliniccontent.environment import BASE_DIR

KINDS = ("research_summary", "clinical_news", "explainer")


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


def public_keys_file(value: str) -> Path | None:
    if not value:
        return None
    path = Path(value)
    try:
        blocks = re.findall(rb"-----BEGIN .*?-----END [^-]+-----", path.read_bytes(), re.DOTALL)
        keys = [load_pem_public_key(block) for block in blocks]
    except (OSError, ValueError, UnsupportedAlgorithm) as problem:
        raise ValueError(f"no public keys can be read from {value!r}.") from problem
    if not keys or not all(isinstance(key, Ed25519PublicKey) for key in keys):
        raise ValueError(f"{value!r} does not hold Ed25519 public keys.")
    return path


def signing_roles(value: str) -> tuple[str, ...]:
    roles = tuple(sorted(role.strip() for role in value.split(",") if role.strip()))
    if "medical" not in roles or not set(roles) <= {"medical", "editorial", "statistical"}:
        raise ValueError("it takes medical, and with it editorial or statistical or both.")
    return roles


def signing_roles_by_kind(values: list[str]) -> dict[str, tuple[str, ...]]:
    pairs = [value.partition("=") for value in values]
    if unknown := [kind for kind, _, _ in pairs if kind not in KINDS]:
        raise ValueError(f"{unknown[0]!r} is no kind of article: it takes {', '.join(KINDS)}.")
    return {kind: signing_roles(roles.replace("+", ",")) for kind, _, roles in pairs}


def kinds(values: list[str]) -> frozenset[str]:
    if unknown := set(values) - set(KINDS):
        raise ValueError(f"{min(unknown)!r} is no kind of article: it takes {', '.join(KINDS)}.")
    return frozenset(values)


def proxies(value: str) -> int:
    if not value.isdecimal() or int(value) > 9:
        raise ValueError("it takes the number of proxies of yours that stand in front: 0 to 9.")
    return int(value)


def days(value: str) -> int | None:
    if not value:
        return None
    if not value.isdecimal() or not 0 < int(value) < 3650:
        raise ValueError("it takes a number of days, or nothing.")
    return int(value)


def second_factor(value: str) -> bool:
    if value not in {"required", "optional"}:
        raise ValueError("it takes required or optional.")
    return value == "required"


DEBUG = environment.boolean("DEBUG")
SECRET_KEY = environment.text("SECRET_KEY", "for development only" if DEBUG else None)
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS", "")
SIGNING_KEY_FILE = environment.parsed(
    "SIGNING_KEY_FILE", signing_key_file, environment.development_key() if DEBUG else None
)
SITE_URL = environment.parsed("SITE_URL", site_url, "http://127.0.0.1:8000")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", urlsplit(SITE_URL).hostname)
SITE_NAME = environment.text("SITE_NAME", "Clinic Content")
TIME_ZONE = environment.parsed("TIME_ZONE", time_zone, "UTC")
SECURITY_CONTACT = environment.text("SECURITY_CONTACT", "")
PROXY_COUNT = environment.parsed("PROXY_COUNT", proxies, "0")
EARLIER_KEYS_FILE = environment.parsed("EARLIER_KEYS_FILE", public_keys_file, "")
REQUIRED_SIGNOFFS = environment.parsed("REQUIRED_SIGNOFFS", signing_roles, "medical,editorial")
REQUIRED_SIGNOFFS_BY_KIND = environment.parsed_words("REQUIRED_SIGNOFFS_BY_KIND", signing_roles_by_kind)
SECOND_CLINICIAN_FOR = environment.parsed_words("SECOND_CLINICIAN_FOR", kinds)
RETIRED_MAY_SIGN_ALONE = environment.boolean("RETIRED_MAY_SIGN_ALONE", default=True)
WITHDRAW_OVERDUE_AFTER_DAYS = environment.parsed("WITHDRAW_OVERDUE_AFTER_DAYS", days, "")
SECOND_FACTOR_REQUIRED = environment.parsed("SECOND_FACTOR", second_factor, "required")
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
    "allauth.account",  # no page of it is mounted; allauth.mfa does not load without it
    "allauth.mfa",
    "articles",  # after django.contrib.auth, whose permissions the groups are given
    "reviewers",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "reviewers.outside.page.keep_private",
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
    "allauth.account.middleware.AccountMiddleware",  # its app refuses to start without
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
    "articles.authentication.SecondFactorBackend",
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
AXES_CLIENT_IP_CALLABLE = "articles.logins.client_address"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
# axes keeps what was posted; what it must never keep goes by these names, as the forms send them.
AXES_SENSITIVE_PARAMETERS = [
    "username",
    "ip_address",
    *[f"{form}{secret}" for form in ["", "sign-", "revoke-"] for secret in ["password", "code", "assertion"]],
    *["new_code", "credential", "old_password", "new_password1", "new_password2"],
]
AXES_ENABLE_ADMIN = False  # to unlock an account is an act, and acts are on record
AXES_LOCKOUT_TEMPLATE = "locked_out.html"

# django-allauth checks the second factor, behind articles.second_factor. None of its pages is mounted: nobody signs up.
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "articles.second_factor.adapter.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_RECOVERY_CODE_DIGITS = 10

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
CSRF_FAILURE_VIEW = "articles.admin.expired.too_old"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "cliniccontent.log_lines.WithoutSecrets",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}},  # the audit trail holds what axes would warn of
}
