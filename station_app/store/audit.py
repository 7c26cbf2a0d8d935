"""Reading a journal from any process, while its station runs or not: pages of rows, export, verification."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from station_app.core.chain import GENESIS, Row
from station_app.store.faults import Damaged, fault_of
from station_app.store.rows import COLUMNS, LIST, RowDamaged, Values, checked_row, read_row
from station_app.store.schema import connect_reader

_PAGE_ROWS = 200
_LEFT_OUT = frozenset({"salt", "sealed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first thing that is wrong with a journal."""

    epoch: str
    seq: int
    """The row; 0 for the file as a whole."""
    what: str
    remedy: str = (
        "Keep the whole data directory as evidence and start the station: it puts a damaged file aside and saves what"
        " is whole. Compare with the hub, which has its own copy of the chain."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a verification found."""

    rows: int
    """How many rows were whole before the first fault."""
    fault: Fault | None = None


def export(path: Path) -> Iterator[dict[str, Any]]:
    """Every fact as a JSON-able dict, what was salvaged from earlier files first. Raises StoreFault."""
    try:
        with closing(connect_reader(path)) as db:
            for table in ("salvaged", "journal"):
                for page in _pages(db, table):
                    for values in page:
                        yield told(read_row(values))
    except (sqlite3.Error, RowDamaged, UnicodeDecodeError) as error:
        fault = fault_of(error) if isinstance(error, sqlite3.Error) else Damaged(str(error))
        if fault is None:
            raise
        raise fault from error


def verify(path: Path) -> Report:
    """Check the file's structure, then every row and the chain they make. Raises StoreFault where it cannot be read."""
    rows = 0
    try:
        with closing(connect_reader(path)) as db:
            wrong = structure_fault(db)
            if wrong is not None:
                return Report(rows=0, fault=wrong)
            for found in chain_slices(db):
                if isinstance(found, Fault):
                    return Report(rows=rows, fault=found)
                rows += found
    except (sqlite3.Error, UnicodeDecodeError) as error:
        fault = fault_of(error) if isinstance(error, sqlite3.Error) else Damaged(str(error))
        if fault is None:
            raise
        if not isinstance(fault, Damaged):
            raise fault from error
        return Report(rows=rows, fault=Fault(epoch="", seq=0, what=str(error)))
    return Report(rows=rows)


def structure_fault(db: sqlite3.Connection) -> Fault | None:
    """What SQLite itself finds wrong with the file's pages and indexes. Raises sqlite3.Error."""
    found: str = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return None if found == "ok" else Fault(epoch="", seq=0, what=found)


def chain_slices(db: sqlite3.Connection) -> Iterator[int | Fault]:
    """Check rows slice by slice: how many more are whole, or the first fault, which ends it. Raises sqlite3.Error."""
    # A byte that is no UTF-8 any more must be found by the row's hash, not stop the reading.
    db.text_factory = _lenient
    own = db.execute("SELECT epoch FROM cursor ORDER BY n DESC LIMIT 1").fetchone()
    for table in ("salvaged", "journal"):
        epoch, seq, prev = own[0] if own else "", 0, GENESIS
        for page in _pages(db, table):
            for whole, values in enumerate(page):
                follows = (values[1], values[0]) == (epoch, seq + 1)
                fault = _fault_in(values, prev if follows else None)
                if table == "journal" and fault is None and not follows:
                    fault = Fault(epoch=epoch, seq=seq + 1, what=f"row {seq + 1} is missing; {values[0]} comes instead")
                if fault is not None:
                    yield whole
                    yield fault
                    return
                seq, epoch, prev = values[0], values[1], values[-1]
            yield len(page)


def tail_fault(db: sqlite3.Connection) -> str:
    """What is wrong with the newest page of rows; empty when they are whole and follow each other."""
    db.text_factory = _lenient
    newest = db.execute(f"SELECT {LIST} FROM journal ORDER BY seq DESC LIMIT {_PAGE_ROWS}").fetchall()
    prev: str | None = None
    for values in reversed(newest):
        if (fault := _fault_in(values, prev)) is not None:
            return fault.what
        prev = values[-1]
    return ""


def tally(db: sqlite3.Connection) -> dict[str, int]:
    """How many rows of each kind there are, what was salvaged from earlier files with them."""
    both = "SELECT kind FROM salvaged UNION ALL SELECT kind FROM journal"
    return dict(db.execute(f"SELECT kind, count(*) FROM ({both}) GROUP BY kind").fetchall())


def _pages(db: sqlite3.Connection, table: str) -> Iterator[list[Values]]:
    # One query a page: no long read keeps the station's log from being copied into the file.
    key = "n" if table == "salvaged" else "seq"
    after = 0
    query = f"SELECT {LIST}, {key} FROM {table} WHERE {key} > ? ORDER BY {key} LIMIT {_PAGE_ROWS}"
    while rows := db.execute(query, (after,)).fetchall():
        after = rows[-1][-1]
        yield [values[:-1] for values in rows]


def _lenient(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")


def _fault_in(values: Values, prev: str | None) -> Fault | None:
    try:
        checked_row(values, prev)
    except RowDamaged as damage:
        return Fault(epoch=str(values[1]), seq=values[0], what=f"row {values[0]} {damage}")
    return None


def told(row: Row) -> dict[str, Any]:
    """A row as it is told to people and tools: all but what seals it."""
    return {name: getattr(row, name) for name in COLUMNS if name not in _LEFT_OUT} | {"body": dict(row.body)}
