"""Looking over the shoulder of a station that runs: its newest facts, and how many the hub does not have yet."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from station_app.store import outbox
from station_app.store.audit import told
from station_app.store.faults import fault_of
from station_app.store.rows import LIST, read_row
from station_app.store.schema import connect_reader


def facts_after(path: Path, seq: int, limit: int = 500) -> list[dict[str, Any]]:
    """Facts of the present epoch after a number, as `export` gives them. Raises StoreFault."""
    query = f"SELECT {LIST} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?"
    with reading(path) as db:
        return [told(read_row(values)) for values in db.execute(query, (seq, limit))]


def unsent(path: Path) -> int:
    """How many rows the hub has not acknowledged. Raises StoreFault."""
    with reading(path) as db:
        return outbox.backlog(db)


@contextmanager
def reading(path: Path) -> Generator[sqlite3.Connection]:
    """A journal to be read, while its station runs or not; what SQLite raises meanwhile comes out as a StoreFault."""
    try:
        with closing(connect_reader(path)) as db:
            yield db
    except sqlite3.Error as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault from error
