"""The shell and ordered work: nothing of it is begun that nobody could look up later."""

from __future__ import annotations

import asyncio

from station_bench import running

from hardware.clock import settle_loop
from station_app.station.device_keeper import DeviceKeeper
from station_app.store.faults import DiskFull


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
