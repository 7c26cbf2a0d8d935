"""One writer at a time, across threads and processes: SQLite 3.7.0-3.51.2 can corrupt a database in WAL mode when two
connections write or checkpoint at the same moment, and waiting in line is faster than SQLite's own busy retries."""

from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path


class WriteLock:
    """Held from BEGIN IMMEDIATE to the end of COMMIT, which includes SQLite's automatic checkpoint."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._fd = -1

    def acquire(self) -> None:
        """Wait for the turn of this thread, then of this process; the lock is gone with the process."""
        self._threads.acquire()
        try:
            self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._fd, fcntl.LOCK_EX)
        except OSError:
            self.release()
            raise

    def release(self) -> None:
        """Let the next one write."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
        self._threads.release()


_LOCKS: dict[str, WriteLock] = {}
_MAKING = threading.Lock()


def lock_of(database: str) -> WriteLock:
    """The lock that all connections of this process to a database file share."""
    with _MAKING:
        if database not in _LOCKS:
            _LOCKS[database] = WriteLock(Path(database + ".lock"))
        return _LOCKS[database]
