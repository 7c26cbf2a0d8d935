"""New files for old: how a journal begins, and how it begins again when its file is damaged.

A file gets its name only when it is whole and on the disk, so a power cut at any moment leaves either what was there
or what replaces it. Names beside `journal.db`: `.building` is worth nothing; `.new` is whole and waits for its place;
`.corrupt.TIME` is what was put aside, kept for as long as names are.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from station_app.core.chain import Row
from station_app.core.facts import fact
from station_app.core.instant import Instant
from station_app.store.projections import rebuild
from station_app.store.rows import COLUMNS, INSERT, LIST, Tail, row_of, uuid7, values_of, wall_text
from station_app.store.schema import connect_reader, create

REPLAYED = 10_000
"""Rows that the hub has, which are salvaged all the same: visits, passes and incidents follow from them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hints:
    """What SQLite itself could still read of a damaged file."""

    acked: Mapping[str, int] = field(default_factory=dict[str, int])
    """Epoch -> cursor, oldest first; the last is the file's own."""
    newest: int = 0
    aside: Sequence[tuple[str, int, str]] = ()
    lost: Sequence[tuple[str, int, int]] = ()

    @property
    def own(self) -> str:
        return list(self.acked)[-1] if self.acked else ""


def begin(path: Path, at: Instant) -> None:
    """Make a new journal where there is none. Raises sqlite3.Error, OSError."""
    building = _beside(path, "building")
    with closing(create(building)) as db:
        _open_epoch(db, uuid7(at.wall_ms))
        _finish(db)
    _sync(building)
    _rename(building, path)


def settle(path: Path, at: Instant) -> None:
    """Finish what a power cut interrupted. Raises OSError."""
    _remove(_beside(path, "building"))
    fresh = _beside(path, "new")
    if fresh.exists() or not path.exists():
        _put_aside(path, at)
    if fresh.exists():
        _rename(fresh, path)


def renew(path: Path, at: Instant, reason: str) -> Row:
    """Put a file aside and begin a new one with all that could be salvaged; its first row, which tells of it.

    Raises sqlite3.Error, OSError; the old file is where it was then.
    """
    hints = _hints(path)
    building = _beside(path, "building")
    _remove(building)
    with closing(create(building)) as db:
        old = _salvage(db, path, hints)
        lost = _note_lost(db, old, hints)
        told = fact("journal.recovered", at, reason=reason, salvaged=_unsent(db), lost=lost, previous_epoch=old or None)
        epoch = _open_epoch(db, uuid7(at.wall_ms))
        row = row_of(told, Tail(epoch=epoch))
        db.execute(INSERT, values_of(row))
        rebuild(db)
        _finish(db)
    _sync(building)
    fresh = _beside(path, "new")
    _rename(building, fresh)
    _put_aside(path, at)
    _rename(fresh, path)
    return row


def _hints(path: Path) -> _Hints:
    if not path.stat().st_size:
        return _Hints()  # opening it would remove its log
    try:
        with closing(connect_reader(path)) as db:
            cursors = _of_types(db, "SELECT epoch, acked, proof FROM cursor ORDER BY n", str, int, str)
            return _Hints(
                acked={epoch: acked if _proven(db, epoch, acked, proof) else 0 for epoch, acked, proof in cursors},
                newest=db.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0],
                aside=_of_types(db, "SELECT epoch, seq, reason FROM aside", str, int, str),
                lost=_of_types(db, "SELECT epoch, first, last FROM lost", str, int, int),
            )
    except (sqlite3.Error, UnicodeDecodeError):
        return _Hints()


def _of_types(db: sqlite3.Connection, query: str, *types: type) -> list[tuple[Any, ...]]:
    """Rows whose values can be what they should be."""
    rows = db.execute(query)
    return [row for row in rows if all(isinstance(value, kind) for value, kind in zip(row, types, strict=True))]


def _proven(db: sqlite3.Connection, epoch: str, acked: int, proof: str) -> bool:
    for table in ("journal", "salvaged"):
        if db.execute(
            f"SELECT 1 FROM {table} WHERE epoch = ? AND seq = ? AND hash = ?", (epoch, acked, proof)
        ).fetchone():
            return True
    return False


def _salvage(db: sqlite3.Connection, path: Path, hints: _Hints) -> str:
    """Fill `salvaged`, oldest first; the file's own epoch, empty where nothing tells of it."""
    db.execute(f"CREATE TEMP TABLE found AS SELECT {LIST}, 0 AS own, 0 AS committed FROM journal WHERE 0")
    db.execute("CREATE UNIQUE INDEX temp.once ON found (epoch, seq, hash, body)")
    # The row at the cursor comes along, too: it proves the cursor.
    through = min(hints.acked.get(hints.own, 0), hints.newest - REPLAYED) - 1
    insert = (
        f"INSERT INTO found VALUES ({'?, ' * len(COLUMNS)} ?, ?)"
        " ON CONFLICT DO UPDATE SET committed = max(committed, excluded.committed)"
    )
    db.execute("BEGIN")
    from station_app.store.carve import carve

    for row in carve(path, hints.own, through):
        db.execute(insert, (*row.values, row.own, row.committed))
    _settle_forks(db)
    own = db.execute("SELECT epoch FROM found WHERE own ORDER BY seq DESC LIMIT 1").fetchone()
    old: str = own[0] if own else hints.own
    known = list(hints.acked)
    epochs: list[str] = [row[0] for row in db.execute("SELECT DISTINCT epoch FROM found")]
    # Epochs are named by UUIDv7, so their names sort by time where nothing better is known.
    epochs.sort(key=lambda name: (name == old, known.index(name) if name in known else -1, name))
    for epoch in epochs:
        db.execute(f"INSERT INTO salvaged ({LIST}) SELECT {LIST} FROM found WHERE epoch = ? ORDER BY seq", (epoch,))
    db.execute("COMMIT")
    db.execute("DROP TABLE found")
    _carry_over(db, [*(name for name in known if name not in epochs), *epochs], hints)
    return old


