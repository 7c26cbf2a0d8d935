"""An OSDP reader and its twin on one memory wire that listens in and can fall silent.

libosdp times itself by the machine's clock, so these stories take real, short times. They wait for what must happen,
for as long as a busy machine may need, and claim nothing about speed.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from hardware.clock import SystemClock
from hardware.devices.osdp_reader import LineSetup, OsdpReader
from hardware.devices.readings import DeviceLost, DeviceRestored, Reading, TagRead
from hardware.links import Link
from hardware.links.memory import MemoryPort
from hardware.simulators.cable import plug_in
from hardware.simulators.osdp_reader import SimulatedOsdpReader

KEY = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
PATIENCE = 20.0


class Line:
    """The wire as it is drawn through this test: what passes is kept, and a side may be silenced."""

    def __init__(self, link: Link, bench: "OsdpBench") -> None:
        self._link, self._bench = link, bench

    async def read(self) -> bytearray:
        while True:
            piece = await self._link.read()
            if not self._bench.mute:
                self._bench.heard.append(bytes(piece))
                return piece

    def write(self, data: bytes | bytearray) -> None:
        self._bench.heard.append(bytes(data))
        self._link.write(data)

    def discard(self) -> None:
        self._link.discard()

    def close(self) -> None:
        self._link.close()


class OsdpBench:
    """`heard` is all that passed, in order, as the panel's side saw it."""

    def __init__(self, key: bytes | None = None, twins_key: bytes | None = None) -> None:
        clock = SystemClock()
        self.readings: list[Reading] = []
        self.heard: list[bytes] = []
        self.mute = False
        self.port = MemoryPort()
        self.bug: Exception | None = None
        setup = LineSetup(address=0x65, key=key, lifted_seconds=1.5)
        self.reader = OsdpReader("reader", self._open, clock, self._report, setup)
        self.twin = SimulatedOsdpReader("reader", clock, 0x65, twins_key if twins_key is not None else key)

    async def _open(self) -> Link:
        return Line(await self.port.open(), self)

    def _report(self, reading: Reading) -> None:
        if self.bug is not None and isinstance(reading, TagRead):
            raise self.bug
        self.readings.append(reading)

    def told(self) -> list[str]:
        """Names of the readings; of a tag its id, of a loss its code."""
        return [
            bytes(reading.uid.digits).decode()
            if isinstance(reading, TagRead)
            else reading.fault.code
            if isinstance(reading, DeviceLost)
            else type(reading).__name__
            for reading in self.readings
        ]

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait for it; not having happened for very long fails the test."""
        end = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < end, f"did not happen; told so far: {self.told()}"
            await asyncio.sleep(0.02)

    async def well(self) -> None:
        """Until it works, now."""
        await self.until(lambda: bool(self.readings) and self.readings[-1] == DeviceRestored(device="reader"))

    async def lost(self) -> str:
        """Until it is lost, now; why."""
        await self.until(lambda: bool(self.readings) and isinstance(self.readings[-1], DeviceLost))
        return self.told()[-1]

    @asynccontextmanager
    async def at_work(self, other: object = None) -> AsyncIterator[None]:
        """Both run inside; a bug in either fails the test."""
        running = asyncio.ensure_future(self.reader.run())
        tasks = [running, asyncio.ensure_future(plug_in(other or self.twin, self.port))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ends:
            if not isinstance(end, asyncio.CancelledError):
                raise end
