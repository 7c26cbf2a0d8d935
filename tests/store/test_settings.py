from __future__ import annotations

from pathlib import Path

import pytest
from store_stories import opened

from station_app.store.journal import Journal
from station_app.store.schema import connect_reader, connect_writer


@pytest.fixture
async def path(home: Path, journal: Journal) -> Path:
    await journal.append([opened(1)])
    await journal.close()
    return home / "journal.db"


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("mmap_size", 0),
        ("secure_delete", 1),
        ("locking_mode", "normal"),
        ("foreign_keys", 1),
        ("wal_autocheckpoint", 0),
    ],
)
async def test_the_writing_connection_is_set_for_power_cuts(path: Path, pragma: str, value: object) -> None:
    db = connect_writer(path)
    try:
        assert db.execute(f"PRAGMA {pragma}").fetchone() == (value,)
    finally:
        db.close()


async def test_every_table_is_strict(path: Path) -> None:
    db = connect_reader(path)
    try:
        tables = db.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
        assert [name for name, strict in tables if not strict and not name.startswith("sqlite_")] == []
    finally:
        db.close()


async def test_a_reader_cannot_write(path: Path) -> None:
    db = connect_reader(path)
    try:
        with pytest.raises(Exception, match="attempt to write a readonly database"):
            db.execute("DELETE FROM journal")
    finally:
        db.close()
