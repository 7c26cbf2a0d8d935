"""Smoke and orders in the shell: smoke waits for no disk, and an order that the disk has made late moves no lock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from station_bench import Bench, running

from hardware.clock import settle_loop
from hardware.errors import NoAnswer
from station_app.core.events import DeviceFailed, DeviceWorks, InputMoved, Ordered
from station_app.store.faults import DiskFull

SMOKE = """
        [inputs.smoke]
        terminal = "!board/input/5"
        means = "smoke"
        [inputs.leak]
        terminal = "board/input/6"
        means = "leak"
"""
RELEASED = (3, 30.0)


@asynccontextmanager
async def house() -> AsyncGenerator[Bench]:
    async with running(inputs=SMOKE) as bench:
        yield bench


async def feel(bench: Bench, name: str = "smoke", *, on: bool = True) -> None:
    bench.shell.put(InputMoved(at=bench.stamp.now(), name=name, on=on))
    await bench.settle()


@asynccontextmanager
async def hanging(bench: Bench) -> AsyncGenerator[None]:
    """The disk hangs under an event in front of everything that comes now."""
    bench.journal.hang = asyncio.Event()
    hung = asyncio.create_task(bench.present())
    await settle_loop()
    try:
        yield
    finally:
        bench.journal.hang.set()
        await hung


def order(bench: Bench, name: str = "o1", seconds: float = 60.0, verb: str = "open", value: str = "") -> Ordered:
    at = bench.stamp.now()
    return Ordered(
        at=at,
        id=name,
        verb=verb,
        reason="forgotten card",
        by="keeper",
        target="main" if verb == "open" else "",
        value=value,
        seconds=600.0,
        heard_ms=at.wall_ms,
        not_after_ms=at.wall_ms + round(seconds * 1000),
    )


async def test_smoke_releases_the_door_once_and_again_before_it_falls_back() -> None:
    async with house() as bench:
        await feel(bench)
        at_once = list(bench.board.held)
        await bench.clock.advance(21, bench.settle)

        assert at_once == [RELEASED]
        assert bench.board.held == [RELEASED, RELEASED]


async def test_smoke_opens_behind_a_disk_that_hangs() -> None:
    async with house() as bench, hanging(bench):
        bench.shell.put(InputMoved(at=bench.stamp.now(), name="smoke", on=True))
        await settle_loop()

        assert bench.board.held == [RELEASED]


async def test_the_door_stays_released_while_the_disk_hangs() -> None:
    async with house() as bench, hanging(bench):
        bench.shell.put(InputMoved(at=bench.stamp.now(), name="smoke", on=True))
        await bench.clock.advance(70, settle_loop)

        assert bench.board.held == [RELEASED] * 4  # never more than 22 s apart


async def test_smoke_that_ends_behind_a_disk_that_hangs_releases_no_more() -> None:
    async with house() as bench, hanging(bench):
        bench.shell.put(InputMoved(at=bench.stamp.now(), name="smoke", on=True))
        bench.shell.put(InputMoved(at=bench.stamp.now(), name="smoke", on=False))
        await bench.clock.advance(70, settle_loop)

        assert bench.board.held == [RELEASED]


async def test_smoke_opens_with_a_dead_disk() -> None:
    async with house() as bench:
        bench.journal.fault = DiskFull()
        await feel(bench)
        await bench.clock.advance(45, bench.settle)

        assert bench.board.held == [RELEASED] * 3


async def test_smoke_while_a_board_is_lost_opens_as_soon_as_it_works() -> None:
    async with house() as bench:
        bench.board.fault = NoAnswer()
        bench.shell.put(DeviceFailed(at=bench.stamp.now(), device="board", fault="no-answer"))
        await feel(bench)
        await bench.clock.advance(7, bench.settle)
        bench.board.fault = None
        bench.shell.put(DeviceWorks(at=bench.stamp.now(), device="board"))
        await bench.settle()

        assert bench.board.held == [RELEASED]


async def test_a_board_that_lost_its_power_for_a_moment_is_told_again_even_behind_a_disk_that_hangs() -> None:
    async with house() as bench:
        await feel(bench)
        async with hanging(bench):
            bench.shell.put(DeviceWorks(at=bench.stamp.now(), device="board"))
            await settle_loop()

            assert bench.board.held == [RELEASED, RELEASED]


async def test_a_device_without_a_lock_moves_none() -> None:
    async with house() as bench:
        await feel(bench)
        bench.shell.put(DeviceWorks(at=bench.stamp.now(), device="scanner"))
        await bench.settle()

        assert bench.board.held == [RELEASED]


async def test_a_board_that_does_not_answer_is_not_asked_without_end() -> None:
    async with house() as bench:
        bench.board.fault = NoAnswer()
        await feel(bench)
        await bench.clock.advance(19, bench.settle)

        assert bench.journal.kinds().count("incident.repeated") <= 1
        assert bench.board.held == []


async def test_a_leak_releases_nothing() -> None:
    async with house() as bench:
        await feel(bench, "leak")

        assert bench.board.held == []


async def test_an_order_is_on_the_disk_before_the_lock_moves() -> None:
    async with house() as bench:
        bench.shell.put(order(bench))
        await bench.settle()

        assert bench.diary == ["command.received", "lock", "door.unlocked", "command.acted"]


async def test_an_order_that_cannot_be_recorded_moves_no_lock_and_is_refused_once_the_disk_is_back() -> None:
    async with house() as bench:
        bench.journal.fault = DiskFull()
        bench.shell.put(order(bench))
        await bench.settle()
        bench.journal.fault = None
        await bench.clock.advance(3, bench.settle)

        assert bench.board.held == []
        assert [fact.body["reason"] for fact in bench.journal.facts if fact.kind == "command.refused"] == [
            "not-recorded"
        ]


async def test_an_order_that_the_disk_has_made_late_moves_no_lock() -> None:
    async with house() as bench:
        bench.journal.hang = asyncio.Event()
        bench.shell.put(order(bench, seconds=10))
        await bench.clock.advance(11, settle_loop)
        bench.journal.hang.set()
        await bench.settle()

        assert bench.board.held == []
        assert [fact.body["reason"] for fact in bench.journal.facts if fact.kind == "command.expired"] == ["late"]


async def test_an_ordered_evacuation_opens_with_a_dead_disk() -> None:
    async with house() as bench:
        bench.journal.fault = DiskFull()
        bench.shell.put(order(bench, verb="mode", value="evacuation"))
        await bench.settle()

        assert bench.board.held == [RELEASED]
