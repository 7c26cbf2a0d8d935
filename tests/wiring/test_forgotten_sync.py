"""A station keeps the name of somebody to be forgotten until the hub has been told, and no longer."""

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
    await opened.append(
        [
            fact("door.forced", AT, door="main"),
            fact("data.erased", AT, scope="person", person="dannannannannannannannannan"),
            fact("data.erased", AT, scope="age", before=1),
        ]
    )
    yield opened
    await opened.close()


@pytest.mark.parametrize(("through", "times"), [(1, 0), (2, 1), (3, 1)])
async def test_it_is_told_that_the_hub_knows_whom_to_forget(journal: Journal, through: int, times: int) -> None:
    told: list[int] = []
    outbox = JournalOutbox(journal, lambda canary: None, lambda: told.append(through))
    await outbox.waiting(10)

    await outbox.acknowledged(journal.epoch, through)
    await outbox.acknowledged(journal.epoch, through)

    assert len(told) == times


async def test_an_erasure_of_what_is_old_names_nobody_and_is_not_told(journal: Journal) -> None:
    told: list[int] = []
    outbox = JournalOutbox(journal, lambda canary: None, lambda: told.append(1))
    await journal.acknowledge(journal.epoch, 2)
    await outbox.waiting(10)

    await outbox.acknowledged(journal.epoch, 3)

    assert told == []
