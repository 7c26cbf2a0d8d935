"""Code readers are dark while nobody may use them, and whoever tells them so is never held up."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace

import pytest
from station_bench import NOON, minute_of_week, open_from, settings, stamp_of

from hardware.clock import ManualClock, settle_loop
from hardware.devices.driver import Lamp, Proof
from hardware.devices.keeping import Health
from hardware.errors import LinkLost
from station_app.core.hours import Hours
from station_app.core.model import AtWork, Screen, StationState
from station_app.station.lamps import Lamps, lamps_at_doors

SHUT = Hours.weekly({})


class Reader:
    """A reader with a lamp; `fault` makes it fail, `slow` makes it wait."""

    def __init__(self, name: str = "scanner") -> None:
        self.name = name
        self.last_seen: float | None = None
        self.health = Health(name, lambda reading: None)
        self.told: list[str] = []
        self.fault: LinkLost | None = None
        self.bug: Exception | None = None
        self.slow: asyncio.Event | None = None

    async def run(self) -> None:
        """Nothing."""

    async def prove(self) -> Proof:
        """Nothing."""
        return Proof(answered=False)

    async def wake(self) -> None:
        """Be lit."""
        await self._hear("wake")

    async def darken(self) -> None:
        """Be dark."""
        await self._hear("darken")

    async def _hear(self, what: str) -> None:
        self.told.append(what)
        if self.slow is not None:
            await self.slow.wait()
        if self.bug is not None:
            raise self.bug
        if self.fault is not None:
            raise self.fault


class LampsBench:
    """Lamps with one reader, and the tasks that they began."""

    def __init__(self) -> None:
        self.reader = Reader()
        self.tasks: list[asyncio.Future[None]] = []
        self.clock = ManualClock(wall=NOON)
        self.stamp = stamp_of(self.clock)
        self.state = StationState.fresh(settings().house)
        self.lamps = Lamps({"scanner": self.reader}, self.stamp.now, self.spawn)

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        self.tasks.append(asyncio.ensure_future(work))

    def hours(self, hours: Hours) -> None:
        """Let the policy say so."""
        house = replace(self.state.house, policy=replace(self.state.house.policy, hours=hours))
        self.state = replace(self.state, house=house)

    async def show(self, **changes: object) -> list[str]:
        """Take over a state; what the reader has been told so far."""
        self.state = replace(self.state, **changes)  # pyright: ignore[reportArgumentType] - any field of the state
        self.lamps.show(self.state)
        await settle_loop(5)
        return self.reader.told


@pytest.fixture
async def bench() -> LampsBench:
    return LampsBench()


async def test_a_station_that_opens_for_all_leaves_its_readers_as_they_are(bench: LampsBench) -> None:
    assert await bench.show() == []


async def test_a_closed_station_darkens_its_readers(bench: LampsBench) -> None:
    bench.hours(SHUT)
    assert await bench.show() == ["darken"]


async def test_the_opening_wakes_them(bench: LampsBench) -> None:
    bench.hours(SHUT)
    await bench.show()
    bench.hours(Hours.always())
    assert await bench.show() == ["darken", "wake"]


async def test_the_hour_alone_closes_the_station(bench: LampsBench) -> None:
    at = minute_of_week(bench.stamp.now())
    bench.hours(open_from(at - 60, 65))
    before = list(await bench.show())
    await bench.clock.advance(5 * 60)
    assert (before, await bench.show()) == ([], ["darken"])


async def test_maintenance_darkens_them_and_its_end_wakes_them(bench: LampsBench) -> None:
    await bench.show(screen=Screen(moment="maintenance"))
    assert await bench.show(screen=Screen()) == ["darken", "wake"]


@pytest.mark.parametrize("hours", [SHUT, Hours.always()])
async def test_they_are_lit_for_staff_at_any_time(bench: LampsBench, hours: Hours) -> None:
    bench.hours(hours)
    at_work = AtWork(by="staff-1", since=bench.stamp.now(), seen=bench.stamp.now())
    assert await bench.show(service=at_work, screen=Screen(moment="maintenance")) == []


async def test_what_a_test_has_lit_is_dark_again_when_the_test_ends_in_a_closed_station(bench: LampsBench) -> None:
    bench.hours(SHUT)
    at_work = AtWork(by="li", since=bench.stamp.now(), seen=bench.stamp.now())
    await bench.show(maintenance=at_work, screen=Screen(moment="maintenance"))
    await bench.reader.wake()  # as the test does
    assert await bench.show(maintenance=None, screen=Screen()) == ["darken", "wake", "darken"]


async def test_a_state_that_changes_nothing_for_them_tells_them_nothing(bench: LampsBench) -> None:
    bench.hours(SHUT)
    for moment in ("idle", "refused", "help", "idle"):
        await bench.show(screen=Screen(moment=moment))
    assert bench.reader.told == ["darken"]


async def test_nobody_waits_for_a_reader_that_hangs(bench: LampsBench) -> None:
    bench.reader.slow = asyncio.Event()
    bench.hours(SHUT)
    bench.lamps.show(bench.state)
    bench.lamps.show(bench.state)
    await settle_loop(5)
    hanging = (list(bench.reader.told), len(bench.tasks))
    bench.reader.slow.set()
    await settle_loop(5)
    assert hanging == (["darken"], 1)


async def test_a_reader_that_was_slow_is_told_the_newest_only(bench: LampsBench) -> None:
    bench.reader.slow = asyncio.Event()
    bench.hours(SHUT)
    await bench.show()
    for hours in (Hours.always(), SHUT, Hours.always()):
        bench.hours(hours)
        await bench.show()
    bench.reader.slow.set()
    await settle_loop(5)
    assert bench.reader.told == ["darken", "wake"]


async def test_a_reader_that_is_lost_is_told_once_and_left_to_its_driver(
    bench: LampsBench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    bench.reader.fault = LinkLost("the cable is cut")
    bench.hours(SHUT)
    await bench.show()
    await bench.show()
    assert (bench.reader.told, [task.exception() for task in bench.tasks]) == (["darken"], [None])
    assert [record.getMessage() for record in caplog.records] == [
        "scanner is darkened when it answers again (link-lost)"
    ]


async def test_a_bug_of_a_driver_is_not_hidden(bench: LampsBench) -> None:
    bench.reader.bug = KeyError("a bug")
    bench.hours(SHUT)
    await bench.show()
    assert isinstance(bench.tasks[0].exception(), KeyError)


def test_only_readers_at_doors_that_have_a_lamp_are_told() -> None:
    scanner, elsewhere = Reader("scanner"), Reader("elsewhere")
    devices = {"scanner": scanner, "elsewhere": elsewhere, "reader": object()}
    assert lamps_at_doors(devices, StationState.fresh(settings().house)) == {"scanner": scanner}


def test_the_reader_of_these_tests_is_one() -> None:
    assert isinstance(Reader(), Lamp)
