"""`DATABASES["default"]["ENGINE"]`: every write transaction, Django's own included, passes one lock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures

from station_app.hub.backend.writelock import WriteLock, lock_of

READING = ("SELECT", "PRAGMA", "EXPLAIN", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")


class Features(DatabaseFeatures):
    """SQLite's, less RETURNING: a statement outside a transaction must be over when `execute` returns."""

    # Plain values here, properties in the stubs.
    can_return_columns_from_insert = False  # pyright: ignore[reportAssignmentType]
    can_return_rows_from_bulk_insert = False  # pyright: ignore[reportAssignmentType, reportIncompatibleMethodOverride]


class LockingCursor(base.SQLiteCursorWrapper):
    """Takes the lock for a single statement that writes outside a transaction."""

    owner: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement."""
        if self.owner.holds_lock or query.lstrip()[:9].upper().startswith(READING):
            return super().execute(query, params)
        with self.owner.writing():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Iterable[Iterable[Any]]) -> Any:
        """Run one statement for each row."""
        if self.owner.holds_lock:
            return super().executemany(query, param_list)
        with self.owner.writing():
            return super().executemany(query, param_list)


class _Writing:
    def __init__(self, lock: WriteLock) -> None:
        self._lock = lock

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *error: object) -> None:
        self._lock.release()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions wait their turn."""

    features_class = Features

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holds_lock = False

    def writing(self) -> _Writing:
        """The lock for one statement."""
        return _Writing(self._lock())

    def create_cursor(self, name: Any = None) -> Any:
        """A cursor that knows its connection."""
        cursor = self.connection.cursor(factory=LockingCursor)
        cursor.owner = self
        return cursor

    def _lock(self) -> WriteLock:
        return lock_of(str(self.settings_dict["NAME"]))

    def _start_transaction_under_autocommit(self) -> None:
        self._lock().acquire()
        self.holds_lock = True
        try:
            super()._start_transaction_under_autocommit()  # pyright: ignore[reportAttributeAccessIssue] - not in the stubs
        except BaseException:
            self._let_go()
            raise

    def _commit(self) -> None:
        # Not let go when COMMIT fails: the transaction is still open, and a rollback follows.
        super()._commit()  # pyright: ignore[reportAttributeAccessIssue] - not in the stubs
        self._let_go()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # pyright: ignore[reportAttributeAccessIssue] - not in the stubs
        finally:
            self._let_go()

    def _close(self) -> None:
        try:
            super()._close()  # pyright: ignore[reportAttributeAccessIssue] - not in the stubs
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self.holds_lock:
            self.holds_lock = False
            self._lock().release()
