from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_stories import Open, granted, opened, started, transactions

from hardware.clock import ManualClock
from station_app.core.facts import KINDS, Fact
from station_app.core.instant import Instant
from station_app.store.audit import export, verify
from station_app.store.faults import CannotOpen
from station_app.store.journal import Journal
from station_app.store.projections import TABLES, rebuild
from station_app.store.rows import COLUMNS
from station_app.store.schema import connect_writer

# Every example has a file of its own.
modest = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.integers(min_value=-(2**63), max_value=2**63 - 1)
values = st.one_of(texts, numbers, st.floats(allow_nan=False, allow_infinity=False), st.booleans())
FIXED = {"pass_until": numbers, **dict.fromkeys(["visit", "zone", "person", "pass_id", "incident", "cause"], texts)}
"""Fields that projections are made of have one type; of the others the store must not care."""

instants = st.builds(
    Instant,
    wall_ms=st.integers(min_value=-(10**15), max_value=10**15),
    mono_ms=st.integers(min_value=0, max_value=2**53),
    boot=texts,
    clock=st.sampled_from(["trusted", "drifting", "unknown"]),
)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    name = draw(st.sampled_from(sorted(KINDS)))
    optional = sorted(KINDS[name].optional)
    fields = sorted(KINDS[name].required) + draw(
        st.lists(st.sampled_from(optional), unique=True) if optional else st.just([])
    )
    return Fact(kind=name, at=draw(instants), body={field: draw(FIXED.get(field, values)) for field in fields})


stories = st.lists(st.lists(facts(), min_size=1, max_size=4), min_size=1, max_size=6)


def written(home: Path, story: list[list[Fact]]) -> Path:
    """A closed journal that holds these facts and nothing else."""
    path = home / "journal.db"
    path.unlink(missing_ok=True)

    async def write() -> None:
        journal = Journal.open(path, boot="boot-1", clock=ManualClock(), ballast_bytes=0)
        for each in story:
            await journal.append(each)
        await journal.close()

    asyncio.run(write())
    return path


@modest
@given(story=stories)
def test_whatever_is_appended_is_exported_as_it_was(home: Path, story: list[list[Fact]]) -> None:
    path = written(home, story)

    told = [(row["seq"], row["kind"], row["body"]) for row in json.loads(json.dumps(list(export(path))))]

    wanted = [fact for each in story for fact in each]
    assert told == [(number, fact.kind, dict(fact.body)) for number, fact in enumerate(wanted, 1)]


@modest
@given(story=stories)
def test_whatever_is_appended_verifies(home: Path, story: list[list[Fact]]) -> None:
    report = verify(written(home, story))

    assert (report.rows, report.fault) == (sum(map(len, story)), None)


