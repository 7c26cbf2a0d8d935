"""Twins on ptys whose wires the test hears: bytes that reach a device are seen where the device sees them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from place import Place

from hardware.catalog import SimulateRequest
from hardware.clock import SystemClock
from hardware.links import Link
from hardware.links.port import PtyName
from hardware.links.pty import PtyPort
from hardware.protocols import modbus, sam
from hardware.protocols.modbus import FLASH_ON, Write
from hardware.protocols.sam import Command
from hardware.protocols.wiped_buffer import Noise
from hardware.simulators.bus import SimulatedBus
from hardware.simulators.cable import plug_in
from hardware.simulators.faulty_wire import CuttablePort, FaultyWire
from station_app.simulation.world import Plugged, World
from station_app.wiring.devices import checked
from station_app.wiring.shared_wires import on_one_port

Hear = Callable[[bytes], None]


class HeardLink:
    """A twin's end of a wire, with somebody listening to what arrives."""

    def __init__(self, link: Link, hear: Hear) -> None:
        self._link = link
        self._hear = hear

    async def read(self) -> bytearray:
        piece = await self._link.read()
        self._hear(bytes(piece))
        return piece

    def write(self, data: bytes | bytearray) -> None:
        self._link.write(data)

    def discard(self) -> None:
        self._link.discard()

    def close(self) -> None:
        self._link.close()


class HeardPort:
    """A pty whose wire is heard."""

    def __init__(self, port: CuttablePort, hear: Hear) -> None:
        self._port = port
        self._hear = hear

    async def plug(self) -> Link:
        return HeardLink(await self._port.plug(), self._hear)

    def cut(self) -> None:
        self._port.cut()

    def mend(self) -> None:
        self._port.mend()


@asynccontextmanager
async def pty_world(place: Place, hear: Mapping[str, Hear] | None = None) -> AsyncIterator[World]:
    """Twins of a place's config on its ptys; `hear` is told of each piece that reaches a device."""
    clock, settings = SystemClock(), place.settings
    place.data.mkdir(mode=0o700, exist_ok=True)
    plugged: dict[str, Plugged] = {}
    ports: list[PtyPort] = []
    cables: list[asyncio.Task[None]] = []
    every = {name: checked(name, table) for name, table in settings.devices.items()}
    for names in on_one_port(every).values():
        where = every[names[0]].port
        assert isinstance(where, PtyName)
        ports.append(PtyPort(where.under(place.data)))
        bus = SimulatedBus(ports[-1])
        if len(names) > 1:
            cables.append(asyncio.ensure_future(bus.run()))
        for name in names:
            found, end = every[name], ports[-1] if len(names) == 1 else bus.branch()
            twin = found.kind.simulate(SimulateRequest(name=name, clock=clock, options=found.options))
            heard = HeardPort(end, hear[name]) if hear and name in hear else end
            wire = FaultyWire(twin, heard, clock)
            cables.append(asyncio.ensure_future(plug_in(twin, wire)))
            plugged[name] = Plugged(twin=twin, cable=wire)
    try:
        yield World(settings, plugged)
    finally:
        for cable in cables:
            cable.cancel()
        ended = await asyncio.gather(*cables, return_exceptions=True)
        for port in ports:
            port.close()
        assert all(isinstance(one, asyncio.CancelledError) for one in ended), f"a twin failed: {ended}"


def pulses(pulsed: Callable[[], None]) -> Hear:
    """Hear each piece in which a relay board is told to release a lock: once a question, however often it is asked."""
    decoder = modbus.request_decoder()

    def hear(piece: bytes) -> None:
        # Two questions in one piece are one question: a master that has no answer yet asks nothing else.
        if any(isinstance(one, Write) and one.address & 0xFF00 == FLASH_ON for one in decoder.feed(piece)):
            pulsed()

    return hear


def finds(found: Callable[[], None]) -> Hear:
    """Hear each time an ID reader is asked whether a card lies there."""
    decoder = sam.request_decoder()

    def hear(piece: bytes) -> None:
        for one in decoder.feed(piece):
            if not isinstance(one, Noise) and one.command == Command.FIND:
                found()

    return hear
