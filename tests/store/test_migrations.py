from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database
from store_stories import Open, opened

from station_app.store import schema
from station_app.store.audit import verify
from station_app.store.migrations import migrate
from station_app.store.schema import STEPS, connect_reader, connect_writer

NEXT = (*STEPS, ("ALTER TABLE journal ADD COLUMN note TEXT", "CREATE TABLE notes (note TEXT) STRICT"))


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program of tomorrow."""
    for module in ("schema", "migrations", "writer"):
        monkeypatch.setattr(f"station_app.store.{module}.STEPS", NEXT)


def columns(home: Path) -> set[str]:
    with closing(connect_reader(home / "journal.db")) as db:
        return {row[1] for row in db.execute("PRAGMA table_info(journal)")}


async def test_a_newer_program_brings_an_older_file_up_to_date(
    open_journal: Open, home: Path, request: pytest.FixtureRequest
) -> None:
    await open_journal().close()
    request.getfixturevalue("next_version")

    await open_journal().close()

    assert "note" in columns(home)


async def test_an_older_program_goes_on_with_a_newer_file(open_journal: Open, home: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in ("schema", "migrations", "writer"):
            patch.setattr(f"station_app.store.{module}.STEPS", NEXT)
        journal = open_journal()
        first = await journal.append([opened(1)])
        await journal.close()

    journal = open_journal()
    second = await journal.append([opened(2)])

    assert await journal.waiting() == first + second
    assert verify(home / "journal.db").fault is None


async def test_a_migrated_file_holds_what_was_there(
    open_journal: Open, home: Path, request: pytest.FixtureRequest
) -> None:
    journal = open_journal()
    rows = await journal.append([opened(1), opened(2)])
    await journal.close()
    request.getfixturevalue("next_version")

    assert await open_journal().waiting() == rows


async def test_a_step_that_fails_leaves_the_file_as_it_was(open_journal: Open, home: Path) -> None:
    await open_journal().close()
    broken = (*STEPS, ("ALTER TABLE journal ADD COLUMN note TEXT", "CREATE TABLE journal (twice TEXT) STRICT"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("station_app.store.schema.STEPS", broken)
        patch.setattr("station_app.store.migrations.STEPS", broken)
        with closing(connect_writer(home / "journal.db")) as db, pytest.raises(Exception, match="already exists"):
            migrate(db)

    assert "note" not in columns(home)


def test_migrations_alone_make_the_same_tables_as_a_new_file(home: Path) -> None:
    with closing(schema.create(home / "new.db")) as new, closing(Database(memory=True).conn) as old:
        migrate(old)
        tables = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE '\\_sqlite%' ESCAPE '\\' ORDER BY name"
        assert [row for row in old.execute(tables) if "migrations" not in row[0]] == new.execute(tables).fetchall()


def test_opening_a_journal_does_not_load_what_only_migrations_need(home: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from hardware.clock import SystemClock\n"
        "from station_app.store.journal import Journal\n"
        "Journal.open(Path(sys.argv[1]), boot='b', clock=SystemClock(), ballast_bytes=0)\n"
        "print('sqlite_utils' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, home / "journal.db"], check=True, capture_output=True, text=True, timeout=60
    )

    assert told.stdout == "False\n"
