"""Django's settings, made from where the data lies and how it is served. Nothing is read from the environment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from station_app.hub.secret import kept_secret

HERE = Path(__file__).resolve().parent
IDLE_SESSION = timedelta(hours=12)
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

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "hub.db"

    @property
    def key_file(self) -> Path:
        """The hub's Ed25519 key."""
        return self.data / "keys" / "hub.key"


def configure(place: Place) -> None:
    """Make Django ready in this process, for one data directory."""
    if settings.configured:
        if settings.DATABASES["default"]["NAME"] != str(place.database):
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
            "axes",
            "station_app.hub.apps.HubConfig",
        ],
        "MIDDLEWARE": _middleware(),
        "TEMPLATES": [_templates()],
        "DATABASES": {"default": _database(place.database)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": MAX_BODY,
        "HUB_KEY_FILE": place.key_file,
        **_language(),
        **_accounts(),
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
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
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
            ],
            "libraries": {"hub": "station_app.hub.templatetags.hub"},
            "builtins": ["station_app.hub.templatetags.hub"],
        },
    }


def _database(path: Path) -> dict[str, Any]:
    durable = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-16000"
    return {
        "ENGINE": "station_app.hub.backend",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": durable},
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
        "SESSION_COOKIE_AGE": int(IDLE_SESSION.total_seconds()),
        "AXES_FAILURE_LIMIT": LOCK_OUT_TRIES,
        "AXES_COOLOFF_TIME": LOCK_OUT,
        "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
        "AXES_LOCKOUT_CALLABLE": "station_app.hub.pages.login.locked_out",
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_VERBOSE": False,
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
