"""Loads are cut for a minute at a time; whatever fails leaves them on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from station_bench import NOON

from hardware.clock import ManualClock, settle_loop
from hardware.errors import LinkLost
from station_app.core.commands import Switch
from station_app.station.loads import CUT_SECONDS, RENEW_SECONDS, Loads
from station_app.terminals import Point

LIGHTS = ("hall", "lights")


class Board:
    """A board that keeps what it was told; `fault` makes it fail."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []
        self.fault: LinkLost | None = None

    async def hold(self, relay: int, seconds: float) -> None:
        """Cut."""
        assert seconds == CUT_SECONDS
        self._hear("cut", relay)

    async def release(self, relay: int) -> None:
        """Let go."""
        self._hear("let go", relay)

    def _hear(self, what: str, relay: int) -> None:
        self.told.append((what, relay))
        if self.fault is not None:
            raise self.fault


class LoadsBench:
    """Loads on one board."""

    def __init__(self) -> None:
        self.board = Board()
        self.clock = ManualClock(wall=NOON)
        self.tasks: list[asyncio.Future[None]] = []
        wires = {LIGHTS: Point(device="board", kind="relay", channel=2)}
        self.loads = Loads(
            wires, {"board": self.board}, self.clock, lambda task: self.tasks.append(asyncio.ensure_future(task))
        )
        self.running = asyncio.ensure_future(self.loads.run())

    async def switch(self, on: bool, load: str = "lights") -> None:
        """The rules say so."""
        self.loads.switch(Switch(zone="hall", load=load, on=on))
        await settle_loop()
        for task in self.tasks:
            await task


@pytest.fixture
async def bench() -> AsyncIterator[LoadsBench]:
    made = LoadsBench()
    yield made
    made.running.cancel()


async def test_a_load_that_is_to_be_off_is_cut_at_once(bench: LoadsBench) -> None:
    await bench.switch(on=False)

    assert bench.board.told == [("cut", 2)]


async def test_a_cut_is_renewed_before_it_lapses(bench: LoadsBench) -> None:
    await bench.switch(on=False)

    await bench.clock.advance(RENEW_SECONDS)

    assert bench.board.told == [("cut", 2), ("cut", 2)]


async def test_a_load_that_is_to_be_on_is_let_go(bench: LoadsBench) -> None:
    await bench.switch(on=False)

    await bench.switch(on=True)

    assert bench.board.told[-1] == ("let go", 2)


async def test_a_load_that_is_on_is_not_spoken_of_again(bench: LoadsBench) -> None:
    await bench.switch(on=True)

    await bench.clock.advance(5 * RENEW_SECONDS)

    assert bench.board.told == [("let go", 2)]


async def test_a_load_without_a_relay_is_left_alone(bench: LoadsBench) -> None:
    await bench.switch(on=False, load="heating")

    assert (bench.board.told, bench.loads.off) == ([], frozenset())


async def test_a_board_that_fails_is_tried_again(bench: LoadsBench) -> None:
    bench.board.fault = LinkLost("gone")
    await bench.switch(on=False)

    bench.board.fault = None
    await bench.clock.advance(RENEW_SECONDS)

    assert bench.board.told == [("cut", 2), ("cut", 2)]
