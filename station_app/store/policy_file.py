"""`DATA/policy/`: the signed policy in force, beside the journal and never inside it.

in-force.json     the envelope in force, as it was brought
floor             the highest number that was ever in force: no older one is taken, even when the file is lost
NUMBER.json       every envelope that was once in force, so that old decisions can be explained
damaged-N.json    what could not be believed at a start; kept for whoever looks into it

A file is replaced whole or not at all. What is read here was verified when it came and is verified again at each start.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

FOLDER: Final = "policy"
IN_FORCE: Final = "in-force.json"
FLOOR: Final = "floor"
_KEPT: Final = 200
"""Envelopes of earlier policies."""
MOST_BYTES: Final = 1 << 20
"""A larger file was not written here."""


class PolicyFile:
    """The policy's files of one data directory. Reading makes nothing."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER

    def load(self) -> bytes | None:
        """The envelope in force, whatever it holds; None where there is none. Raises OSError."""
        return _read(self._folder / IN_FORCE)

    def floor(self) -> int:
        """The highest number that was ever in force; 0 where that is not known."""
        with contextlib.suppress(OSError, ValueError):
            return int((self._folder / FLOOR).read_text(encoding="ascii"))
        return 0

    def keep(self, envelope: bytes, number: int) -> None:
        """Put an envelope in force; on the disk when this returns. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The floor first: whatever is cut off after it, no older policy comes back.
        if number > self.floor():
            self._replace(FLOOR, str(number).encode())
        self._replace(f"{number}.json", envelope)
        self._replace(IN_FORCE, envelope)
        for old in self._earlier()[:-_KEPT]:
            old.unlink(missing_ok=True)

    def put_aside(self) -> str:
        """Keep what is in force out of the way, and never delete it; its new name. Raises OSError."""
        number = 1
        while (name := self._folder / f"damaged-{number}.json").exists():
            number += 1
        (self._folder / IN_FORCE).rename(name)
        _sync(self._folder)
        return name.name

    def all(self) -> list[bytes]:
        """Every envelope that was once in force, oldest first."""
        found: list[bytes] = []
        for path in self._earlier():
            with contextlib.suppress(OSError):
                found.append(_read(path) or b"")
        return found

    def _earlier(self) -> list[Path]:
        named = [path for path in self._folder.glob("*.json") if path.stem.isdecimal()]
        return sorted(named, key=lambda path: int(path.stem))

    def _replace(self, name: str, content: bytes) -> None:
        draft = self._folder / f".{name}.{secrets.token_hex(4)}"
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._folder / name)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _sync(self._folder)


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except FileNotFoundError:
        return None


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
