"""The shell and ordered work: nothing of it is begun that nobody could look up later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from station_bench import Bench, running, settings

from hardware.clock import settle_loop
from station_app.core.commands import RestartDevice
from station_app.core.events import ExitPressed
from station_app.station.device_keeper import DeviceKeeper
from station_app.store.faults import DiskFull
from station_app.wiring.ordered_work import Hands, OrderedWork


async def test_ordered_work_begins_behind_its_record() -> None:
    async with running() as bench:
        await bench.order("restart-device", "board")

        assert bench.diary == ["command.received", "work"]


async def test_work_whose_order_cannot_be_recorded_is_not_begun() -> None:
    async with running() as bench:
        bench.journal.fault = DiskFull("full")
        await bench.order("restart-device", "board")

        assert (bench.works, bench.shell.state.orders.ended[-1].why) == ([], "not-recorded")


async def test_a_lock_that_is_being_told_is_known_by_its_device() -> None:
    async with running() as bench:
        hold, told = bench.board.hold, list[bool]()

        async def slow(relay: int, seconds: float) -> None:
            told.append(bench.shell.tells("board"))
            await hold(relay, seconds)

        bench.board.hold = slow
        await bench.press_exit()

        assert (told, bench.shell.tells("board")) == ([True], False)


class Driver:
    """Works until it is cancelled, and takes its time to end; its diary is shared."""

    def __init__(self, diary: list[str]) -> None:
        self.health = self
        self._diary = diary

    def begins_anew(self) -> None:
        """It has to show again that it works."""
        self._diary.append("anew")

    async def run(self) -> None:
        """Work for ever."""
        self._diary.append("open")
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            self._diary.append("close")


async def test_a_driver_has_ended_before_it_begins_anew() -> None:
    diary = list[str]()
    keeper = DeviceKeeper({"a": Driver(diary), "b": Driver([])}, asyncio.ensure_future)
    keeper.start()
    await settle_loop(4)
    await keeper.restart("a", lambda: diary.append("said"))
    await settle_loop(4)

    assert diary == ["open", "close", "anew", "said", "open"]


async def test_a_driver_that_is_restarted_twice_before_it_has_ended_begins_anew_once() -> None:
    diary = list[str]()
    keeper = DeviceKeeper({"a": Driver(diary)}, asyncio.ensure_future)
    keeper.start()
    await settle_loop(4)
    await asyncio.gather(*(keeper.restart("a", lambda: diary.append("said")) for _ in range(2)))
    await settle_loop(4)

    assert diary == ["open", "close", "anew", "said", "said", "open"]


class Broken(Driver):
    """Breaks by a bug when it is to end."""

    async def run(self) -> None:
        """Work until cancelled, then break."""
        try:
            await asyncio.Event().wait()
        finally:
            raise RuntimeError("a bug")


async def test_a_driver_that_breaks_in_ending_is_not_begun_again() -> None:
    spawned = list[asyncio.Task[None]]()

    def spawn(work: object) -> asyncio.Task[None]:
        spawned.append(asyncio.ensure_future(work))  # pyright: ignore[reportArgumentType]
        return spawned[-1]

    keeper = DeviceKeeper({"a": Broken([])}, spawn)
    keeper.start()
    await settle_loop(4)
    await keeper.restart("a", lambda: None)

    assert (len(spawned), str(spawned[0].exception())) == (1, "a bug")


@asynccontextmanager
async def restarting() -> AsyncIterator[tuple[Bench, list[str], OrderedWork, RestartDevice]]:
    """A bench, the diary of its board's driver, who carries orders out, and an order to restart the board."""
    async with running() as bench:
        diary = list[str]()
        keeper = DeviceKeeper({"board": Driver(diary)}, asyncio.ensure_future)
        keeper.start()
        hands: Any = {"devices": {"board": bench.board}, "desk": lambda: None, "still": None, "spawn": bench.spawn}
        told = {"shell": bench.shell, "stamp": bench.stamp, "clock": bench.clock, "wiring": settings().wiring}
        await bench.order("restart-device", "board")
        (work,) = bench.works
        assert isinstance(work, RestartDevice)
        yield bench, diary, OrderedWork(Hands(**hands, **told, keeper=keeper)), work


async def test_a_board_that_is_telling_a_lock_is_not_restarted() -> None:
    async with restarting() as (bench, diary, ordered, work):
        told = asyncio.Event()

        async def slow(relay: int, seconds: float) -> None:
            await told.wait()

        bench.board.hold = slow
        bench.shell.put(ExitPressed(at=bench.stamp.now(), door="main"))
        await settle_loop(4)
        ordered.begin(work)
        await settle_loop(4)
        told.set()
        await bench.settle()

        assert (bench.shell.state.orders.ended[-1].why, diary) == ("lock-held", ["open"])


async def test_a_restart_whose_time_is_over_is_not_begun() -> None:
    async with restarting() as (bench, diary, ordered, work):
        ordered.begin(replace(work, not_after_mono_ms=bench.stamp.now().mono_ms - 1))
        await bench.settle()

        assert (bench.shell.state.orders.ended[-1].why, diary) == ("late", ["open"])
