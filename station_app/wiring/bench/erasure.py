"""Taking names out of a large journal while a door goes on recording: how fast, and how long the door may wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path

from hardware.clock import SystemClock
from station_app.core.commands import Erase
from station_app.core.facts import Fact, fact
from station_app.core.instant import Instant
from station_app.store.ballast import Ballast
from station_app.store.erasure import Erasure, Place
from station_app.store.journal import Journal
from station_app.store.lock import FileLock
from station_app.store.writer import Writer
from station_app.wiring.bench.rig import BareCommit, say, table

ROWS = 200_000
PEOPLE = 5_000
BATCH = 5_000
DOOR_SECONDS = 0.02
"""Between two rows of the door; no door is busier."""
ALONE = 500


def measure(folder: Path, divide: int) -> None:
    """One person among many rows, then everybody; beside it rows of a door with and without an erasure going on."""
    asyncio.run(_measure(folder, ROWS // divide))


class _TimedWriter(Writer):
    """Notes how long each slice of an erasure holds the connection."""

    held: list[float]

    def erase(self, wanted: Sequence[Erasure], place: Place) -> Place | None:
        begun = time.perf_counter()
        following = super().erase(wanted, place)
        self.held.append(time.perf_counter() - begun)
        return following

    def empty_log(self) -> None:
        begun = time.perf_counter()
        super().empty_log()
        self.held.append(time.perf_counter() - begun)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One erasure."""

    seconds: float
    held: list[float]
    door: list[float]


async def _measure(folder: Path, rows: int) -> None:
    path, ballast = folder / "journal.db", Ballast(folder / "journal.ballast", 0)
    writer = _TimedWriter(path, _now, ballast)
    writer.held = []
    writer.open()
    journal = Journal(FileLock(folder / "journal.lock"), writer, path, SystemClock(), ballast)
    try:
        for first in range(0, rows, BATCH):
            await journal.append([_fact(number) for number in range(first, min(first + BATCH, rows))])
        alone = [await _door(journal) for _ in range(ALONE)]
        one = await _run(journal, writer, Erase(scope="person", person=_person(7)))
        everybody = await _run(journal, writer, Erase(scope="age", before_ms=_now().wall_ms + 86_400_000))
    finally:
        await journal.close()
    bare = BareCommit(folder)
    table(
        f"Erasure in {rows:,} rows, milliseconds",
        [
            ("writer held at once, one person", one.held),
            ("writer held at once, everybody", everybody.held),
            ("a row of the door while one person is erased", one.door),
            ("a row of the door while everybody is", everybody.door),
            ("a row of the door alone", alone),
            ("bare commit of one row", [bare.once() for _ in range(ALONE)]),
        ],
    )
    for who, run in (("one person", one), ("everybody", everybody)):
        say(f"{who}: {rows:,} rows in {run.seconds:.1f} s = {rows / run.seconds:,.0f} rows/s, the door's rows beside")


async def _run(journal: Journal, writer: _TimedWriter, want: Erase) -> _Run:
    writer.held.clear()
    begun = time.perf_counter()
    door = await _beside(journal, journal.erase(want))
    return _Run(seconds=time.perf_counter() - begun, held=list(writer.held), door=door)


async def _beside(journal: Journal, work: Coroutine[None, None, None]) -> list[float]:
    """How long each row of the door takes while something else is done."""
    task, door = asyncio.ensure_future(work), list[float]()
    while not task.done():
        door.append(await _door(journal))
    await task
    return door


async def _door(journal: Journal) -> float:
    await asyncio.sleep(DOOR_SECONDS)
    begun = time.perf_counter()
    await journal.append([fact("door.opened", _now(), door="main", cause="entry")])
    return time.perf_counter() - begun


def _fact(number: int) -> Fact:
    told = {"presentation": f"bench-{number}", "door": "main", "zone": "hall", "credential": "pass"}
    return fact("access.granted", _now(), **told, policy="built-in", person=_person(number))


def _person(number: int) -> str:
    return f"p{number % PEOPLE:024x}"


def _now() -> Instant:
    return Instant(wall_ms=int(time.time() * 1000), mono_ms=int(time.monotonic() * 1000), boot="bench")
