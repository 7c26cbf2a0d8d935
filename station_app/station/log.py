"""Named logs by subject (door, journal, sync, screen, device), so that one topic can be asked for. No personal data."""

from __future__ import annotations

import logging


def log(subject: str) -> logging.Logger:
    """The log of a subject."""
    return logging.getLogger(f"station.{subject}")


def start_logging() -> None:
    """Write to standard error, where systemd keeps it."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("station")
    root.setLevel(logging.INFO)
    root.handlers = [handler]
    root.propagate = False
