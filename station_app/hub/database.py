"""Which database a hub keeps its data in: a SQLite file beside its keys, or PostgreSQL where one file holds its URL."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

SETTING: Final = "database.url"
"""In the data directory, so that every command of this hub finds its database; mode 0600, as it may hold a password."""
SQLITE_FILE: Final = "hub.db"
POOLED: Final = 16
"""Connections of one worker at most; one more listens for the bell."""
_SCHEMES: Final = ("postgresql://", "postgres://")


def kept_url(data: Path) -> str | None:
    """The URL of a hub's PostgreSQL, or None where it keeps its data in SQLite. Raises ValueError."""
    path = data / SETTING
    return _read(path) if path.exists() else None


def choose(data: Path, told: str) -> None:
    """Keep the choice of `station hub --database`, a URL without a password or a file that holds one; or ValueError."""
    if told.startswith(_SCHEMES):
        if parameters(told).get("password"):
            raise ValueError(
                "a password on the command line can be read by every user of this machine: write the URL into a file"
                " with mode 0600, and give --database the file"
            )
        url = told
    else:
        url = _read(Path(told))
    parameters(url)
    if (data / SQLITE_FILE).exists():
        raise ValueError(
            f"a hub has run on SQLite in {data}, and its stations would be missing on PostgreSQL:"
            f" move it with `python -m station_app.hub {data} move URL|FILE`, or choose another --data"
        )
    fd = os.open(data / f"{SETTING}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(url + "\n")
        file.flush()
        os.fsync(file.fileno())
    (data / f"{SETTING}.new").replace(data / SETTING)


def parameters(url: str) -> dict[str, Any]:
    """What libpq reads in a URL, by name. Raises ValueError that does not repeat the URL: it may hold a password."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    if not url.startswith(_SCHEMES):
        raise ValueError("the database's URL must begin with postgresql://")
    try:
        told = conninfo_to_dict(url)
    except ProgrammingError:
        raise ValueError("the database's URL is none: postgresql://USER:PASSWORD@HOST:PORT/NAME") from None
    if not told.get("dbname"):
        raise ValueError("the database's URL names no database: postgresql://USER:PASSWORD@HOST:PORT/NAME")
    return told


def django_settings(data: Path, url: str | None) -> dict[str, Any]:
    """`DATABASES` and `CACHES`."""
    if url is None:
        return {"DATABASES": {"default": _sqlite(data / SQLITE_FILE)}}
    # What limits tries and remembers used codes must be the same in every worker.
    shared = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "hub_cache"}
    return {"DATABASES": {"default": _postgresql(parameters(url))}, "CACHES": {"default": shared}}


def _sqlite(path: Path) -> dict[str, Any]:
    durable = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-16000"
    return {
        "ENGINE": "station_app.hub.backend",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": durable},
    }


def _postgresql(told: dict[str, Any]) -> dict[str, Any]:
    """A pool, not a connection a thread: of a worker's threads most wait for stations and ask nothing."""
    named = {django: told.pop(libpq, "") for django, libpq in _NAMES.items()}
    pool = {"min_size": 1, "max_size": POOLED, "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "station hub", **told, "pool": pool},
    }


_NAMES: Final = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def _read(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise ValueError(f"{path} may hold a password and others can read it: chmod 600 {path}")
        return path.read_text().strip()
    except OSError as error:
        raise ValueError(
            f"{path}: {error.strerror}: --database takes a postgresql:// URL or a file with one"
        ) from error
