"""The file: its tables, step by step, and how connections to it are made."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from station_app.store import erasure, incidents, recent, selftests

# One file holds one epoch, so `seq` alone is the key of `journal`: a single b-tree that only grows at its end. Rows of
# earlier epochs, saved from damaged files, are in `salvaged`.
_JOURNAL = """
    epoch TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL, wall TEXT NOT NULL,
    mono INTEGER NOT NULL, boot TEXT NOT NULL, clock TEXT NOT NULL, body TEXT NOT NULL, salt TEXT NOT NULL,
    sealed TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL
"""

STEPS: tuple[tuple[str, ...], ...] = (
    (
        f"CREATE TABLE journal (seq INTEGER PRIMARY KEY, {_JOURNAL}) STRICT",
        f"CREATE TABLE salvaged (seq INTEGER NOT NULL, {_JOURNAL}, n INTEGER PRIMARY KEY, UNIQUE (epoch, seq)) STRICT",
        "CREATE TABLE lost (epoch TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT",
        # `proof` is the hash of the row `acked`: a cursor that has been damaged is not believed.
        "CREATE TABLE cursor (n INTEGER PRIMARY KEY, epoch TEXT NOT NULL UNIQUE, acked INTEGER NOT NULL,"
        " proof TEXT NOT NULL) STRICT",
        "CREATE TABLE aside (epoch TEXT NOT NULL, seq INTEGER NOT NULL, reason TEXT NOT NULL,"
        " PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID",
        "CREATE TABLE visits (visit TEXT PRIMARY KEY, person TEXT, zone TEXT NOT NULL, wall_ms INTEGER NOT NULL,"
        " mono_ms INTEGER NOT NULL, boot TEXT NOT NULL, clock TEXT NOT NULL, inside INTEGER NOT NULL) STRICT",
        "CREATE INDEX visits_inside ON visits (inside) WHERE inside = 1",
        "CREATE TABLE used_passes (pass_id TEXT PRIMARY KEY, until_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE incidents (cause TEXT PRIMARY KEY, incident TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ),
    selftests.STEP,
    recent.STEP,
    (
        "ALTER TABLE visits ADD COLUMN entered INTEGER",
        "ALTER TABLE visits ADD COLUMN companions INTEGER",
        "ALTER TABLE visits ADD COLUMN children INTEGER",
    ),
    erasure.STEP,
    incidents.STEP,
    erasure.DAY_STEP,
    recent.OFFERS_STEP,
)
"""What each version adds to the one before. Only ever appended to, and only what an older program does not notice: new
tables, new columns that may be NULL, new indexes. How many of them a file has is its `user_version`."""

PAGE = 4096
FRAME = 24 + PAGE
"""Bytes of one page in the log, with its head."""
LOG_HEAD = 32
BUSY_SECONDS = 2.0
"""So long a connection waits for another one's lock."""


def create(path: Path) -> sqlite3.Connection:
    """A new file with all the tables, to be filled, closed, and only then given its real name."""
    path.touch(mode=0o600)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute(f"PRAGMA page_size = {PAGE}")
    # The file is nobody's until it is renamed, and is synced before that: no rollback file is needed.
    db.execute("PRAGMA journal_mode = MEMORY")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    for number in range(len(STEPS)):
        apply_step(db, number)
    db.execute("COMMIT")
    return db


def apply_step(db: sqlite3.Connection, number: int) -> None:
    """Take a file from version `number` to the next, inside the caller's transaction."""
    for statement in STEPS[number]:
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {number + 1}")


def version_of(db: sqlite3.Connection) -> int:
    """How many steps a file has."""
    found: int = db.execute("PRAGMA user_version").fetchone()[0]
    return found


def has_our_tables(db: sqlite3.Connection) -> bool:
    """Whether the tables read as this program's version makes them; what a newer version has made is not looked at.

    One flipped bit in a table's definition makes SQLite say "no such column", as if a statement were wrong.
    """
    if version_of(db) > len(STEPS):
        return True
    query = "SELECT name, sql FROM sqlite_master WHERE name NOT GLOB '*sqlite_*' ORDER BY name"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        for number in range(len(STEPS)):
            apply_step(model, number)
        return model.execute(query).fetchall() == db.execute(query).fetchall()


def connect_writer(path: Path) -> sqlite3.Connection:
    """The one connection that writes and checkpoints; durable when a COMMIT returns."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA mmap_size = 0")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA cell_size_check = ON")
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA wal_autocheckpoint = 0")  # the writer decides when
        db.execute("PRAGMA journal_size_limit = 16777216")
    except sqlite3.Error:
        db.close()
        raise
    return db


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, for any thread or process, while the station runs or not."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS)


@contextmanager
def keep_log(path: Path) -> Generator[None]:
    """See that a connection which is closed does not copy the log into the file and remove it, as the last one does.

    What has failed is to be looked at as it is.
    """
    guard = None
    try:
        if path.stat().st_size:  # SQLite removes the log of an empty file
            guard = connect_reader(path)
            guard.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (sqlite3.Error, UnicodeDecodeError, OSError):
        pass  # then the log stays unread, too
    try:
        yield
    finally:
        if guard is not None:
            guard.close()
