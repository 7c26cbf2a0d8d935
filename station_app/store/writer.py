"""The one connection that writes: appends facts, moves cursors, checkpoints, and gets over what the disk does to it.

Everything here runs on the journal's own thread (opening excepted), one call after another.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from station_app.core.chain import GENESIS, Row
from station_app.core.facts import Fact
from station_app.core.instant import Instant
from station_app.store.ballast import Ballast
from station_app.store.erasure import Erasure, Place, slice_erased
from station_app.store.faults import (
    FAULTS,
    AheadOfJournal,
    Busy,
    ChainBroken,
    Damaged,
    DiskError,
    DiskFull,
    StoreFault,
    fault_of,
    fault_of_system,
)
from station_app.store.projections import Recollection, project, recall
from station_app.store.rows import INSERT, LIST, RowDamaged, Tail, checked_row, row_of, values_of
from station_app.store.salvage import begin, renew, settle
from station_app.store.schema import FRAME, LOG_HEAD, STEPS, connect_writer, has_our_tables, keep_log, version_of

CHECKPOINT_ROWS = 1000
"""So many rows and the log is copied into the file even while the station is busy; earlier when it is idle."""
IDLE_ROWS = 32
_TAIL_CHECKED = 100
_LITTLE = 1 << 20
_SHORT_OF_SPACE = frozenset({DiskFull.code, "disk-low", "ballast-released"})
_FAULT_CODES = frozenset(kind.code for kind in (*FAULTS.values(), ChainBroken))

T = TypeVar("T")


class Writer:
    """Owns the file while the program runs."""

    def __init__(self, path: Path, now: Callable[[], Instant], ballast: Ballast) -> None:
        self.troubles: frozenset[str] = frozenset()
        """Codes of what somebody should look after: `disk-low`, `ballast-released`, `journal-recovered`, a fault's."""
        self.tail = Tail(epoch="")
        self.renewing = threading.Lock()
        """Held while the file is replaced: whoever opens it elsewhere in this process holds it for that moment."""
        self._path = path
        self._now = now
        self._ballast = ballast
        self._db: sqlite3.Connection | None = None
        self._log_rows = 0
        # An earlier run may have left what it has erased in its log.
        self._log_holds_erased = True
        self._in_doubt: Sequence[tuple[Fact, Row]] = ()
        self._already_in: dict[int, tuple[Fact, Row]] = {}

    def open(self) -> Recollection:
        """Open or begin the journal; damage is repaired. Raises StoreFault, and can then be tried again."""
        return self._healing(self._recall)

    def append(self, facts: Sequence[Fact]) -> list[Row]:
        """Write facts in one transaction; they are on the disk when this returns. Raises StoreFault.

        After a fault, the same `Fact` objects may be given again: those that are in are not written twice.
        """
        return self._healing(lambda: self._append(facts))

    def acknowledge(self, epoch: str, through: int, *, back: bool) -> None:
        """Move an epoch's cursor. Raises AheadOfJournal, StoreFault."""
        self._healing(lambda: self._acknowledge(epoch, through, back=back))

    def set_aside(self, epoch: str, seq: int, reason: str) -> None:
        """Keep a row from being sent. Raises StoreFault."""
        statement = (
            "INSERT INTO aside (epoch, seq, reason) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET reason = excluded.reason"
        )
        self._healing(lambda: self._opened().execute(statement, (epoch, seq, reason)))

    def erase(self, wanted: Sequence[Erasure], place: Place) -> Place | None:
        """Erase in the next few rows; where to go on, None at the end. Raises StoreFault."""
        return self._healing(lambda: self._erase(wanted, place))

    def empty_log(self) -> None:
        """Copy the log into the file and cut it off, so that nothing erased stays in it. Raises StoreFault.

        While another program reads it this cannot be done, and is left to the next idle moments.
        """
        self._healing(lambda: self._empty_log(self._opened()))

    def renew(self, epoch: str, reason: str) -> None:
        """Replace the file if it is still that epoch's. Raises StoreFault."""
        if epoch == self.tail.epoch:
            self._healing(lambda: self._renew(reason))

    def keep_log_short(self) -> None:
        """Called after every answer."""
        # Where space is short, the log must not be what takes it.
        if self._log_rows >= (IDLE_ROWS if self.troubles & _SHORT_OF_SPACE else CHECKPOINT_ROWS):
            self._checkpoint()

    def tend(self) -> None:
        """What is done while nobody waits."""
        if self._db is not None and (self._log_rows >= IDLE_ROWS or self._log_holds_erased):
            self._checkpoint()
        with suppress(OSError):  # a disk that cannot be asked is found out by the next write
            self._trouble("disk-low", self._ballast.is_low())
        if self._ballast.there:
            self._trouble("ballast-released", False)

    def close(self) -> None:
        """Copy the log into the file and let go of it."""
        if self._db is not None:
            self._checkpoint()
        if self._db is not None:
            self._db.close()
            self._db = None

    # -- one try each ----------------------------------------------------------------------------------------------

    def _recall(self) -> Recollection:
        return recall(self._opened(), self._now().wall_ms)

    def _append(self, facts: Sequence[Fact]) -> list[Row]:
        db = self._opened()
        rows: list[Row] = []
        fresh: list[tuple[Fact, Row]] = []
        tail = self.tail
        for fact in facts:
            known = self._already_in.get(id(fact))
            row = row_of(fact, tail) if known is None else known[1]
            if known is None:
                fresh.append((fact, row))
                tail = Tail(epoch=tail.epoch, seq=row.seq, hash=row.hash)
            rows.append(row)
        if fresh:
            self._commit(db, fresh)
            self.tail = tail
            self._log_rows += len(fresh)
        self._already_in = {}
        return rows

    def _commit(self, db: sqlite3.Connection, fresh: Sequence[tuple[Fact, Row]]) -> None:
        db.execute("BEGIN IMMEDIATE")
        for _, row in fresh:
            db.execute(INSERT, values_of(row))
            project(db, row)
        self._in_doubt = fresh
        db.execute("COMMIT")
        self._in_doubt = ()

    def _erase(self, wanted: Sequence[Erasure], place: Place) -> Place | None:
        db = self._opened()
        self._log_holds_erased = True
        before = db.total_changes
        db.execute("BEGIN IMMEDIATE")
        following = slice_erased(db, wanted, place)
        db.execute("COMMIT")
        self._log_rows += db.total_changes - before
        return following

    def _empty_log(self, db: sqlite3.Connection) -> None:
        patience = db.execute("PRAGMA busy_timeout").fetchone()[0]
        db.execute("PRAGMA busy_timeout = 0")  # nobody at a door waits until another program has read enough
        try:
            self._log_holds_erased = not _copy_log(db, "TRUNCATE")
        finally:
            db.execute(f"PRAGMA busy_timeout = {patience}")

    def _acknowledge(self, epoch: str, through: int, *, back: bool) -> None:
        db = self._opened()
        own = epoch == self.tail.epoch
        table = "journal" if own else "salvaged"
        # Of an earlier epoch the hub may well have rows that the damaged file did not hold any more.
        if own and through > self.tail.seq:
            raise AheadOfJournal(
                f"the hub has {through} facts of this epoch, the journal {self.tail.seq}: was an older copy put back?"
            )
        proof = db.execute(f"SELECT hash FROM {table} WHERE epoch = ? AND seq = ?", (epoch, through)).fetchone()
        limit = "" if back else " AND acked < ?1"
        db.execute(
            f"UPDATE cursor SET acked = ?1, proof = ?2 WHERE epoch = ?3{limit}",
            (through, proof[0] if proof else "", epoch),
        )

    # -- opening ---------------------------------------------------------------------------------------------------

    def _opened(self) -> sqlite3.Connection:
        if self._db is not None:
            return self._db
        try:
            settle(self._path, self._now())
            if not self._path.exists():
                begin(self._path, self._now())
            # SQLite would take an empty file for a new one, and remove the log that holds what is left.
            if not self._path.stat().st_size:
                raise Damaged("the file is empty")
        except OSError as error:
            raise fault_of_system(error) from error
        with keep_log(self._path):
            db = connect_writer(self._path)
            try:
                self._adopt(db)
            except BaseException:
                db.close()
                raise
        self._db = db
        return db

    def _adopt(self, db: sqlite3.Connection) -> None:
        # After a failed sync nobody knows which part of the log is on the disk. Copying all of it into the file and
        # syncing that writes every page anew, so that what is seen from here on is also what is there.
        if self._in_doubt and not _copy_log(db, "TRUNCATE"):
            raise DiskError("the log cannot be copied into the file while another program reads it")
        if not version_of(db):
            raise Damaged("the file has no tables")
        if version_of(db) < len(STEPS):
            from station_app.store.migrations import migrate

            migrate(db)
        if not has_our_tables(db):
            raise Damaged("the definitions of the tables are not what was written")
        self.tail = _checked_tail(db)
        _, frames, _ = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if _log_is_broken(self._path.with_name(f"{self._path.name}-wal"), frames, self.tail):
            raise ChainBroken("the log is broken in its middle")
        for fact, row in self._in_doubt:
            for table in ("journal", "salvaged"):
                found = f"SELECT 1 FROM {table} WHERE epoch = ? AND seq = ? AND id = ?"
                if db.execute(found, (row.epoch, row.seq, row.id)).fetchone():
                    self._already_in[id(fact)] = (fact, row)
        self._in_doubt = ()

    def _renew(self, reason: str) -> None:
        self._drop()
        with self.renewing:
            try:
                renew(self._path, self._now(), reason)
            except OSError as error:
                raise fault_of_system(error) from error
        self._opened()
        self._trouble("journal-recovered", True)

    def _drop(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            with keep_log(self._path):
                db.close()
        self._log_rows = 0

    # -- what goes wrong -------------------------------------------------------------------------------------------

    def _healing(self, act: Callable[[], T], *, repair: bool = True) -> T:
        """Act; after a fault that can be got over, once more. Raises StoreFault."""
        try:
            return self._guarded(act)
        except StoreFault as fault:
            if not self._heal(fault, repair=repair):
                raise
        return self._guarded(act)

    def _guarded(self, act: Callable[[], T]) -> T:
        """Act; whatever stops it leaves no transaction open. Raises StoreFault, or the bug."""
        try:
            result = act()
        except (StoreFault, RowDamaged, UnicodeDecodeError, sqlite3.Error) as error:
            match error:
                case StoreFault():
                    fault = error
                case RowDamaged() | UnicodeDecodeError():
                    fault = ChainBroken(str(error))
                case _:
                    fault = fault_of(error)
            self._recover_from(fault)
            if fault is None:
                raise
            self._trouble(fault.code, True)
            raise fault from error
        except BaseException:
            self._recover_from(None)
            raise
        self.troubles -= _FAULT_CODES
        return result

    def _recover_from(self, fault: StoreFault | None) -> None:
        if fault is not None and not isinstance(fault, (Busy, DiskFull)):
            self._drop()  # what this connection believes cannot be trusted any more
            return
        # Neither a full disk nor a bug leaves a doubt: a log that was not written to its end holds no commit.
        self._in_doubt = ()
        if self._db is not None and self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def _heal(self, fault: StoreFault, *, repair: bool) -> bool:
        """Whether it is worth trying again."""
        match fault:
            case Busy():
                return False
            case Damaged():
                if repair:
                    self._healing(lambda: self._renew(fault.code), repair=False)
                return repair
            case DiskFull():
                return self._make_room()
            case _:
                if self._is_full():
                    self._make_room()
                return True

    def _make_room(self) -> bool:
        released = self._ballast.release()
        if released:
            self._trouble("ballast-released", True)
        # A log that has been copied into the file is written from its beginning again, and needs no space for a while.
        copied = False
        if self._db is not None:
            with suppress(sqlite3.OperationalError):
                copied = _copy_log(self._db, "PASSIVE")
        return released or copied

    def _is_full(self) -> bool:
        try:
            return self._ballast.free() < _LITTLE
        except OSError:
            return False

    def _checkpoint(self) -> None:
        db = self._db
        self._log_rows = 0
        if db is None:
            return
        try:
            if self._log_holds_erased:
                self._empty_log(db)
            else:
                _copy_log(db, "PASSIVE")
        except sqlite3.Error as error:
            fault = fault_of(error)
            if fault is None:
                raise
            # The rows are safe in the log; the next append opens the file again, and repairs it where that is needed.
            self._trouble(fault.code, True)
            self._recover_from(fault)
            if isinstance(fault, DiskFull):
                self._make_room()

    def _trouble(self, code: str, there: bool) -> None:
        self.troubles = self.troubles | {code} if there else self.troubles - {code}


def _log_is_broken(log: Path, good: int, tail: Tail) -> bool:
    """Whether the log holds rows of ours behind the frames SQLite could read. Raises OSError."""
    if not log.exists() or log.stat().st_size < LOG_HEAD + (good + 1) * FRAME:
        return False  # nothing is behind them: the usual start, which needs no reader of pages
    from station_app.store.carve import log_is_broken

    return log_is_broken(log, good, tail.epoch, tail.seq)


def _copy_log(db: sqlite3.Connection, how: str) -> bool:
    """Copy the log into the file; whether all of it could be."""
    busy, frames, copied = db.execute(f"PRAGMA wal_checkpoint({how})").fetchone()
    return not busy and frames == copied


def _checked_tail(db: sqlite3.Connection) -> Tail:
    """The end of the chain, after a look at the last rows. Raises Damaged."""
    own = db.execute("SELECT epoch FROM cursor ORDER BY n DESC LIMIT 1").fetchone()
    if own is None or not own[0]:
        raise Damaged("the file does not say which epoch it holds")
    tail = Tail(epoch=own[0])
    rows = db.execute(f"SELECT {LIST} FROM journal ORDER BY seq DESC LIMIT ?", (_TAIL_CHECKED,)).fetchall()
    prev = GENESIS if len(rows) < _TAIL_CHECKED else None
    for values in reversed(rows):
        try:
            row = checked_row(values, prev)
        except RowDamaged as damage:
            raise ChainBroken(f"row {values[0]} {damage}") from damage
        if row.epoch != tail.epoch or (prev is not None and row.seq != tail.seq + 1):
            raise ChainBroken(f"row {row.seq} is not the one that must follow row {tail.seq}")
        tail = Tail(epoch=row.epoch, seq=row.seq, hash=row.hash)
        prev = row.hash
    return tail
