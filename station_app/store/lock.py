"""Keeps a second copy of the program out of a data directory."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from station_app.store.faults import AlreadyRunning, CannotOpen


class FileLock:
    """A lock that the kernel drops with the process: the file may stay behind, only the lock on it counts."""

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises AlreadyRunning, CannotOpen."""
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError:
            raise CannotOpen(
                f"{path}: belongs to another user; run this as the station's user (sudo -u USER station …), or give "
                "another data directory"
            ) from None
        except OSError as error:
            raise CannotOpen(f"{path}: {error.strerror}") from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise AlreadyRunning(
                f"a station already runs on {path.parent}; stop it first, or give this one another data directory"
            ) from None

    def release(self) -> None:
        """Let the next one in."""
        os.close(self._file)
