"""The desk asks now and then, keeps the last word, and shows it no longer than it can be believed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hardware.clock import ManualClock
from station_app.core.nearby import Neighbour
from station_app.station.stamp import Stamp
from station_app.store.nearby_file import NAME, NearbyFile
from station_app.upstream.faults import HubUnreachable
from station_app.upstream.nearby_message import Neighbours, NeighbourTold
from station_app.wiring.nearby_desk import EVERY_SECONDS, FIRST_SECONDS, NearbyDesk


class Bench:
    """A desk with a hub that may be away, and a data directory that outlives it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.clock = ManualClock()
        self.away = False
        self.hangs = False
        """It takes the question and never answers."""
        self.asked: list[float] = []
        self.shown: list[list[str]] = []
        self.near: tuple[NeighbourTold, ...] = (self.open("A"),)

    def open(self, name: str, **more: Any) -> NeighbourTold:
        told = {"distance_m": 400, "direction": "n", "open": True, "as_of_ms": self.now_ms(), **more}
        return NeighbourTold(name=name, **told)

    def now_ms(self) -> int:
        return int(self.clock.wall() * 1000)

    async def neighbours(self) -> Neighbours:
        self.asked.append(self.clock.monotonic())
        if self.hangs:
            await asyncio.Event().wait()
        if self.away:
            raise HubUnreachable("away")
        return Neighbours(station="ST-1", made_ms=self.now_ms(), neighbours=self.near)

    def show(self, found: Sequence[Neighbour]) -> None:
        self.shown.append([one.name for one in found])

    @asynccontextmanager
    async def running(self, boot: str = "b") -> AsyncIterator[None]:
        stamp = Stamp(self.clock, ZoneInfo("Asia/Shanghai"), boot)
        task = asyncio.create_task(NearbyDesk(self, NearbyFile(self.data), stamp, self.show).run())
        await self.pass_(0)
        yield
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def pass_(self, seconds: float) -> None:
        for _ in range(int(seconds) // 5):
            await self.clock.advance(5)
        await self.clock.advance(seconds % 5)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk takes no time: the clock of these tests would run on meanwhile."""

    async def done(work: Callable[..., Any], *given: Any) -> Any:
        return work(*given)

    monkeypatch.setattr("station_app.wiring.nearby_desk.asyncio.to_thread", done)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def test_an_open_neighbour_is_shown_soon_after_a_start(bench: Bench) -> None:
    async with bench.running():
        await bench.pass_(FIRST_SECONDS)

    assert bench.shown[-1] == ["A"]


async def test_the_hub_is_asked_every_five_minutes_or_so(bench: Bench) -> None:
    async with bench.running():
        await bench.pass_(FIRST_SECONDS + 4 * EVERY_SECONDS)

    gaps = [later - earlier for earlier, later in zip(bench.asked, bench.asked[1:], strict=False)]
    assert 3 <= len(gaps) <= 5 and all(0.8 * EVERY_SECONDS <= gap <= 1.2 * EVERY_SECONDS + 15 for gap in gaps)


async def test_without_the_hub_the_last_word_stands_a_quarter_of_an_hour(bench: Bench) -> None:
    async with bench.running():
        await bench.pass_(FIRST_SECONDS)
        bench.away = True
        await bench.pass_(13 * 60)
        before = bench.shown[-1]
        await bench.pass_(4 * 60)

    assert (before, bench.shown[-1]) == (["A"], [])


async def test_a_hub_that_never_answers_keeps_nothing_on_the_screen(bench: Bench) -> None:
    async with bench.running():
        await bench.pass_(FIRST_SECONDS)
        bench.hangs = True
        await bench.pass_(16 * 60)

    assert bench.shown[-1] == []


async def test_after_a_restart_without_a_hub_the_last_word_is_there(bench: Bench) -> None:
    async with bench.running():
        await bench.pass_(FIRST_SECONDS)
    bench.away, bench.shown = True, []
    async with bench.running():
        assert bench.shown[-1] == ["A"]


async def test_a_neighbour_that_has_closed_since_is_shown_no_longer(bench: Bench) -> None:
    async with bench.running():
        await bench.pass_(FIRST_SECONDS)
        bench.near = (bench.open("A", open=False),)
        await bench.pass_(1.2 * EVERY_SECONDS + 15)

    assert bench.shown[-1] == []


async def test_a_damaged_file_is_asked_for_anew(bench: Bench) -> None:
    (bench.data / NAME).write_bytes(b"no")
    async with bench.running():
        first = bench.shown[-1]
        await bench.pass_(FIRST_SECONDS)

    assert (first, bench.shown[-1]) == ([], ["A"])


async def test_a_disk_that_takes_nothing_hides_nothing(bench: Bench) -> None:
    bench.data = bench.data / "away"
    async with bench.running():
        await bench.pass_(FIRST_SECONDS)

    assert bench.shown[-1] == ["A"]
