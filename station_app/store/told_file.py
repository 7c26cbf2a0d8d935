"""One file in the data directory that holds what the hub said last of something, so that it is known after a start.

The first line is the digest of the second. A file that does not fit it is put aside and never believed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class ToldFile(Generic[T]):
    """A file of one kind of value."""

    def __init__(self, path: Path, kind: type[T], most_bytes: int) -> None:
        """`most_bytes`: a larger file was not written here."""
        self._path = path
        self._kind = kind
        self._most = most_bytes
        self.damaged = False
        """What was found could not be believed, and lies aside."""

    def load(self) -> T | None:
        """What was kept; None where there is nothing, or nothing to believe. Raises OSError."""
        try:
            with self._path.open("rb") as file:
                content = file.read(self._most + 1)
        except FileNotFoundError:
            return None
        digest, _, told = content.partition(b"\n")
        if len(content) <= self._most and digest == _digest(told):
            with contextlib.suppress(msgspec.DecodeError):
                return msgspec.json.decode(told, type=self._kind)
        self.damaged = True
        self._path.replace(self._path.with_name(f"{self._path.stem}-damaged{self._path.suffix}"))
        return None

    def keep(self, told: T) -> None:
        """Replace what was kept, whole or not at all; nobody else may read it. Raises OSError."""
        content = msgspec.json.encode(told)
        draft = self._path.with_name(f".{self._path.name}.{secrets.token_hex(4)}")
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(_digest(content) + b"\n" + content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def _digest(told: bytes) -> bytes:
    return hashlib.sha256(told).hexdigest().encode()
