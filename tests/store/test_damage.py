from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from damaged_journal import NOW, Life, after_start, laid_out, open_at, unsent, zeroed
from store_stories import Open, granted, opened, started, with_time_passing

from hardware.clock import ManualClock
from station_app.core.chain import Row
from station_app.store.outbox import LostRange
from station_app.store.salvage import begin, settle
from station_app.store.schema import PAGE, connect_writer

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
