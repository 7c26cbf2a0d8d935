"""Django's settings, made from where the data lies and how it is served. Nothing is read from the environment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from station_app.hub.database import SQLITE_FILE, django_settings, kept_url
from station_app.hub.secret import kept_secret

HERE = Path(__file__).resolve().parent
LONGEST_SESSION = timedelta(hours=12)
STEP_UP = timedelta(minutes=5)
LOCK_OUT_TRIES = 5
LOCK_OUT = timedelta(minutes=15)
MAX_BODY = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a hub keeps its data, and the names it answers to."""

    data: Path
    tls: bool = False
    hosts: Sequence[str] = ()
    """Names in the certificate."""
    live_port: int = 0
    """Where the live process serves; 0 for none, or for one that a proxy makes part of this address."""

    @property
    def shared(self) -> bool:
        """On PostgreSQL, where other workers write, too."""
        return kept_url(self.data) is not None

    @property
    def database(self) -> Path:
        """The SQLite file; there is none where the hub keeps its data in PostgreSQL."""
        return self.data / SQLITE_FILE

    @property
    def key_file(self) -> Path:
        """The hub's Ed25519 key."""
        return self.data / "keys" / "hub.key"


def configure(place: Place) -> None:
    """Make Django ready in this process, for one data directory."""
    if settings.configured:
        if place.key_file != settings.HUB_KEY_FILE:
            raise RuntimeError("a process serves one hub: another data directory needs a process of its own")
        return
    settings.configure(**_values(place))
    django.setup()


def _values(place: Place) -> dict[str, Any]:
    return {
        "SECRET_KEY": kept_secret(place.data / "keys" / "django.secret"),
        "DEBUG": False,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]", *place.hosts],
        "ROOT_URLCONF": "station_app.hub.urls",
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.staticfiles",
            "allauth",
            "allauth.account",
            "allauth.mfa",
            "allauth.usersessions",
            "axes",
            "station_app.hub.apps.HubConfig",
        ],
        "MIDDLEWARE": _middleware(),
        "TEMPLATES": [_templates()],
        **django_settings(place.data, kept_url(place.data)),
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": MAX_BODY,
        "FILE_UPLOAD_HANDLERS": [
            "station_app.hub.uploads.Gate",
            "django.core.files.uploadhandler.MemoryFileUploadHandler",
            "django.core.files.uploadhandler.TemporaryFileUploadHandler",
        ],
        "HUB_KEY_FILE": place.key_file,
        "HUB_LIVE_PORT": place.live_port,
        "HUB_LIVE_SOCKET": place.data / "live.sock",
        **_language(),
        **_accounts(),
        **_second_factor(),
        **_transport(place.tls),
        "LOGGING": _logging(),
    }


def _middleware() -> list[str]:
    return [
        "django.middleware.security.SecurityMiddleware",
        "station_app.hub.middleware.security_headers",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "station_app.hub.middleware.language",
        "station_app.hub.middleware.NoNul",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "allauth.account.middleware.AccountMiddleware",
        "station_app.hub.idle.end_idle_sessions",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "axes.middleware.AxesMiddleware",
    ]


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "station_app.hub.live_at.live",
            ],
            "libraries": {"hub": "station_app.hub.templatetags.hub"},
            "builtins": ["station_app.hub.templatetags.hub", "station_app.hub.templatetags.policies"],
        },
    }


def _language() -> dict[str, Any]:
    return {
        "LANGUAGE_CODE": "zh-hans",
        "LANGUAGES": [("zh-hans", "中文"), ("en", "English")],
        "USE_I18N": True,
        "USE_TZ": True,
        "TIME_ZONE": "Asia/Shanghai",
        "USE_THOUSAND_SEPARATOR": False,
        "STATIC_URL": "/static/",
        "STATICFILES_DIRS": [HERE / "static"],
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
    }


def _accounts() -> dict[str, Any]:
    validators = "django.contrib.auth.password_validation."
    return {
        "AUTHENTICATION_BACKENDS": [
            "axes.backends.AxesStandaloneBackend",
            "django.contrib.auth.backends.ModelBackend",
        ],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": validators + "MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
            {"NAME": validators + "CommonPasswordValidator"},
            {"NAME": validators + "NumericPasswordValidator"},
        ],
        "LOGIN_URL": "/login/",
        "LOGIN_REDIRECT_URL": "/",
        "LOGOUT_REDIRECT_URL": "/login/",
        "SESSION_COOKIE_AGE": int(LONGEST_SESSION.total_seconds()),  # idle ones end sooner: `idle`
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "AXES_FAILURE_LIMIT": LOCK_OUT_TRIES,
        "AXES_COOLOFF_TIME": LOCK_OUT,
        "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
        "AXES_LOCKOUT_CALLABLE": "station_app.hub.pages.login.locked_out",
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_VERBOSE": False,
    }


def _second_factor() -> dict[str, Any]:
    return {
        "ACCOUNT_ADAPTER": "station_app.hub.factor.AccountAdapter",
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_REAUTHENTICATION_METHODS": {"password", "mfa"},
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": int(STEP_UP.total_seconds()),
        "MFA_ADAPTER": "station_app.hub.factor.FactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_TOTP_ISSUER": "驿站管理",
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        "MFA_WEBAUTHN_USER_VERIFICATION": "required",
    }


def _transport(tls: bool) -> dict[str, Any]:
    year = 365 * 24 * 3600
    return {
        "SESSION_COOKIE_SECURE": tls,
        "CSRF_COOKIE_SECURE": tls,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_HTTPONLY": True,
        "SECURE_HSTS_SECONDS": year if tls else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        # A station posts over the same port; there is no http twin to redirect from.
        "SECURE_SSL_REDIRECT": False,
        "SILENCED_SYSTEM_CHECKS": ["security.W005", "security.W008", "security.W021"]
        + ([] if tls else ["security.W004", "security.W012", "security.W016"]),
    }


def _logging() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "hub: %(levelname)s %(name)s: %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        # A refused request is answered, not logged: anybody can send one.
        "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "ERROR"}},
    }
