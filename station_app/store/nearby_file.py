"""`DATA/neighbours.json`: what the hub said last of the stations near, so that it is known after a start without a hub.

The first line is the digest of the second. A file that does not fit it is put aside and never believed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

import msgspec

from station_app.core.nearby import Telling

NAME: Final = "neighbours.json"
DAMAGED: Final = "neighbours-damaged.json"
"""The last one that could not be believed, for whoever looks into it."""
MOST_BYTES: Final = 16 * 1024
"""A larger file was not written here."""


class NearbyFile:
    """The file of one data directory."""

    def __init__(self, data: Path) -> None:
        self._path = data / NAME
        self.damaged = False
        """What was found could not be believed, and lies aside."""

    def load(self) -> Telling | None:
        """What was kept; None where there is nothing, or nothing to believe. Raises OSError."""
        try:
            with self._path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        except FileNotFoundError:
            return None
        digest, _, told = content.partition(b"\n")
        if len(content) <= MOST_BYTES and digest == _digest(told):
            with contextlib.suppress(msgspec.DecodeError):
                return msgspec.json.decode(told, type=Telling)
        self.damaged = True
        self._path.replace(self._path.with_name(DAMAGED))
        return None

    def keep(self, telling: Telling) -> None:
        """Replace what was kept, whole or not at all; nobody else may read it. Raises OSError."""
        told = msgspec.json.encode(telling)
        draft = self._path.with_name(f".{NAME}.{secrets.token_hex(4)}")
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(_digest(told) + b"\n" + told)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def _digest(told: bytes) -> bytes:
    return hashlib.sha256(told).hexdigest().encode()
