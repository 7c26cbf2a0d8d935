"""What the world can do to the store. Any other error of SQLite is a bug of ours and ends the process.

StoreFault
  DiskFull     no space is left, and the ballast is gone
  DiskError    reading, writing or syncing failed; whether the last facts are in is unknown until it is opened again
  ReadOnly     the disk or the file has become read-only
  CannotOpen   the file cannot be opened
  Damaged      the file is no database any more, or parts of it are gone
    ChainBroken  it is one, but its rows are not what was written
  Busy         another program holds a lock on the file
AlreadyRunning   another copy of the program owns the data directory
AheadOfJournal   the hub has acknowledged more than this journal holds: it was restored from a copy
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Mapping


class StoreFault(Exception):
    """A failure of the disk or the file; `remedy` tells a technician what to do next."""

    code = "store-fault"
    remedy = "Check the disk."


class DiskFull(StoreFault):
    """No space is left for the journal."""

    code = "disk-full"
    remedy = "Delete files that do not belong to the station, or fit a larger disk."


class DiskError(StoreFault):
    """Reading, writing or syncing failed."""

    code = "disk-error"
    remedy = "Look for disk errors in the system's log (dmesg); the disk may be about to fail: replace it."


class ReadOnly(StoreFault):
    """The disk or the file has become read-only."""

    code = "disk-read-only"
    remedy = "Check who owns the data directory, then the disk: a kernel that finds errors makes it read-only."


class CannotOpen(StoreFault):
    """The journal cannot be opened."""

    code = "store-cannot-open"
    remedy = "Check that the data directory exists and belongs to the user that runs the station."


class Damaged(StoreFault):
    """The file is no database any more, or parts of it are gone."""

    code = "store-damaged"
    remedy = "Nothing to do at once: the file is put aside and a new one begun. Replace the disk if it happens again."


class ChainBroken(Damaged):
    """SQLite can read the rows, but they are not what was written."""

    code = "store-chain-broken"


class Busy(StoreFault):
    """Another program holds a lock on the journal."""

    code = "store-busy"
    remedy = "Close the program that has the journal open for writing; only the station may write to it."


class AlreadyRunning(Exception):
    """Another copy of the program owns this data directory."""


class AheadOfJournal(Exception):
    """The hub has acknowledged more than this journal holds."""


# By primary result code (sqlite.org/rescode.html): what only the world can cause. The rest (ERROR, MISUSE, CONSTRAINT,
# MISMATCH, RANGE, ...) only wrong code can.
FAULTS: Mapping[int, type[StoreFault]] = {
    sqlite3.SQLITE_PERM: ReadOnly,
    sqlite3.SQLITE_BUSY: Busy,
    sqlite3.SQLITE_LOCKED: Busy,
    sqlite3.SQLITE_READONLY: ReadOnly,
    sqlite3.SQLITE_IOERR: DiskError,
    sqlite3.SQLITE_CORRUPT: Damaged,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_CANTOPEN: CannotOpen,
    sqlite3.SQLITE_PROTOCOL: Busy,
    sqlite3.SQLITE_NOTADB: Damaged,
}


FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FORBIDDEN = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def fault_of_system(error: OSError) -> StoreFault:
    """The fault that an error of the operating system tells of."""
    kind = DiskFull if error.errno in FULL else ReadOnly if error.errno in FORBIDDEN else DiskError
    return kind(f"{error.filename or 'the journal'}: {error.strerror}")


def fault_of(error: sqlite3.Error) -> StoreFault | None:
    """The fault that an error of SQLite tells of, or None where it is a bug."""
    # An error that Python itself makes (a closed connection, a wrong number of values) carries no code.
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # Text that is no UTF-8 was never written by us.
        return ChainBroken(str(error)) if str(error).startswith("Could not decode to UTF-8") else None
    kind = FAULTS.get(code & 0xFF)
    return None if kind is None else kind(f"{error} ({error.sqlite_errorname})")
