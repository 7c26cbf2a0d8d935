"""Cutting off the database's log, in which what was erased would stay until SQLite happens to write over it."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Final

from django.db import OperationalError, connections

from station_app.hub.backend.base import DatabaseWrapper

_OWED: Final = threading.Event()
_OWED.set()  # an earlier run may have left what it has erased


def note_erased() -> None:
    """Something was erased; the log is to be cut off once its transaction is over."""
    _OWED.set()


def empty_log() -> None:
    """Cut off a log that may hold what was erased, outside any transaction.

    While another connection reads it this cannot be done: the next call tries again.
    """
    if not _OWED.is_set():
        return
    wrapper = connections["default"]
    if not isinstance(wrapper, DatabaseWrapper):  # PostgreSQL keeps its log its own way: see SECURITY.md
        return
    with suppress(OperationalError), wrapper.writing():
        if _cut_log(wrapper):
            _OWED.clear()


def _cut_log(wrapper: DatabaseWrapper) -> bool:
    with wrapper.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")  # no station waits for a reader
        try:
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
    return not busy
