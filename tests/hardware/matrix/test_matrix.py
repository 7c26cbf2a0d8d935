"""Every driver through every mishap of its wire and its own: said rightly and in time, got over, nothing lost."""

import asyncio
from dataclasses import dataclass

import pytest
from matrix_cell import Bed, advance, at_work
from matrix_table import README, in_readme

from hardware.catalog import KINDS, SimulateRequest
from hardware.clock import Clock, ManualClock, SystemClock
from hardware.devices.promises import PROMISES, Promise
from hardware.simulators.faulty_wire import BOOT_SECONDS, BROWN_OUT_SECONDS, WIRE_FAULTS

ONCE = {"slow-boot": BOOT_SECONDS, "brown-out": BROWN_OUT_SECONDS}
"""What happens once and ends by itself after so many seconds."""
ODD = (0.0, 1.3)
"""Seconds by which a mishap lasts longer, one cell so and the next one so: it ends at other moments of the tries."""
RHYTHM = {"modbus-board": 0.06, "sam-id-reader": 0.31}
"""Seconds between two questions of a healthy neighbour, at most."""
TIMED_BY_THE_MACHINE = ("osdp-reader",)
"""A library in them reads the machine's clock: all their cells run at once, in real and short times."""
_BEAT = 0.01
_STOOD_STILL = 0.2
"""Seconds in which the library already gives an answer up."""
_RUNS = 6


@dataclass(frozen=True, kw_only=True)
class Times:
    """How long things take in a cell, in seconds."""

    serves: float = 2.5
    """Within which a deed arrives."""
    pause: float = 2.0
    """Between two cards, in which a reader notices that the first has gone."""
    mishap: float = 12.0
    uses: int = 3
    """Times that each deed is done after the end."""
    delay: float = 0.0
    """By which the neighbour's questions may come late, where time is the machine's."""


USUAL = Times()
TIMES = {
    "modbus-sensor": Times(serves=11.0),
    "osdp-reader": Times(serves=1.5, mishap=5.0, uses=2, delay=2.0),
}
CELLS = [(driver, fault) for driver, promises in PROMISES.items() for fault in promises]
BY_HAND = [cell for cell in CELLS if cell[0] not in TIMED_BY_THE_MACHINE]
BY_MACHINE = [cell for cell in CELLS if cell[0] in TIMED_BY_THE_MACHINE]


class Run:
    """One driver through one mishap of a given length."""

    def __init__(self, driver: str, fault: str, clock: Clock, odd: float = 0.0) -> None:
        self.clock = clock
        self.bed = Bed(driver, clock)
        other = "sam-id-reader" if driver == "modbus-board" else "modbus-board"
        self.neighbour = Bed(other, clock)
        self.rhythm = RHYTHM[other]
        self.promise: Promise = PROMISES[driver][fault]
        self._fault = fault
        self._times = TIMES.get(driver, USUAL)
        self._odd = odd
        self.after: list[str] = []

    async def whole(self) -> list[str]:
        """Sound, mishap, its end, sound again; which parts of the promise were not kept."""
        async with at_work(self.bed, self.neighbour):
            await advance(self.clock, 3)
            self.before = await self._use()
            self.began = self.clock.monotonic()
            self.bed.fault(self._fault, on=True)
            await self._meanwhile()
            self.lies = self.bed.people.lies
            self.bed.fault(self._fault, on=False)
            await advance(self.clock, self.promise.back or 0.0)
            self.recovered = self.clock.monotonic()
            self.works_in_time = self.bed.works
            for _ in range(self._times.uses):
                self.after += await self._use()
            self.works_in_the_end = self.bed.works
        return self._broken()

    async def _use(self) -> list[str]:
        return await self.bed.people.use(self._times.serves, self._times.pause)

    async def _meanwhile(self) -> None:
        if self._fault in ONCE:
            await advance(self.clock, ONCE[self._fault])
            return
        until = self.began + max(self._times.mishap, self.promise.within + 1) + self._odd
        while self.clock.monotonic() < until:
            await self.bed.people.use(min(self._times.serves, USUAL.serves), self._times.pause)

    def _broken(self) -> list[str]:
        promise, pause = self.promise, self.neighbour.longest_pause()
        losses = [(round(at - self.began, 2), code) for at, code in self.bed.losses if at >= self.began]
        late = [at for at, _ in self.bed.losses if at > self.recovered]
        checks = {
            f"not well before: {self.before}": not self.before,
            f"said {losses} instead of {promise.told} within {promise.within} s": _kept(promise, losses),
            f"not back {promise.back} s after the end": self.works_in_time or promise.back is None,
            "not back in the end": self.works_in_the_end,
            f"lost afterwards: {self.after}": not self.after,
            f"lost again {late}": not late,
            f"reported what nobody did: {self.lies[:3]}": not (promise.true and self.lies),
            f"its neighbour waited {pause} s": pause < self.rhythm + self._times.delay,
            f"its neighbour was lost {self.neighbour.losses}": not self.neighbour.losses,
        }
        return [what for what, kept in checks.items() if not kept]


