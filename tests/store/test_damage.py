from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_stories import Open, granted, opened, started, transactions, with_time_passing

from hardware.clock import ManualClock
from station_app.core.chain import Row
from station_app.core.model import Instant
from station_app.store.audit import export, verify
from station_app.store.journal import Journal
from station_app.store.outbox import LostRange
from station_app.store.salvage import begin, settle
from station_app.store.schema import PAGE, connect_writer

NOW = Instant(wall_ms=1_795_219_200_000, mono_ms=0, boot="boot-1")
ACKED = 20


class Life:
    """A journal as a station left it: its files, and what it had written."""

    def __init__(self, files: dict[str, bytes], rows: Sequence[Row]) -> None:
        self.files = files
        self.rows = rows

    def __repr__(self) -> str:
        return f"Life of {len(self.rows)} rows"


def open_at(home: Path) -> Journal:
    return Journal.open(home / "journal.db", boot="boot-2", clock=ManualClock(wall=1_795_219_200.0), ballast_bytes=0)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Forty transactions, most of them in the file, the last in the log; the hub has twenty rows."""
    home = tmp_path_factory.mktemp("life")

    async def live() -> Life:
        journal = open_at(home)
        rows: list[Row] = []
        for number, facts in enumerate(transactions(40)):
            if number == 30:
                await journal.close()
                journal = open_at(home)
            rows += await journal.append(facts)
            if number == 20:
                await journal.acknowledge(journal.epoch, ACKED)
        files = {path.name: path.read_bytes() for path in home.iterdir() if path.suffix != ".lock"}
        await journal.close()
        return Life(files=files, rows=rows)

    return asyncio.run(live())


def laid_out(home: Path, life: Life, **changed: bytes) -> Path:
    for path in home.iterdir():
        path.unlink()
    for name, content in life.files.items():
        (home / name).write_bytes(content)
    for kind, content in changed.items():
        (home / {"db": "journal.db", "wal": "journal.db-wal"}[kind]).write_bytes(content)
    return home / "journal.db"


@dataclass(frozen=True)
class After:
    """What a station found when it started on a damaged file."""

    kept: set[str]
    """Ids of the rows there are."""
    waiting: list[Row]
    told: dict[str, object] | None
    """Body of the fact that tells of the damage."""
    lost: list[LostRange]
    next_seq: int
    """Number of a row appended after the start."""
    faultless: bool


def after_start(home: Path) -> After:
    async def start() -> After:
        clock = ManualClock(wall=1_795_219_200.0)
        journal = Journal.open(home / "journal.db", boot="boot-2", clock=clock, ballast_bytes=0)
        try:
            await with_time_passing(clock, journal.check())
            waiting = await journal.waiting()
            rows = await journal.append([opened(99)])
            lost = await journal.lost()
        finally:
            await journal.close()
        facts = list(export(home / "journal.db"))
        told = [fact["body"] for fact in facts if fact["kind"] == "journal.recovered"]
        return After(
            kept={fact["id"] for fact in facts},
            waiting=waiting,
            told=told[-1] if told else None,
            lost=lost,
            next_seq=rows[0].seq,
            faultless=verify(home / "journal.db").fault is None,
        )

    return asyncio.run(start())


@pytest.fixture(scope="module")
def closed(life: Life, tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The same after a clean end: all of it in the file, no log."""
    home = tmp_path_factory.mktemp("closed")
    laid_out(home, life)
    asyncio.run(open_at(home).close())
    return Life(files={"journal.db": (home / "journal.db").read_bytes()}, rows=life.rows)


def unsent(life: Life) -> set[str]:
    return {row.id for row in life.rows[ACKED:]}


