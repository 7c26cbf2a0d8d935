"""Named logs by subject (door, journal, sync, screen, device), so that one topic can be asked for. No personal data."""

from __future__ import annotations

import logging
import logging.handlers
import os
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Final

FOLDER: Final = "log"
"""Below the data directory."""
FILE: Final = "station.log"
_FILE_BYTES: Final = 5_000_000
_OLD_FILES: Final = 9
"""With the present one 50 MB: months of a station that works, and a bound for one that does not."""


def log(subject: str) -> logging.Logger:
    """The log of a subject."""
    return logging.getLogger(f"station.{subject}")


def start_logging(data: Path | None = None, environ: Mapping[str, str] = os.environ) -> None:
    """Write to standard error, where systemd keeps it; where there is no systemd, to files below `data` as well."""
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if data is not None and "JOURNAL_STREAM" not in environ:
        handlers += _files(data / FOLDER)
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("station")
    root.setLevel(logging.INFO)
    root.handlers = handlers
    root.propagate = False


def _files(folder: Path) -> list[logging.Handler]:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        return [_Files(folder / FILE, maxBytes=_FILE_BYTES, backupCount=_OLD_FILES, encoding="utf-8", delay=True)]
    except OSError:
        return []  # the door does not wait for a log; standard error has it


class _Files(logging.handlers.RotatingFileHandler):
    """For their owner only, and quiet about a full disk, of which the journal speaks already."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return TextIOWrapper(os.fdopen(descriptor, "ab"), encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:
        """Drop the line; the next one is tried again."""
