"""One cell of the matrix: a driver, its twin, the wire between them, a mishap, and a healthy neighbour on the loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

from matrix_people import People

from hardware.catalog import KINDS, BuildRequest, SimulateRequest
from hardware.clock import Clock, ManualClock, settle_loop
from hardware.devices.readings import DeviceLost, Reading
from hardware.links import Link
from hardware.links.memory import MemoryPort
from hardware.simulators.cable import plug_in
from hardware.simulators.faulty_wire import FaultyWire

TURNS = 24
"""Of the loop, after which whatever is ready has been done."""

TOLD_BEFORE_IDS = {"osdp-reader": "38"}
"""What a driver tells before a card's id: the number of its bits, of which the ids here have 56."""


class Heard:
    """A device's end of its wire, which notes when the device asks."""

    def __init__(self, link: Link, clock: Clock, asked: list[float]) -> None:
        self._link, self._clock, self._asked = link, clock, asked

    async def read(self) -> bytearray:
        return await self._link.read()

    def write(self, data: bytes | bytearray) -> None:
        self._asked.append(self._clock.monotonic())
        self._link.write(data)

    def discard(self) -> None:
        self._link.discard()

    def close(self) -> None:
        self._link.close()


class Bed:
    """A device and its twin, joined by a wire that can do everything wires do."""

    def __init__(self, driver: str, clock: Clock) -> None:
        kind, port = KINDS[driver], MemoryPort()
        options = kind.checked(kind.driver.least)
        self.asked: list[float] = []
        self.losses: list[tuple[float, str]] = []
        self._clock = clock

        async def open_link() -> Link:
            return Heard(await port.open(), clock, self.asked)

        self.device = kind.build(
            BuildRequest(
                name="it", open_link=open_link, clock=clock, report=self._note, baud=kind.baud, options=options
            )
        )
        self.twin = kind.simulate(SimulateRequest(name="it", clock=clock, options=options))
        self.wire = FaultyWire(self.twin, port, clock)
        self.people = People(
            self.device, self.twin, lambda seconds: advance(clock, seconds), TOLD_BEFORE_IDS.get(driver, "")
        )

    @property
    def works(self) -> bool:
        """Whether the driver believes so."""
        return self.device.health.state == "works"

    def fault(self, name: str, *, on: bool) -> None:
        """Of the device itself, or of its wire."""
        (self.twin if name in self.twin.faults else self.wire).fault(name, on)

    def start(self) -> list[asyncio.Future[None]]:
        """Set both to work."""
        return [asyncio.ensure_future(self.device.run()), asyncio.ensure_future(plug_in(self.twin, self.wire))]

    def longest_pause(self) -> float:
        """Between two questions, in seconds."""
        return max(later - earlier for earlier, later in pairwise(self.asked))

    def _note(self, reading: Reading) -> None:
        self.people.readings.append(reading)
        if isinstance(reading, DeviceLost):
            self.losses.append((self._clock.monotonic(), reading.fault.code))


async def advance(clock: Clock, seconds: float) -> None:
    """Let time pass: moved by hand where it can be."""
    if isinstance(clock, ManualClock):
        await clock.advance(seconds, lambda: settle_loop(TURNS))
    else:
        await clock.sleep(seconds)


@asynccontextmanager
async def at_work(*beds: Bed) -> AsyncIterator[None]:
    """All run inside; one that ends by itself has met a bug, which is raised."""
    strays: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, what: strays.append(str(what)))
    tasks = [task for bed in beds for task in bed.start()]
    await settle_loop(TURNS)
    try:
        yield
        early = [task for task in tasks if task.done()]
    finally:
        for bed in beds:
            bed.twin.power_cycle()  # no pulse outlives the cell
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        await settle_loop(4)
    bugs = [end for end in ends if not isinstance(end, asyncio.CancelledError)]
    if early or bugs or strays:
        raise AssertionError(f"ended by itself: {bugs} {strays}") from (bugs[0] if bugs else None)
