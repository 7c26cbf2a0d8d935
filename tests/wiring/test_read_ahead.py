"""Reading the next rows while the hub digests the last: never a row skipped, never one from the wrong place."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.clock import ManualClock
from station_app.core.facts import fact
from station_app.core.instant import Instant
from station_app.store.journal import Journal
from station_app.wiring.sync import ReadAhead

AT = Instant(wall_ms=1_795_219_200_000, mono_ms=1, boot="b")


@pytest.fixture
async def journal(tmp_path: Path):
    opened = Journal.open(tmp_path / "journal.db", boot="b", clock=ManualClock(), ballast_bytes=4096)
    await opened.append([fact("door.forced", AT, door=f"d{number}") for number in range(10)])
    yield opened
    await opened.close()


async def numbers(ahead: ReadAhead, journal: Journal) -> list[int]:
    return [row.seq for row in await ahead.rows(4, await journal.cursors())]


async def test_acknowledged_batches_follow_one_another_without_a_gap(journal: Journal) -> None:
    ahead = ReadAhead(journal)
    read = []
    while rows := await numbers(ahead, journal):
        read += rows
        await journal.acknowledge(journal.epoch, rows[-1])

    assert read == list(range(1, 11))


async def test_a_batch_that_was_not_acknowledged_is_read_again(journal: Journal) -> None:
    ahead = ReadAhead(journal)
    await numbers(ahead, journal)

    assert await numbers(ahead, journal) == [1, 2, 3, 4]


async def test_a_hub_that_went_back_gets_its_rows_from_where_it_stands(journal: Journal) -> None:
    ahead = ReadAhead(journal)
    await numbers(ahead, journal)
    await journal.acknowledge(journal.epoch, 4)
    await numbers(ahead, journal)

    await journal.set_cursor(journal.epoch, 2)

    assert await numbers(ahead, journal) == [3, 4, 5, 6]


async def test_a_journal_that_begins_anew_still_sends_what_waited(journal: Journal) -> None:
    ahead = ReadAhead(journal)
    await numbers(ahead, journal)
    await journal.acknowledge(journal.epoch, 4)

    await journal.renew("restored-copy")

    assert await numbers(ahead, journal) == [5, 6, 7, 8]