def _settle_forks(db: sqlite3.Connection) -> None:
    """Leave one row for each place in the chain."""
    doubles = "SELECT epoch, seq FROM found GROUP BY epoch, seq HAVING count(*) > 1 ORDER BY epoch, seq DESC"
    for epoch, seq in db.execute(doubles).fetchall():
        following = db.execute("SELECT prev FROM found WHERE epoch = ? AND seq = ?", (epoch, seq + 1)).fetchone()
        # Committed before uncommitted, what the next row follows before what it does not, erased before not erased.
        order = "committed, hash = ?, salt = ''"
        db.execute(
            "DELETE FROM found WHERE epoch = ?1 AND seq = ?2 AND rowid <> (SELECT rowid FROM found WHERE epoch = ?1"
            f" AND seq = ?2 ORDER BY {order.replace('?', '?3').replace(', ', ' DESC, ')} DESC LIMIT 1)",
            (epoch, seq, following[0] if following else ""),
        )
    # What was never committed and follows a row that is not there any more, was rolled back.
    orphans = "SELECT epoch, seq, prev FROM found WHERE NOT committed ORDER BY epoch, seq"
    for epoch, seq, prev in db.execute(orphans).fetchall():
        before = db.execute("SELECT hash FROM found WHERE epoch = ? AND seq = ?", (epoch, seq - 1)).fetchone()
        if before is not None and before[0] != prev:
            db.execute("DELETE FROM found WHERE epoch = ? AND seq = ?", (epoch, seq))


def _carry_over(db: sqlite3.Connection, epochs: Sequence[str], hints: _Hints) -> None:
    for epoch in epochs:
        acked = hints.acked.get(epoch, 0)
        proof = db.execute("SELECT hash FROM salvaged WHERE epoch = ? AND seq = ?", (epoch, acked)).fetchone()
        cursor = (epoch, acked, proof[0] if proof else "")
        db.execute("INSERT INTO cursor (epoch, acked, proof) VALUES (?, ?, ?)", cursor)
    db.executemany("INSERT OR IGNORE INTO aside (epoch, seq, reason) VALUES (?, ?, ?)", hints.aside)
    db.executemany("INSERT INTO lost (epoch, first, last) VALUES (?, ?, ?)", hints.lost)


def _note_lost(db: sqlite3.Connection, epoch: str, hints: _Hints) -> str:
    """Write down which rows that the hub does not have are gone; as text, `5-7,12`."""
    if not epoch:
        return "unknown"
    expected = hints.acked.get(epoch, 0) + 1
    gaps: list[tuple[int, int]] = []
    rows = db.execute("SELECT seq FROM salvaged WHERE epoch = ? AND seq >= ? ORDER BY seq", (epoch, expected))
    newest = hints.newest if epoch == hints.own else 0
    for seq in (*(row[0] for row in rows.fetchall()), newest + 1):
        if seq > expected:
            gaps.append((expected, seq - 1))
        expected = max(expected, seq + 1)
    for first, last in gaps:
        db.execute("INSERT INTO lost (epoch, first, last) VALUES (?, ?, ?)", (epoch, first, last))
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in gaps)


def _unsent(db: sqlite3.Connection) -> int:
    count = "SELECT count(*) FROM salvaged JOIN cursor USING (epoch) WHERE seq > acked"
    found: int = db.execute(count).fetchone()[0]
    return found


def _open_epoch(db: sqlite3.Connection, epoch: str) -> str:
    db.execute("INSERT INTO cursor (epoch, acked, proof) VALUES (?, 0, '')", (epoch,))
    return epoch


def _finish(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = WAL")


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}.{what}")


def remove_aside(path: Path, before_ms: int) -> None:
    """Remove what was put aside before a wall time: all that it holds has grown old. Raises OSError."""
    first_kept = _beside(path, f"corrupt.{_stamp(before_ms)}").name
    for part in path.parent.glob(f"{path.name}.corrupt.*"):
        if part.name < first_kept:
            part.unlink(missing_ok=True)


def _stamp(wall_ms: int) -> str:
    return wall_text(wall_ms).replace("-", "").replace(":", "")


def _put_aside(path: Path, at: Instant) -> None:
    kept = _beside(path, f"corrupt.{_stamp(at.wall_ms)}")
    for suffix in ("-shm", "-wal", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            _rename(part, kept.with_name(kept.name + suffix))


def _remove(path: Path) -> None:
    for suffix in ("-journal", "-wal", "-shm", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _rename(old: Path, new: Path) -> None:
    old.replace(new)
    _sync(new.parent)


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)
