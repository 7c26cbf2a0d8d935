"""Brings a file of an older version up to date.

Imported only then: sqlite-utils takes longer to load than a door may wait.
"""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database, Migrations

from station_app.store.schema import STEPS, apply_step, version_of


def migrate(connection: sqlite3.Connection) -> None:
    """Apply the steps a file lacks, each in one transaction with its record."""
    steps = Migrations("journal")
    for number in range(len(STEPS)):
        _add(steps, number)
    steps.apply(Database(connection))


def _add(steps: Migrations, number: int) -> None:
    @steps(name=f"step_{number + 1}")
    def step(db: Database) -> None:  # pyright: ignore[reportUnusedFunction] - the decorator keeps it
        # A new file begins with all the steps its program knows; only their records are missing then.
        if version_of(db.conn) <= number:
            apply_step(db.conn, number)
