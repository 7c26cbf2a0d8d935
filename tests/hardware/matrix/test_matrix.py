"""Every driver through every mishap of its wire and its own: said rightly and in time, got over, nothing lost."""

import pytest
from matrix_cell import Bed, advance, at_work
from matrix_table import README, in_readme

from hardware.catalog import KINDS, SimulateRequest
from hardware.clock import ManualClock
from hardware.devices.promises import PROMISES, Promise
from hardware.simulators.faulty_wire import BOOT_SECONDS, BROWN_OUT_SECONDS, WIRE_FAULTS

SERVES = {"modbus-sensor": 11.0}
"""Seconds within which a deed arrives, where it is not the usual."""
USUAL = 2.5
PAUSE = 2.0
"""Seconds between two cards, in which a reader notices that the first has gone."""
LONG = 12.0
ODD = (0.0, 1.3)
"""Seconds by which a mishap lasts longer, so that it ends at different moments of the driver's tries."""
ONCE = {"slow-boot": BOOT_SECONDS, "brown-out": BROWN_OUT_SECONDS}
"""What happens once and ends by itself after so many seconds."""

CELLS = [(driver, fault) for driver, promises in PROMISES.items() for fault in promises]


class Run:
    """One driver through one mishap of a given length."""

    def __init__(self, driver: str, fault: str, odd: float) -> None:
        self.clock = ManualClock()
        self.bed = Bed(driver, self.clock)
        self.neighbour = Bed("sam-id-reader" if "board" in driver else "modbus-board", self.clock)
        self._fault = fault
        self._serves = SERVES.get(driver, USUAL)
        self._odd = odd
        self.after: list[str] = []

    async def whole(self, promise: Promise) -> None:
        """Sound, mishap, its end, sound again."""
        async with at_work(self.bed, self.neighbour):
            await advance(self.clock, 3)
            self.before = await self.bed.people.use(self._serves, PAUSE)
            self.began = self.clock.monotonic()
            self.bed.fault(self._fault, on=True)
            await self._meanwhile(promise)
            self.lies = self.bed.people.lies
            self.bed.fault(self._fault, on=False)
            await advance(self.clock, promise.back or 0.0)
            self.recovered = self.clock.monotonic()
            self.works_in_time = self.bed.works
            for _ in range(3):
                self.after += await self.bed.people.use(self._serves, PAUSE)
            self.works_in_the_end = self.bed.works

    async def _meanwhile(self, promise: Promise) -> None:
        if self._fault in ONCE:
            await advance(self.clock, ONCE[self._fault])
            return
        until = self.began + max(LONG, promise.within + 1) + self._odd
        while self.clock.monotonic() < until:
            await self.bed.people.use(min(self._serves, USUAL), PAUSE)

    def broken(self, promise: Promise) -> list[str]:
        """Which parts of the promise were not kept."""
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
            f"its neighbour waited {self.neighbour.longest_pause()} s": self.neighbour.longest_pause() < 0.31,
            f"its neighbour was lost {self.neighbour.losses}": not self.neighbour.losses,
        }
        return [what for what, kept in checks.items() if not kept]


def _kept(promise: Promise, losses: list[tuple[float, str]]) -> bool:
    if promise.told is None or (not losses and not promise.sure):
        return not losses
    return len(losses) == 1 and losses[0][1] == promise.told and losses[0][0] <= promise.within


@pytest.mark.parametrize(("driver", "fault"), CELLS, ids=[f"{driver}-{fault}" for driver, fault in CELLS])
async def test_the_driver_keeps_its_promise(driver: str, fault: str, matrix_seen: set[tuple[str, str]]) -> None:
    promise = PROMISES[driver][fault]
    for odd in ODD[:1] if fault in ONCE else ODD:
        run = Run(driver, fault, odd)
        await run.whole(promise)
        assert run.broken(promise) == []
    matrix_seen.add((driver, fault))


def test_every_driver_of_the_catalog_has_its_row() -> None:
    assert set(PROMISES) == set(KINDS)


@pytest.mark.parametrize("driver", KINDS)
def test_every_mishap_of_a_driver_has_its_cell(driver: str) -> None:
    kind = KINDS[driver]
    twin = kind.simulate(SimulateRequest(name="it", clock=ManualClock(), options=kind.checked({})))
    assert set(PROMISES[driver]) == WIRE_FAULTS | twin.faults


@pytest.mark.parametrize(("driver", "fault"), CELLS, ids=[f"{driver}-{fault}" for driver, fault in CELLS])
def test_what_is_not_said_has_its_reason(driver: str, fault: str) -> None:
    promise = PROMISES[driver][fault]
    assert promise.why or (promise.told and promise.sure and promise.true)


def test_the_readme_shows_the_matrix_as_it_is() -> None:
    text = README.read_text(encoding="utf-8")
    assert in_readme(text) == text, "run python tests/hardware/matrix/matrix_table.py --write"
