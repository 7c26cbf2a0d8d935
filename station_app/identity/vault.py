"""A folder of small secret files: private from the first byte on, written whole or not at all, destroyed on demand."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
from pathlib import Path

NOFOLLOW = 0 if sys.platform == "win32" else os.O_NOFOLLOW


class KeyFault(Exception):
    """The key folder cannot be used; the message is one sentence for the person who runs the station."""


class Vault:
    """A folder 0700 with files 0600. Anything looser is refused, never repaired silently: somebody may have read it."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, making it where it does not exist. Raises KeyFault."""
        self._folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise KeyFault(f"The folder {folder} cannot be made: {error.strerror}; choose another --data.") from error
        _refuse_loose(folder, folder.stat().st_mode, "700")

    def names(self, pattern: str) -> list[str]:
        """Names of the files that match a glob pattern, sorted."""
        return sorted(path.name for path in self._folder.glob(pattern))

    def load(self, name: str) -> bytes | None:
        """A file's content, or None where there is none. Raises KeyFault."""
        path = self._folder / name
        try:
            descriptor = os.open(path, os.O_RDONLY | NOFOLLOW)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KeyFault(f"{path} cannot be read: {error.strerror}; run the station as the file's owner.") from error
        with os.fdopen(descriptor, "rb") as file:
            _refuse_loose(path, os.fstat(descriptor).st_mode, "600")
            return file.read()

    def create(self, name: str, content: bytes) -> bytes:
        """Make a file unless it exists already; what it holds in the end. Raises KeyFault."""
        draft = self._draft(name, content)
        try:
            # A link is refused where the name is taken, so that of two programs that start at once one wins for both.
            os.link(draft, self._folder / name)
        except FileExistsError:
            pass
        except OSError as error:
            raise self._unwritable(name, error) from error
        finally:
            draft.unlink()
        self._sync()
        return self.load(name) or content

    def replace(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all. Raises KeyFault."""
        draft = self._draft(name, content)
        try:
            draft.replace(self._folder / name)
        except OSError as error:
            draft.unlink()
            raise self._unwritable(name, error) from error
        self._sync()

    def destroy(self, name: str) -> None:
        """Overwrite a file and remove it; harmless where there is none. Raises KeyFault.

        Flash and copying file systems may keep the old block: that is what the encrypted data partition is for.
        """
        path = self._folder / name
        with contextlib.suppress(FileNotFoundError):
            try:
                descriptor = os.open(path, os.O_WRONLY | NOFOLLOW)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(secrets.token_bytes(max(1, os.fstat(descriptor).st_size)))
                    file.flush()
                    os.fsync(descriptor)
                path.unlink()
            except FileNotFoundError:
                raise
            except OSError as error:
                raise self._unwritable(name, error) from error
            self._sync()

    def _draft(self, name: str, content: bytes) -> Path:
        draft = self._folder / f".{name}.{secrets.token_hex(4)}"
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise self._unwritable(name, error) from error
        return draft

    def _unwritable(self, name: str, error: OSError) -> KeyFault:
        path = self._folder / name
        return KeyFault(f"{path} cannot be written: {error.strerror}; check the disk and the folder's owner.")

    def _sync(self) -> None:
        if sys.platform == "win32":
            return
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refuse_loose(path: Path, mode: int, wanted: str) -> None:
    if sys.platform != "win32" and stat.S_IMODE(mode) & 0o077:
        have = f"{stat.S_IMODE(mode):03o}"
        raise KeyFault(f"{path} is open to other users (mode {have}): ask who read it, then `chmod {wanted} {path}`.")
