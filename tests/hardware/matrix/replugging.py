"""Pulls and puts back the cable of a code reader on a real pty, and shows a code after each time."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hardware.catalog import KINDS, BuildRequest, SimulateRequest
from hardware.clock import ManualClock
from hardware.devices.readings import CodeRead, DeviceLost, DeviceRestored, Reading
from hardware.links.pty import PtyPort
from hardware.links.serial import open_serial
from hardware.simulators import CodeTwin
from hardware.simulators.cable import plug_in
from hardware.simulators.faulty_wire import FaultyWire

PATIENCE = 30.0
"""Real seconds for what takes milliseconds."""


@dataclass
class Told:
    """How a campaign went."""

    replugs: int = 0
    missed: list[int] = field(default_factory=list)
    """After which the first code was not read."""
    files: tuple[int, int] = (0, 0)
    """Open ones after the first replug and after the last."""
    threads: tuple[int, int] = (0, 0)
    slowest: float = 0.0
    """Real seconds from the cable put back to the first code read; the driver's own pauses are moved by hand."""

    @property
    def fine(self) -> bool:
        """Whether every first code was read and nothing was left behind."""
        return not self.missed and self.files[1] <= self.files[0] and self.threads[1] <= self.threads[0]

    def __str__(self) -> str:
        return (
            f"{self.replugs} replugs, {len(self.missed)} first codes missed, open files {self.files[0]} -> "
            f"{self.files[1]}, threads {self.threads[0]} -> {self.threads[1]}, slowest {self.slowest * 1000:.0f} ms"
        )


class Counter:
    """A station's counter with one scanner on it."""

    def __init__(self, path: Path) -> None:
        self._clock = ManualClock()
        self._readings: list[Reading] = []
        self._port = PtyPort(path)
        kind = KINDS["line-scanner"]
        options = kind.checked({})
        twin = kind.simulate(SimulateRequest(name="scanner", clock=self._clock, options=options))
        assert isinstance(twin, CodeTwin)
        self._twin = twin
        self._wire = FaultyWire(twin, self._port, self._clock)
        self._device = kind.build(
            BuildRequest(
                name="scanner",
                open_link=lambda: open_serial(str(path), kind.baud),
                clock=self._clock,
                report=self._readings.append,
                baud=kind.baud,
                options=options,
            )
        )

    async def start(self) -> None:
        """Set everything to work."""
        self._tasks = [
            asyncio.ensure_future(self._device.run()),
            asyncio.ensure_future(plug_in(self._twin, self._wire)),
        ]
        await self._told(DeviceRestored(device="scanner"))

    async def stop(self) -> None:
        """Put everything away."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._port.close()

    async def replug(self, text: str) -> float | None:
        """Pull, put back, show a code; the real seconds until it was read, None when it was not."""
        self._readings.clear()
        self._wire.cut()
        await self._until(lambda: any(isinstance(one, DeviceLost) for one in self._readings))
        self._wire.mend()
        began = time.monotonic()
        await self._told(DeviceRestored(device="scanner"))
        self._twin.show(text)
        try:
            await self._told(CodeRead(device="scanner", text=text), patience=2.0)
        except TimeoutError:
            return None
        return time.monotonic() - began

    async def _told(self, reading: Reading, patience: float = PATIENCE) -> None:
        await self._until(lambda: reading in self._readings, patience)

    async def _until(self, happened: Callable[[], bool], patience: float = PATIENCE) -> None:
        until = time.monotonic() + patience
        while not happened():
            for task in self._tasks:
                if task.done():
                    task.result()  # a bug ends the campaign
            if time.monotonic() > until:
                raise TimeoutError
            await self._clock.advance(0.05)
            await asyncio.sleep(0.0005)  # the port's reader is a real thread


async def replug_again_and_again(folder: Path, times: int, say: Callable[[str], None]) -> Told:
    """Replug so many times, and count what was missed and what was left behind."""
    told, counter = Told(), Counter(folder / "scanner")
    await counter.start()
    try:
        for number in range(1, times + 1):
            seconds = await counter.replug(f"PASS-{number}")
            told.replugs = number
            told.missed += [number] if seconds is None else []
            told.slowest = max(told.slowest, seconds or 0.0)
            if number == 1:
                told.files, told.threads = (_files(),) * 2, (threading.active_count(),) * 2
            if number % 1000 == 0:
                say(f"{number} replugs, {len(told.missed)} first codes missed")
        told.files, told.threads = (told.files[0], _files()), (told.threads[0], threading.active_count())
    finally:
        await counter.stop()
    return told


def _files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())
