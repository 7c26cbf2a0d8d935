"""A canary has arrived when the hub has its row, and not before."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.clock import ManualClock
from station_app.core.facts import fact
from station_app.core.instant import Instant
from station_app.store.journal import Journal
from station_app.wiring.sync import JournalOutbox

AT = Instant(wall_ms=1_795_219_200_000, mono_ms=1, boot="b")


@pytest.fixture
async def journal(tmp_path: Path):
    opened = Journal.open(tmp_path / "journal.db", boot="b", clock=ManualClock(), ballast_bytes=4096)
    facts = [fact("door.forced", AT, door="main")]
    facts += [fact("canary.sent", AT, canary=f"c{number}", readers=1) for number in (1, 2)]
    await opened.append([*facts, fact("door.forced", AT, door="main")])
    yield opened
    await opened.close()


@pytest.mark.parametrize(("through", "heard"), [(1, []), (2, []), (3, ["c2"]), (4, ["c2"])])
async def test_the_newest_canary_that_the_hub_has_is_told(journal: Journal, through: int, heard: list[str]) -> None:
    arrived: list[str] = []
    outbox = JournalOutbox(journal, arrived.append)
    await outbox.waiting(10)

    await outbox.acknowledged(journal.epoch, through)

    assert arrived == heard


async def test_a_canary_is_told_once(journal: Journal) -> None:
    arrived: list[str] = []
    outbox = JournalOutbox(journal, arrived.append)
    await outbox.waiting(10)
    await outbox.acknowledged(journal.epoch, 4)
    await outbox.waiting(10)

    await outbox.acknowledged(journal.epoch, 4)

    assert arrived == ["c2"]


async def test_another_journal_s_rows_are_no_proof(journal: Journal) -> None:
    arrived: list[str] = []
    outbox = JournalOutbox(journal, arrived.append)
    await outbox.waiting(10)
    old = journal.epoch
    await journal.renew("test")

    await outbox.acknowledged(journal.epoch, 0)

    assert (arrived, old != journal.epoch) == ([], True)