def _kept(promise: Promise, losses: list[tuple[float, str]]) -> bool:
    if promise.told is None:
        return not losses
    if not promise.sure:
        return all(code == promise.told for _, code in losses)
    return len(losses) == 1 and losses[0][1] == promise.told and losses[0][0] <= promise.within


@pytest.mark.parametrize(("driver", "fault"), BY_HAND, ids=[f"{driver}-{fault}" for driver, fault in BY_HAND])
async def test_the_driver_keeps_its_promise(driver: str, fault: str, matrix_seen: set[tuple[str, str]]) -> None:
    odd = ODD[BY_HAND.index((driver, fault)) % 2] if PROMISES[driver][fault].told and fault not in ONCE else ODD[0]
    assert await Run(driver, fault, ManualClock(), odd).whole() == []
    matrix_seen.add((driver, fault))


@pytest.mark.parametrize("driver", sorted({driver for driver, _ in BY_HAND}))
async def test_a_cable_that_was_out_for_a_second_is_soon_forgotten(driver: str) -> None:
    clock = ManualClock()
    bed, promise, times = Bed(driver, clock), PROMISES[driver]["cut"], TIMES.get(driver, USUAL)
    async with at_work(bed):
        await advance(clock, 3)
        bed.fault("cut", on=True)
        await advance(clock, 1)
        bed.fault("cut", on=False)
        await advance(clock, promise.within + (promise.back or 0.0))
        works = bed.works
        lost = await bed.people.use(times.serves, times.pause)
    assert (works, lost) == (True, [])


class Standstill:
    """The longest time in which nobody served the loop, while the library's clock went on."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        """Until it is cancelled."""
        clock = SystemClock()
        while True:
            before = clock.monotonic()
            await clock.sleep(_BEAT)
            self.longest = max(self.longest, clock.monotonic() - before - _BEAT)


async def side_by_side(cells: list[tuple[str, str]]) -> tuple[dict[tuple[str, str], list[str]], float]:
    """What was not kept in each cell, and the longest standstill meanwhile."""
    standstill = Standstill()
    watch = asyncio.ensure_future(standstill.watch())
    try:
        broken = await asyncio.gather(*(Run(driver, fault, SystemClock()).whole() for driver, fault in cells))
    finally:
        watch.cancel()
    return dict(zip(cells, broken, strict=True)), standstill.longest


@pytest.fixture(scope="module")
def by_machine() -> dict[tuple[str, str], list[str]]:
    """What was not kept in the cells that take real time, all of them run side by side.

    A cell that failed while the machine stood still proves nothing of its driver and is run again.
    """
    found: dict[tuple[str, str], list[str]] = {}
    left = BY_MACHINE
    for _ in range(_RUNS):
        broken, standstill = asyncio.run(side_by_side(left))
        found |= broken
        left = [cell for cell in left if found[cell]]
        if not left or standstill < _STOOD_STILL:
            break
    return found


@pytest.mark.parametrize(("driver", "fault"), BY_MACHINE, ids=[f"{driver}-{fault}" for driver, fault in BY_MACHINE])
def test_a_driver_that_the_machine_times_keeps_its_promise(
    driver: str, fault: str, by_machine: dict[tuple[str, str], list[str]], matrix_seen: set[tuple[str, str]]
) -> None:
    assert by_machine[driver, fault] == []
    matrix_seen.add((driver, fault))


def test_every_driver_of_the_catalog_has_its_row() -> None:
    assert set(PROMISES) == set(KINDS)


@pytest.mark.parametrize("driver", KINDS)
def test_every_mishap_of_a_driver_has_its_cell(driver: str) -> None:
    kind = KINDS[driver]
    twin = kind.simulate(SimulateRequest(name="it", clock=ManualClock(), options=kind.checked(kind.driver.least)))
    assert set(PROMISES[driver]) == WIRE_FAULTS | twin.faults


@pytest.mark.parametrize(("driver", "fault"), CELLS, ids=[f"{driver}-{fault}" for driver, fault in CELLS])
def test_what_is_not_said_has_its_reason(driver: str, fault: str) -> None:
    promise = PROMISES[driver][fault]
    assert promise.why or (promise.told and promise.sure and promise.true)


def test_the_readme_shows_the_matrix_as_it_is() -> None:
    text = README.read_text(encoding="utf-8")
    assert in_readme(text) == text, "run python tests/hardware/matrix/matrix_table.py --write"
