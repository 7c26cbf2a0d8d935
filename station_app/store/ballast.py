"""A file of nothing that is given up when the disk is full: a full disk in WAL mode blocks even a DELETE."""

from __future__ import annotations

import os
from pathlib import Path

BALLAST_BYTES = 64 * 1024 * 1024


class Ballast:
    """Space set aside beside the journal."""

    def __init__(self, path: Path, size: int = BALLAST_BYTES) -> None:
        self._path = path
        self._size = size

    @property
    def there(self) -> bool:
        """Whether all of it is there to be released."""
        return self._found() >= self._size

    def free(self) -> int:
        """Bytes that can still be written beside it. Raises OSError."""
        disk = os.statvfs(self._path.parent)
        return disk.f_bavail * disk.f_frsize

    def is_low(self) -> bool:
        """Whether somebody should make space soon. Raises OSError."""
        return self.free() < 2 * self._size

    def ensure(self) -> bool:
        """Set the space aside if the disk has plenty; whether it is there now. May take long; off the hot path."""
        if self.there:
            return True
        try:
            if self.free() < 2 * self._size:
                return False
            self._allocate()
        except OSError:  # no space after all, or a disk in trouble: the journal itself will say so
            self.release()
            return False
        return True

    def release(self) -> bool:
        """Give the space back; False when there was none, or the disk does not let go of it."""
        try:
            released = self._found() > 0
            self._path.unlink(missing_ok=True)
        except OSError:
            return False
        return released

    def _found(self) -> int:
        # Blocks, not length: what was only promised by a hole gives nothing back.
        return self._path.stat().st_blocks * 512 if self._path.exists() else 0

    def _allocate(self) -> None:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(file, 0, self._size)
        finally:
            os.close(file)