def projections(db: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    return [db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in TABLES]


@modest
@given(story=stories)
def test_projections_are_what_a_rebuild_makes_of_the_rows(home: Path, story: list[list[Fact]]) -> None:
    with closing(connect_writer(written(home, story))) as db:
        before = projections(db)
        rebuild(db)
        assert projections(db) == before


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day of a small station, closed."""
    return written(tmp_path_factory.mktemp("busy"), list(transactions(12)))


ROWS = sum(map(len, transactions(12)))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_byte_anywhere_in_a_row_is_found(busy: Path, data: st.DataObject) -> None:
    seq = data.draw(st.integers(min_value=1, max_value=ROWS))
    column = data.draw(st.sampled_from([name for name in COLUMNS if name not in ("seq", "version", "mono")]))
    with closing(connect_writer(busy)) as db:
        stored = db.execute(f"SELECT CAST({column} AS BLOB) FROM journal WHERE seq = ?", (seq,)).fetchone()[0]
        if not stored:
            return  # the salt of a row without a person
        at = data.draw(st.integers(min_value=0, max_value=len(stored) - 1))
        byte = data.draw(st.integers(min_value=0, max_value=255).filter(lambda byte: byte != stored[at]))
        db.execute("BEGIN")
        changed = stored[:at] + bytes([byte]) + stored[at + 1 :]
        db.execute(f"UPDATE journal SET {column} = CAST(? AS TEXT) WHERE seq = ?", (changed, seq))
        db.execute("COMMIT")
        try:
            report = verify(busy)
        finally:
            db.execute(f"UPDATE journal SET {column} = CAST(? AS TEXT) WHERE seq = ?", (stored, seq))

    assert report.fault is not None
    assert (report.rows < ROWS, report.fault.seq) == (True, seq)


@pytest.mark.parametrize("column", ["version", "mono"])
def test_a_changed_number_is_found(busy: Path, column: str) -> None:
    with closing(connect_writer(busy)) as db:
        db.execute(f"UPDATE journal SET {column} = {column} + 1 WHERE seq = 4")
        report = verify(busy)
        db.execute(f"UPDATE journal SET {column} = {column} - 1 WHERE seq = 4")

    assert report.fault is not None
    assert report.fault.what == "row 4 its content does not match its hash"


def test_a_missing_row_is_found(home: Path) -> None:
    path = written(home, [[opened(number)] for number in range(5)])
    with closing(connect_writer(path)) as db:
        db.execute("DELETE FROM journal WHERE seq = 3")

    report = verify(path)

    assert report.fault is not None
    assert (report.fault.seq, report.fault.what) == (3, "row 3 is missing; 4 comes instead")


def test_a_file_that_is_no_database_is_reported(home: Path) -> None:
    path = home / "journal.db"
    path.write_bytes(b"not a database, " * 4096)

    report = verify(path)

    assert report.fault is not None
    assert report.fault.what == "file is not a database"


def test_a_fault_comes_with_what_to_do(home: Path) -> None:
    path = home / "journal.db"
    path.write_bytes(b"not a database, " * 4096)

    fault = verify(path).fault

    assert fault is not None
    assert fault.remedy.startswith("Keep the whole data directory")


def test_a_journal_that_is_not_there_cannot_be_exported(home: Path) -> None:
    with pytest.raises(CannotOpen):
        list(export(home / "journal.db"))


def test_erasing_a_person_leaves_the_chain_whole(home: Path) -> None:
    path = written(home, [[granted(1)], [opened(1), started(1)]])
    with closing(connect_writer(path)) as db:
        db.execute("UPDATE journal SET body = json_remove(body, '$.person'), salt = '' WHERE seq IN (1, 3)")

    report = verify(path)

    assert (report.rows, report.fault) == (3, None)


async def test_export_sees_what_a_running_station_has_just_written(home: Path, journal: Journal) -> None:
    await journal.append([opened(1), opened(2)])

    told = await outside("export", home)

    assert [json.loads(line)["seq"] for line in told.splitlines()] == [1, 2]


async def test_what_a_killed_station_left_can_be_verified_before_it_starts_again(
    home: Path, open_journal: Open
) -> None:
    await open_journal().append([opened(1), opened(2)])
    left = home / "left"
    left.mkdir()
    for name in ("journal.db", "journal.db-wal"):  # as a kill leaves them: the log not yet copied into the file
        copy_of(home / name, left / name)

    report = verify(left / "journal.db")

    assert (report.rows, report.fault) == (2, None)


async def test_reading_from_outside_does_not_stop_the_station_from_writing(
    home: Path, journal: Journal, clock: ManualClock
) -> None:
    await journal.append([opened(number) for number in range(300)])
    reading = export(home / "journal.db")
    next(reading)

    rows = await journal.append([opened(300)])

    assert (rows[0].seq, len(list(reading))) == (301, 300)


def copy_of(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())


async def outside(tool: str, home: Path) -> str:
    """What a tool says in a process of its own."""
    import sys

    script = (
        "import json, sys; from pathlib import Path; from station_app.store import audit\n"
        f"for row in audit.{tool}(Path(sys.argv[1])): print(json.dumps(row))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(home / "journal.db"), stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    return told.decode()
