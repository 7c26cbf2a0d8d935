"""What the databases themselves take of the same rows, without signatures, chains or anything else of ours."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final

from station_app.store.rows import Values, values_of
from station_app.wiring.bench.hub_load import journal_of
from station_app.wiring.process import UsageError

ROWS: Final = 60_000
BATCH: Final = 2000
_COLUMNS: Final = (
    "seq bigint, epoch text, id text, kind text, version integer, wall text, mono bigint, boot text, clock text,"
    " body text, salt text, sealed text, prev text, hash text"
)


def refuse_what_is_used(url: str) -> None:
    """Raise UsageError where a database holds anything: made-up stations beside real ones would never go again."""
    with _connected(url) as db:
        found = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LIMIT 1").fetchall()
    if found:
        raise UsageError(
            "the database of --database holds tables: name an empty one (createdb), and drop it afterwards"
        )


def rows(divide: int) -> Sequence[Values]:
    """Rows as a journal keeps them."""
    return [values_of(row) for row in islice(journal_of("floor"), ROWS // divide)]


def sqlite(folder: Path, given: Sequence[Values]) -> float:
    """Rows a second by executemany, each batch a durable transaction."""
    with closing(sqlite3.connect(folder / "floor.db", isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute(f"CREATE TABLE fact ({_COLUMNS}, UNIQUE (epoch, seq))")
        places = ",".join("?" * len(given[0]))
        begun = time.perf_counter()
        for first in range(0, len(given), BATCH):
            db.execute("BEGIN IMMEDIATE")
            db.executemany(f"INSERT INTO fact VALUES ({places})", given[first : first + BATCH])
            db.execute("COMMIT")
        return len(given) / (time.perf_counter() - begun)


def copied(url: str, given: Sequence[Values]) -> float:
    """Rows a second by COPY into a table without any index, all in one transaction."""
    with _connected(url) as db, db.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_raw ({_COLUMNS})")
        begun = time.perf_counter()
        with db.transaction():
            _copy(cursor, "bench_raw", given)
        spent = time.perf_counter() - begun
        cursor.execute("DROP TABLE bench_raw")
    return len(given) / spent


def staged(url: str, given: Sequence[Values]) -> float:
    """Rows a second by COPY beside, then INSERT … ON CONFLICT DO NOTHING, each batch a durable transaction."""
    with _connected(url) as db, db.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_kept ({_COLUMNS}, UNIQUE (epoch, seq))")
        cursor.execute(f"CREATE TEMP TABLE bench_come ({_COLUMNS}) ON COMMIT DELETE ROWS")
        begun = time.perf_counter()
        for first in range(0, len(given), BATCH):
            with db.transaction():
                _copy(cursor, "bench_come", given[first : first + BATCH])
                cursor.execute("INSERT INTO bench_kept SELECT * FROM bench_come ON CONFLICT DO NOTHING")
        spent = time.perf_counter() - begun
        cursor.execute("DROP TABLE bench_kept")
    return len(given) / spent


def _copy(cursor: Any, table: str, given: Sequence[Values]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in given:
            copy.write_row(row)


def _connected(url: str) -> Any:
    import psycopg

    return psycopg.connect(url, autocommit=True)
