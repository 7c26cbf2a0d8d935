"""Files that a command leaves for people: whole or not at all, and never written through a link that lies there."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

_ANYBODYS: Final = 0o666
"""Less what the umask takes: a file that is new and holds no secret."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under its name in one step, with the mode that it had before. Raises OSError."""
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None

    def write(draft: Path) -> None:
        write_new(draft, content, mode)

    make_whole(path, write)


def make_whole(path: Path, make: Callable[[Path], None]) -> None:
    """Let a draft beside it be made, and put that under the name in one step. Raises OSError."""
    # the draft's name cannot be guessed, and keeps the ending by which some programs choose the form
    draft = path.with_name(f".{secrets.token_hex(8)}.{path.name}")
    try:
        make(draft)
        draft.replace(path)
    except BaseException as error:
        draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)  # nobody has heard of the draft
        raise


def write_new(path: Path, content: bytes, mode: int | None = None) -> None:
    """Write a file that does not exist; of a given mode from its first byte on. Raises OSError, FileExistsError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ANYBODYS if mode is None else mode & 0o600)
    with os.fdopen(handle, "wb") as file:
        if mode is not None and sys.platform != "win32":
            os.fchmod(handle, mode)
        file.write(content)
        file.flush()
        os.fsync(handle)