def zeroed(content: bytes, page: int) -> bytes:
    return content[: page * PAGE] + bytes(PAGE) + content[(page + 1) * PAGE :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "the header is zeroed": lambda db: zeroed(db, 0),
    "the header is noise": lambda db: random.Random(1).randbytes(PAGE) + db[PAGE:],
    "the first page of every table is zeroed": lambda db: zeroed(zeroed(zeroed(db, 1), 2), 3),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_unsent_row_is_saved_although(home: Path, closed: Life, damage: str) -> None:
    laid_out(home, closed, db=DAMAGES[damage](closed.files["journal.db"]))

    after = after_start(home)

    assert unsent(closed) <= after.kept


def test_an_empty_file_loses_only_what_was_not_in_the_log(home: Path, life: Life) -> None:
    laid_out(home, life, db=b"")

    after = after_start(home)

    assert life.rows[-1].id in after.kept


def test_a_new_epoch_begins_and_tells_of_the_old_one(home: Path, closed: Life) -> None:
    laid_out(home, closed, db=zeroed(closed.files["journal.db"], 0))

    after = after_start(home)

    assert after.told == {
        "reason": "store-damaged",
        # With the header the cursor is gone: the hub takes every row once, however often it comes.
        "salvaged": len(closed.rows),
        "lost": "",
        "previous_epoch": closed.rows[0].epoch,
    }


def test_the_new_epoch_counts_from_one(home: Path, closed: Life) -> None:
    laid_out(home, closed, db=zeroed(closed.files["journal.db"], 0))

    assert after_start(home).next_seq == 2


def test_saved_rows_wait_before_the_new_ones_in_their_old_order(home: Path, closed: Life) -> None:
    laid_out(home, closed, db=zeroed(closed.files["journal.db"], 0))

    waiting = after_start(home).waiting

    assert waiting[:-1] == closed.rows


def test_the_damaged_files_are_kept(home: Path, closed: Life) -> None:
    damaged = zeroed(closed.files["journal.db"], 0)
    laid_out(home, closed, db=damaged)

    after_start(home)

    assert [path.read_bytes() for path in home.glob("journal.db.corrupt.*Z")] == [damaged]


def leaf_of(db: bytes, row: Row) -> int:
    return db.index(row.id.encode()) // PAGE


def test_rows_that_are_gone_are_named_to_the_hub(home: Path, closed: Life) -> None:
    db = closed.files["journal.db"]
    page = leaf_of(db, closed.rows[30])
    gone = [row.seq for row in closed.rows if row.id.encode() in db[page * PAGE : (page + 1) * PAGE]]
    laid_out(home, closed, db=zeroed(db, page))

    after = after_start(home)

    assert after.lost == [LostRange(epoch=closed.rows[0].epoch, first=gone[0], last=gone[-1])]


def test_a_changed_row_is_lost_alone(home: Path, closed: Life) -> None:
    row = closed.rows[30]
    laid_out(home, closed, db=closed.files["journal.db"].replace(row.id.encode(), b"f" * 36))

    after = after_start(home)

    assert (unsent(closed) - after.kept, after.told and after.told["lost"]) == ({row.id}, str(row.seq))


def test_a_cursor_that_was_changed_is_not_believed(home: Path, life: Life) -> None:
    path = laid_out(home, life)
    with closing(connect_writer(path)) as db:
        db.execute("UPDATE cursor SET acked = 60")
        db.execute("UPDATE journal SET hash = 'f' WHERE seq = 70")

    after = after_start(home)

    assert unsent(life) - {life.rows[69].id} <= after.kept


def test_a_broken_tail_is_found_before_anything_is_appended_to_it(home: Path, life: Life) -> None:
    path = laid_out(home, life)
    with closing(connect_writer(path)) as db:
        db.execute("UPDATE journal SET kind = 'door.closed' WHERE seq = (SELECT max(seq) FROM journal)")

    journal = open_at(home)
    asyncio.run(journal.close())

    assert journal.troubles == {"journal-recovered"}


def test_who_is_inside_is_remembered_over_the_damage(home: Path) -> None:
    async def live() -> None:
        journal = open_at(home)
        await journal.append([granted(1), started(1)])
        await journal.close()

    asyncio.run(live())
    content = (home / "journal.db").read_bytes()
    (home / "journal.db").write_bytes(zeroed(content, 0))

    journal = open_at(home)
    asyncio.run(journal.close())

    assert (set(journal.recall().visits), set(journal.recall().used_passes)) == ({"visit-1"}, {"pass-1"})


def test_a_second_damage_loses_nothing_of_the_first(home: Path, closed: Life) -> None:
    path = laid_out(home, closed, db=zeroed(closed.files["journal.db"], 0))
    after_start(home)
    path.write_bytes(zeroed(path.read_bytes(), 0))

    after = after_start(home)

    assert (unsent(closed) <= after.kept, [row.seq for row in after.waiting][-3:]) == (True, [1, 2, 1])


async def test_damage_found_by_the_check_is_repaired_while_the_station_runs(
    home: Path, open_journal: Open, clock: ManualClock
) -> None:
    journal = open_journal()
    for number in range(300):
        await journal.append([opened(number)])
    await journal.close()
    change_a_row(home / "journal.db", 20)
    journal = open_journal()
    before = journal.epoch

    checked = await with_time_passing(clock, journal.check())

    rows = await journal.append([opened(300)])
    assert checked.fault is not None
    assert (checked.fault.seq, journal.epoch != before, rows[0].seq) == (20, True, 2)


def change_a_row(path: Path, seq: int) -> None:
    with closing(connect_writer(path)) as db:
        db.execute("UPDATE journal SET boot = 'other' WHERE seq = ?", (seq,))


async def test_an_append_that_meets_damage_is_written_to_the_new_file(home: Path, open_journal: Open) -> None:
    journal = open_journal()
    await journal.append([opened(1)])
    await journal.close()
    journal = open_journal()
    overwrite(home / "journal.db", 1)

    rows = await journal.append([granted(2), started(2)])

    assert [row.seq for row in rows] == [2, 3]
    assert journal.troubles == {"journal-recovered"}


def overwrite(path: Path, first_page: int) -> None:
    """Noise over all but the first pages, as a dying disk does it under a running program."""
    with path.open("r+b") as file:
        file.seek(first_page * PAGE)
        file.write(b"\x55" * (path.stat().st_size - first_page * PAGE))


def interrupted(home: Path, life: Life) -> list[str]:
    """Names left behind when the power went between the two renames of a replacement."""
    path = laid_out(home, life)
    begin(home / "journal.db.new", NOW)
    path.rename(home / "journal.db.corrupt.20261121T000000.000Z")
    settle(path, NOW)
    return sorted(found.name for found in home.iterdir())


def test_a_replacement_cut_short_is_finished_at_the_next_start(home: Path, life: Life) -> None:
    names = interrupted(home, life)

    assert ("journal.db" in names, "journal.db.new" in names, "journal.db-wal" in names) == (True, False, False)


def test_a_building_site_left_behind_is_cleared(home: Path) -> None:
    (home / "journal.db.building").write_bytes(b"half")

    settle(home / "journal.db", NOW)

    assert list(home.iterdir()) == []


def test_a_log_without_its_file_is_not_given_to_a_new_one(home: Path, life: Life) -> None:
    laid_out(home, life)
    (home / "journal.db").unlink()

    after = after_start(home)

    assert (after.next_seq, after.faultless) == (1, True)


modest = settings(max_examples=700, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

FRAME = 24 + PAGE
LAST = len(list(transactions(40))[-1])
"""Rows of the last transaction: if its log is damaged, it looks like one that a power cut has torn."""

bits = st.integers(min_value=0, max_value=7)
places = st.integers(min_value=0, max_value=2**32)
"""Taken modulo the length of a file, which no strategy knows."""
lengths = st.integers(min_value=1, max_value=2 * PAGE)
damage_kinds = st.sampled_from(["bits", "zero", "noise", "cut"])


@modest
@given(name=st.sampled_from(["db", "wal"]), kind=damage_kinds, at=places, length=lengths, bit=bits)
def test_no_damage_stops_the_station_or_stays_in_its_journal(
    home: Path, life: Life, name: str, kind: str, at: int, length: int, bit: int
) -> None:
    whole = life.files[{"db": "journal.db", "wal": "journal.db-wal"}[name]]
    at %= len(whole)
    part = whole[at : at + length]
    damaged = {
        "bits": flipped(whole, at, bit),
        "zero": whole[:at] + bytes(len(part)) + whole[at + length :],
        "noise": whole[:at] + random.Random(at).randbytes(len(part)) + whole[at + length :],
        "cut": whole[:at],
    }
    laid_out(home, life, **{name: damaged[kind]})

    after = after_start(home)

    assert after.faultless


@modest
@given(at=places, bit=bits)
def test_one_flipped_bit_of_the_file_costs_at_most_its_page(home: Path, closed: Life, at: int, bit: int) -> None:
    content = closed.files["journal.db"]
    at %= len(content)
    page = content[at // PAGE * PAGE :][:PAGE]
    laid_out(home, closed, db=flipped(content, at, bit))

    after = after_start(home)

    assert unsent(closed) - after.kept <= {row.id for row in closed.rows if row.id.encode() in page}


@modest
@given(at=places, bit=bits)
def test_one_flipped_bit_of_the_log_costs_at_most_its_frame_and_the_last_transaction(
    home: Path, life: Life, at: int, bit: int
) -> None:
    content = life.files["journal.db-wal"]
    at %= len(content)
    frame = content[32 + (at - 32) // FRAME * FRAME :][:FRAME]
    laid_out(home, life, wal=flipped(content, at, bit))

    after = after_start(home)

    last = {row.id for row in life.rows[-LAST:]}
    assert unsent(life) - after.kept <= last | {row.id for row in life.rows if row.id.encode() in frame}


def flipped(content: bytes, at: int, bit: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]
