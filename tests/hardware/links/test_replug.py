"""A USB adapter that comes back under another path is found again, and a thousand replugs leave nothing open."""

import asyncio
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.clock import SystemClock
from hardware.devices.modbus_sensor import ModbusSensor, SensorSetup
from hardware.devices.readings import DeviceLost, Measured, Reading
from hardware.errors import LinkLost
from hardware.links import OpenLink
from hardware.links.port import opener, parse_port
from hardware.links.pty import PtyPort
from hardware.protocols.register_map import chosen
from hardware.simulators.cable import plug_in
from hardware.simulators.modbus_sensor import SimulatedModbusSensor

ADAPTER = parse_port("usb:1A86:7523")
FOUND_AGAIN_SECONDS = 3.0
REPLUGS = 1000
POOL = 8
"""Threads that asyncio may start once and keep."""


@dataclass
class Adapter:
    device: str
    vid: int | None = 0x1A86
    pid: int | None = 0x7523
    serial_number: str | None = None


class Sockets:
    """The USB sockets of a machine: where an adapter sits, the system gives it another path each time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._plugged: list[PtyPort] = []
        self._given = 0

    def plug(self) -> PtyPort:
        port = PtyPort(self._folder / f"ttyUSB{self._given}")
        self._given += 1
        self._plugged.append(port)
        return port

    def unplug(self) -> None:
        for port in self._plugged:
            port.close()
        self._plugged.clear()

    def adapters(self) -> Iterable[Adapter]:
        return [Adapter(device=str(port.path)) for port in self._plugged]

    def opener(self) -> OpenLink:
        return opener(ADAPTER, 9600, self._folder, adapters=self.adapters)


@pytest.fixture
def sockets(tmp_path: Path) -> Iterator[Sockets]:
    sockets = Sockets(tmp_path)
    yield sockets
    sockets.unplug()


class Sensor:
    """A sensor behind the adapter, and what it has reported."""

    def __init__(self, sockets: Sockets) -> None:
        self.quantities = chosen("sht20", "")
        self.reading = asyncio.Event()
        self.lost = asyncio.Event()
        setup = SensorSetup(quantities=self.quantities, poll_seconds=0.5)
        self.device = ModbusSensor("air", sockets.opener(), SystemClock(), self._report, setup)

    def _report(self, reading: Reading) -> None:
        if isinstance(reading, Measured):
            self.reading.set()
        if isinstance(reading, DeviceLost):
            self.lost.set()

    def twin_on(self, port: PtyPort) -> "asyncio.Task[None]":
        return asyncio.ensure_future(plug_in(SimulatedModbusSensor("air", SystemClock(), self.quantities), port))


async def test_an_adapter_that_moves_to_another_path_reads_again_within_three_seconds(sockets: Sockets) -> None:
    sensor = Sensor(sockets)
    tasks = [sensor.twin_on(sockets.plug()), asyncio.ensure_future(sensor.device.run())]
    try:
        await asyncio.wait_for(sensor.reading.wait(), timeout=30)
        sockets.unplug()
        await asyncio.wait_for(sensor.lost.wait(), timeout=30)
        sensor.reading.clear()
        tasks.append(sensor.twin_on(sockets.plug()))
        await asyncio.wait_for(sensor.reading.wait(), timeout=FOUND_AGAIN_SECONDS)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_while_two_adapters_fit_opening_is_a_clear_fault(sockets: Sockets) -> None:
    sockets.plug()
    sockets.plug()
    with pytest.raises(LinkLost, match="2 plugged-in adapters fit usb:1A86:7523") as caught:
        await sockets.opener()()
    assert "add the serial number, or use a path by socket" in caught.value.remedy


async def test_once_the_second_adapter_is_gone_the_first_is_opened(sockets: Sockets) -> None:
    sockets.plug()
    second = sockets.plug()
    with pytest.raises(LinkLost):
        await sockets.opener()()
    second.close()
    sockets._plugged.remove(second)
    (await sockets.opener()()).close()


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def test_a_thousand_replugs_leave_no_file_and_no_thread_behind(sockets: Sockets) -> None:
    open_link = sockets.opener()
    sockets.plug()
    (await open_link()).close()  # what is opened once and for all is open now
    sockets.unplug()
    before = open_files(), threading.active_count()
    for _ in range(REPLUGS):
        sockets.plug()
        link = await open_link()
        sockets.unplug()
        with pytest.raises(LinkLost):
            await link.read()
        link.close()
    files, threads = open_files(), threading.active_count()
    assert (files <= before[0], threads <= before[1] + POOL) == (True, True)


def test_a_form_that_no_port_has_is_refused() -> None:
    with pytest.raises(ValueError, match="serial must be one of 8N1, 8E1, 8O1, 8N2"):
        opener(ADAPTER, 9600, Path("/nowhere"), "7E1")
