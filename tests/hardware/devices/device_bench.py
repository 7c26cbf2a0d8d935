"""A device and its twin on one memory wire, with a clock that the story moves and a record of what was sent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from hardware.clock import ManualClock, settle_loop
from hardware.devices.readings import DeviceLost, DeviceRestored, InputChanged, Reading
from hardware.links import Link
from hardware.links.memory import MemoryLink, MemoryPort
from hardware.simulators import Twin
from hardware.simulators.cable import plug_in
from hardware.simulators.faulty_wire import FaultyWire

R = TypeVar("R")


class Device(Protocol):
    async def run(self) -> None: ...


class RecordedLink:
    def __init__(self, link: MemoryLink, bench: "Bench") -> None:
        self._link, self._bench = link, bench

    async def read(self) -> bytearray:
        return await self._link.read()

    def write(self, data: bytes | bytearray) -> None:
        self._link.write(data)
        self._bench.sent.append((self._bench.clock.monotonic(), bytes(data)))

    def discard(self) -> None:
        self._link.discard()

    def close(self) -> None:
        self._link.close()


class Bench:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.port = MemoryPort()
        self.readings: list[Reading] = []
        self.sent: list[tuple[float, bytes]] = []
        self._wire: FaultyWire | None = None

    async def open(self) -> Link:
        return RecordedLink(await self.port.open(), self)

    def wire(self, twin: Twin) -> FaultyWire:
        """The one cable of this bench, with its faults."""
        if self._wire is None:
            self._wire = FaultyWire(twin, self.port, self.clock)
        return self._wire

    def report(self, reading: Reading) -> None:
        self.readings.append(reading)

    def of(self, kind: type[R]) -> list[R]:
        return [reading for reading in self.readings if isinstance(reading, kind)]

    @property
    def faults(self) -> list[str]:
        return [lost.fault.code for lost in self.of(DeviceLost)]

    def changes(self, channel: int) -> list[bool]:
        """What an input was reported to be, in order."""
        return [change.on for change in self.of(InputChanged) if change.channel == channel]

    async def awaited(self, verb: Awaitable[R], seconds: float = 0.9) -> R:
        """The verb's result, which must be there within `seconds`."""
        task = asyncio.ensure_future(verb)
        await self.clock.advance(seconds)
        assert task.done()
        return task.result()

    async def well(self) -> None:
        """Let the device prove itself and report its first states, and forget them."""
        await self.clock.advance(0.5)
        assert isinstance(self.readings[0], DeviceRestored)
        self.readings.clear()
        self.sent.clear()

    @asynccontextmanager
    async def at_work(self, device: Device, twin: Twin) -> AsyncIterator[None]:
        """Both run inside; a bug in either fails the test."""

        tasks = [asyncio.ensure_future(device.run()), asyncio.ensure_future(plug_in(twin, self.wire(twin)))]
        await settle_loop()
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ends:
            if not isinstance(end, asyncio.CancelledError):
                raise AssertionError("ended by itself") from end
