"""Which rows the hub does not have yet. The journal is the outbox: a number an epoch says how far the hub has got."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from station_app.core.chain import Row
from station_app.store.rows import LIST, read_row

_WAITING = " FROM {table} WHERE epoch = :epoch AND seq > :after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row of any epoch."""

    epoch: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A row that the hub refused."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LostRange:
    """Rows that no file holds any more, first and last included."""

    epoch: str
    first: int
    last: int


def waiting(db: sqlite3.Connection, limit: int, after: Place | None) -> list[Row]:
    """The oldest rows that wait, oldest epoch first; those after a place only. Raises RowDamaged."""
    found: list[Row] = []
    for table, epoch, acked in _epochs(db, after):
        start = acked if after is None or after.epoch != epoch else max(acked, after.seq)
        query = f"SELECT {LIST}{_WAITING.format(table=table)} ORDER BY seq LIMIT :limit"
        rows = db.execute(query, {"epoch": epoch, "after": start, "limit": limit - len(found)})
        found += [read_row(values) for values in rows]
        if len(found) == limit:
            break
    return found


def backlog(db: sqlite3.Connection) -> int:
    """How many rows wait."""
    total = 0
    for table, epoch, acked in _epochs(db, None):
        if table == "journal":  # without gaps, so its million rows need not be counted
            newest = db.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0]
            total += max(0, newest - acked)
        else:
            query = f"SELECT count(*){_WAITING.format(table=table)}"
            total += db.execute(query, {"epoch": epoch, "after": acked}).fetchone()[0]
    return total


def cursors(db: sqlite3.Connection) -> dict[str, int]:
    """How far the hub has got in each epoch, oldest epoch first."""
    return dict(db.execute("SELECT epoch, acked FROM cursor ORDER BY n").fetchall())


def aside(db: sqlite3.Connection) -> list[SetAside]:
    """What the hub refused, oldest first."""
    rows = db.execute("SELECT epoch, seq, reason FROM aside JOIN cursor USING (epoch) ORDER BY n, seq")
    return [SetAside(place=Place(epoch=epoch, seq=seq), reason=reason) for epoch, seq, reason in rows]


def lost(db: sqlite3.Connection) -> list[LostRange]:
    """What can never be sent."""
    rows = db.execute("SELECT epoch, first, last FROM lost ORDER BY rowid")
    return [LostRange(epoch=epoch, first=first, last=last) for epoch, first, last in rows]


def _epochs(db: sqlite3.Connection, after: Place | None) -> Iterator[tuple[str, str, int]]:
    """Table, epoch and cursor, from the epoch of a place on."""
    cursors = db.execute("SELECT epoch, acked FROM cursor ORDER BY n").fetchall()
    names = [epoch for epoch, _ in cursors]
    first = names.index(after.epoch) if after is not None and after.epoch in names else 0
    for index, (epoch, acked) in enumerate(cursors):
        if index >= first:
            yield ("journal" if index == len(cursors) - 1 else "salvaged"), epoch, acked
